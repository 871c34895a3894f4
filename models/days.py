"""The day of the bank: it is the one in China, whatever the clock of a computer is set to."""

from datetime import date, datetime, time, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))


def business_day(at: datetime) -> date:
    """Return the day that it is in China at that moment; China keeps one time and no summer time."""
    return at.astimezone(_CHINA).date()


def beginning_of(day: date) -> datetime:
    """Return the moment at which a business day begins."""
    return datetime.combine(day, time(), _CHINA)
