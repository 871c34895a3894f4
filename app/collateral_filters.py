"""What narrows the list of collateral: kind, state of registration and value, and a text.

This module loads neither SQLAlchemy nor the records, like the list itself.
"""

from datetime import date, timedelta

from app.lists import Filter
from app.search import match
from models.lending.days import add_months
from models.parameters import Entry, parameters
from models.text import Text

STATES = {
    "": Text("全部状态", "All states"),
    "free": Text("未设定担保", "Secures nothing"),
    "unregistered": Text("未登记", "Not registered"),
    "expiring": Text("登记即将到期", "Registration expiring"),
    "expired": Text("登记已到期", "Registration expired"),
    "stale": Text("估值到期", "Value expired"),
    "seized": Text("已查封", "Seized"),
}


def narrowed(kind: str, state: str, typed: str, today: date) -> Filter:
    """Return the condition that an object is of the kind, in the state, and holds the text (name, owner, place)."""
    held = parameters("collateral", today)
    parts = [_of_kind(kind), _in_state(state, today, held), _holding(typed.strip())]
    found = [part for part in parts if part]
    if not found:
        return Filter("1")
    return Filter(
        " AND ".join(f"({part.sql})" for part in found),
        tuple(value for part in found for value in part.values),
    )


def _of_kind(kind: str) -> Filter | None:
    return Filter("k.collateral_kind = ?", (kind,)) if kind else None


def _in_state(state: str, today: date, held: Entry) -> Filter | None:
    last = today + timedelta(days=held["expiry_alert_days"])
    pledges = "k.id IN (SELECT p.collateral_id FROM pledge p WHERE p.released_on IS NULL AND "
    states = {
        "free": Filter(
            "NOT EXISTS (SELECT 1 FROM pledge p WHERE p.collateral_id = k.id AND p.released_on IS NULL)"
        ),
        "unregistered": Filter(f"{pledges}p.registration_number = '')"),
        "expiring": Filter(
            f"{pledges}p.registered_until BETWEEN ? AND ?)", (today.isoformat(), last.isoformat())
        ),
        "expired": Filter(f"{pledges}p.registered_until < ?)", (today.isoformat(),)),
        "seized": Filter("k.seized"),
    }
    return _stale(today, held) if state == "stale" else states.get(state)


def _stale(today: date, held: Entry) -> Filter:
    limits = {key: add_months(today, -months) for key, months in held["revaluation_months"].items()}
    cases = " ".join("WHEN ? THEN ?" for _ in limits)
    return Filter(
        "(SELECT max(v.valued_on) FROM valuation v WHERE v.collateral_id = k.id)"  # noqa: S608 - nothing here was typed by anybody
        f" < CASE k.collateral_kind {cases} END",
        tuple(value for key, day in limits.items() for value in (key, day.isoformat())),
    )


def _holding(typed: str) -> Filter | None:
    """Return the condition that name, owner or place hold the text, asked of the index of words."""
    if not typed:
        return None
    query = match(typed)
    if query is None:
        return Filter("0")
    words = (
        "SELECT e.record_id FROM search_words w JOIN search_entry e ON e.row = w.rowid"
        " WHERE w.search_words MATCH ? AND e.record_kind = 'collateral'"
    )
    return Filter(f"k.id IN ({words})", (query,))
