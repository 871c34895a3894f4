"""The first picture of a branch: everything it holds, kind by kind in blocks, for a store that has nothing yet."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.feed import head_of
from central.tables import BranchTally, Change
from models.approval.roles import Actor
from models.base import Record
from models.fields import fields_of
from models.records import RECORDS
from models.sync.wire import packer_of

LARGEST_BLOCK = 10_000
_KINDS = tuple(RECORDS)


def block(session: Session, actor: Actor, branch_id: str, after: tuple[str, UUID | None], most: int) -> bytes:
    """Return at most *most* records of a branch as JSON, those that follow the kind and identity *after*.

    Every block stands for itself: whoever was interrupted asks on from the last record they stored. The first
    block names the place in the feed from which to read on afterwards; a record that changes meanwhile is read
    again there, one that leaves is taken back there.

    Raises:
        NotAllowed: The actor does not see that branch.
    """
    place = head_of(session, actor, branch_id)
    kind, last = after
    parts: list[dict[str, Any]] = []
    left, following = most, None
    for name in _KINDS[_KINDS.index(kind) if kind else 0 :]:
        rows = _rows(session, (actor.institution_id, branch_id), RECORDS[name], last, left)
        last = None
        if rows:
            parts.append({"kind": name, "fields": list(fields_of(RECORDS[name])), "rows": rows})
        left -= len(rows)
        if not left:
            following = [name, rows[-1][0]]
            break
    counted = _counted(session, actor.institution_id, branch_id)
    body = {"place": place, "count": counted, "parts": parts, "next": following}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _counted(session: Session, institution_id: str, branch_id: str) -> int:
    wanted = select(func.sum(BranchTally.count)).where(
        BranchTally.institution_id == institution_id, BranchTally.branch_id == branch_id
    )
    return int(session.scalar(wanted) or 0)


def _rows(
    session: Session, branch: tuple[str, str], record: type[Record], after: UUID | None, most: int
) -> list[list[Any]]:
    """Return records as rows: identity, version, mark, and every field in the order of declaration.

    Records and marks are read side by side, each in the order of its key. A database that has not counted a new feed
    yet expects one row of it and would, asked for both together, compare each with each.
    """
    columns = [record.__table__.columns[name] for name in fields_of(record)]
    wanted = select(record.id, record.version, *columns).where(
        record.institution_id == branch[0], record.branch_id == branch[1]
    )
    if after:
        wanted = wanted.where(record.id > after)
    found = session.execute(wanted.order_by(record.id).limit(most)).all()
    if not found:
        return []
    marks = _marks(session, branch, record, (found[0][0], found[-1][0]))
    packers = _packers(record)
    return [_packed(row, marks[row[0]], packers) for row in found]


def _marks(
    session: Session, branch: tuple[str, str], record: type[Record], ends: tuple[UUID, UUID]
) -> dict[UUID, str]:
    """Return the marks of a branch's records from the first to the last identity."""
    wanted = select(Change.record_id, Change.mark).where(
        Change.institution_id == branch[0],
        Change.branch_id == branch[1],
        Change.kind == record.kind,
        Change.record_id.between(*ends),
    )
    return {row[0]: row[1] for row in session.execute(wanted.order_by(Change.record_id))}


def _packers(record: type[Record]) -> Sequence[tuple[int, Callable[[Any], Any]]]:
    packers = ((place, packer_of(each)) for place, each in enumerate(fields_of(record).values(), start=3))
    return [(place, pack) for place, pack in packers if pack]


def _packed(row: Any, fingerprint: str, packers: Sequence[tuple[int, Callable[[Any], Any]]]) -> list[Any]:
    record_id, version, *fields = row
    values = [str(record_id), version, fingerprint, *fields]
    for place, pack in packers:
        if values[place] not in (None, ""):
            values[place] = pack(values[place])
    return values
