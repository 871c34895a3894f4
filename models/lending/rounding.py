"""How an exact figure becomes whole fen: the unit, the direction and the place of what is left over."""

from dataclasses import dataclass
from enum import StrEnum
from math import gcd

from models.errors import RuleBroken
from models.text import Text

Ratio = tuple[int, int]
"""An exact figure as numerator and positive denominator, not necessarily in lowest terms."""


class Mode(StrEnum):
    """The direction in which a figure between two units goes."""

    HALF_UP = "HALF_UP"
    HALF_EVEN = "HALF_EVEN"
    UP = "UP"
    DOWN = "DOWN"

    @property
    def label(self) -> Text:
        """The wording of the rule for a reader."""
        return _LABELS[self]


_LABELS = {
    Mode.HALF_UP: Text("四舍五入", "rounded half up"),
    Mode.HALF_EVEN: Text("四舍六入五成双", "rounded half to even"),
    Mode.UP: Text("进位", "rounded up"),
    Mode.DOWN: Text("舍去", "rounded down"),
}


class Residue(StrEnum):
    """Where the fen go that rounding leaves over.

    LAST and FIRST keep every other instalment equal; SPREAD divides what is still owed anew in each
    period; CARRY rounds the balance, so that each row is the difference of two rounded balances.
    EVEN is LAST with an instalment moved once by the mean of the difference if that brings the last
    instalment nearer to the others.
    """

    LAST = "LAST"
    FIRST = "FIRST"
    SPREAD = "SPREAD"
    CARRY = "CARRY"
    EVEN = "EVEN"


class RoundPer(StrEnum):
    """Whether the interest of a broken period is rounded once or for each part."""

    PERIOD = "PERIOD"
    PART = "PART"


@dataclass(frozen=True)
class Rounding:
    """A unit in fen and a direction: ``Rounding(100, Mode.UP)`` goes up to whole yuan.

    Raises:
        RuleBroken: The unit is not a whole positive number of fen.
    """

    unit: int = 1
    mode: Mode = Mode.HALF_UP

    def __post_init__(self) -> None:
        if self.unit < 1:
            raise RuleBroken(
                Text(
                    "取整单位必须是正的整数分。",
                    "The rounding unit must be a whole number of fen above zero.",
                ),
                field="rounding",
            )

    def of(self, numerator: int, denominator: int = 1) -> int:
        """Return the fen of *numerator* / *denominator*, in one division."""
        return round_ratio(numerator, denominator * self.unit, self.mode) * self.unit


def round_ratio(numerator: int, denominator: int, mode: Mode = Mode.HALF_UP) -> int:
    """Return the whole number next to the fraction; a tie goes away from zero with HALF_UP.

    Args:
        numerator: Any whole number.
        denominator: A whole number above zero.
        mode: The direction; UP is towards plus infinity, DOWN towards minus infinity.
    """
    if mode is Mode.HALF_UP:
        if numerator < 0:
            return -((-2 * numerator + denominator) // (2 * denominator))
        return (2 * numerator + denominator) // (2 * denominator)
    quotient, rest = divmod(numerator, denominator)
    if mode is Mode.UP:
        return quotient + (rest > 0)
    if mode is Mode.DOWN:
        return quotient
    twice = 2 * rest
    return quotient + (twice > denominator or (twice == denominator and quotient % 2))


def add(first: Ratio, second: Ratio) -> Ratio:
    """Return the exact sum of two fractions."""
    if first[1] == second[1]:
        return first[0] + second[0], first[1]
    numerator = first[0] * second[1] + second[0] * first[1]
    denominator = first[1] * second[1]
    common = gcd(numerator, denominator)
    return numerator // common, denominator // common
