"""Money as whole fen: how yuan are read, shown and rounded."""

import re
from decimal import ROUND_HALF_UP, Decimal

from models.errors import RuleBroken
from models.text import Text

MAX_FEN = 10**15
_YUAN = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?")


def yuan(fen: int) -> Decimal:
    """Return *fen* as yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def show_yuan(fen: int) -> str:
    """Return *fen* as yuan with thousands separators: 10700053 is ``107,000.53``."""
    return f"{yuan(fen):,.2f}"


def parse_yuan(text: str, *, field: str | None = None) -> int:
    """Return the fen that *text* means: ``107,000.53``, ``￥300`` or ``300元``.

    Raises:
        RuleBroken: The text is not an amount, has more than two decimals, or is beyond 10^13 yuan.
    """
    plain = text.strip().translate(str.maketrans("，．￥¥", ",.  ")).strip().removesuffix("元").strip()
    if not _YUAN.fullmatch(plain):
        raise RuleBroken(
            Text(
                "“{text}”不是金额，请填写如 300000.00 的数字。",
                "“{text}” is no amount; write a figure such as 300000.00.",
            ).fill(text=text[:40]),
            field=field,
        )
    fen = int(Decimal(plain.replace(",", "")).scaleb(2))
    if abs(fen) > MAX_FEN:
        raise RuleBroken(Text("金额过大，请核对。", "The amount is too large; please check it."), field=field)
    return fen


def round_fen(amount: Decimal) -> int:
    """Return *amount* fen rounded half up to a whole fen, away from zero at a tie."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
