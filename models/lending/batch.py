"""Many regular plans at once, for portfolios and stress tests: the same fen as the single path."""

from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from models.errors import RuleBroken
from models.lending import checks
from models.lending.principal import level_amount
from models.lending.rounding import Rounding
from models.text import Text

Fen = NDArray[np.int64]
MILLIONTHS = 10**6
"""Rates are whole millionths a year: 4.35 % is 43,500."""

_YEAR = 12 * MILLIONTHS
_CHUNK = 16384
_RATE_TABLE = 10**6
_LARGEST = 2**63 - 1
# A product of two doubles is off by less than this share; nearer to a tie, whole numbers decide.
_DOUBT = 1e-15


@dataclass(frozen=True)
class PlanTable:
    """Rows by period (first axis) and plan (second axis), in fen."""

    level: Fen
    principal: Fen
    interest: Fen
    balance: Fen


def level_plans(principals: Fen, rates: Fen, count: int) -> PlanTable:
    """Return equal-instalment plans with a monthly rate, the last instalment taking the rest.

    Args:
        principals: Fen lent, one for each plan.
        rates: Millionths a year, one for each plan.
        count: Months, the same for all.

    Raises:
        RuleBroken: An amount or a rate is out of range, or too large for this path.
    """
    _check(principals, rates, count)
    return _fill(principals, rates, count, level_amounts(principals, rates, count))


def equal_principal_plans(principals: Fen, rates: Fen, count: int) -> PlanTable:
    """Return equal-principal plans with a monthly rate; arguments as for ``level_plans``.

    Raises:
        RuleBroken: An amount or a rate is out of range, or too large for this path.
    """
    _check(principals, rates, count)
    share = (2 * principals + count) // (2 * count)
    table = _empty(count, principals.size)
    before = principals
    for period in range(count):
        paid = np.minimum(share, before) if period < count - 1 else before
        table.principal[period] = paid
        table.interest[period] = (2 * before * rates + _YEAR) // (2 * _YEAR)
        before = np.subtract(before, paid, out=table.balance[period])
    table.level[:] = 0
    return table


def level_amounts(principals: Fen, rates: Fen, count: int) -> Fen:
    """Return the equal instalment of each plan, to the fen.

    Doubles are enough except next to a tie; there the exact formula decides.
    """
    estimate = principals * _factors(rates, count)
    whole = np.floor(estimate + 0.5)
    doubtful = np.abs(estimate - np.floor(estimate) - 0.5) <= estimate * _DOUBT + _DOUBT
    levels: Fen = whole.astype(np.int64)
    exact = Rounding()
    for index in np.nonzero(doubtful)[0]:
        levels[index] = level_amount(exact, int(principals[index]), (int(rates[index]), _YEAR), count)
    return levels


def _factors(rates: Fen, count: int) -> NDArray[np.float64]:
    """Return the factor of each plan, working out each rate once."""
    lowest, highest = int(rates.min()), int(rates.max())
    if highest - lowest >= _RATE_TABLE:
        found, place = np.unique(rates, return_inverse=True)
        return np.array([_factor(int(rate), count) for rate in found])[place]
    # Rates of a portfolio lie close together: marking them in a table is faster than sorting them.
    factors = np.zeros(highest - lowest + 1)
    places = rates - lowest
    factors[places] = 1
    for offset in np.nonzero(factors)[0]:
        factors[offset] = _factor(lowest + int(offset), count)
    return factors[places]


def _factor(rate: int, count: int) -> float:
    common = gcd(rate, _YEAR)
    numerator, denominator = rate // common, _YEAR // common
    if not numerator:
        return 1 / count
    grown, still = (denominator + numerator) ** count, denominator**count
    # Dividing two whole numbers rounds once, however long they are.
    return float(numerator * grown / (denominator * (grown - still)))


def _empty(count: int, plans: int) -> PlanTable:
    principal, interest, balance = (np.empty((count, plans), np.int64) for _ in range(3))
    return PlanTable(np.empty(plans, np.int64), principal, interest, balance)


def _fill(principals: Fen, rates: Fen, count: int, levels: Fen) -> PlanTable:
    table = _empty(count, principals.size)
    table.level[:] = levels
    common = gcd(int(np.gcd.reduce(rates)), _YEAR)
    twice, year = rates // common * 2, _YEAR // common
    for start in range(0, principals.size, _CHUNK):
        plans = slice(start, start + _CHUNK)
        # Rounding can only repay a loan before its term where the instalment is a few fen.
        tiny = bool(levels[plans].min() < 4 * count)
        _fill_chunk(table, plans, (principals[plans], twice[plans], year), tiny=tiny)
    return table


def _fill_chunk(table: PlanTable, plans: slice, lent: tuple[Fen, Fen, int], *, tiny: bool) -> None:
    before, twice, year = lent
    level, last = table.level[plans], table.interest.shape[0] - 1
    for period in range(last + 1):
        interest, paid = table.interest[period, plans], table.principal[period, plans]
        np.multiply(before, twice, out=interest)
        np.add(interest, year, out=interest)
        np.floor_divide(interest, 2 * year, out=interest)
        if period == last:
            paid[:] = before
        else:
            np.subtract(level, interest, out=paid)
        if tiny:
            np.clip(paid, 0, before, out=paid)
        before = np.subtract(before, paid, out=table.balance[period, plans])


def _check(principals: Fen, rates: Fen, count: int) -> None:
    checks.whole(count, "count", low=1, high=checks.MAX_PERIODS)
    if principals.dtype != np.int64 or rates.dtype != np.int64 or principals.shape != rates.shape:
        raise RuleBroken(
            Text(
                "本金与利率须为等长的整数列。",
                "Principals and rates must be whole numbers, one for each plan.",
            ),
            field="principals",
        )
    if not principals.size or principals.min() < 1 or rates.min() < 0:
        raise RuleBroken(
            Text("本金须大于零，利率不得为负。", "Amounts must be above zero and rates not negative."),
            field="principals",
        )
    if 2 * int(principals.max()) * int(rates.max()) + _YEAR > _LARGEST:
        raise RuleBroken(
            Text("金额过大，请逐笔计算。", "The amounts are too large; compute these plans one by one."),
            field="principals",
        )
