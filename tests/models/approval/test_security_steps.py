"""Registration as a timeline, release, the vault, and claims that are fixed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from models.approval.conditions import claims_may_arise, collateral_is_sound, security_holds
from models.approval.step import take_step
from models.approval.steps import STEPS
from models.collateral.vault import FOLLOWS, MOVE, held
from models.errors import GateClosed, NotAllowed, NotFound, RuleBroken
from models.lending.dossier import Dossier
from models.lending.states import State
from tests import factories
from tests.factories import TODAY, YUAN
from tests.models.approval import life

DAY = timedelta(days=1)
DONE = {"reference": "解2399-1", "done_on": TODAY}
PAPER = {"paper": "不动产权证书", "paper_number": "黑(2024)0001234", "person": "王满仓", "second": "lixue"}


@pytest.fixture
def paid() -> Dossier:
    dossier = factories.farmer_dossier(second_officer="")
    life.sign(dossier)
    life.register(dossier)
    life.take(dossier, "request_payout")
    life.take(dossier, "disburse")
    return dossier


def take(dossier: Dossier, key: str, **arguments: Any) -> None:
    life.take(dossier, key, pledge_id=dossier.securities[0].pledge.id, **arguments)


def codes(dossier: Dossier, check: Any, day: date = TODAY) -> set[str]:
    return {each.code for each in check(dossier, day)}


def test_the_registration_is_a_timeline(paid: Dossier) -> None:
    security = paid.securities[0]
    until = security.pledge.registered_until
    assert until
    take(paid, "change_registration", note="变更担保范围", **DONE)
    take(paid, "extend_registration", until=until + DAY, **DONE)
    assert security.pledge.registered_until == until + DAY
    paid.notes[0].outstanding = 0
    take(paid, "release_security", **DONE)
    assert [each.act for each in security.acts] == ["registered", "changed", "extended", "released"]
    assert security.acts[-1].officer == "zhoufang"
    assert security.pledge.released_on == TODAY
    assert paid.state is State.DISBURSED


def test_applying_comes_before_the_number() -> None:
    dossier = factories.farmer_dossier(second_officer="")
    life.sign(dossier)
    take(dossier, "apply_registration", reference="受理1号", done_on=TODAY)
    assert dossier.state is State.SECURING
    assert not dossier.securities[0].pledge.registration_number
    for key in ("change_registration", "extend_registration"):
        with pytest.raises(RuleBroken):
            take(dossier, key, note="改", until=TODAY + 900 * DAY, **DONE)


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("change_registration", {"note": "改", "reference": "", "done_on": TODAY}),
        ("change_registration", {"note": "", **DONE}),
        ("change_registration", {"note": "改", "reference": "1", "done_on": TODAY + DAY}),
        ("change_registration", {"note": "改", "reference": "1", "done_on": None}),
        ("extend_registration", {"until": None, **DONE}),
        ("extend_registration", {"until": TODAY, **DONE}),
        ("release_security", {"reference": "", "done_on": TODAY}),
    ],
)
def test_an_act_at_the_registry_says_number_day_and_what(paid: Dossier, key: str, wrong: Any) -> None:
    paid.notes[0].outstanding = 0
    before = list(paid.securities[0].acts)
    with pytest.raises(RuleBroken):
        take(paid, key, **wrong)
    assert paid.securities[0].acts == before


def test_only_the_registrar_and_only_this_case(paid: Dossier) -> None:
    with pytest.raises(NotFound):
        life.take(paid, "change_registration", pledge_id=factories.farmer().id, note="改", **DONE)
    acting = life.act(paid, STEPS["submit"].role, pledge_id=paid.securities[0].pledge.id, **DONE)
    with pytest.raises(NotAllowed):
        take_step(STEPS["release_security"], acting)


def test_what_secures_a_debt_is_not_released(paid: Dossier) -> None:
    with pytest.raises(RuleBroken, match="cannot be released"):
        take(paid, "release_security", **DONE)
    spare = factories.security(paid.case)
    paid.securities.append(spare)
    take(paid, "release_security", **DONE)
    assert paid.standing == [spare]
    with pytest.raises(RuleBroken, match="already"):
        take(paid, "release_security", **DONE)


def test_papers_in_the_vault_hold_the_release_back(paid: Dossier) -> None:
    paid.notes[0].outstanding = 0
    take(paid, "record_vault", move="stored", done_on=TODAY, **PAPER)
    for move in ("lent", "returned"):
        with pytest.raises(RuleBroken, match="handed over"):
            take(paid, "release_security", **DONE)
        take(paid, "record_vault", move=move, done_on=TODAY, **PAPER)
    take(paid, "record_vault", move="handed_over", done_on=TODAY, **PAPER)
    take(paid, "release_security", **DONE)
    entries = paid.securities[0].papers
    assert [each.move for each in entries] == ["stored", "lent", "returned", "handed_over"]
    assert held(entries) == []


@pytest.mark.parametrize("before", FOLLOWS)
@pytest.mark.parametrize("move", MOVE.choices)
def test_a_paper_moves_only_along_its_arrows(paid: Dossier, before: str, move: str) -> None:
    ways = {"": [], "stored": ["stored"], "lent": ["stored", "lent"]}
    ways |= {"returned": ["stored", "lent", "returned"], "handed_over": ["stored", "handed_over"]}
    for each in ways[before]:
        take(paid, "record_vault", move=each, done_on=TODAY, **PAPER)
    if move in FOLLOWS[before]:
        take(paid, "record_vault", move=move, done_on=TODAY, **PAPER)
    else:
        with pytest.raises(RuleBroken):
            take(paid, "record_vault", move=move, done_on=TODAY, **PAPER)


@pytest.mark.parametrize(
    "wrong", [{"second": "zhoufang"}, {"second": "nobody"}, {"person": ""}, {"paper": ""}, {"move": None}]
)
def test_the_vault_needs_two_people_and_a_signature(paid: Dossier, wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken):
        take(paid, "record_vault", **{"move": "stored", "done_on": TODAY, **PAPER, **wrong})
    assert paid.securities[0].papers == []


def maximum(dossier: Dossier, **changes: Any) -> None:
    values = {
        "mode": "maximum",
        "claims_ceiling": 150_000 * YUAN,
        "principal_ceiling": 100_000 * YUAN,
        "claims_from": TODAY,
        "claims_until": TODAY + 365 * DAY,
    }
    for name, value in {**values, **changes}.items():
        setattr(dossier.securities[0].pledge, name, value)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"claims_ceiling": None}, "claims_ceiling"),
        ({"principal_ceiling": None}, "principal_ceiling"),
        ({"claims_from": None}, "claims_from"),
        ({"claims_until": None}, "claims_until"),
        ({"claims_until": TODAY}, "claims_until"),
        ({"claims_ceiling": 99_999 * YUAN}, "principal_ceiling"),
        ({"principal_ceiling": 99_999 * YUAN}, "principal_ceiling"),
    ],
)
def test_a_maximum_says_both_ceilings_and_its_period(changes: dict[str, Any], code: str | None) -> None:
    dossier = factories.farmer_dossier()
    maximum(dossier, **changes)
    assert codes(dossier, collateral_is_sound) == ({f"collateral.{code}"} if code else set())


def test_nothing_new_is_drawn_once_claims_are_fixed() -> None:
    dossier = factories.farmer_dossier()
    maximum(dossier)
    assert codes(dossier, claims_may_arise) == set()
    assert codes(dossier, claims_may_arise, TODAY + 366 * DAY) == {"collateral.fixed"}
    assert codes(dossier, claims_may_arise, TODAY - DAY) == {"collateral.claims_from"}
    dossier.securities[0].collateral.seized = True
    assert codes(dossier, claims_may_arise) == {"collateral.fixed"}
    assert "collateral.fixed" in codes(dossier, security_holds)


def test_a_single_security_is_never_fixed() -> None:
    dossier = factories.farmer_dossier()
    dossier.securities[0].collateral.seized = True
    assert codes(dossier, claims_may_arise) == set()


def test_claims_are_fixed_once_and_for_a_reason(paid: Dossier) -> None:
    with pytest.raises(RuleBroken):
        take(paid, "fix_claims", fixed_by="bankruptcy", done_on=TODAY)
    maximum(paid)
    with pytest.raises(RuleBroken):
        take(paid, "fix_claims", fixed_by=None, done_on=TODAY)
    take(paid, "fix_claims", fixed_by="bankruptcy", done_on=TODAY)
    fixing = paid.securities[0].fixing(TODAY)
    assert fixing
    assert (fixing.reason, fixing.since) == ("bankruptcy", TODAY)
    with pytest.raises(RuleBroken):
        take(paid, "fix_claims", fixed_by="exhausted", done_on=TODAY)


def test_a_seizure_known_before_payout_stops_it() -> None:
    dossier = factories.farmer_dossier(second_officer="")
    maximum(dossier)
    life.sign(dossier)
    life.register(dossier)
    life.take(dossier, "request_payout")
    dossier.securities[0].collateral.seized = True
    with pytest.raises(GateClosed) as closed:
        life.take(dossier, "disburse")
    assert {"collateral.seized", "collateral.fixed"} <= {each.code for each in closed.value.missing}


@pytest.mark.parametrize("age", [30, 31])
def test_a_search_certificate_grows_old(age: int) -> None:
    dossier = factories.firm_dossier()
    security = dossier.securities[0]
    security.facts = replace(security.facts, searched_on=TODAY - age * DAY)  # type: ignore[call-arg] # a receivable
    assert ("collateral.search_old" in codes(dossier, security_holds)) == (age > 30)
    security.facts = replace(security.facts, search_number="")  # type: ignore[call-arg] # likewise
    assert "collateral.search_number" in codes(dossier, security_holds)


@pytest.mark.parametrize(
    ("co_ownership", "owners", "consents", "missing"),
    [
        ("joint", "王满仓；李秀英；王小满", "李秀英 2026-03-10", "王小满"),
        ("joint", "王满仓；李秀英", "李秀英 2026-03-10", ""),
        ("joint", "李秀英", "", "李秀英"),
        ("shares", "王满仓 1/3；李秀英 1/3；王小满 1/3", "李秀英 2026-03-10", ""),
        ("shares", "王满仓 1/3；李秀英 1/3；王小满 1/3", "", "李秀英、王小满"),
        ("shares", "王满仓 66.666667%；李秀英 33.333333%", "", ""),
        ("shares", "王满仓 66.666666%；李秀英 33.333334%", "", "李秀英"),
        ("single", "", "", ""),
    ],
)
def test_joint_owners_all_agree_and_owners_by_shares_by_two_thirds(
    co_ownership: str, owners: str, consents: str, missing: str
) -> None:
    """民法典 301; the one who gives the object agrees by signing."""
    dossier = factories.farmer_dossier()
    security = dossier.securities[0]
    security.facts = factories.farmland(
        co_ownership=co_ownership, co_owners=owners, co_owner_consents=consents
    )
    assert codes(dossier, collateral_is_sound) == set()
    found = [each for each in security_holds(dossier, TODAY) if each.code == "collateral.co_owner_consents"]
    assert len(found) == bool(missing)
    if missing:
        assert found[0].text.zh.endswith(f"还差：{missing}。")


@pytest.mark.parametrize("owners", ["", "王满仓 1/2；李秀英 1/3", "王满仓 1/2；李秀英", "王满仓"])
def test_shares_make_the_whole(owners: str) -> None:
    dossier = factories.farmer_dossier()
    dossier.securities[0].facts = factories.farmland(co_ownership="shares", co_owners=owners)
    assert codes(dossier, collateral_is_sound) == {"collateral.co_owners"}
