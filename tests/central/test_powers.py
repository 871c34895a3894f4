"""Who decides, at the centre: head office, committee, delegations, limits that fifty ask for at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from central import admin, operations
from central.auth import actor_named
from central.demo import BRANCH, HEAD_OFFICE, INSTITUTION, PASSWORD
from central.tables import Ballot
from models.approval.roles import Role
from models.identity import new_id
from models.lending.limits import Limit, LimitEntry
from models.lending.states import State
from models.sample import grants
from models.sync.operations import Command
from tests import factories
from tests.central.bank import OTHER_BRANCH, Bank

TODAY = "2026-03-10"
MEMBERS = ("gaoyuan", "linmei", "hefeng", "tangli", "chenjing")
LIMIT = {
    "sort": "programme",
    "title": "丰谷粮食订单项目",
    "ceiling": 30_000_000,
    "opens_on": TODAY,
    "closes_on": "2027-03-10",
    "document": "测商信〔2026〕9号",
}


def at_approval(bank: Bank, **values: Any) -> UUID:
    case = bank.case_at_review(**values)
    bank.take("zhaomin", "pass_review", case, comment="同意")
    return case


def state_of(bank: Bank, case: UUID) -> str:
    return str(bank.record("loan_case", case)["values"]["state"])


def test_head_office_decides_what_is_above_the_branch(bank: Bank) -> None:
    case = at_approval(bank, amount=20_000_000)
    assert bank.record("loan_case", case)["values"]["level"] == "head_approver"
    refused = bank.step("sunlei", "approve", case, comment="同意")
    assert refused.status == "refused"
    assert "总行审批人" in refused.zh
    bank.take("zhenghua", "approve", case, comment="同意")
    decision = next(
        each["values"] for each in bank.records("decision") if each["values"]["step"] == "approve"
    )
    assert decision["grant"] == "2026-1 测商授〔2026〕02号"


def test_ten_small_loans_are_one_exposure(bank: Bank) -> None:
    farmer = bank.farmer()
    cases = [at_approval(bank, amount=1_500_000, applicant_id=farmer) for _ in range(10)]
    answers = [bank.step("sunlei", "approve", case, comment="同意").status for case in cases]
    assert answers == ["accepted"] * 6 + ["refused"] * 4
    bank.take("sunlei", "pass_up", cases[6])
    assert bank.record("loan_case", cases[6])["values"]["level"] == "head_approver"


def test_a_head_officer_reads_every_branch_and_a_branch_only_its_own(bank: Bank) -> None:
    def head(login: str, branch: str) -> int:
        return int(bank.get(login, f"/v1/changes?branch={branch}").status_code)

    assert [head("zhenghua", each) for each in (BRANCH, OTHER_BRANCH, HEAD_OFFICE)] == [200, 200, 200]
    assert [head("wangjun", each) for each in (BRANCH, OTHER_BRANCH, HEAD_OFFICE)] == [200, 403, 200]
    assert bank.get("wangjun", f"/v1/digest?branch={OTHER_BRANCH}").status_code == 403
    stranger = bank.step(
        "sunlei", "pass_up", bank.create("qianduo", "loan_case", {"applicant_kind": "farmer"})
    )
    assert (stranger.status, "其他支行" in stranger.zh) == ("refused", True)


def test_votes_never_leave_the_centre(bank: Bank) -> None:
    case = at_approval(bank, amount=40_000_000)
    for login in MEMBERS:
        ballot = "oppose" if login == "tangli" else "agree"
        bank.take(login, "vote", case, ballot=ballot, comment=f"{login} 的理由")
    twice = bank.step("gaoyuan", "vote", case, ballot="oppose", comment="改主意了")
    assert (twice.status, "不能重复表决" in twice.zh) == ("refused", True)
    feeds = [
        bank.get("chenjing", f"/v1/changes?branch={each}&limit=5000").text for each in (BRANCH, HEAD_OFFICE)
    ]
    assert not any("的理由" in feed or "oppose" in feed for feed in feeds)
    bank.take("chenjing", "resolve", case, veto=False, comment="通过")
    assert state_of(bank, case) == "APPROVED"
    with bank.store.reading() as session:
        assert [each.open for each in session.scalars(select(Ballot))] == [False] * 5


def test_a_vote_does_not_outlive_a_return(bank: Bank) -> None:
    case = at_approval(bank, amount=40_000_000)
    bank.take("gaoyuan", "vote", case, ballot="agree", comment="同意")
    bank.take("zhenghua", "return_from_approval", case, comment="补充资料")
    for login in ("lixue", "wangjun"):
        bank.take(login, "sign_survey", case)
    bank.take("zhaomin", "pass_review", case, comment="同意")
    bank.clock.move(minutes=5)
    bank.take("gaoyuan", "vote", case, ballot="agree", comment="同意")
    with bank.store.reading() as session:
        ballots = select(Ballot).where(Ballot.case_id == case).order_by(Ballot.at)
        assert [each.open for each in session.scalars(ballots)] == [False, True]


def test_who_stands_in_decides_on_the_grant_of_the_absent(bank: Bank) -> None:
    case = at_approval(bank, amount=1_000_000)
    away = {"delegate": "zhoufang", "starts_on": TODAY, "ends_on": "2026-03-20", "reason": "培训"}
    assert bank.step("zhoufang", "approve", case, comment="同意").status == "refused"
    bank.take("sunlei", "delegate", new_id(), **away)
    again = bank.step("sunlei", "delegate", new_id(), **{**away, "delegate": "zhenghua"})
    assert (again.status, "重叠" in again.zh) == ("refused", True)
    bank.take("zhoufang", "approve", case, comment="代孙磊同意")
    assert "01号" in next(
        each["values"]["grant"] for each in bank.records("decision") if each["values"]["step"] == "approve"
    )


def test_a_suspended_grant_stops_the_branch(bank: Bank) -> None:
    case = at_approval(bank, amount=1_000_000)
    feed = bank.get("weiguo", f"/v1/changes?branch={HEAD_OFFICE}&limit=500").json()["changes"]
    for grant in feed:
        if grant["kind"] == "authority_grant" and grant["values"]["officer"] == "sunlei":
            bank.take("weiguo", "suspend_grant", UUID(grant["id"]), comment="不良率超过3%")
    refused = bank.step("sunlei", "approve", case, comment="同意")
    assert "没有适用于本案的有效授权" in refused.zh
    bank.take("zhenghua", "approve", case, comment="同意")


def test_an_order_of_somebody_else_is_refused(bank: Bank) -> None:
    refused = bank.step("wangjun", "grant_authority", new_id())
    assert (refused.status, "须由" in refused.zh) == ("refused", True)


def test_nobody_decides_for_kin(bank: Bank) -> None:
    case = at_approval(bank, amount=1_000_000)
    applicant = bank.record("loan_case", case)["values"]["applicant_id"]
    number = bank.record("farmer", UUID(applicant))["values"]["id_number"]
    declared = {"officer": "sunlei", "id_number": number, "relation": "sibling"}
    bank.take("sunlei", "declare_kinship", new_id(), **declared)
    refused = bank.step("sunlei", "approve", case, comment="同意")
    assert (refused.status, "回避" in refused.zh) == ("refused", True)
    feed = bank.get("wangjun", f"/v1/changes?branch={HEAD_OFFICE}&limit=500").text
    assert number not in feed


@pytest.fixture
def race(bank: Bank) -> tuple[Bank, UUID, list[UUID]]:
    """Return a limit of 300,000 yuan at head office and fifty cases of 20,000 that wait for approval."""
    limit_id, day = new_id(), bank.clock().date()
    bank.take("zhenghua", "open_limit", limit_id, **LIMIT)
    cases: list[UUID] = []
    with bank.store.writing() as session:
        new = admin.NewOfficer(INSTITUTION, OTHER_BRANCH, "fangyi", "方毅", frozenset({Role.BRANCH_MANAGER}))
        admin.create_officer(session, new, PASSWORD, bank.clock())
        written = grants(INSTITUTION, HEAD_OFFICE, day)
        for grant in written:
            grant.id, grant.officer = new_id(), "fangyi"
        admin.load(
            session, INSTITUTION, HEAD_OFFICE, [each for each in written if each.level == "branch_manager"]
        )
    for branch in (BRANCH, OTHER_BRANCH):
        records: list[Any] = []
        for _ in range(25):
            farmer = factories.farmer(branch_id=branch)
            case = factories.case(
                farmer,
                branch_id=branch,
                amount=2_000_000,
                state=State.APPROVING.value,
                level="branch_manager",
                limit_id=limit_id,
                lead_officer="wangjun" if branch == BRANCH else "qianduo",
                changed_on=day - timedelta(days=1),
            )
            cases.append(case.id)
            records += [farmer, case]
        with bank.store.writing() as session:
            admin.load(session, INSTITUTION, branch, records)
    return bank, limit_id, cases


def test_fifty_at_once_never_exceed_a_limit(race: tuple[Bank, UUID, list[UUID]]) -> None:
    bank, limit_id, cases = race

    def take(place: int, step: str, login: str) -> str:
        with bank.store.reading() as session:
            who = actor_named(session, INSTITUTION, login)
        command = Command(new_id(), step, cases[place], {"comment": "同意"})
        return str(operations.take(bank.store, who, [command], bank.clock)[0]["status"])

    # The branches take turns: two cases of one branch wait for each other in any event.
    turns = [place for pair in zip(range(25), range(25, 50), strict=True) for place in pair]

    def everybody(step: str, near: str, far: str) -> list[str]:
        with ThreadPoolExecutor(10) as pool:
            return list(pool.map(lambda place: take(place, step, near if place < 25 else far), turns))

    answers = everybody("approve", "sunlei", "fangyi")
    assert answers.count("accepted") == 15
    _sums_up(bank, limit_id, 30_000_000)
    everybody("withdraw", "wangjun", "qianduo")
    _sums_up(bank, limit_id, 0)


def _sums_up(bank: Bank, limit_id: UUID, expected: int) -> None:
    with bank.store.reading() as session:
        limit = session.get_one(Limit, (INSTITUTION, limit_id))
        entries = select(func.coalesce(func.sum(LimitEntry.amount), 0)).where(LimitEntry.limit_id == limit_id)
        assert limit.used == session.scalar(entries) == expected


def test_what_head_office_has_stopped_no_branch_opens_again(bank: Bank) -> None:
    limit = new_id()
    bank.take("zhenghua", "open_limit", limit, **LIMIT)
    bank.take("zhenghua", "suspend_limit", limit, comment="风险过高")
    assert bank.step("sunlei", "resume_limit", limit, comment="继续").status == "refused"
    bank.take("zhenghua", "resume_limit", limit, comment="已查清")
    assert bank.step("sunlei", "suspend_limit", limit, comment="停").status == "refused"
