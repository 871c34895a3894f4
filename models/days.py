"""Days and hours as the bank counts them: those in China, whatever zone a computer is set to."""

from datetime import date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
"""China keeps one time and no summer time."""


def in_china(at: datetime) -> datetime:
    """Return a moment as the clocks in China show it; what names no zone was read from one of them."""
    return at.replace(tzinfo=CHINA) if at.tzinfo is None else at.astimezone(CHINA)


def business_day(at: datetime) -> date:
    """Return the day that it is in China at that moment."""
    return in_china(at).date()


def beginning_of(day: date) -> datetime:
    """Return the moment at which a business day begins."""
    return datetime.combine(day, time(), CHINA)
