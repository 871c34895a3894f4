"""Marks and tallies of what each branch holds, kept in step with the records."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, exists, select
from sqlalchemy.orm import Session

from central.tables import BranchTally, Change
from models.records import RECORDS
from models.sync.digest import Tally, mark, tally

LEAF = 200
"""Up to so many records are listed one by one; more of them are counted by the next digit."""
_AT_ONCE = 2_000
_TAIL = 12
"""The last twelve digits of an identity are random; its first ones are the moment at which it was made."""


def put_tally(session: Session, key: tuple[str, str, str], changed: Tally) -> None:
    """Keep what a branch holds of a kind; *key* names bank, branch and kind."""
    kept = _kept(session, key)
    kept.count, kept.mark = changed


def tally_of(session: Session, key: tuple[str, str, str]) -> Tally:
    """Return what a branch holds of a kind; *key* names bank, branch and kind."""
    kept = _kept(session, key)
    return Tally(kept.count, kept.mark)


def _kept(session: Session, key: tuple[str, str, str]) -> BranchTally:
    # The session forgets rows that nobody holds; whoever holds the branch keeps its tallies to the end.
    held: dict[tuple[str, str, str], BranchTally] = session.info.setdefault("tallies", {})
    if key not in held:
        kept = session.get(BranchTally, key)
        if kept is None:
            institution_id, branch_id, kind = key
            nothing = Tally()
            kept = BranchTally(
                institution_id=institution_id,
                branch_id=branch_id,
                kind=kind,
                count=nothing.records,
                mark=nothing.mark,
            )
            session.add(kept)
        held[key] = kept
    return held[key]


def tallies(session: Session, institution_id: str, branch_id: str) -> dict[str, str]:
    """Return the tally of every kind that a branch holds anything of, as it travels."""
    rows = select(BranchTally).where(
        BranchTally.institution_id == institution_id,
        BranchTally.branch_id == branch_id,
        BranchTally.count > 0,
    )
    return {kept.kind: Tally(kept.count, kept.mark).write() for kept in session.scalars(rows)}


def below(session: Session, branch: tuple[str, str], kind: str, tail: str) -> dict[str, Any]:
    """Return what a branch holds of a kind under the identities that end in *tail*.

    Few records are listed with their marks; many are tallied by the digit before the tail, so that a difference
    among them is found by asking again below that digit.
    """
    rows = _marks(session, branch, kind, tail)
    if len(rows) <= LEAF or len(tail) == _TAIL:
        return {"marks": {str(record_id): mark for record_id, mark in rows}}
    place = -len(tail) - 1
    parts = groupby(sorted(rows, key=lambda row: row[0].hex[place]), key=lambda row: row[0].hex[place])
    return {"tallies": {digit + tail: tally(mark for _id, mark in part).write() for digit, part in parts}}


def _marks(session: Session, branch: tuple[str, str], kind: str, tail: str) -> Sequence[tuple[UUID, str]]:
    wanted = select(Change.record_id, Change.mark).where(
        Change.institution_id == branch[0], Change.branch_id == branch[1], Change.kind == kind, ~Change.gone
    )
    if tail:
        wanted = wanted.where(cast(Change.record_id, String).like(f"%{tail}"))
    return [(record_id, mark) for record_id, mark in session.execute(wanted)]


def fill(session: Session) -> int:
    """Return how many records got their mark now: those that were written before there were any."""
    filled = 0
    unmarked = (Change.mark == "", ~Change.gone)
    while rows := session.scalars(select(Change).where(*unmarked).limit(_AT_ONCE)).all():
        for change in rows:
            record = session.get(RECORDS[change.kind], (change.institution_id, change.record_id))
            change.mark = mark(record) if record else "0" * 32
        session.flush()
        session.expunge_all()
        filled += len(rows)
    if filled or not session.scalar(select(exists().select_from(BranchTally))):
        _count_anew(session)
    return filled


def _count_anew(session: Session) -> None:
    session.query(BranchTally).delete()
    columns = (Change.institution_id, Change.branch_id, Change.kind)
    wanted = select(*columns, Change.mark).where(~Change.gone).order_by(*columns)
    rows = session.execute(wanted.execution_options(yield_per=_AT_ONCE))
    for (institution_id, branch_id, kind), part in groupby(rows, key=lambda row: tuple(row[:3])):
        count, combined = tally(row[3] for row in part)
        kept = BranchTally(
            institution_id=institution_id, branch_id=branch_id, kind=kind, count=count, mark=combined
        )
        session.add(kept)
