"""The clock of the centre: moments in UTC, business days in China."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

Clock = Callable[[], datetime]

_CHINA = timezone(timedelta(hours=8))


def now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)


def business_day(at: datetime) -> date:
    """Return the day that it is in China at that moment; China keeps one time and no summer time."""
    return at.astimezone(_CHINA).date()


def beginning_of(day: date) -> datetime:
    """Return the moment at which a business day begins."""
    return datetime.combine(day, time(), _CHINA)
