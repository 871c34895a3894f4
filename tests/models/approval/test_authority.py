"""Authority is measured against all that the household owes, not against one case."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from models.approval.authority import Warrant, may_play, route, warrant_for
from models.approval.grants import Delegation, Kinship, Powers, digest_of
from models.approval.roles import Actor, Role
from models.errors import NotAllowed
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.states import State
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.sample import officers
from tests import factories
from tests.factories import COLLEAGUES, HOME, INSTITUTION, POWERS, TODAY, YUAN

MANAGER = factories.actor(Role.BRANCH_MANAGER)
HEAD = factories.actor(Role.HEAD_APPROVER)


def _warrant(dossier: Dossier, who: Actor = MANAGER, powers: Powers = POWERS, on: date = TODAY) -> Warrant:
    return warrant_for(dossier, who, powers, COLLEAGUES, on)


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
    warrant = _warrant(_case(session, farmer, yuan, State.APPROVING, secured=secured))
    assert warrant.grant.max_total == yuan * YUAN
    assert f"{yuan:,}.00" in warrant.route.why.zh
    assert "授权书〔2026〕1号" in warrant.route.why.zh
    assert warrant.words == "2026-1 测商授〔2026〕01号"
    above = _case(session, farmer, yuan + 1, State.APPROVING, secured=secured)
    with pytest.raises(NotAllowed, match="总行审批人"):
        _warrant(above)
    assert _warrant(above, HEAD).route.level is Role.HEAD_APPROVER


def test_three_cases_do_not_slip_under_a_grant_for_one(session: Session, farmer: Farmer) -> None:
    for _ in range(2):
        _case(session, farmer, 110_000, State.APPROVED, secured=True)
    third = _case(session, farmer, 110_000, State.APPROVING, secured=True)
    assert third.exposure == 330_000 * YUAN
    with pytest.raises(NotAllowed, match=r"330,000\.00.*300,000\.00.*总行审批人"):
        _warrant(third)


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
        _warrant(Dossier.load(session, INSTITUTION, made.id))


def test_who_has_no_grant_may_approve_nothing(session: Session, farmer: Farmer) -> None:
    dossier = _case(session, farmer, 1, State.APPROVING)
    with pytest.raises(NotAllowed, match="没有适用于本案的有效授权"):
        _warrant(dossier, factories.actor(Role.REVIEWER))


def test_the_matrix_of_the_day_is_kept_with_the_grant(session: Session, farmer: Farmer) -> None:
    dossier = _case(session, farmer, 1, State.APPROVING)
    assert _warrant(dossier, on=date(2026, 12, 31)).route.matrix == "2026-1"


@pytest.mark.parametrize(
    ("yuan", "level"),
    [
        (300_000, Role.BRANCH_MANAGER),
        (300_001, Role.HEAD_APPROVER),
        (1_000_001, Role.COMMITTEE_MEMBER),
        (5_000_001, Role.PRESIDENT),
    ],
)
def test_the_level_follows_from_the_exposure(
    session: Session, farmer: Farmer, yuan: int, level: Role
) -> None:
    dossier = _case(session, farmer, yuan, State.APPROVING, secured=True)
    way = route(dossier, POWERS, COLLEAGUES, TODAY)
    assert way.level is level
    assert way.why.zh.count("。") == way.why.en.count(". ") + 1 == 2
    assert level.label.zh in way.why.zh


def test_what_is_the_committees_nobody_decides_alone(session: Session, farmer: Farmer) -> None:
    dossier = _case(session, farmer, 2_000_000, State.APPROVING, secured=True)
    with pytest.raises(NotAllowed, match="贷审会"):
        _warrant(dossier, factories.actor(Role.PRESIDENT))


def test_a_related_party_goes_to_the_top(session: Session, farmer: Farmer) -> None:
    dossier = _case(session, farmer, 1, State.APPROVING, secured=True)
    kin = Kinship(
        **HOME,
        officer="lixue",
        person=digest_of(INSTITUTION, farmer.id_number),
        relation="parent",
        ended=False,
    )
    powers = Powers(POWERS.grants, (), (kin,))
    assert route(dossier, powers, COLLEAGUES, TODAY).level is Role.PRESIDENT
    with pytest.raises(NotAllowed):
        _warrant(dossier, MANAGER, powers)


def test_a_branch_without_a_free_manager_leaves_the_case_to_head_office(
    session: Session, farmer: Farmer
) -> None:
    dossier = _case(session, farmer, 1, State.APPROVING)
    dossier.case.lead_officer = "sunlei"
    way = route(dossier, POWERS, COLLEAGUES, TODAY)
    assert way.level is Role.HEAD_APPROVER
    assert "本支行没有未参与本案的审批人" in way.why.zh


def test_a_suspended_or_ended_grant_entitles_to_nothing(session: Session, farmer: Farmer) -> None:
    dossier = _case(session, farmer, 1, State.APPROVING)
    grants = officers.grants(INSTITUTION, factories.BRANCH, TODAY)
    for grant in grants:
        grant.suspended = grant.officer == "sunlei"
    with pytest.raises(NotAllowed, match="没有适用于本案的有效授权"):
        _warrant(dossier, MANAGER, Powers(grants))
    assert _warrant(dossier, HEAD, Powers(grants)).grant.officer == "zhenghua"
    with pytest.raises(NotAllowed):
        _warrant(dossier, on=date(2031, 1, 1))


def test_a_grant_for_one_case_is_not_a_grant_for_all(session: Session, farmer: Farmer) -> None:
    grants = officers.grants(INSTITUTION, factories.BRANCH, TODAY)
    for grant in grants:
        grant.max_single = 50_000 * YUAN
    assert _warrant(_case(session, farmer, 50_000, State.APPROVING), powers=Powers(grants))
    with pytest.raises(NotAllowed, match=r"单笔50,000\.00元"):
        _warrant(_case(session, farmer, 50_001, State.APPROVING), powers=Powers(grants))


def test_who_stands_in_uses_the_grant_of_the_absent(session: Session, farmer: Farmer) -> None:
    dossier = _case(session, farmer, 1, State.APPROVING)
    stand_in = factories.actor(Role.LOAN_OFFICER, login="lixue")
    away = Delegation(**HOME, officer="sunlei", delegate="lixue", starts_on=TODAY, ends_on=TODAY, ended=False)
    powers = Powers(POWERS.grants, (away,))
    assert may_play(stand_in, Role.BRANCH_MANAGER, powers, TODAY)
    assert _warrant(dossier, stand_in, powers).grant.officer == "sunlei"
    tomorrow = TODAY + timedelta(days=1)
    assert not may_play(stand_in, Role.BRANCH_MANAGER, powers, tomorrow)
    with pytest.raises(NotAllowed):
        _warrant(dossier, stand_in, powers, tomorrow)


def _firm_of(person: Farmer, code: str = "91239901MAT000018P") -> Enterprise:
    return factories.enterprise(credit_code=code, representative_id=person.id_number)


def _owes(session: Session, who: Farmer | Enterprise, yuan: int) -> None:
    session.add(factories.case(who, amount=yuan * YUAN, state=State.APPROVED.value))
    session.flush()


def _asks(session: Session, who: Farmer | Enterprise, yuan: int) -> Dossier:
    made = factories.case(who, amount=yuan * YUAN, state=State.APPROVING.value)
    session.add(made)
    session.flush()
    return Dossier.load(session, INSTITUTION, made.id)


def test_a_farmer_his_household_and_their_firms_are_one_exposure(session: Session, farmer: Farmer) -> None:
    spouse = factories.farmer(full_name="李秀英")
    own, hers = _firm_of(farmer), _firm_of(spouse, "91239901MAT000026G")
    session.add_all([spouse, own, hers])
    session.add(factories.member(farmer, full_name=spouse.full_name, id_number=spouse.id_number))
    for who in (farmer, spouse, own, hers):
        _owes(session, who, 60_000)
    for who in (farmer, spouse, own, hers):
        assert _asks(session, who, 10_000).exposure == 250_000 * YUAN


def test_firms_of_one_representative_who_is_no_customer_are_one_exposure(session: Session) -> None:
    nobody = factories.farmer()  # Never filed: only the number stands with the firms.
    first, second = _firm_of(nobody), _firm_of(nobody, "91239901MAT000026G")
    stranger = _firm_of(factories.farmer(), "91239901MAT000034D")
    session.add_all([first, second, stranger])
    _owes(session, first, 400_000)
    assert _asks(session, second, 100_000).exposure == 500_000 * YUAN
    assert _asks(session, stranger, 100_000).exposure == 100_000 * YUAN


def test_firms_whose_representative_is_not_written_down_have_nothing_in_common(session: Session) -> None:
    first, second = factories.enterprise(), factories.enterprise(credit_code="91239901MAT000026G")
    session.add_all([first, second])
    _owes(session, first, 400_000)
    assert _asks(session, second, 100_000).other_exposure == 0


def test_a_firm_does_not_lift_its_owner_over_the_grant(session: Session, farmer: Farmer) -> None:
    firm = _firm_of(farmer)
    session.add(firm)
    _owes(session, firm, 95_000)
    with pytest.raises(NotAllowed, match=r"105,000\.00.*100,000\.00.*总行审批人"):
        _warrant(_asks(session, farmer, 10_000))


def test_arrears_of_the_household_and_its_firms_are_known(session: Session, farmer: Farmer) -> None:
    firm = _firm_of(farmer)
    loan = factories.case(firm, state=State.PERFORMING.value)
    owed = [
        LoanNote(**HOME, case_id=loan.id, outstanding=outstanding, unpaid_since=TODAY - timedelta(days=days))
        for outstanding, days in ((100, 5), (0, 40), (100, 2))
    ]
    session.add_all([firm, loan, *owed])
    session.flush()
    assert _asks(session, farmer, 10_000).unpaid_elsewhere == TODAY - timedelta(days=5)
    assert Dossier.load(session, INSTITUTION, loan.id).unpaid_elsewhere is None
