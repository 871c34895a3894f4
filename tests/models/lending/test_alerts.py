"""Alerts: what threatens the securities of running loans, the worst first, each with what to do."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.collateral.vault import VaultEntry
from models.lending.alerts import Alert, Gravity, alerts_of
from models.lending.claims import before, claim_of, in_order
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier, Security
from models.lending.states import State
from models.parameters import parameters
from models.sample.objects import FIRM_KINDS, object_of
from tests import factories
from tests.factories import HOME, TODAY, YUAN

DAY = timedelta(days=1)
SOON = 90 * DAY


def running(owed: int = 100_000 * YUAN, security: Security | None = None) -> Dossier:
    dossier = factories.farmer_dossier(State.DISBURSED)
    if security:
        dossier.securities = [security]
    note = LoanNote(
        **HOME, case_id=dossier.case.id, principal=owed, outstanding=owed, due_on=date(2027, 3, 10)
    )
    dossier.notes.append(note)
    dossier.securities[0].pledge.registered_until = date(2028, 1, 1)
    return dossier


def found(dossier: Dossier, day: date = TODAY) -> dict[str, Alert]:
    return {each.code: each for each in alerts_of(dossier, day)}


def test_a_sound_loan_raises_nothing() -> None:
    assert found(running()) == {}


def test_a_fallen_value_is_urgent() -> None:
    """民法典 408: where value falls, the bank may ask for more."""
    dossier = running()
    valuation = dossier.securities[0].valuation
    assert valuation
    valuation.value = 200_000 * YUAN  # At a cap of one half it just carries what is owed.
    assert "shortfall" not in found(dossier)
    valuation.value -= 1 * YUAN
    assert found(dossier)["shortfall"].gravity is Gravity.URGENT
    dossier.sureties.append(factories.surety(dossier.case, amount=1 * YUAN))
    assert "shortfall" not in found(dossier)


def test_prior_claims_take_their_part() -> None:
    dossier = running()
    dossier.securities[0].prior_claims = 80_000 * YUAN
    assert "shortfall" not in found(dossier)
    dossier.securities[0].prior_claims += 1
    assert "shortfall" in found(dossier)


@pytest.mark.parametrize(
    ("age", "gravity"), [(0, None), (274, None), (275, Gravity.NOTICE), (366, Gravity.SERIOUS)]
)
def test_a_value_grows_old(age: int, gravity: Gravity | None) -> None:
    dossier = running()
    valuation = dossier.securities[0].valuation
    assert valuation
    valuation.valued_on = TODAY - age * DAY
    alert = found(dossier).get("valuation")
    assert (alert.gravity if alert else None) is gravity


@pytest.mark.parametrize(
    ("ahead", "gravity"), [(91, None), (90, Gravity.SERIOUS), (0, Gravity.SERIOUS), (-1, Gravity.URGENT)]
)
def test_a_registration_ends(ahead: int, gravity: Gravity | None) -> None:
    dossier = running()
    dossier.securities[0].pledge.registered_until = TODAY + ahead * DAY
    alert = found(dossier).get("registration")
    assert (alert.gravity if alert else None) is gravity


def test_seizure_comes_first_and_says_by_whom() -> None:
    dossier = running()
    collateral = dossier.securities[0].collateral
    collateral.seized, collateral.seized_by = True, "测试县人民法院(2026)黑2399执1号"
    dossier.securities[0].pledge.registered_until = TODAY + DAY
    alerts = alerts_of(dossier, TODAY)
    assert alerts[0].code == "seized"
    assert "2399执1号" in alerts[0].text.zh


def test_insurance_permits_and_terms_end() -> None:
    facts = object_of("machinery", 5, TODAY, secured=10**7, owner="某")
    given_by = factories.case()
    security = factories.security(given_by, replace(facts, insured_until=TODAY + SOON))  # type: ignore[call-arg] # a machine
    assert found(running(security=security))["insured_until"].gravity is Gravity.NOTICE
    security.facts = replace(facts, insured_until=TODAY - DAY)  # type: ignore[call-arg] # likewise
    assert found(running(security=security))["insured_until"].gravity is Gravity.SERIOUS


def test_an_extension_of_the_land_contract_takes_its_place() -> None:
    dossier = running()
    land = factories.farmland(contract_end=TODAY)
    dossier.securities[0].facts = land
    assert "contract_end" in found(dossier)
    dossier.securities[0].facts = replace(land, extension_evidence="文件", extended_until=date(2057, 12, 31))
    assert "contract_end" not in found(dossier)


@pytest.mark.parametrize(("ago", "gravity"), [(10, Gravity.URGENT), (11, Gravity.SERIOUS)])
def test_the_ten_day_clock_of_purchase_money_runs(ago: int, gravity: Gravity) -> None:
    """民法典 416: registered within ten days of delivery."""
    facts = object_of("tractor", 5, TODAY, secured=10**7, owner="某")
    bought = replace(facts, bought_with_loan=True, delivered_on=TODAY - ago * DAY)  # type: ignore[call-arg] # a movable
    dossier = running(security=factories.security(factories.case(), bought))
    assert found(dossier)["purchase_money"].gravity is gravity
    dossier.securities[0].pledge.registration_number = "1"
    assert "purchase_money" not in found(dossier)


def test_a_guarantee_of_an_overdue_loan_runs_out() -> None:
    """民法典 693: a guarantor who is not called upon within the period is free."""
    dossier = running()
    dossier.sureties.append(factories.surety(dossier.case, ends_on=TODAY + 60 * DAY))
    assert "guarantee_ends" not in found(dossier)
    dossier.notes[0].due_on = TODAY - DAY
    assert found(dossier)["guarantee_ends"].gravity is Gravity.URGENT
    dossier.sureties[0].guarantee.ends_on = TODAY + 61 * DAY
    assert "guarantee_ends" not in found(dossier)


def test_a_lent_paper_is_remembered() -> None:
    dossier = running()
    security = dossier.securities[0]
    words: dict[str, Any] = {"paper": "权证", "paper_number": "1", "person": "王满仓", "moved_on": TODAY}
    security.papers = [VaultEntry(**HOME, collateral_id=security.collateral.id, move="lent", **words)]
    assert found(dossier)["lent"].gravity is Gravity.NOTICE


@pytest.mark.parametrize("key", [*FIRM_KINDS, "farmland_right", "receivable"])
def test_every_alert_says_what_to_do_in_both_languages(key: str) -> None:
    own = {"farmland_right": factories.farmland, "receivable": factories.receivable}
    facts = own[key]() if key in own else object_of(key, 9, TODAY, secured=10**7, owner="某")
    dossier = running(security=factories.security(factories.case(), facts))
    dossier.securities[0].collateral.seized = True
    assert alerts_of(dossier, TODAY)[0].code == "seized"
    for alert in alerts_of(dossier, date(2060, 1, 1)):
        assert all((*alert.text, *alert.fix, *alert.gravity.label))
        assert alert.case_id == dossier.case.id


CLAIMED = st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 9), st.booleans()), min_size=1, max_size=6)


@given(CLAIMED, st.integers(1, 10**9))
def test_claims_never_exceed_the_value_without_an_alert(
    claimed: list[tuple[int, int, bool]], value: int
) -> None:
    """Whoever stands last is short as soon as all claims together are above value × cap."""
    dossiers = []
    for secured, rank, released in claimed:
        dossier = running(owed=secured)
        security = dossier.securities[0]
        security.pledge.secured, security.pledge.rank = secured, rank
        security.pledge.released_on = TODAY if released else None
        dossiers.append(dossier)
    live = [each for each in dossiers if each.standing]
    claims = in_order(claim_of(each.securities[0].pledge) for each in live)
    for dossier in live:
        security = dossier.securities[0]
        assert security.valuation
        security.valuation.value = value
        security.prior_claims = before(claim_of(security.pledge), claims)
    cap = parameters("collateral", TODAY)["cap_percent"]["farmland_right"]
    short = [each for each in live if "shortfall" in found(each)]
    assert bool(short) == (sum(each.secured for each in claims) > value * cap // 100)


@given(CLAIMED)
def test_released_objects_secure_nothing(claimed: list[tuple[int, int, bool]]) -> None:
    dossier = running()
    dossier.securities = []
    for secured, rank, released in claimed:
        security = factories.security(dossier.case, secured=secured, rank=rank)
        security.pledge.released_on = TODAY if released else None
        dossier.securities.append(security)
    kept = [secured for secured, _, released in claimed if not released]
    assert dossier.covered == sum(kept)
    assert [each.pledge.secured for each in dossier.standing] == kept
