"""Marks and tallies: short figures by which two stores can tell that they hold the same.

A *mark* is the fingerprint of one record. A *tally* is how many marks there are and all of them combined by
exclusive or, so that their order does not matter and one may be taken out again.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self
from uuid import UUID

from models.base import Record
from models.errors import RuleBroken
from models.sync.wire import canonical, pack_record
from models.text import Text

_DIGITS = 32


class Tally(NamedTuple):
    """How many records there are and what their marks make together.

    Attributes:
        records: How many.
        mark: Their marks combined.
    """

    records: int = 0
    mark: str = "0" * _DIGITS

    def with_mark(self, mark: str) -> Self:
        """Return the tally with one more record."""
        return self._replace(records=self.records + 1, mark=_combined(self.mark, mark))

    def without(self, mark: str) -> Self:
        """Return the tally with one record less."""
        return self._replace(records=self.records - 1, mark=_combined(self.mark, mark))

    def plus(self, other: "Tally") -> Self:
        """Return the tally of both together."""
        return self._replace(records=self.records + other.records, mark=_combined(self.mark, other.mark))

    def minus(self, other: "Tally") -> Self:
        """Return the tally without those of another that are in it."""
        return self._replace(records=self.records - other.records, mark=_combined(self.mark, other.mark))

    def write(self) -> str:
        """Return the tally as it travels."""
        return f"{self.records}:{self.mark}"


def read_tally(packed: Any) -> Tally:
    """Return the tally that was written as *packed*.

    Raises:
        RuleBroken: It is none.
    """
    count, _colon, mark = packed.partition(":") if isinstance(packed, str) else ("", "", "")
    try:
        return Tally(int(count), f"{int(mark, 16):0{_DIGITS}x}")
    except ValueError:
        raise RuleBroken(Text("核对数据格式不正确。", "The tally is malformed.")) from None


def tally(marks: Iterable[str]) -> Tally:
    """Return how many *marks* there are and what they make together."""
    count, combined = 0, 0
    for mark in marks:
        combined ^= int(mark or "0", 16)
        count += 1
    return Tally(count, f"{combined:0{_DIGITS}x}")


def _combined(one: str, other: str) -> str:
    return f"{int(one, 16) ^ int(other or '0', 16):0{_DIGITS}x}"


def mark_of(kind: str, record_id: UUID, version: int, packed: Mapping[str, Any]) -> str:
    """Return the mark of a record from its packed values, 32 hexadecimal digits.

    What is empty does not count: a release that adds a field leaves every mark as it was.
    """
    told = {name: value for name, value in packed.items() if not _is_empty(value)}
    body = canonical([kind, str(record_id), version, told])
    return hashlib.sha256(body).hexdigest()[:_DIGITS]


def mark(record: Record) -> str:
    """Return the mark of *record* as it is now."""
    return mark_of(record.kind, record.id, record.version, pack_record(record))


def _is_empty(value: Any) -> bool:
    # Nothing is told by type: the amount 0 is not the missing amount.
    return value is None or value is False or value in ("", {}, [])
