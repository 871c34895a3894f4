"""The one place that reads the clock."""

from datetime import UTC, date, datetime, timedelta

from models.days import business_day
from models.parameters import parameters


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the business day, which is the same here and at head office whatever zone this computer is set to."""
    return business_day(now())


def tolerance(day: date) -> timedelta:
    """Return by how much the clock of this computer may differ from the centre's on that day."""
    return timedelta(seconds=parameters("security", day)["clock_tolerance_seconds"])
