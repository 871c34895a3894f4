"""Chance with a seed: choices, days, and identities that come out the same each time."""

import math
import random
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TypeVar
from uuid import UUID

from models.days import CHINA

T = TypeVar("T")

_OPENING = time(8, 30)
_SATURDAY = 5


class Chance(random.Random):
    """A source of chance for one thing, independent of what was drawn for any other."""

    def __init__(self, seed: int, kind: int, number: int) -> None:
        super().__init__((seed * 16 + kind) * 2**32 + number)

    def likely(self, probability: float) -> bool:
        """Tell whether something happens that happens with *probability*."""
        return self.random() < probability

    def whole(self, low: int, high: int) -> int:
        """Return a number from *low* to *high*, both possible; faster than ``randint``."""
        return low + int(self.random() * (high - low + 1))

    def one_of(self, things: "str | tuple[T, ...]") -> "T | str":
        """Return one of *things*."""
        return things[int(self.random() * len(things))]

    def lognormal(self, median: float, spread: float, most: float) -> float:
        """Return a figure around *median*, far larger ones being rare."""
        return min(most, math.exp(self.gauss(math.log(median), spread)))

    def identity(self, at: datetime) -> UUID:
        """Return an identity as it would have been made at that moment (UUID version 7)."""
        milliseconds = int(at.timestamp() * 1000)
        bits = self.getrandbits(74)
        return UUID(int=milliseconds << 80 | 7 << 76 | (bits >> 62) << 64 | 2 << 62 | bits & (1 << 62) - 1)


def moment(day: date, minutes: int) -> datetime:
    """Return the moment so many minutes after the branch opened on that day."""
    return _opening(day) + timedelta(minutes=minutes)


@cache
def _opening(day: date) -> datetime:
    return datetime.combine(day, _OPENING, CHINA).astimezone(UTC)


def working_day(day: date) -> date:
    """Return the day, or the Friday before where it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
