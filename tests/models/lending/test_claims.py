"""One object, several cases: who is paid first, who claims nothing more, and what the gate says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from models.approval.conditions import collateral_is_sound, missing, security_holds
from models.base import Base
from models.collateral.base import Kind
from models.collateral.object import Collateral, Pledge, Valuation
from models.lending.case import LoanCase
from models.lending.claims import Claim, before, claims_on, in_order, next_rank
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.limits import Limit
from models.lending.states import State
from models.records import DERIVED, RECORDS
from models.sample.chance import Chance
from models.sample.objects import object_of
from models.sample.security import receivable

TODAY = date(2026, 11, 23)
HOME = {"institution_id": "23990100", "branch_id": "2399010001"}


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, [each.__table__ for each in (*RECORDS.values(), *DERIVED)])  # type: ignore[misc]  # SQLAlchemy calls the table of a class a FromClause.
    with Session(engine) as made:
        yield made


def case(session: Session, number: int, state: State = State.DRAFT) -> LoanCase:
    made = LoanCase(
        **HOME, id=UUID(int=number), number=f"AJ-{number}", state=state, months=12, amount=1_000_000
    )
    session.add(made)
    return made


def thing(session: Session, facts: Kind | None = None, number: int = 100, valued: date = TODAY) -> Collateral:
    facts = facts or object_of("house", number, TODAY, secured=7_000_000, owner="某")
    made = Collateral(
        **HOME,
        id=UUID(int=number),
        collateral_kind=facts.key,
        description=f"押品{number}",
        owner_name="某",
        facts=facts.pack(),
    )
    worth = Valuation(
        **HOME, id=UUID(int=number + 1), collateral_id=made.id, value=10_000_000, valued_on=valued
    )
    session.add_all([made, worth])
    return made


def secure(session: Session, loan: LoanCase, on: Collateral, secured: int, rank: int, **more: Any) -> Pledge:
    made = Pledge(
        **HOME,
        id=UUID(int=loan.id.int * 1000 + on.id.int),
        case_id=loan.id,
        collateral_id=on.id,
        secured=secured,
        rank=rank,
        **more,
    )
    session.add(made)
    session.flush()
    return made


def codes(session: Session, loan: LoanCase) -> set[str]:
    session.flush()
    dossier = Dossier.load(session, HOME["institution_id"], loan.id)
    return {each.code for each in missing((collateral_is_sound, security_holds), dossier, TODAY)}


def lendable(session: Session, loan: LoanCase) -> int:
    session.flush()
    return Dossier.load(session, HOME["institution_id"], loan.id).securities[0].lendable(TODAY)


def test_a_second_claim_has_what_the_first_leaves(session: Session) -> None:
    first, second, house = case(session, 1), case(session, 2), thing(session)
    secure(session, first, house, 4_000_000, 1)
    secure(session, second, house, 4_000_000, 2)
    assert lendable(session, first) == 7_000_000
    assert lendable(session, second) == 3_000_000
    assert "collateral.ltv" in codes(session, second)
    assert "collateral.ltv" not in codes(session, first)


def test_the_same_rank_is_held_once(session: Session) -> None:
    first, second, house = case(session, 1), case(session, 2), thing(session)
    secure(session, first, house, 1_000_000, 1)
    secure(session, second, house, 1_000_000, 1)
    assert "collateral.rank" in codes(session, second)
    assert "collateral.rank" not in codes(session, first)


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN])
def test_a_case_that_ended_without_a_loan_claims_nothing(session: Session, state: State) -> None:
    first, second, house = case(session, 1, state), case(session, 2), thing(session)
    secure(session, first, house, 7_000_000, 1)
    secure(session, second, house, 7_000_000, 1)
    assert lendable(session, second) == 7_000_000
    assert not {"collateral.rank", "collateral.ltv"} & codes(session, second)


def test_a_loan_that_was_repaid_claims_nothing(session: Session) -> None:
    first, second, house = case(session, 1, State.DISBURSED), case(session, 2), thing(session)
    secure(session, first, house, 7_000_000, 1)
    secure(session, second, house, 7_000_000, 2)
    note = LoanNote(**HOME, id=UUID(int=9), case_id=first.id, outstanding=5)
    session.add(note)
    assert lendable(session, second) == 0
    note.outstanding = 0
    assert lendable(session, second) == 7_000_000


def test_an_open_limit_claims_even_while_nothing_is_drawn(session: Session) -> None:
    first, second, house = case(session, 1, State.DISBURSED), case(session, 2), thing(session)
    secure(session, first, house, 7_000_000, 1)
    secure(session, second, house, 7_000_000, 2)
    limit = Limit(**HOME, id=UUID(int=8), case_id=first.id, ceiling=7_000_000, standing="open")
    session.add_all([LoanNote(**HOME, id=UUID(int=9), case_id=first.id, outstanding=0), limit])
    assert lendable(session, second) == 0
    limit.standing = "closed"
    assert lendable(session, second) == 7_000_000


def test_a_maximum_claims_its_ceiling_until_it_is_released(session: Session) -> None:
    first, second, house = case(session, 1, State.DISBURSED), case(session, 2), thing(session)
    held = secure(session, first, house, 1_000_000, 1, mode="maximum", claims_ceiling=5_000_000)
    secure(session, second, house, 7_000_000, 2)
    session.add(LoanNote(**HOME, id=UUID(int=9), case_id=first.id, outstanding=0))
    assert lendable(session, second) == 2_000_000
    held.released_on = TODAY
    assert lendable(session, second) == 7_000_000


def test_a_seizure_stops_every_payout(session: Session) -> None:
    loan, house = case(session, 1), thing(session)
    secure(session, loan, house, 1_000_000, 1)
    house.seized = True
    assert "collateral.seized" in codes(session, loan)


def test_third_parties_and_co_owners_consent_before_money_leaves(session: Session) -> None:
    loan, house = case(session, 1), thing(session)
    secure(session, loan, house, 1_000_000, 1)
    house.third_party = True
    house.facts = {**house.facts, "co_ownership": "joint", "co_owners": "李某"}
    assert {"collateral.owner_consent_on", "collateral.co_owner_consents"} <= codes(session, loan)
    day = TODAY.isoformat()
    house.facts = {**house.facts, "owner_consent_on": day, "co_owner_consents": f"李某 {day}"}
    assert not {"collateral.owner_consent_on", "collateral.co_owner_consents"} & codes(session, loan)


def test_an_old_value_must_be_made_anew(session: Session) -> None:
    loan = case(session, 1)
    secure(session, loan, thing(session, valued=date(2025, 11, 22)), 1_000_000, 1)
    assert "collateral.revaluation" in codes(session, loan)


def test_what_is_delivered_needs_no_registry(session: Session) -> None:
    loan = case(session, 1)
    slip = thing(session, object_of("deposit_slip", 7, TODAY, secured=1_000_000, owner="某"))
    secure(session, loan, slip, 1_000_000, 1)
    found = codes(session, loan)
    assert "collateral.registration" not in found
    assert "collateral.delivered_on" in found


def test_one_invoice_secures_one_case(session: Session) -> None:
    claim = receivable(Chance(1, 3, 5), 5, TODAY, secured=1_000_000)
    first, second = case(session, 1), case(session, 2)
    both = replace(claim, invoice_number=("26239900000000000018", *claim.invoices))
    secure(session, first, thing(session, claim, 100), 1_000_000, 1)
    secure(session, second, thing(session, both, 200), 1_000_000, 1)
    assert "collateral.twin" in codes(session, first)
    assert "collateral.twin" in codes(session, second)
    first.state = State.WITHDRAWN
    assert "collateral.twin" not in codes(session, second)


def test_claims_come_in_order_with_the_numbers_of_their_cases(session: Session) -> None:
    first, second, house = case(session, 1), case(session, 2), thing(session)
    secure(session, first, house, 1, 2)
    secure(session, second, house, 2, 1)
    found = claims_on(session, HOME["institution_id"], house.id)
    assert [each.number for each in found] == ["AJ-2", "AJ-1"]
    assert next_rank(found) == 3
    assert next_rank([]) == 1


CLAIMS = st.lists(
    st.builds(
        Claim,
        pledge_id=st.uuids(),
        case_id=st.uuids(),
        number=st.just(""),
        rank=st.integers(1, 9),
        secured=st.integers(1, 10**12),
        registered_on=st.none() | st.dates(),
    ),
    min_size=1,
    unique_by=lambda claim: claim.pledge_id,
)


@given(CLAIMS, st.integers(1, 10**12))
def test_no_amount_moves_another_claim(claims: list[Claim], amount: int) -> None:
    changed = [replace(claims[0], secured=amount), *claims[1:]]
    assert [each.pledge_id for each in in_order(changed)] == [each.pledge_id for each in in_order(claims)]


@given(CLAIMS)
def test_what_is_paid_before_grows_along_the_order(claims: list[Claim]) -> None:
    paid = [before(each, claims) for each in in_order(claims)]
    assert paid == sorted(paid)
    assert paid[0] == 0
