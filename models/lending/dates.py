"""Months counted from a seed day."""

import calendar
from datetime import date


def add_months(day: date, months: int) -> date:
    """Return the same day of the month *months* later, or the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
