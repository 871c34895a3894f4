"""The interest periods and due dates of a loan note."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from models.lending.days import add_months, day_after, month_day, whole_months
from models.lending.terms import Method, Terms
from models.lending.working_days import RolledInterest

INTEREST_DAY = 20
QUARTER_ENDS = frozenset({3, 6, 9, 12})
EVERY_MONTH = frozenset(range(1, 13))
_QUARTER = 3
_LONGEST = 600


class Period(NamedTuple):
    """The days from *begin* (counted) to *end* (not counted), paid on *due*.

    ``months`` is the number of whole months, 0 for an odd period; ``nominal_days`` are the days that
    the period would have without a moved due date.
    """

    begin: date
    end: date
    due: date
    months: int
    nominal_days: int


def due_dates(terms: Terms) -> list[date]:
    """Return the agreed due dates before any of them is moved from a holiday."""
    if terms.parts:
        days = {part.on for part in terms.parts}
        days.update(_interest_days(terms, terms.interest_months, terms.parts[-1].on))
        return sorted(days)
    if terms.method is Method.BULLET:
        return [_end(terms)]
    if terms.method.by_interest_days and not terms.step.days:
        if terms.first_due:
            return _from_first_due(terms)
        months = QUARTER_ENDS if terms.method is Method.IO_Q else EVERY_MONTH
        return [*_interest_days(terms, months, _end(terms)), _end(terms)]
    return _stepped(terms)


def seed_day(terms: Terms) -> int:
    """Return the day of the month that due dates come back to after a shorter month."""
    if terms.due_day:
        return terms.due_day
    if terms.method.by_interest_days and terms.first_due is None:
        return INTEREST_DAY
    return (terms.first_due or terms.start).day


def periods(terms: Terms) -> list[Period]:
    """Return the interest periods in order."""
    agreed = due_dates(terms)
    settings, seed = terms.settings, seed_day(terms)
    found: list[Period] = []
    nominal_begin = begin = terms.start
    for number, day in enumerate(agreed):
        inclusive = settings.interest_day_inclusive and number < len(agreed) - 1
        nominal_end = day_after(day) if inclusive else day
        due = settings.working_days.roll(nominal_end, settings.roll)
        follows = settings.rolled_interest
        moved = follows is RolledInterest.FOLLOWS or (follows is RolledInterest.FIRST and not number)
        end = due if moved else nominal_end
        months = whole_months(nominal_begin, nominal_end, seed + 1 if inclusive else seed)
        found.append(Period(begin, end, due, months, (nominal_end - nominal_begin).days))
        nominal_begin = nominal_end
        begin = end if follows is RolledInterest.FOLLOWS else nominal_end
    if terms.first_days:
        months = terms.step.months
        found[0] = found[0]._replace(months=months, nominal_days=terms.first_days)
    return found


def _end(terms: Terms) -> date:
    # The checks of the terms made sure of a maturity for every method that needs one.
    return terms.maturity or terms.start


def _interest_days(terms: Terms, months: frozenset[int], end: date) -> Iterator[date]:
    wanted = terms.due_day or INTEREST_DAY
    year, month = terms.start.year, terms.start.month
    while months and (year, month) <= (end.year, end.month):
        day = month_day(year, month, wanted)
        if month in months and terms.start < day < end:
            yield day
        year, month = year + month // 12, month % 12 + 1


def _from_first_due(terms: Terms) -> list[date]:
    first, months = (
        terms.first_due or terms.start,
        _QUARTER if terms.method is Method.IO_Q else terms.step.months,
    )
    days = [add_months(first, months * number, seed_day(terms)) for number in range(_LONGEST)]
    return [*(day for day in days if day < _end(terms)), _end(terms)]


def _stepped(terms: Terms) -> list[date]:
    first = _first_due(terms)
    if terms.count:
        days = [_step(terms, first, number) for number in range(terms.count)]
        if terms.end or (terms.due_day and not terms.first_due):
            days = [day for day in days[:-1] if day < _end(terms)] + [_end(terms)]
        return days
    if not terms.end:
        return [_step(terms, first, number) for number in range(_LONGEST)]
    days = []
    while (day := _step(terms, first, len(days))) < terms.end and len(days) < _LONGEST:
        days.append(day)
    return [*days, terms.end]


def _first_due(terms: Terms) -> date:
    if terms.first_due:
        return terms.first_due
    if terms.step.days:
        return terms.start + timedelta(days=terms.step.days)
    return add_months(terms.start, terms.step.months, terms.due_day)


def _step(terms: Terms, first: date, number: int) -> date:
    if terms.step.days:
        return first + timedelta(days=terms.step.days * number)
    return add_months(first, terms.step.months * number, seed_day(terms))
