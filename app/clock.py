"""The one place that reads the clock."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the business day: the calendar day of this computer until the centre says otherwise."""
    return datetime.now(UTC).astimezone().date()
