"""Every kind of collateral: complete in itself, readable again, and refused where the law refuses it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from models.collateral.base import Effect, Kind, kinds
from models.collateral.labels import KIND_LABELS
from models.errors import LendingError
from models.fields import fields_of
from models.parameters import parameter_file, parameters
from models.sample.objects import FIRM_KINDS, object_of

TODAY = date(2026, 11, 23)
DUE = date(2027, 11, 23)
every_kind = pytest.mark.parametrize("key", sorted(kinds()))
every_object = pytest.mark.parametrize("key", [*FIRM_KINDS, "farm_house"])


def make(key: str, **facts: Any) -> Kind:
    made = object_of(key, 7, TODAY, secured=10_000_000, owner="测试县黑土粮食加工有限公司")
    return replace(made, **facts)


def wrong(found: Iterable[LendingError]) -> set[str | None]:
    return {each.field for each in found}


def against(facts: Kind, today: date = TODAY, due: date = DUE) -> set[str | None]:
    return wrong([*facts.objections(due), *facts.restrictions(today, due)])


@every_kind
def test_a_kind_says_everything_of_itself(key: str) -> None:
    kind = kinds()[key]
    assert kind.label is KIND_LABELS[key]
    assert len(key) <= 24
    for each in (kind.security, kind.registry, kind.source):
        assert each.zh
        assert each.en
    for version in parameter_file("collateral")["version"]:
        assert 0 < version["cap_percent"][kind().cap_key] <= 95
        assert version["revaluation_months"][key] > 0


def test_every_label_has_its_kind() -> None:
    assert list(kinds()) == list(KIND_LABELS)
    assert all(each.effect.label.en for each in kinds().values())


@every_object
def test_an_object_is_read_back_as_it_was_written(key: str) -> None:
    facts = make(key)
    assert type(facts).read(facts.pack()) == facts
    for name, each in fields_of(type(facts)).items():
        value = getattr(facts, name)
        each.check(value)
        if value not in (None, ""):
            assert each.read(each.kind.show(value, "zh")) == value


@every_object
def test_an_object_carries_what_it_secures(key: str) -> None:
    facts = make(key)
    cap = parameters("collateral", TODAY)["cap_percent"][facts.cap_key]
    assert (facts.suggested_value() or 0) * cap // 100 >= 10_000_000


@pytest.mark.parametrize("key", FIRM_KINDS)
def test_nothing_speaks_against_a_good_object(key: str) -> None:
    assert against(make(key)) == set()


@every_kind
def test_an_empty_object_lacks_every_required_fact(key: str) -> None:
    kind = kinds()[key]
    required = {name for name, each in fields_of(kind).items() if each.required}
    assert required
    assert required <= wrong(kind().objections(DUE))
    assert kind().suggested_value() is None


@every_object
def test_every_proof_that_is_demanded_can_be_given_after_approval(key: str) -> None:
    facts = make(key)
    lacks = wrong(facts.before_payout())
    for name in lacks:
        assert name is not None
        assert fields_of(type(facts))[name].evidence
    proofs: dict[str, Any] = {str(name): TODAY for name in lacks}
    assert wrong(replace(facts, **proofs).before_payout()) == set()


def test_co_owners_must_be_named() -> None:
    assert "co_owners" in wrong(make("house", co_ownership="shares").objections(DUE))


def test_a_farm_house_secures_nothing_where_no_policy_allows_it() -> None:
    assert "unit_number" in against(make("farm_house"))


def test_a_farm_house_may_secure_where_a_policy_is_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    from models.collateral import farm_house  # noqa: PLC0415 - its parameters are exchanged here.

    monkeypatch.setattr(farm_house, "parameters", lambda *_: {"farm_house_counties": ["239901"]})
    assert against(make("farm_house")) == set()


@pytest.mark.parametrize(
    ("key", "facts", "field"),
    [
        ("house", {"ends_on": DUE - timedelta(days=1)}, "ends_on"),
        ("house", {"lease": "before"}, "lease"),
        ("construction_land", {"price_paid_on": None}, "price_paid_on"),
        ("construction_land", {"land_nature": "allocated"}, "allocated_consent_on"),
        ("construction_land", {"land_nature": "collective"}, "land_nature"),
        ("livestock", {"insured_until": TODAY - timedelta(days=1)}, "insured_until"),
        ("greenhouse", {"land_until": DUE - timedelta(days=1)}, "land_until"),
        ("patent", {"fee_paid_until": TODAY - timedelta(days=1)}, "fee_paid_until"),
        ("patent", {"expires_on": DUE - timedelta(days=1)}, "expires_on"),
        ("patent", {"disputed": True}, "disputed"),
        ("trademark", {"with_similar": None}, "with_similar"),
        ("equity", {"frozen": True}, "frozen"),
        ("equity", {"restricted": True}, "restricted"),
        ("revenue_right", {"special_account": ""}, "special_account"),
        ("revenue_right", {"permit_until": DUE - timedelta(days=1)}, "permit_until"),
        ("advertising_right", {"basis": "sites"}, "basis"),
    ],
)
def test_what_the_law_refuses_is_refused(key: str, facts: dict[str, Any], field: str) -> None:
    assert field in against(make(key, **facts))


def test_intellectual_property_is_lent_on_for_three_years_at_most() -> None:
    assert against(make("patent"), due=date(2029, 11, 23)) == set()
    assert "expires_on" in against(make("patent"), due=date(2029, 11, 24))


def test_examined_inventions_carry_more_than_utility_models() -> None:
    assert make("patent", type="invention").cap_key == "patent_invention"
    assert make("patent").cap_key == "patent_utility"


def test_paperless_slips_are_registered_and_paper_is_delivered() -> None:
    assert make("deposit_slip").arises_by is Effect.DELIVERY
    assert make("deposit_slip", paperless=True).arises_by is Effect.CONSTITUTIVE
    assert "delivered_on" in wrong(make("deposit_slip").before_payout())
    assert "delivered_on" not in wrong(make("deposit_slip", paperless=True).before_payout())
    assert make("margin_account").arises_by is Effect.CONTROL


def test_a_purchase_money_rank_is_kept_by_registering_within_ten_days() -> None:
    tractor: Any = make("tractor", bought_with_loan=True, delivered_on=date(2026, 11, 20))
    assert tractor.register_by(TODAY) == date(2026, 11, 30)
    assert make("tractor").register_by(TODAY) is None  # type: ignore[attr-defined]


def test_prices_and_proofs_stay_out_of_the_schedule() -> None:
    facts = make("machinery", condition=Decimal(80), searched_on=TODAY)
    said = {name.zh for name, _ in facts.described()}
    assert {"厂牌型号", "出厂编号", "数量"} <= said
    assert not {"购置价合计", "成新率", "登记查询日期"} & said
