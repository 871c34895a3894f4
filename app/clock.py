"""The one place that reads the clock."""

from datetime import UTC, date, datetime, timedelta

from models.days import business_day
from models.parameters import parameters


class _HeadOffice:
    """The clock of head office, as far as it is known here.

    Attributes:
        ahead: By how much it is ahead of this computer's.
    """

    ahead = timedelta()


def follow(ahead: timedelta) -> None:
    """Take business days from the clock of head office, which is *ahead* of this computer's by so much."""
    _HeadOffice.ahead = ahead


def now() -> datetime:
    """Return this moment by the clock of this computer, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the business day at head office, whatever zone, hour or day this computer is set to."""
    return business_day(now() + _HeadOffice.ahead)


def tolerance(day: date) -> timedelta:
    """Return by how much the clock of this computer may differ from the centre's on that day."""
    return timedelta(seconds=parameters("security", day)["clock_tolerance_seconds"])
