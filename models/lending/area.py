"""Areas of land: mu and square metres."""

from decimal import ROUND_HALF_UP, Decimal

from models.errors import RuleBroken
from models.text import Text

_SQUARE_METRES_OF_15_MU = 10000
_MU = 15
_HUNDREDTH = Decimal("0.01")


def mu_of(square_metres: Decimal) -> Decimal:
    """Return square metres as mu with two decimals: 1 mu is 10000/15 m².

    Raises:
        RuleBroken: The area is negative.
    """
    return _checked(square_metres * _MU / _SQUARE_METRES_OF_15_MU)


def square_metres_of(mu: Decimal) -> Decimal:
    """Return mu as square metres with two decimals.

    Raises:
        RuleBroken: The area is negative.
    """
    return _checked(mu * _SQUARE_METRES_OF_15_MU / _MU)


def _checked(area: Decimal) -> Decimal:
    if area < 0:
        raise RuleBroken(Text("面积不能为负。", "An area cannot be negative."), field="area")
    return area.quantize(_HUNDREDTH, ROUND_HALF_UP)
