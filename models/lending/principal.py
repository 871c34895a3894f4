"""How much principal each instalment repays: equal instalments, or a table of weights by period."""

from decimal import Decimal
from typing import NamedTuple

from models.errors import RuleBroken
from models.lending.days import percent_ratio
from models.lending.interest import nominal_factor, share_of
from models.lending.periods import Period, due_dates
from models.lending.plan import InterestPart, exact_interest
from models.lending.rounding import Ratio, Residue, Rounding
from models.lending.terms import Level, Method, Terms
from models.text import Text

_AT_MATURITY = (Method.IO_M, Method.IO_Q, Method.BULLET, Method.FREE)


class Situation(NamedTuple):
    """What is known when an instalment falls due.

    ``broken`` says that a draw, a new rate or an early repayment fell inside the period.
    """

    balance: int
    rate: Decimal
    parts: tuple[InterestPart, ...]
    interest: int
    broken: bool


def weights_of(terms: Terms, periods: list[Period]) -> list[int]:
    """Return the weight of each period's principal: 0 where none falls due."""
    count = len(periods)
    if terms.parts:
        agreed = {part.on: part.principal for part in terms.parts}
        return [agreed.get(day, 0) for day in due_dates(terms)]
    if terms.shares:
        scale = 10 ** max(-int(share.as_tuple().exponent) for share in terms.shares)
        return [0] * terms.grace + [int(share * scale) for share in terms.shares]
    if terms.method in _AT_MATURITY:
        return [0] * (count - 1) + [1]
    rests = [
        index < terms.grace or period.due.month in terms.rest_months for index, period in enumerate(periods)
    ]
    return [int(not rest or index == count - 1) for index, rest in enumerate(rests)]


def level_amount(rounding: Rounding, principal: int, factor: Ratio, count: int) -> int:
    """Return the equal instalment in fen that repays *principal* with its interest.

    Args:
        rounding: How the exact amount becomes fen.
        principal: Fen.
        factor: The interest of one period for one fen, as a fraction.
        count: How many instalments there are.

    Source:
        A = P·i·(1+i)^n / ((1+i)^n - 1), multiplied first and divided once.
    """
    numerator, denominator = factor
    if not numerator:
        return rounding.of(principal, count)
    grown, still = (denominator + numerator) ** count, denominator**count
    return rounding.of(principal * numerator * grown, denominator * (grown - still))


class Principal:
    """Decides the principal of each row; remembers the instalment in force and when it was found."""

    def __init__(self, terms: Terms, periods: list[Period], override: tuple[int, int] | None) -> None:
        self._terms = terms
        self._settings = terms.settings
        self._periods = periods
        self._override = override
        self._weights = weights_of(terms, periods)
        self._last = max(index for index, weight in enumerate(self._weights) if weight)
        self._base, self._base_weight = (terms.lent, sum(self._weights)) if terms.parts else (0, 0)
        self._stale = not terms.parts
        self._level = terms.instalment or 0
        self._worth: tuple[Decimal, list[Ratio]] | None = None
        self.recomputed = (0, 0)
        self.left_over = 0

    def repaying_from(self, index: int) -> int:
        """Return how many periods from *index* on repay principal."""
        return sum(1 for weight in self._weights[index:] if weight)

    def drawn(self) -> None:
        """Divide anew after a further draw; a table agreed by date does not change."""
        self._stale = self._stale or not self._terms.parts

    def new_rate(self) -> None:
        """Find the equal instalment anew after a new rate."""
        self._stale = self._stale or self._terms.method.is_level

    def prepaid(self) -> None:
        """Divide what is left over the remaining term after an early repayment."""
        self._stale = True

    def is_odd(self, index: int) -> bool:
        """Return whether a period is longer or shorter than a regular step."""
        period, step = self._periods[index], self._terms.step
        days = (period.end - period.begin).days
        if step.days:
            return days != step.days
        return period.months != step.months or days != period.nominal_days

    def of(self, index: int, now: Situation) -> tuple[int, int]:
        """Return the equal instalment in force, 0 without one, and the principal of the row.

        Raises:
            RuleBroken: The agreed instalment does not cover the interest.
        """
        if not self._weights[index]:
            return 0, 0
        is_level = self._terms.method.is_level or self._terms.instalment is not None
        natural = max(0, self._level_share(index, now) if is_level else self._table_share(index, now))
        level = self._level if is_level else 0
        if index == self._last and not (self._terms.instalment and not self._terms.count):
            self.left_over = now.balance - natural
            return level, now.balance
        return level, min(natural, now.balance)

    def _level_share(self, index: int, now: Situation) -> int:
        begin = self._periods[index].begin
        if now.parts and now.parts[0].begin < begin:
            # Interest put off in the first periods comes on top: it is no part of the equal instalment.
            own = tuple(part for part in now.parts if part.begin >= begin)
            now = now._replace(parts=own, interest=self._settings.interest.of(*exact_interest(own)))
        if not self._terms.instalment and (self._stale or self._settings.residue is Residue.SPREAD):
            self._level = self._find_level(index, now)
            self.recomputed = (index, self._level)
            self._stale = False
        interest = now.interest
        if self._settings.level is Level.ON_TOP and (now.broken or self.is_odd(index)):
            numerator, denominator = nominal_factor(self._settings, self._terms.step, now.rate)
            interest = self._settings.interest.of(now.balance * numerator, denominator)
        if self._terms.instalment and interest >= self._level:
            raise RuleBroken(
                Text(
                    "约定的每期还款额不足以支付利息。", "The agreed instalment does not cover the interest."
                ),
                field="instalment",
            )
        return self._level - interest

    def _find_level(self, index: int, now: Situation) -> int:
        if self._override and self._override[0] == index:
            return self._override[1]
        rounding = self._settings.instalment
        if self._settings.level is not Level.SOLVED:
            factor = nominal_factor(self._settings, self._terms.step, now.rate)
            return level_amount(rounding, now.balance, factor, self.repaying_from(index))
        interest, parts = exact_interest(now.parts)
        worth, unit = self._worths(now.rate)[index + 1]
        return rounding.of((now.balance * parts + interest) * unit, parts * (unit + worth))

    def _worths(self, rate: Decimal) -> list[Ratio]:
        """Return what one fen in each of the later repaying periods is worth today, from each period on."""
        if self._worth and self._worth[0] == rate:
            return self._worth[1]
        numerator, denominator = percent_ratio(rate)
        worths: list[Ratio] = [(0, 1)]
        for period, weight in zip(reversed(self._periods), reversed(self._weights), strict=True):
            worth, unit = worths[-1]
            if weight:
                share, _ = share_of(self._settings, period, period.begin, period.end)
                still = denominator * share[1]
                worth, unit = still * (unit + worth), (still + numerator * share[0]) * unit
            worths.append((worth, unit))
        worths.reverse()
        self._worth = rate, worths
        return worths

    def _table_share(self, index: int, now: Situation) -> int:
        rounding, weight = self._settings.principal, self._weights[index]
        if self._stale:
            self._base, self._base_weight = now.balance, sum(self._weights[index:])
            self._stale = False
        if self._terms.method is Method.FLAT and self._settings.instalment.unit > rounding.unit:
            # A coarser instalment is rounded as a whole; the principal is what the interest leaves of it.
            exact = self._base * weight + now.interest * self._base_weight
            return self._settings.instalment.of(exact, self._base_weight) - now.interest
        if self._settings.residue is Residue.SPREAD:
            return rounding.of(now.balance * weight, sum(self._weights[index:]))
        if self._settings.residue is Residue.CARRY:
            return now.balance - rounding.of(self._base * sum(self._weights[index + 1 :]), self._base_weight)
        return rounding.of(self._base * weight, self._base_weight)
