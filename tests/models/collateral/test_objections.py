"""What speaks against a collateral, and what it is worth."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from models.approval.conditions import collateral_is_sound
from models.collateral.base import Effect, Kind, kinds
from models.fields import fields_of
from models.lending.dossier import Dossier, Security
from models.lending.states import State
from tests import factories
from tests.factories import INSTITUTION, TODAY, YUAN

DUE = date(2027, 3, 10)


def _fields(facts: Kind) -> list[str | None]:
    return [objection.field for objection in facts.objections(DUE)]


@pytest.mark.parametrize("facts", [factories.farmland(), factories.receivable()], ids=lambda facts: facts.key)
def test_ordinary_facts_stand_and_survive_the_store(facts: Kind) -> None:
    assert _fields(facts) == []
    assert list(facts.before_payout()) == []
    assert type(facts).read(facts.pack()) == facts


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_an_empty_form_names_every_required_fact(kind: type[Kind]) -> None:
    assert len(_fields(kind())) >= 2
    assert kind().suggested_value() is None
    assert kind.read({}) == kind()


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_unreadable_facts_stay_empty(kind: type[Kind]) -> None:
    hostile = {name: ["no", "fact"] for name in fields_of(kind)}
    assert kind.read({**hostile, "unheard_of": 1}) == kind()


@pytest.mark.parametrize("kind", kinds().values(), ids=kinds())
def test_every_kind_says_what_it_is(kind: type[Kind]) -> None:
    for text in (kind.label, kind.security, kind.registry, kind.source, kind.effect.label):
        assert text.zh
        assert text.en
    assert kind.document


def test_the_law_of_each_kind() -> None:
    assert factories.farmland().effect is Effect.OPPOSABLE
    assert factories.receivable().effect is Effect.CONSTITUTIVE


@pytest.mark.parametrize("end", [{"contract_end": date(2027, 3, 9)}, {"transfer_end": date(2026, 12, 31)}])
def test_a_loan_does_not_outlive_the_land_right(end: dict[str, date]) -> None:
    assert _fields(factories.farmland(**end)) == ["contract_end"]
    assert _fields(factories.farmland(contract_end=DUE)) == []


def test_a_transferee_needs_the_contractors_consent() -> None:
    held = {"owner_case": "transferee", "transfer_end": DUE}
    assert _fields(factories.farmland(**held)) == ["contractor_consent_on"]
    assert _fields(factories.farmland(**held, contractor_consent_on=TODAY)) == []


@pytest.mark.parametrize(
    ("owner_case", "lacks"), [("contractor", 1), ("transferee", 1), ("other_way", 0), ("state_farm", 1)]
)
def test_contracted_land_is_filed_before_payout(owner_case: str, lacks: int) -> None:
    land = factories.farmland(owner_case=owner_case, filed_on=None)
    assert len(list(land.before_payout())) == lacks


def test_a_refused_receivable_cannot_be_pledged() -> None:
    assert _fields(factories.receivable(status="refused")) == ["status"]


def test_only_a_dated_confirmation_confirms() -> None:
    assert not factories.receivable(status="confirmed").confirmed
    assert factories.receivable(status="confirmed", confirmed_on=TODAY).confirmed


def test_the_value_of_land_follows_the_banks_formula() -> None:
    land = factories.farmland(area=Decimal("36.50"), yearly_rent=65_000, factor=Decimal(80), crop_value=100)
    assert land.suggested_value() == 9_490_000 + 100


def test_the_value_of_a_claim_is_what_is_still_owed() -> None:
    assert factories.receivable(paid=100_000 * YUAN).suggested_value() == 400_000 * YUAN


def _codes(held: Security, *, amount: int = 100_000 * YUAN) -> list[str]:
    dossier = Dossier(factories.case(amount=amount), None, securities=[held])
    return [condition.code for condition in collateral_is_sound(dossier, TODAY)]


def test_a_sound_collateral_has_no_conditions() -> None:
    assert _codes(factories.security(factories.case())) == []


def test_the_loan_to_value_cap_holds_to_the_fen() -> None:
    cap = 180_000 * YUAN  # Half of 360,000.
    assert _codes(factories.security(factories.case(), secured=cap), amount=cap) == []
    assert _codes(factories.security(factories.case(), secured=cap + 1), amount=cap) == ["collateral.ltv"]


def test_securities_must_cover_the_loan() -> None:
    assert _codes(factories.security(factories.case(), secured=1)) == ["collateral.short"]


def test_a_seized_or_unvalued_object_secures_nothing() -> None:
    held = factories.security(factories.case())
    held.collateral.seized, held.valuation = True, None
    assert _codes(held) == ["collateral.seized", "collateral.value"]


def _second_pledge(session: Session, *, state: State, rank: int) -> Security:
    """Return a pledge of 100,000 on an object that secures 100,000 of another case at first rank."""
    first, second = factories.case(factories.farmer(), state=state.value), factories.case()
    held = factories.security(first)
    again = factories.security(second, rank=rank).pledge
    again.collateral_id = held.collateral.id
    # Both are made within one millisecond; the order of time is what the test is about.
    held.pledge.id, again.id = sorted([held.pledge.id, again.id])
    session.add_all([first, second, held.collateral, held.valuation, held.pledge, again])
    session.flush()
    return Dossier.load(session, INSTITUTION, second.id).securities[0]


@pytest.mark.parametrize("rank", [1, 2])
def test_one_object_does_not_secure_twice_what_it_is_worth(session: Session, rank: int) -> None:
    held = _second_pledge(session, state=State.APPROVED, rank=rank)
    assert held.prior_claims == 100_000 * YUAN
    assert held.lendable(TODAY) == 80_000 * YUAN
    assert _codes(held) == [*(["collateral.rank"] if rank == 1 else []), "collateral.ltv"]


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN])
def test_a_case_that_came_to_nothing_claims_nothing(session: Session, state: State) -> None:
    assert _second_pledge(session, state=state, rank=2).prior_claims == 0
