"""The Chinese working calendar: weekends, holidays, exchanged working days, and what the centre overrules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import holidays

_WEEKEND = 5


class Roll(StrEnum):
    """Where a due date goes that is no working day."""

    NONE = "NONE"
    NEXT = "NEXT"
    PREVIOUS = "PREVIOUS"
    NEXT_IN_MONTH = "NEXT_IN_MONTH"


class RolledInterest(StrEnum):
    """Whether interest follows a due date that was moved: not at all, always, or in the first period."""

    STAYS = "STAYS"
    FOLLOWS = "FOLLOWS"
    FIRST = "FIRST"


@dataclass(frozen=True)
class WorkingDays:
    """Which days the bank works.

    Attributes:
        closed: Days that the centre declares free.
        opened: Days that the centre declares working days; this wins over everything.
        chinese: Whether the official calendar of holidays and exchanged days applies.
        weekends: Whether Saturdays and Sundays are free where nothing else is said.
    """

    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()
    chinese: bool = True
    weekends: bool = True

    def works(self, day: date) -> bool:
        """Return whether the bank works on *day*."""
        if day in self.opened or day in self.closed:
            return day in self.opened
        if self.chinese:
            return _official(day)
        return not (self.weekends and day.weekday() >= _WEEKEND)

    def roll(self, day: date, rule: Roll) -> date:
        """Return *day*, or the working day to which *rule* moves it."""
        if rule is Roll.NONE or self.works(day):
            return day
        if rule is Roll.PREVIOUS:
            return self._seek(day, -1)
        moved = self._seek(day, 1)
        if rule is Roll.NEXT_IN_MONTH and moved.month != day.month:
            return self._seek(day, -1)
        return moved

    def _seek(self, day: date, step: int) -> date:
        while not self.works(day):
            day += timedelta(days=step)
        return day


@cache
def _calendar() -> Callable[[date], bool]:
    # Building the calendar costs some milliseconds; each year is added when it is first asked for.
    calendar: Callable[[date], bool] = holidays.country_holidays("CN").is_working_day
    return calendar


def _official(day: date) -> bool:
    return _calendar()(day)
