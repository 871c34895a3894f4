"""Which operations rest on which: a blocked case does not block the day, and what is blocked says by what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, not_, select
from sqlalchemy.orm import Session

from app.sync.states import OPEN, STUCK
from app.tables import Waiting
from models.among import among
from models.records import RECORDS
from models.text import Text

_BEHIND = Text("须先处理未被受理的“{what}”：{why}", "First settle “{what}”, which was not taken: {why}")


@dataclass
class _Earlier:
    """What of an operation decides whether others may pass."""

    sequence: int
    type: str
    record_kind: str
    record_id: UUID
    aggregate: UUID | None
    base: int | None
    state: str
    why: Text


_RESTED_ON = (
    Waiting.sequence,
    Waiting.type,
    Waiting.record_kind,
    Waiting.record_id,
    Waiting.aggregate,
    Waiting.base,
    Waiting.state,
    Waiting.zh,
    Waiting.en,
)
DECIDING = (*_RESTED_ON, Waiting.needs)
"""What of an operation decides whether it may pass."""


class Dependencies:
    """Tells of each operation, in order, whether it may go out.

    Attributes:
        stuck: By place, which operations have turned out to stand behind one that was not taken, and what they say.
    """

    def __init__(self, session: Session, window: Sequence[Row[Any]]) -> None:
        """Read what is open around the operations of *window*, of each what is *DECIDING*."""
        self.stuck: dict[int, Text] = {}
        self._by_record: dict[UUID, list[_Earlier]] = {}
        self._by_aggregate: dict[UUID | None, list[_Earlier]] = {}
        self._open: dict[int, _Earlier] = {}
        around = sorted([*window, *_open_around(session, window)], key=lambda row: int(row.sequence))
        for each in map(_earlier, around):
            self._open[each.sequence] = each
            self._by_record.setdefault(each.record_id, []).append(each)
            self._by_aggregate.setdefault(each.aggregate, []).append(each)

    def clear(self, row: Row[Any]) -> bool:
        """Tell whether nothing stands before *row*; something that is stuck makes it stuck as well."""
        before = [each for each in self._before(row) if each.sequence < row.sequence]
        stuck = next((each for each in before if each.state in STUCK or each.state == "blocked"), None)
        if stuck:
            label = RECORDS[stuck.record_kind].label
            why = stuck.why if stuck.state == "blocked" else _BEHIND.fill(what=label, why=stuck.why)
            self.stuck[row.sequence] = why
            own = self._open[row.sequence]
            own.state, own.why = "blocked", why
        return not before

    def _before(self, row: Row[Any]) -> Iterable[_Earlier]:
        """Yield what must be answered first.

        A change of facts rests on the earlier ones of its record and on the steps asked for in its case. A step
        rests on every change within its case. Both rest on the records they refer to, where those are still new
        to head office. A step that was refused stands in nobody's way: the facts are changed because of it.
        """
        together = self._by_aggregate.get(row.aggregate, [])
        own = self._by_record.get(row.record_id, []) if row.type == "facts" else together
        yield from (each for each in own if each.type == "facts" and each.state != "proposal")
        for each in together:
            if each.type == "command" and each.state in {"pending", "sent", "blocked"}:
                yield each
        for needed in row.needs:
            yield from (each for each in self._by_record.get(UUID(needed), ()) if each.base == 0)


def _open_around(session: Session, window: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Return what is open besides *window* and may stand before something in it."""
    ids = {row.record_id for row in window} | {UUID(each) for row in window for each in row.needs}
    groups = {row.aggregate for row in window if row.aggregate}
    elsewhere = not_(among(Waiting.sequence, [row.sequence for row in window]))
    mine, beside = among(Waiting.record_id, ids | groups), among(Waiting.aggregate, ids | groups)
    found: list[Row[Any]] = []
    # Asked for either in one condition, the database would look through everything that is open.
    for these in (mine, and_(beside, not_(mine))):
        found += session.execute(select(*_RESTED_ON).where(these, elsewhere, Waiting.state.in_(OPEN)))
    return found


def _earlier(row: Row[Any]) -> _Earlier:
    told = Text(row.zh, row.en)
    return _Earlier(
        row.sequence, row.type, row.record_kind, row.record_id, row.aggregate, row.base, row.state, told
    )
