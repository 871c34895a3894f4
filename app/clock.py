"""The one place that reads the clock."""

from datetime import UTC, date, datetime, timedelta

from models.parameters import parameters


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the business day: the calendar day of this computer until the centre says otherwise."""
    return datetime.now(UTC).astimezone().date()


def tolerance(day: date) -> timedelta:
    """Return by how much the clock of this computer may differ from the centre's on that day."""
    return timedelta(seconds=parameters("security", day)["clock_tolerance_seconds"])
