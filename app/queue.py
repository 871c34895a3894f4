"""The work queue 工作台: what waits for somebody, sorted by risk and by how late it is.

Whose queue a case stands in follows from the table of steps: it waits for whoever may take an awaited step from
where it stands. Like every list it is plain SQL.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from app.database import Database
from app.lists import CASES, Column, Filter, Listing
from app.search import match
from models.approval.queues import DECIDES, QUEUES
from models.lending.states import DECIDING, State
from models.parameters import parameters
from models.text import Language, Text

SOON = 1
_WAITED = "CAST(julianday('{today}') - julianday(c.changed_on) AS INTEGER)"

RISKS = {
    3: Text("借款人逾期", "In arrears"),
    2: Text("押品查封", "Seized"),
    1: Text("预警、关注", "Watched"),
}
"""What makes a case one to look at first, by how bad it is: the borrower's other loans and what is pledged."""
URGENCIES = {
    "": Text("全部时限", "Any time"),
    "late": Text("已超时限", "Over time"),
    "due": Text("今天到期", "Due today"),
    "risky": Text("有风险提示", "With a risk"),
}
"""What the queue can be narrowed to besides a state and a text."""


def queue(today: date) -> Listing:
    """Return the list of cases with their clocks as of a day: the riskiest first, then the latest and oldest."""
    waited, left, risk = _clock(today)
    shown = {column.key: column for column in CASES.columns}
    return Listing(
        CASES.source,
        CASES.identity,
        (
            Column("left", Text("时限", "Due"), left, _due, width=9, tone=_urgency),
            Column("state", Text("待办", "Waits for"), "c.state", _state, width=17),
            Column("risk", Text("风险", "Risk"), risk, _risk, width=11, tone=_alarm),
            shown["applicant"],
            shown["amount"],
            shown["number"],
            Column("waited", Text("已停留（天）", "Days here"), waited, figure=True, width=9),
            shown["lead"],
            shown["place"],
        ),
        first=f"{risk} DESC, {left}, c.changed_on, c.id",
    )


def _clock(today: date) -> tuple[str, str, str]:
    """Return what selects the days a case has stood where it stands, the days it has left, and its risk."""
    clocks = parameters("approval", today)["clock_days"]
    allowed = " ".join(f"WHEN '{state}' THEN {int(days)}" for state, days in clocks.items())
    waited = _WAITED.format(today=today.isoformat())
    left = f"(CASE c.state {allowed} ELSE 365 END - {waited})"
    notes = _BORROWERS_NOTES.format(today=today.isoformat())
    risk = f"max({notes}, CASE WHEN {_SEIZED} THEN 2 WHEN {_SIGNAL} THEN 1 ELSE 0 END)"
    return waited, left, risk


_BORROWERS_NOTES = (
    "ifnull((SELECT max(CASE WHEN n.unpaid_since < '{today}' THEN 3 WHEN n.tier IN ('', 'PASS') THEN 0 ELSE 1 END)"
    " FROM loan_case b JOIN loan_note n ON n.case_id = b.id"
    " WHERE b.applicant_id = c.applicant_id AND n.outstanding > 0), 0)"
)
_SEIZED = (
    "EXISTS (SELECT 1 FROM pledge p JOIN collateral k ON k.institution_id = p.institution_id"
    " AND k.id = p.collateral_id WHERE p.case_id = c.id AND p.released_on IS NULL AND k.seized)"
)
# Open signals are few in a branch: they are read once, not for each case.
_SIGNAL = (
    "c.applicant_id IN (SELECT b.applicant_id FROM warning_signal w CROSS JOIN loan_case b"
    " ON b.institution_id = w.institution_id AND b.id = w.case_id WHERE w.closed_on IS NULL)"
)


def narrowed(mine: Filter, state: str, urgency: str, typed: str, today: date) -> Filter:
    """Return the condition that a case is mine, stands in the state, is as urgent, and holds the text.

    Args:
        mine: What waits for the officer.
        state: Where it stands; empty for anywhere.
        urgency: One of ``URGENCIES``.
        typed: A part of the borrower's name, its initials, the amount or the number.
        today: The business day.
    """
    _waited, left, risk = _clock(today)
    urgent = {"late": f"{left} < 0", "due": f"{left} = 0", "risky": f"{risk} > 0"}.get(urgency, "")
    parts, values = [mine.sql], [*mine.values]
    if state:
        parts.append("c.state = ?")
        values.append(state)
    if urgent:
        parts.append(urgent)
    if typed.strip():
        words = match(typed.strip())
        parts.append(_HOLDING if words else "0")
        values += [words] if words else []
    return Filter(" AND ".join(parts), tuple(values))


_HOLDING = (
    "c.id IN (SELECT e.record_id FROM search_words w JOIN search_entry e ON e.row = w.rowid"
    " WHERE w.search_words MATCH ? AND e.record_kind = 'loan_case')"
)


def _due(left: Any, language: Language) -> str:
    if left is None:
        return ""
    if left < 0:
        return Text("超{days}天", "{days} d over").fill(days=-left).say(language)
    if left == 0:
        return Text("今天到期", "Due today").say(language)
    return Text("剩{days}天", "{days} d left").fill(days=left).say(language)


def _urgency(left: Any) -> str:
    if left is None or left > SOON:
        return ""
    return "problem" if left < 0 else "on_warn"


def _risk(risk: Any, language: Language) -> str:
    return RISKS[risk].say(language) if risk in RISKS else ""


def _alarm(risk: Any) -> str:
    return "problem" if risk and risk > 1 else "on_warn" if risk else ""


def _state(value: Any, language: Language) -> str:
    return State(value).label.say(language)


def waiting_for(login: str, roles: Collection[str], today: date) -> Filter:
    """Return the condition that a case waits for somebody with these roles.

    Each alternative rests on the index of a state or of an officer, so that no queue looks at every case.
    """
    parts: list[str] = []
    values: list[Any] = []

    def either(sql: str, *bound: Any) -> None:
        parts.append(sql)
        values.extend(bound)

    for role in sorted(roles):
        states = QUEUES.get(role, ())
        if not states:
            continue
        if role != "loan_officer":
            either(f"c.state IN ({_marks(states)})", *states)
            continue
        for part in ("lead_officer", "second_officer"):
            either(f"(c.{part} = ? AND c.state IN ({_marks(states)}))", login, *states)
    levels = [level for role in sorted(roles) for level in DECIDES.get(role, ())]
    if levels:
        either(f"({_DECIDING} AND c.level IN ({_marks(levels)}){_NOT_VOTED})", *levels)
    either(_STANDS_IN, login, today.isoformat(), today.isoformat())
    if "disburser" in roles:
        either(_DRAWDOWN)
    return Filter(f"({' OR '.join(parts)})", tuple(values))


def awaited_states(roles: Collection[str]) -> list[State]:
    """Return the states from which a case waits for somebody with these roles, in the order of its life."""
    states = {state for role in roles for state in QUEUES.get(role, ())}
    if any(role in DECIDES for role in roles):
        states |= DECIDING
    return [state for state in State if state in states]


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))


_DECIDING = f"c.state IN ({', '.join(repr(str(state)) for state in sorted(DECIDING))})"
_NOT_VOTED = (
    " AND NOT (c.level = 'committee_member' AND EXISTS (SELECT 1 FROM outbox v WHERE v.record_id = c.id"
    " AND v.state IN ('pending', 'sent', 'accepted') AND json_extract(v.body, '$.step') = 'vote'"
    " AND datetime(v.made_at / 1000000, 'unixepoch') >= c.changed_on))"
)
_STANDS_IN = (
    f"({_DECIDING} AND c.level IN (SELECT g.level FROM delegation d JOIN authority_grant g"  # noqa: S608 - our own words
    " ON g.institution_id = d.institution_id AND g.officer = d.officer AND NOT g.suspended"
    " WHERE d.delegate = ? AND d.starts_on <= ? AND d.ends_on >= ? AND NOT d.ended))"
)
_DRAWDOWN = (
    "(c.state IN ('DISBURSED', 'PERFORMING') AND c.revolving AND EXISTS (SELECT 1 FROM drawdown w"
    " WHERE w.institution_id = c.institution_id AND w.case_id = c.id AND w.drawn_on IS NULL AND NOT w.void))"
)


def count(database: Database, login: str, roles: Collection[str], today: date) -> tuple[int, int]:
    """Return how many cases wait for somebody, and how many of them came from a colleague."""
    mine = waiting_for(login, roles, today)
    came = "sum(c.state NOT IN ('LEAD', 'DRAFT'))"
    sql = f"SELECT count(*), {came} FROM loan_case c WHERE {mine.sql}"  # noqa: S608 - nothing here was typed by anybody
    waiting, from_others = database.read(sql, mine.values)[0]
    return waiting, from_others or 0
