"""Publishing: every record that is written gets its version, its mark and its place in the feed of its branch."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session

from central.feed import lock_branch_once
from central.marks import put_tally, tally_of
from central.tables import Change
from models.among import among
from models.base import Record, fill_defaults
from models.records import RECORDS
from models.sync.digest import mark

_ORDER = {kind: place for place, kind in enumerate(RECORDS)}
_Places = dict[tuple[str, str, UUID], Change]


def publish(session: Session, _context: Any, _instances: Any) -> None:
    """Give every record that is about to be written its next version and its place in the feed.

    It runs before each flush, so that no way of writing a record can leave it out. A record that now belongs to
    another branch leaves the feed of the old one by a change of its own.
    """
    written = [each for each in session.new if isinstance(each, Record)]
    written += [each for each in session.dirty if isinstance(each, Record) and session.is_modified(each)]
    if not written:
        return
    places = _places(session, written)
    new: list[dict[str, Any]] = []
    for record in sorted(written, key=_place):
        if record.version:
            left = _left(record)
            if left:
                _depart(session, record, left, places)
        else:
            # Rows that all name every column go out together.
            fill_defaults(record)
        record.version += 1
        change = places.get((record.branch_id, record.kind, record.id))
        if change is None:
            new.append(_arrive(session, record))
        else:
            _move_on(session, record, change)
    if new:
        session.execute(insert(Change), new)


def _place(record: Record) -> tuple[int, Any]:
    return _ORDER[record.kind], record.id


def _places(session: Session, written: Iterable[Record]) -> _Places:
    """Return the places that the records have now, read kind by kind.

    The branch leads the key of the feed: without it the feeds of the whole bank would be looked through.
    """
    known: dict[tuple[str, str, str], list[UUID]] = {}
    for record in written:
        if record.version:
            for branch_id in filter(None, (record.branch_id, _left(record))):
                known.setdefault((record.institution_id, branch_id, record.kind), []).append(record.id)
    found: list[Change] = []
    for (institution_id, branch_id, kind), ids in known.items():
        wanted = select(Change).where(
            Change.institution_id == institution_id,
            Change.branch_id == branch_id,
            Change.kind == kind,
            among(Change.record_id, ids),
        )
        found += session.scalars(wanted)
    return {(change.branch_id, change.kind, change.record_id): change for change in found}


def _left(record: Record) -> str:
    """Return the branch that a stored record belonged to until now, if it is another."""
    earlier: Sequence[str] = inspect(record).attrs.branch_id.history.deleted or ()
    return earlier[0] if earlier else ""


def _depart(session: Session, record: Record, branch_id: str, places: _Places) -> None:
    key = (record.institution_id, branch_id, record.kind)
    seq = _next_place(session, key)
    change = places[branch_id, record.kind, record.id]
    put_tally(session, key, tally_of(session, key).without(change.mark))
    change.seq, change.mark, change.gone = seq, "", True


def _arrive(session: Session, record: Record) -> dict[str, Any]:
    """Return the place of a record that is new to its branch."""
    key = (record.institution_id, record.branch_id, record.kind)
    seq, fingerprint = _next_place(session, key), mark(record)
    put_tally(session, key, tally_of(session, key).with_mark(fingerprint))
    return {
        "institution_id": key[0],
        "branch_id": key[1],
        "kind": key[2],
        "record_id": record.id,
        "seq": seq,
        "mark": fingerprint,
        "gone": False,
    }


def _move_on(session: Session, record: Record, change: Change) -> None:
    """Give a record that its branch holds, or held once, the next place there."""
    key = (record.institution_id, record.branch_id, record.kind)
    seq, held = _next_place(session, key), tally_of(session, key)
    if not change.gone:
        held = held.without(change.mark)
    change.seq, change.mark, change.gone = seq, mark(record), False
    put_tally(session, key, held.with_mark(change.mark))


def _next_place(session: Session, key: tuple[str, str, str]) -> int:
    """Return the next place in the feed of a branch, which is held from here on.

    Tallies are read after it: until then another may still change them.
    """
    branch = lock_branch_once(session, key[0], key[1])
    branch.head += 1
    return branch.head
