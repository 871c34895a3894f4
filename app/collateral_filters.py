"""What narrows the list of collateral: kind, state of registration and value, and a text.

This module loads neither SQLAlchemy nor the records, like the list itself.
"""

from datetime import date, timedelta

from app.lists import Filter
from models.lending.days import add_months
from models.parameters import Entry, parameters
from models.text import Text

STATES = {
    "": Text("全部状态", "All states"),
    "unregistered": Text("未登记", "Not registered"),
    "expiring": Text("登记即将到期", "Registration expiring"),
    "stale": Text("估值到期", "Value expired"),
    "seized": Text("已查封", "Seized"),
}
_PLACES = ("issuer_name", "parcel_name", "location", "kept_at")


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
    if state == "unregistered":
        return Filter(
            "EXISTS (SELECT 1 FROM pledge p WHERE p.collateral_id = k.id AND p.registration_number = '')"
        )
    if state == "expiring":
        last = today + timedelta(days=held["expiry_alert_days"])
        return Filter(
            "EXISTS (SELECT 1 FROM pledge p WHERE p.collateral_id = k.id AND p.registered_until <= ?)",
            (last.isoformat(),),
        )
    if state == "stale":
        return _stale(today, held)
    return Filter("k.seized") if state == "seized" else None


def _stale(today: date, held: Entry) -> Filter:
    limits = {key: add_months(today, -months) for key, months in held["revaluation_months"].items()}
    cases = " ".join("WHEN ? THEN ?" for _ in limits)
    return Filter(
        "(SELECT max(v.valued_on) FROM valuation v WHERE v.collateral_id = k.id)"  # noqa: S608 - nothing here was typed by anybody
        f" < CASE k.collateral_kind {cases} END",
        tuple(value for key, day in limits.items() for value in (key, day.isoformat())),
    )


def _holding(typed: str) -> Filter | None:
    if not typed:
        return None
    escaped = typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    columns = ["k.description", "k.owner_name", *[f"json_extract(k.facts, '$.{name}')" for name in _PLACES]]
    sql = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in columns)
    return Filter(sql, (f"%{escaped}%",) * len(columns))
