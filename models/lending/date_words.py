"""Dates in uppercase, as bills and loan notes carry them."""

import re
from contextlib import suppress
from datetime import date

from models.errors import RuleBroken
from models.lending.amount_words import DIGITS
from models.text import Text

_TEN = 10
_WORDS = re.compile(
    r"(?P<year>[零壹贰叁肆伍陆柒捌玖]{4})年(?P<month>[零壹贰拾叁肆伍陆柒捌玖]{1,3})月(?P<day>[^日]{1,4})日"
)


def write_date(day: date) -> str:
    """Return the day in words: 2026-10-20 is 贰零贰陆年零壹拾月零贰拾日.

    Source:
        支付结算办法, annex 1: months 1, 2 and 10 and days 1 to 9, 10, 20 and 30 take a zero in front.
    """
    year = "".join(DIGITS[int(digit)] for digit in f"{day.year:04}")
    month = f"{'零' if day.month in (1, 2, _TEN) else ''}{_two_digits(day.month)}"
    number = f"{'零' if day.day < _TEN or day.day % _TEN == 0 else ''}{_two_digits(day.day)}"
    return f"{year}年{month}月{number}日"


def read_date(text: str, *, field: str | None = "date") -> date:
    """Return the day that the words mean; a zero in front may be missing.

    Raises:
        RuleBroken: The text is not a date in words, or there is no such day.
    """
    found = _WORDS.fullmatch(re.sub(r"\s", "", text).translate(str.maketrans("〇貳陸", "零贰陆")))
    if found:
        with suppress(ValueError):
            year = int("".join(str(DIGITS.index(digit)) for digit in found["year"]))
            return date(year, _read_two_digits(found["month"]), _read_two_digits(found["day"]))
    raise RuleBroken(
        Text("“{text}”不是大写日期。", "“{text}” is no date in words.").fill(text=text[:40]), field=field
    )


def _two_digits(number: int) -> str:
    tens, ones = divmod(number, 10)
    return f"{DIGITS[tens] + '拾' if tens else ''}{DIGITS[ones] if ones else ''}"


def _read_two_digits(words: str) -> int:
    tens, ten, ones = words.removeprefix("零").rpartition("拾")
    number = (DIGITS.index(tens or "壹") * 10 if ten else 0) + (DIGITS.index(ones) if ones else 0)
    if _two_digits(number) not in (words.removeprefix("零"), f"壹{words.removeprefix('零')}"):
        raise ValueError(words)
    return number


def show_date(value: date) -> str:
    """Return the day as running text has it: 2026年3月10日."""
    return f"{value.year}年{value.month}月{value.day}日"
