"""What officers type for a plan: rates, days, whole numbers, dated sums."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal

from models.errors import RuleBroken
from models.text import Text

_RATE = re.compile(r"[+-]?\d{1,6}(\.\d{1,10})?")
_WHOLE = re.compile(r"[+-]?\d{1,9}")
_WIDE = str.maketrans("０１２３４５６７８９．－％", "0123456789.-%")


def parse_rate(text: str, *, field: str) -> Decimal:
    """Return the percent that *text* means: ``4.35`` or ``4.35%``.

    Raises:
        RuleBroken: The text is not a rate.
    """
    plain = text.strip().translate(_WIDE).removesuffix("%").strip()
    if not _RATE.fullmatch(plain):
        raise RuleBroken(
            Text(
                "“{text}”不是利率，请填写如 4.35 的数字。",
                "“{text}” is no rate; write a figure such as 4.35.",
            ).fill(text=text[:40]),
            field=field,
        )
    return Decimal(plain)


def parse_whole(text: str, *, field: str) -> int:
    """Return the whole number that *text* means.

    Raises:
        RuleBroken: The text is not a whole number.
    """
    plain = text.strip().translate(_WIDE)
    if not _WHOLE.fullmatch(plain):
        raise RuleBroken(
            Text("“{text}”不是整数。", "“{text}” is not a whole number.").fill(text=text[:40]), field=field
        )
    return int(plain)


def parse_day(text: str, *, field: str) -> date:
    """Return the day that *text* means: ``2026-03-10``, ``2026/3/10`` or ``2026年3月10日``.

    Raises:
        RuleBroken: The text is not a date, or there is no such day (29 February of a common year).
    """
    found = re.fullmatch(
        r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text.strip().translate(_WIDE)
    )
    if found:
        with suppress(ValueError):
            return date(int(found[1]), int(found[2]), int(found[3]))
    raise RuleBroken(
        Text(
            "“{text}”不是有效日期，请填写如 2026-03-10 的日期。",
            "“{text}” is not a valid date; write it as 2026-03-10.",
        ).fill(text=text[:40]),
        field=field,
    )
