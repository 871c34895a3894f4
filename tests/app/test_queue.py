"""The work queue: whose turn it is, how late it is, and what is told of it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from app.database import Database
from app.queue import awaited_states, count, narrowed, queue, waiting_for
from models.approval.grants import Delegation
from models.lending.credit import Drawdown, LoanNote
from models.lending.states import State
from models.party.farmer import Farmer
from models.postloan.records import WarningSignal
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
    risky = narrowed(mine, "", "risky", "王", TODAY)
    sql = f"EXPLAIN QUERY PLAN SELECT count(*) FROM loan_case c WHERE {risky.sql}"  # noqa: S608 - our own words
    plan = [row[3] for row in database.read(sql, risky.values)]
    scanned = {line.split()[1] for line in plan if line.startswith("SCAN ")}
    assert not scanned & {"c", "b", "n", "p", "k"}, plan


def test_the_page_itself_finds_its_rows_by_what_narrows_it(database: Database) -> None:
    """Each row of the bank has the same institution: an index that begins with it leads to all of them."""
    _case(database, State.REVIEWING)
    listing, mine = queue(TODAY), waiting_for("wangjun", ["loan_officer", "reviewer"], TODAY)
    where, values = listing._where(mine)
    sql = (
        f"EXPLAIN QUERY PLAN SELECT c.id FROM {listing.source} WHERE {where} ORDER BY {listing.first} LIMIT 9"  # noqa: S608 - our own words
    )
    plan = [row[3] for row in database.read(sql, values)]
    assert "MULTI-INDEX OR" in plan
    whole = (
        "SCAN c",
        "SCAN b",
        "SCAN n",
        "SEARCH c USING INDEX sqlite_autoindex_loan_case_1 (institution_id=?)",
    )
    assert not [line for line in plan if line.startswith(whole)], plan


def _borrower_with(database: Database, **note: Any) -> Farmer:
    """Return a farmer with an older loan whose note is like this."""
    farmer = factories.farmer()
    older = factories.case(farmer, state=State.PERFORMING.value, lead_officer="somebody")
    owed = LoanNote(**HOME, case_id=older.id, outstanding=100, **{"tier": "PASS", **note})
    database.run(lambda session: session.add_all([farmer, older, owed]))
    return farmer


def _asks_again(database: Database, farmer: Farmer, days: int = 0) -> str:
    case = factories.case(farmer, state=State.REVIEWING.value, changed_on=TODAY - timedelta(days=days))
    database.run(lambda session: session.add(case))
    return case.id.hex


def _risks(database: Database) -> dict[str, str]:
    listing = queue(TODAY)
    place = [column.key for column in listing.columns].index("risk")
    mine = waiting_for("zhaomin", ["reviewer"], TODAY)
    return {
        row[0]: listing.columns[place].show(row[place + 1], "zh") for row in listing.head(database, 9, mine)
    }


def test_the_riskiest_comes_first_and_says_why(database: Database) -> None:
    late = _case(database, State.REVIEWING, days=8)
    owes = _asks_again(database, _borrower_with(database, unpaid_since=TODAY - timedelta(days=1)))
    current = _asks_again(database, _borrower_with(database, unpaid_since=TODAY), days=1)
    doubted = _asks_again(database, _borrower_with(database, tier="SPECIAL_MENTION"))
    seized = _asks_again(database, factories.farmer())
    held = factories.security(factories.case())
    held.collateral.seized, held.pledge.case_id = True, UUID(seized)
    database.run(lambda session: session.add_all([held.collateral, held.pledge]))
    assert _risks(database) == {
        owes: "借款人逾期",
        seized: "押品查封",
        doubted: "预警、关注",
        late: "",
        current: "",
    }
    assert _mine(database, "zhaomin", "reviewer") == [owes, seized, doubted, late, current]


def test_a_signal_that_is_closed_is_no_risk(database: Database) -> None:
    farmer = _borrower_with(database)
    case = _asks_again(database, farmer)
    signal = WarningSignal(**HOME, case_id=UUID(case), signal="lawsuit", noted_on=TODAY)
    database.run(lambda session: session.add(signal))
    assert _risks(database) == {case: "预警、关注"}
    database.run(lambda session: session.execute(update(WarningSignal).values(closed_on=TODAY)))
    assert _risks(database) == {case: ""}


def test_the_queue_is_narrowed_by_state_urgency_and_text(database: Database) -> None:
    late = _case(database, State.REVIEWING, days=8)
    due = _case(database, State.REVIEWING, days=3, number="AJ-23990100-2026-000777-1")
    change = _case(database, State.CHANGE_REVIEW)
    owes = _asks_again(database, _borrower_with(database, unpaid_since=TODAY - timedelta(days=9)))
    mine = waiting_for("zhaomin", ["reviewer"], TODAY)

    def found(state: str = "", urgency: str = "", typed: str = "") -> set[str]:
        return set(queue(TODAY).order(database, None, narrowed(mine, state, urgency, typed, TODAY)))

    assert found() == {late, due, change, owes}
    assert found(State.CHANGE_REVIEW.value) == {change}
    assert [found(urgency=key) for key in ("late", "due", "risky")] == [{late}, {due}, {owes}]
    assert found(typed="000777") == {due}
    assert found(State.CHANGE_REVIEW.value, typed="000777") == set()
    assert found(typed="？") == set()


def test_the_states_to_choose_from_are_those_that_wait() -> None:
    assert awaited_states(["reviewer"]) == [State.REVIEWING, State.CHANGE_REVIEW]
    assert awaited_states(["branch_manager"]) == [State.APPROVING, State.CHANGE_APPROVAL]
    assert awaited_states(["auditor"]) == []
