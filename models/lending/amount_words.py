"""The uppercase amount 大写金额: one canonical spelling to write, every legal spelling to read."""

import re

from models.errors import RuleBroken
from models.money import MAX_FEN
from models.text import Text

DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTION = 10**4
_HUNDRED_MILLION = 10**8
_LONGEST = 100
_VALUES = {"拾": 10, "佰": 100, "仟": 1000}
_OTHER_SPELLINGS = str.maketrans(
    "〇○一壱弌二貳弍两兩三叄參参四五六陸七柒漆八九十百千萬億圓圆正",
    "零零壹壹壹贰贰贰贰贰叁叁叁叁肆伍陆陆柒柒柒捌玖拾佰仟万亿元元整",
)
_MARKS = re.compile(r"^(人民币|人民幣|RMB|CNY|￥|¥)?[::：]?")
_YUAN = re.compile(r"(?P<yuan>.*)元(?P<rest>.*)")
_FRACTION = re.compile(
    r"零?(?:(?P<jiao>[零壹贰叁肆伍陆柒捌玖])角)?零?(?:(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?整?"
)


def write_amount(fen: int) -> str:
    """Return the uppercase amount as it stands on vouchers: 10700053 is 人民币壹拾万柒仟元零伍角叁分.

    Raises:
        RuleBroken: The amount is negative or beyond 10^13 yuan.

    Source:
        支付结算办法, annex 1: how bills and settlement vouchers are filled in.
    """
    if not 0 <= fen <= MAX_FEN:
        raise RuleBroken(
            Text(
                "大写金额只能书写不超过十万亿元的非负金额。",
                "Only amounts from 0 to 10^13 yuan are written out.",
            ),
            field="amount",
        )
    whole, rest = divmod(fen, 100)
    jiao, small = divmod(rest, 10)
    words = f"{_number(whole)}元" if whole or not rest else ""
    if not rest:
        return f"人民币{words}整"
    # A zero is written where the column before the next figure is empty.
    if whole and (not jiao or not whole % 10):
        words += "零"
    words += f"{DIGITS[jiao]}角" if jiao else ""
    words += f"{DIGITS[small]}分" if small else ""
    return f"人民币{words}"


def read_amount(text: str, *, field: str | None = "amount") -> int:
    """Return the fen that an uppercase amount means; traditional and everyday characters are understood.

    Raises:
        RuleBroken: The text is not an amount in words, or its characters contradict each other.
    """
    if len(text) > _LONGEST:
        raise _unreadable(text, field)
    plain = _MARKS.sub("", re.sub(r"[\s,，。]", "", text)).translate(_OTHER_SPELLINGS)
    parted = _YUAN.fullmatch(plain)
    yuan, rest = (parted["yuan"], parted["rest"]) if parted else ("", plain)
    fraction = _FRACTION.fullmatch(rest)
    if fraction is None or not (parted or fraction["jiao"] or fraction["fen"]) or (parted and not yuan):
        raise _unreadable(text, field)
    jiao, small = (DIGITS.index(fraction[name] or "零") for name in ("jiao", "fen"))
    fen = (_read_number(yuan, text, field) if parted else 0) * 100 + jiao * 10 + small
    if fen > MAX_FEN:
        raise RuleBroken(Text("金额过大，请核对。", "The amount is too large; please check it."), field=field)
    return fen


def _number(value: int) -> str:
    if not value:
        return "零"
    above, below = divmod(value, _HUNDRED_MILLION)
    return _join(_number(above) if above else "", "亿", _below(below), below, _HUNDRED_MILLION)


def _below(value: int) -> str:
    above, below = divmod(value, _SECTION)
    return _join(_section(above), "万", _section(below), below, _SECTION)


def _join(above: str, unit: str, below: str, value: int, size: int) -> str:
    if not above:
        return below
    gap = "零" if 0 < value < size // 10 else ""
    return f"{above}{unit}{gap}{below}"


def _section(value: int) -> str:
    words, gap = "", False
    for place in (3, 2, 1, 0):
        digit = value // 10**place % 10
        if digit:
            words += f"{'零' if gap and words else ''}{DIGITS[digit]}{_PLACES[place]}"
        gap = not digit
    return words


def _read_number(words: str, text: str, field: str | None) -> int:
    if words == "零":
        return 0
    value = _value(words)
    # Whatever was read must be what is written for that value, apart from zeros between two units.
    strayed = re.search(r"[壹贰叁肆伍陆柒捌玖]零|零(?![壹贰叁肆伍陆柒捌玖])|^零", words)
    spoken = words.replace("零", "")
    if strayed or _number(value).replace("零", "") not in (spoken, f"壹{spoken}"):
        raise _unreadable(text, field)
    return value


def _value(words: str) -> int:
    if "亿" in words:
        above, _, below = words.rpartition("亿")
        return _value(above) * _HUNDRED_MILLION + _value(below)
    if "万" in words:
        above, _, below = words.partition("万")
        return _value(above) * _SECTION + _value(below)
    total = digit = 0
    for character in words:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in _VALUES:
            total, digit = total + (digit or 1) * _VALUES[character], 0
    return total + digit


def _unreadable(text: str, field: str | None) -> RuleBroken:
    return RuleBroken(
        Text(
            "“{text}”不是规范的大写金额，例如：人民币壹拾万柒仟元零伍角叁分。",
            "“{text}” is no amount in words, such as 人民币壹拾万柒仟元零伍角叁分.",
        ).fill(text=text[:60]),
        field=field,
    )
