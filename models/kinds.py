"""Kinds of values: how each is typed, stored, shown and sent."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Boolean, Date, Dialect, Integer, String, TypeDecorator, Uuid
from sqlalchemy.types import TypeEngine

from models.days import in_china
from models.errors import RuleBroken
from models.money import MAX_FEN, parse_yuan, show_yuan
from models.party.identifiers import check as check_identifier
from models.text import Language, Text

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_FIGURE = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_YES = {"是", "有", "yes", "y", "true", "1", "☑", "√"}
_NO = {"否", "无", "no", "n", "false", "0", "☐", "×"}


_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PARTS = re.compile(r"[\s,，、;；]+")
MAX_COUNT = 2**31 - 1
MAX_DECIMAL = 10**9
FIRST_YEAR, LAST_YEAR = 1900, 2199
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Scaled(TypeDecorator[Decimal]):
    """A decimal kept as a whole number of its smallest step: SQLite has no decimal type."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Return *value* in steps of ``10 ** -places``."""
        del dialect
        return None if value is None else int(value.scaleb(self.places).to_integral_exact())

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        """Return the stored steps as a decimal."""
        del dialect
        return None if value is None else Decimal(value).scaleb(-self.places)


class Stamp(TypeDecorator[datetime]):
    """A moment kept as microseconds since 1970, so that both databases store and sort it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Return *value* in microseconds."""
        del dialect
        return None if value is None else (value - _EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Return the stored microseconds as a moment in UTC."""
        del dialect
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(UTC)


def as_it_is(value: Any) -> Any:
    """Return *value*: it is stored, shown or sent as it is."""
    return value


@dataclass(frozen=True)
class Kind:
    """One kind of value.

    Attributes:
        name: What an editor looks for: ``text``, ``money``, ``day``, ``choice`` …
        column: Makes the column type that stores it.
        parse: Reads what a person typed; raises RuleBroken.
        show: Writes it for a person.
        pack: Turns it into JSON.
        unpack: Turns JSON back; raises ValueError, TypeError or RuleBroken where it is not of the kind.
        choices: What may be chosen, by stored key, where the kind is a choice.
        elements: Splits a packed value into its elements, where the kind is a list; each is its own identity.
    """

    name: str
    column: Callable[[], TypeEngine[Any]]
    parse: Callable[[str], Any]
    show: Callable[[Any, Language], str]
    pack: Callable[[Any], Any] = as_it_is
    unpack: Callable[[Any], Any] = as_it_is
    choices: Mapping[str, Text] = attribute(default_factory=dict)
    elements: Callable[[Any], list[Any]] | None = None


def text(length: int, *, lines: bool = False) -> Kind:
    """Return the kind of texts of at most *length* characters; *lines* allows line breaks."""

    def parse(typed: str) -> str:
        value = unicodedata.normalize("NFC", typed).strip()
        if (_INVISIBLE_IN_LINES if lines else _INVISIBLE).search(value):
            raise RuleBroken(
                Text(
                    "含有不可见的控制字符，请重新输入。",
                    "There is an invisible control character; type it again.",
                )
            )
        if len(value) > length:
            raise RuleBroken(
                Text(
                    "最多{length}个字，现在{now}个字。", "At most {length} characters; there are {now}."
                ).fill(length=length, now=len(value))
            )
        return value

    def unpack(packed: Any) -> str:
        if not isinstance(packed, str):
            raise TypeError
        return parse(packed)

    return Kind(
        "lines" if lines else "text", lambda: String(length), parse, lambda value, _: value, unpack=unpack
    )


def _sensible(day: date) -> date:
    """Return a day that a bank may have to do with; what lies beyond is a slip, and no calendar goes on from year 9999.

    Raises:
        RuleBroken: It lies beyond.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RuleBroken(
            Text(
                "日期{day}不在{first}年至{last}年之间，请核对。",
                "The day {day} does not lie in the years {first} to {last}; check it.",
            ).fill(day=day.isoformat(), first=FIRST_YEAR, last=LAST_YEAR)
        )
    return day


def _parse_day(typed: str) -> date:
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    try:
        year, month, day = map(int, match.groups() if match else ())
        return _sensible(date(year, month, day))
    except ValueError:
        raise RuleBroken(
            Text(
                "“{typed}”不是日期，请按 2026-03-10 填写。", "“{typed}” is no date; write it as 2026-03-10."
            ).fill(typed=typed[:30])
        ) from None


def _parse_moment(typed: str) -> datetime:
    try:
        return in_china(datetime.fromisoformat(typed.strip())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RuleBroken(
            Text(
                "“{typed}”不是时间，请按 2026-03-10 09:30 填写。",
                "“{typed}” is no time; write it as 2026-03-10 09:30.",
            ).fill(typed=typed[:30])
        ) from None


def _parse_reference(typed: str) -> UUID:
    try:
        return UUID(typed.strip())
    except ValueError:
        raise RuleBroken(
            Text("“{typed}”不是记录编号。", "“{typed}” is no identity of a record.").fill(typed=typed[:40])
        ) from None


def _figure(typed: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", typed).strip().removesuffix("%").strip()
    if not _FIGURE.fullmatch(plain) or len(plain) > 24:  # noqa: PLR2004 - longer is no figure a bank writes
        raise RuleBroken(
            Text("“{typed}”不是数字。", "“{typed}” is not a number.").fill(typed=typed[:30]),
        )
    return Decimal(plain.replace(",", ""))


def _decimal(name: str, places: int) -> Kind:
    step = Decimal(1).scaleb(-places)

    def parse(typed: str) -> Decimal:
        value = _figure(typed)
        if abs(value) > MAX_DECIMAL:
            raise RuleBroken(Text("数值过大，请核对。", "The figure is too large; please check it."))
        if value != value.quantize(step, ROUND_HALF_UP):
            raise RuleBroken(
                Text("最多{places}位小数。", "At most {places} decimals.").fill(places=places),
            )
        return value.quantize(step)

    def show(value: Decimal, _: Language) -> str:
        plain = f"{value.normalize():f}"
        whole, _dot, part = plain.partition(".")
        return f"{whole}.{part.ljust(2, '0')}"

    def pack(value: Decimal) -> str:
        # Both sides compare and hash the packed form, so that 120 and 120.0000 must be written alike.
        return f"{value.quantize(step):f}"

    return Kind(name, lambda: Scaled(places), parse, show, pack, lambda packed: parse(_word(packed)))


def _word(packed: Any) -> str:
    if not isinstance(packed, str):
        raise TypeError
    return packed


def _parse_count(typed: str) -> int:
    value = _figure(typed)
    if value != int(value) or abs(value) > MAX_COUNT:
        raise RuleBroken(Text("请填写整数。", "Write a whole number."))
    return int(value)


def _whole(limit: int) -> Callable[[Any], int]:
    def unpack(packed: Any) -> int:
        if not isinstance(packed, int) or isinstance(packed, bool) or abs(packed) > limit:
            raise TypeError
        return packed

    return unpack


def _parse_flag(typed: str) -> bool:
    plain = typed.strip().lower()
    if plain in _YES | _NO:
        return plain in _YES
    raise RuleBroken(Text("请填写“是”或“否”。", "Write yes or no."))


def _truth(packed: Any) -> bool:
    if not isinstance(packed, bool):
        raise TypeError
    return packed


DAY = Kind(
    "day",
    Date,
    _parse_day,
    lambda value, _: value.isoformat(),
    date.isoformat,
    lambda packed: _sensible(date.fromisoformat(_word(packed))),
)
MOMENT = Kind(
    "moment",
    Stamp,
    _parse_moment,
    lambda value, _: f"{in_china(value):%Y-%m-%d %H:%M}",
    lambda value: value.astimezone(UTC).isoformat(),
    lambda packed: _aware(datetime.fromisoformat(_word(packed))),
)
MONEY = Kind("money", BigInteger, parse_yuan, lambda value, _: show_yuan(value), unpack=_whole(MAX_FEN))
AREA = _decimal("area", 4)
PERCENT = _decimal("percent", 6)
COUNT = Kind("count", Integer, _parse_count, lambda value, _: f"{value}", unpack=_whole(MAX_COUNT))
FLAG = Kind(
    "flag",
    Boolean,
    _parse_flag,
    lambda value, language: Text("是", "yes").say(language) if value else Text("否", "no").say(language),
    unpack=_truth,
)


def choice(**options: Text) -> Kind:
    """Return the kind whose values are the keys of *options*; people read and write the texts."""
    spoken = {name: key for key, label in options.items() for name in (key, label.zh, label.en.lower())}

    def parse(typed: str) -> str:
        key = spoken.get(typed.strip()) or spoken.get(typed.strip().lower())
        if key is None:
            raise RuleBroken(
                Text("请选择：{zh}。", "Choose one of: {en}.").fill(
                    zh="、".join(label.zh for label in options.values()),
                    en=", ".join(label.en for label in options.values()),
                )
            )
        return key

    def unpack(packed: Any) -> str:
        if packed not in options:
            raise ValueError
        return str(packed)

    return Kind(
        "choice",
        lambda: String(24),
        parse,
        lambda value, language: options[value].say(language) if value in options else value,
        unpack=unpack,
        choices=options,
    )


REFERENCE = Kind(
    "reference",
    Uuid,
    _parse_reference,
    lambda value, _: str(value),
    str,
    lambda packed: UUID(_word(packed)),
)


def _mapping(packed: Any) -> dict[str, Any]:
    if not isinstance(packed, dict):
        raise TypeError
    return packed


FACTS = Kind("facts", JSON, as_it_is, lambda value, _: str(value), unpack=_mapping)


def identifier(name: str, length: int = 32) -> Kind:
    """Return the kind of an identifier with its own form and check digits, by its name in ``identifiers``."""

    def parse(typed: str) -> str:
        return check_identifier(name, typed).value

    def unpack(packed: Any) -> str:
        return "" if packed == "" else parse(_word(packed))

    return Kind("identifier", lambda: String(length), parse, lambda value, _: value, unpack=unpack)


def several(name: str) -> Kind:
    """Return the kind of lists of one identifier: typed one a line, stored as a list.

    A list of one is stored as a text, which is how older records hold it and older workstations read it.
    """

    def parse(typed: str) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(check_identifier(name, each).value for each in _PARTS.split(typed.strip()))
        )

    def pack(value: Any) -> Any:
        each = _listed(value)
        return each[0] if len(each) == 1 else each

    def unpack(packed: Any) -> tuple[str, ...]:
        return tuple(check_identifier(name, _word(each)).value for each in _listed(packed))

    return Kind(
        "lines", JSON, parse, lambda value, _: "\n".join(_listed(value)), pack, unpack, elements=_listed
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, str | list | tuple):
        raise TypeError
    return [value] if isinstance(value, str) else list(value)
