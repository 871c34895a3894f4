"""The interest of a period: what share of a year it is, and the parts that events break it into."""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from models.lending.days import DayBasis, day_after, percent_ratio, year_share
from models.lending.periods import Period
from models.lending.plan import InterestPart
from models.lending.rounding import Ratio
from models.lending.terms import Settings, Step

_MONTHS = 12
_ORDINARY = date(2001, 1, 1)


class Held(NamedTuple):
    """Principal of a missed row that goes on bearing interest until a day."""

    amount: int
    until: date


def share_of(settings: Settings, period: Period, begin: date, end: date) -> tuple[Ratio, DayBasis]:
    """Return which share of a year (or of a period) the days are, and by which convention.

    A whole month costs a twelfth however it is broken: its parts share it by their days.
    """
    basis = settings.day_basis
    if basis is DayBasis.PERIOD:
        return ((end - begin).days, period.nominal_days), basis
    if basis is DayBasis.MONTHLY:
        if period.months:
            days = (end - begin).days
            if days == period.nominal_days:
                return (period.months, _MONTHS), basis
            return (period.months * days, _MONTHS * period.nominal_days), basis
        basis = settings.odd_basis
    if settings.last_day_counts and basis is DayBasis.ACT_ACT:
        begin, end = day_after(begin), day_after(end)
    return year_share(basis, begin, end), basis


def nominal_share(settings: Settings, step: Step) -> tuple[Ratio, DayBasis]:
    """Return which share of a year (or of a period) one regular step is, as the textbook formula takes it."""
    if settings.day_basis is DayBasis.PERIOD:
        return (1, 1), DayBasis.PERIOD
    if step.months:
        return (step.months, _MONTHS), DayBasis.MONTHLY
    basis = settings.odd_basis if settings.day_basis is DayBasis.MONTHLY else settings.day_basis
    return year_share(basis, _ORDINARY, _ORDINARY + timedelta(days=step.days)), basis


def nominal_factor(settings: Settings, step: Step, rate: Decimal) -> Ratio:
    """Return the interest factor of one regular step as an exact fraction."""
    numerator, denominator = percent_ratio(rate)
    share, _ = nominal_share(settings, step)
    return numerator * share[0], denominator * share[1]


class Accrual:
    """Collects the parts of one row: a stretch for each change of balance or rate."""

    def __init__(self, settings: Settings) -> None:
        self.parts: list[InterestPart] = []
        self.held: list[Held] = []
        self._settings = settings

    def run(self, period: Period, begin: date, end: date, balance: int, rate: Decimal) -> None:
        """Add the days from *begin* to *end* at that balance, with missed principal on top."""
        stops = sorted({held.until for held in self.held if begin < held.until < end})
        for stop in (*stops, end):
            owed = balance + sum(held.amount for held in self.held if held.until > begin)
            if owed and begin < stop:
                share, basis = share_of(self._settings, period, begin, stop)
                self.parts.append(InterestPart(begin, stop, owed, rate, share, basis))
            begin = stop

    def take(self) -> tuple[InterestPart, ...]:
        """Return the parts collected so far and start anew."""
        parts, self.parts = tuple(self.parts), []
        return parts
