"""What head office is known to have: a mark of each record, a tally of each kind, and what has left."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.memory import remember, remembered
from app.tables import UNSEEN, Known, KnownTally
from models.among import among
from models.fields import fields_of
from models.records import RECORDS
from models.sync.digest import Tally, tally
from models.sync.wire import body_hash

SHAPE = "shape"

Row = tuple[UUID, str, str, bool]
"""A record's identity, kind and mark, and whether it holds something that this release does not understand."""
_Count = tuple[str, str]
"""Which tally: of which branch and kind."""


def keep_known(session: Session, branch_id: str, rows: Sequence[Row]) -> None:
    """Note what has come from a branch, and keep the tallies in step."""
    before = _counted(session, [row[0] for row in rows])
    session.connection().exec_driver_sql(
        "INSERT INTO known (record_id, kind, branch_id, mark, partial, gone) VALUES (?, ?, ?, ?, ?, 0)"
        " ON CONFLICT (record_id) DO UPDATE SET kind = excluded.kind, branch_id = excluded.branch_id,"
        " mark = excluded.mark, partial = excluded.partial, gone = 0",
        [(record_id.hex, kind, branch_id, mark, partial) for record_id, kind, mark, partial in rows],
    )
    came = groupby(sorted(rows, key=lambda row: row[1]), key=lambda row: row[1])
    _recount(session, before, {(branch_id, kind): tally(row[2] for row in part) for kind, part in came})


def keep_created(session: Session, institution_id: str, rows: Iterable[Any]) -> None:
    """Note that head office has what was created here, before the feed brings it back.

    A record that leaves in between, or whose officer is moved, comes by no feed; it would stay here for good.
    """
    for kind, part in groupby(sorted(rows, key=lambda row: row.record_kind), key=lambda row: row.record_kind):
        record = RECORDS[kind]
        these = (record.institution_id == institution_id, among(record.id, [row.record_id for row in part]))
        fresh = update(record).where(*these, record.version == 0).values(version=1)
        found = session.execute(fresh.returning(record.branch_id, record.id), execution_options=UNSEEN)
        for branch_id, same in groupby(sorted(found), key=lambda each: each[0]):
            keep_known(session, branch_id, [(record_id, kind, "", False) for _branch, record_id in same])


def keep_changed(session: Session, institution_id: str, rows: Iterable[Any]) -> None:
    """Let records stand at the version that changes from here have made of them, before the feed brings it back.

    Where the round breaks before that, what is typed next would seem to rest on an older version, and the officer's
    own value would be in dispute as a colleague's. Only changes that came right after what was seen may be named.
    """
    for (kind, base), part in groupby(sorted(rows, key=_seen), key=_seen):
        record = RECORDS[kind]
        these = (record.institution_id == institution_id, among(record.id, [row.record_id for row in part]))
        newer = update(record).where(*these, record.version == base).values(version=base + 1)
        session.execute(newer, execution_options=UNSEEN)


def _seen(row: Any) -> tuple[str, int]:
    return row.record_kind, row.base or 0


def mark_gone(session: Session, ids: Sequence[UUID]) -> None:
    """Note that records have left their branch; they do not count any more."""
    _recount(session, _counted(session, ids), {})
    session.execute(update(Known).where(among(Known.record_id, ids)).values(gone=True))


def _counted(session: Session, ids: Sequence[UUID]) -> dict[_Count, Tally]:
    """Return what the records that are known already make of each tally."""
    rows = select(Known.branch_id, Known.kind, Known.mark).where(~Known.gone, among(Known.record_id, ids))
    counts = groupby(sorted(session.execute(rows)), key=lambda row: (row.branch_id, row.kind))
    return {which: tally(row.mark for row in part) for which, part in counts}


def _recount(session: Session, left: Mapping[_Count, Tally], came: Mapping[_Count, Tally]) -> None:
    """Take what has left out of the tallies, and what has come into them."""
    for branch_id, kind in sorted(left.keys() | came.keys()):
        these = (KnownTally.branch_id == branch_id, KnownTally.kind == kind)
        kept = session.execute(select(KnownTally.count, KnownTally.mark).where(*these)).first()
        counted = Tally(*kept) if kept else Tally()
        counted = counted.minus(left.get((branch_id, kind), Tally())).plus(
            came.get((branch_id, kind), Tally())
        )
        session.connection().exec_driver_sql(
            "INSERT INTO known_tally (branch_id, kind, count, mark) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (branch_id, kind) DO UPDATE SET count = excluded.count, mark = excluded.mark",
            (branch_id, kind, counted.records, counted.mark),
        )


def tallies(session: Session, branch_id: str) -> dict[str, Tally]:
    """Return the tally of every kind that came from a branch."""
    rows = select(KnownTally.kind, KnownTally.count, KnownTally.mark).where(
        KnownTally.branch_id == branch_id, KnownTally.count > 0
    )
    return {kind: Tally(count, mark) for kind, count, mark in session.execute(rows)}


def marks_below(session: Session, branch_id: str, kind: str, tail: str) -> dict[UUID, str]:
    """Return the marks of what came from a branch, those of a kind whose identity ends in *tail*."""
    sql = (
        "SELECT record_id, mark FROM known WHERE branch_id = ? AND kind = ? AND NOT gone AND record_id LIKE ?"
    )
    rows = session.connection().exec_driver_sql(sql, (branch_id, kind, f"%{tail}"))
    return {UUID(key): mark for key, mark in rows}


def branches(session: Session) -> set[str]:
    """Return the branches that anything here came from and that has not left them."""
    return set(session.scalars(select(KnownTally.branch_id).where(KnownTally.count > 0)))


def come_from(session: Session, branch_id: str) -> list[UUID]:
    """Return everything that came from a branch."""
    return list(session.scalars(select(Known.record_id).where(Known.branch_id == branch_id, ~Known.gone)))


def distrust(session: Session, ids: Sequence[UUID]) -> None:
    """Forget the marks of records that are not what they were: the next comparison finds them."""
    before = _counted(session, ids)
    session.execute(update(Known).where(among(Known.record_id, ids)).values(mark="", gone=False))
    _recount(session, before, _counted(session, ids))


def meet_release(session: Session) -> int:
    """Return how many records an earlier release did not wholly understand and this one asks for again."""
    shape = body_hash(_shape())
    if remembered(session, SHAPE) == shape:
        return 0
    remember(session, SHAPE, shape)
    half_understood = list(session.scalars(select(Known.record_id).where(Known.partial, ~Known.gone)))
    if half_understood:
        distrust(session, half_understood)
        session.execute(update(Known).where(Known.partial).values(partial=False))
    return len(half_understood)


def _shape() -> Mapping[str, Any]:
    """Return what this release understands: every field and every choice of every kind."""
    return {
        kind: {name: sorted(each.kind.choices) for name, each in fields_of(record).items()}
        for kind, record in RECORDS.items()
    }
