"""Authority is measured against all that the household owes, not against one case."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models.approval.authority import grant_for
from models.approval.roles import Role
from models.errors import NotAllowed
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.states import State
from models.party.farmer import Farmer
from tests import factories
from tests.factories import HOME, INSTITUTION, TODAY, YUAN

MANAGER = frozenset({Role.BRANCH_MANAGER})


def _case(session: Session, farmer: Farmer, yuan: int, state: State, *, secured: bool = False) -> Dossier:
    made = factories.case(farmer, amount=yuan * YUAN, state=state.value)
    session.add(made)
    if secured:
        held = factories.security(made, secured=yuan * YUAN)
        session.add_all([held.collateral, held.valuation, held.pledge])
    session.flush()
    return Dossier.load(session, INSTITUTION, made.id)


@pytest.fixture
def farmer(session: Session) -> Farmer:
    made = factories.farmer()
    session.add(made)
    return made


@pytest.mark.parametrize(("yuan", "secured"), [(100_000, False), (300_000, True)])
def test_a_grant_reaches_to_its_limit_and_says_why(
    session: Session, farmer: Farmer, yuan: int, secured: bool
) -> None:
    grant = grant_for(_case(session, farmer, yuan, State.APPROVING, secured=secured), MANAGER, TODAY)
    assert grant.limit == yuan * YUAN
    assert f"{yuan:,}.00" in grant.reason.zh
    assert "授权书〔2026〕1号" in grant.reason.zh
    with pytest.raises(NotAllowed):
        grant_for(_case(session, farmer, yuan + 1, State.APPROVING, secured=secured), MANAGER, TODAY)


def test_three_cases_do_not_slip_under_a_grant_for_one(session: Session, farmer: Farmer) -> None:
    for _ in range(2):
        _case(session, farmer, 110_000, State.APPROVED, secured=True)
    third = _case(session, farmer, 110_000, State.APPROVING, secured=True)
    assert third.exposure == 330_000 * YUAN
    with pytest.raises(NotAllowed, match=r"330,000\.00.*300,000\.00"):
        grant_for(third, MANAGER, TODAY)


def test_three_cases_of_one_household_do_not_slip_under_a_grant(session: Session, farmer: Farmer) -> None:
    spouse, son = factories.farmer(full_name="李秀英"), factories.farmer(full_name="王小满")
    session.add_all([spouse, son])
    for person in (spouse, son):
        session.add(factories.member(farmer, full_name=person.full_name, id_number=person.id_number))
    for person in (farmer, spouse, son):
        _case(session, person, 100_000, State.APPROVED)
    for person in (farmer, spouse, son):
        assert _case(session, person, 100_000, State.APPROVING).exposure == 400_000 * YUAN


@pytest.mark.parametrize(
    ("state", "counted"),
    [
        (State.DRAFT, 0),
        (State.REJECTED, 0),
        (State.WITHDRAWN, 0),
        (State.APPROVED, 50_000),
        (State.READY_TO_DISBURSE, 50_000),
        (State.DISBURSED, 0),
    ],
)
def test_what_is_committed_counts(session: Session, farmer: Farmer, state: State, counted: int) -> None:
    _case(session, farmer, 50_000, state)
    assert _case(session, farmer, 10_000, State.APPROVING).other_exposure == counted * YUAN


def test_what_is_owed_counts(session: Session, farmer: Farmer) -> None:
    paid_out = _case(session, farmer, 50_000, State.DISBURSED)
    session.add(
        LoanNote(**HOME, case_id=paid_out.case.id, principal=50_000 * YUAN, outstanding=20_000 * YUAN)
    )
    session.flush()
    assert _case(session, farmer, 10_000, State.APPROVING).other_exposure == 20_000 * YUAN


def test_neighbours_do_not_count(session: Session, farmer: Farmer) -> None:
    neighbour = factories.farmer()
    session.add(neighbour)
    _case(session, neighbour, 90_000, State.APPROVED)
    assert _case(session, farmer, 100_000, State.APPROVING).other_exposure == 0


def test_a_firm_without_security_is_not_for_the_branch(session: Session) -> None:
    firm = factories.enterprise()
    session.add(firm)
    made = factories.case(firm, amount=1, state=State.APPROVING.value)
    session.add(made)
    session.flush()
    with pytest.raises(NotAllowed):
        grant_for(Dossier.load(session, INSTITUTION, made.id), MANAGER, TODAY)


def test_who_has_no_grant_may_approve_nothing(session: Session, farmer: Farmer) -> None:
    dossier = _case(session, farmer, 1, State.APPROVING)
    with pytest.raises(NotAllowed, match="上级"):
        grant_for(dossier, frozenset({Role.REVIEWER}), TODAY)


def test_the_matrix_of_the_day_is_kept_with_the_grant(session: Session, farmer: Farmer) -> None:
    dossier = _case(session, farmer, 1, State.APPROVING)
    assert grant_for(dossier, MANAGER, date(2026, 12, 31)).matrix == "2026-1"
