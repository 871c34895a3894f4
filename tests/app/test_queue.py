"""The work queue: whose turn it is, how late it is, and what is told of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.database import Database
from app.queue import count, queue, waiting_for
from models.approval.grants import Delegation
from models.lending.credit import Drawdown
from models.lending.states import State
from tests import factories
from tests.factories import HOME, POWERS, TODAY


def _case(database: Database, state: State, days: int = 0, **changes: Any) -> str:
    farmer = factories.farmer()
    case = factories.case(farmer, state=state.value, changed_on=TODAY - timedelta(days=days), **changes)
    database.run(lambda session: session.add_all([farmer, case]))
    return case.id.hex


def _mine(database: Database, login: str, *roles: str) -> list[str]:
    return queue(TODAY).order(database, None, waiting_for(login, roles, TODAY))


@pytest.mark.parametrize(
    ("state", "login", "role"),
    [
        (State.DRAFT, "wangjun", "loan_officer"),
        (State.REVIEWING, "zhaomin", "reviewer"),
        (State.COST_SHOWN, "zhoufang", "contract_clerk"),
        (State.SECURING, "zhoufang", "registrar"),
        (State.READY_TO_DISBURSE, "wuhao", "disburser"),
    ],
)
def test_a_case_waits_for_whoever_takes_the_next_step(
    database: Database, state: State, login: str, role: str
) -> None:
    case = _case(database, state)
    assert _mine(database, login, role) == [case]
    assert _mine(database, "xuqing", "auditor") == []


def test_a_colleagues_case_is_not_mine(database: Database) -> None:
    _case(database, State.INVESTIGATING, lead_officer="somebody", second_officer="else")
    shared = _case(database, State.INVESTIGATING, lead_officer="somebody", second_officer="lixue")
    assert _mine(database, "lixue", "loan_officer") == [shared]


def test_a_decision_waits_for_its_level(database: Database) -> None:
    branch = _case(database, State.APPROVING, level="branch_manager")
    head = _case(database, State.APPROVING, level="head_approver")
    committee = _case(database, State.APPROVING, level="committee_member")
    assert _mine(database, "sunlei", "branch_manager") == [branch]
    assert _mine(database, "zhenghua", "head_approver") == [head]
    assert _mine(database, "chenjing", "committee_chair") == [committee]
    change = _case(database, State.CHANGE_APPROVAL, level="head_approver")
    assert set(_mine(database, "zhenghua", "head_approver")) == {head, change}


def test_who_stands_in_sees_what_the_absent_would_see(database: Database) -> None:
    case = _case(database, State.APPROVING, level="branch_manager")
    away = Delegation(**HOME, officer="sunlei", delegate="lixue", starts_on=TODAY, ends_on=TODAY, ended=False)
    database.run(lambda session: session.add_all([away, *POWERS.grants]))
    assert _mine(database, "lixue", "loan_officer") == [case]
    tomorrow = waiting_for("lixue", ["loan_officer"], TODAY + timedelta(days=1))
    assert queue(TODAY).order(database, None, tomorrow) == []


def test_a_drawdown_waits_for_the_disbursing_desk(database: Database) -> None:
    case = _case(database, State.DISBURSED, revolving=True)
    assert _mine(database, "wuhao", "disburser") == []
    asked = Drawdown(**HOME, case_id=UUID(case), amount=1)
    database.run(lambda session: session.add(asked))
    assert _mine(database, "wuhao", "disburser") == [case]


def test_the_latest_comes_first_and_says_so(database: Database) -> None:
    fresh = _case(database, State.REVIEWING)
    due = _case(database, State.REVIEWING, days=3)
    late = _case(database, State.REVIEWING, days=8)
    listing = queue(TODAY)
    assert _mine(database, "zhaomin", "reviewer") == [late, due, fresh]
    left = listing.columns[0]
    shown = [
        left.show(row[1], "zh")
        for row in listing.head(database, 9, waiting_for("zhaomin", ["reviewer"], TODAY))
    ]
    assert shown == ["超5天", "今天到期", "剩3天"]
    assert [left.tone(days) for days in (-5, 0, 3)] == ["problem", "on_warn", ""]


def test_what_somebody_wrote_down_himself_is_no_news(database: Database) -> None:
    _case(database, State.DRAFT)
    assert count(database, "wangjun", ["loan_officer"], TODAY) == (1, 0)
    _case(database, State.APPROVED)
    assert count(database, "wangjun", ["loan_officer"], TODAY) == (2, 1)
    assert count(database, "nobody", [], TODAY) == (0, 0)


@pytest.mark.parametrize(
    "role", ["loan_officer", "reviewer", "branch_manager", "committee_chair", "disburser", "auditor"]
)
def test_no_queue_looks_at_every_case(database: Database, role: str) -> None:
    mine = waiting_for("wangjun", [role], TODAY)
    sql = f"EXPLAIN QUERY PLAN SELECT count(*) FROM loan_case c WHERE {mine.sql}"  # noqa: S608 - our own words
    plan = [row[3] for row in database.read(sql, mine.values)]
    assert not any(line.startswith("SCAN c") for line in plan), plan
