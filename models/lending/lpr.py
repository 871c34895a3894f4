"""The loan prime rate: its history as dated data, and the days on which a floating rate follows it."""

from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from models.lending.days import add_months
from models.lending.terms import RateChange, Terms
from models.parameters import in_force, parameter_file
from models.text import Text

_ONE_DAY = timedelta(days=1)
_HUNDRED = 100


class Tenor(StrEnum):
    """The two published tenors."""

    ONE_YEAR = "1Y"
    FIVE_YEARS = "5Y"


class Repricing(StrEnum):
    """When a floating rate follows the LPR: on 1 January, on the anniversary of the loan, or never."""

    JANUARY = "JANUARY"
    ANNIVERSARY = "ANNIVERSARY"
    NONE = "NONE"


class Lpr(NamedTuple):
    """One published rate in percent, and whether later publications are unknown here."""

    published: date
    tenor: Tenor
    percent: Decimal
    checked_until: date


def lpr_on(day: date, tenor: Tenor) -> Lpr:
    """Return the LPR in force on a day: the one published last, on that day included.

    Raises:
        RuleBroken: The day is before the first publication in August 2019.

    Source:
        National Interbank Funding Center, published on the 20th of each month since 2019-08-20.
    """
    history = parameter_file("lpr")
    entry = in_force(history["lpr"], day, Text("贷款市场报价利率", "the loan prime rate"))
    name = {Tenor.ONE_YEAR: "one_year", Tenor.FIVE_YEARS: "five_years"}[tenor]
    return Lpr(entry["since"], tenor, Decimal(entry[name]), history["checked_until"])


def with_spread(percent: Decimal, basis_points: int) -> Decimal:
    """Return a rate raised by basis points: 3.00 and 135 are 4.35."""
    return percent + Decimal(basis_points) / _HUNDRED


def next_repricing(start: date, after: date, rule: Repricing) -> date | None:
    """Return the first re-pricing day after a day, ``None`` for a fixed rate."""
    if rule is Repricing.NONE:
        return None
    if rule is Repricing.JANUARY:
        return date(after.year + 1, 1, 1)
    years = after.year - start.year
    same_year = add_months(start, 12 * years)
    return same_year if same_year > after else add_months(start, 12 * (years + 1))


def repricing_events(
    terms: Terms, basis_points: int, tenor: Tenor, rule: Repricing, known_until: date
) -> tuple[RateChange, ...]:
    """Return the rate changes of a floating loan up to the day until which the LPR is known.

    Each takes the LPR of the day before; a day on which the rate stays the same is left out.
    """
    events: list[RateChange] = []
    rate, day = terms.rate, next_repricing(terms.start, terms.start, rule)
    while day and day <= known_until and (terms.maturity is None or day < terms.maturity):
        new = with_spread(lpr_on(day - _ONE_DAY, tenor).percent, basis_points)
        if new != rate:
            events.append(RateChange(day, new))
            rate = new
        day = next_repricing(terms.start, day, rule)
    return tuple(events)
