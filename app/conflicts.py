"""Conflicts: deciding, field by field, whether mine or a colleague's value stands."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outbox import FROM_CENTRE, STUCK
from app.sync.intake import remove
from app.sync.known import distrust
from app.sync.unsent import restore
from app.tables import Waiting
from models.base import Record
from models.errors import NotFound, RuleBroken
from models.fields import Field
from models.identity import new_id
from models.records import RECORDS
from models.sync.merge import field_named, packed_value, put
from models.text import Text


@dataclass(frozen=True)
class Dispute:
    """One field that two people changed differently.

    Attributes:
        name: The field.
        field: Its description.
        base: What both saw at first, packed.
        mine: What was typed here, packed.
        theirs: What head office has, packed.
    """

    name: str
    field: Field
    base: Any
    mine: Any
    theirs: Any


def disputes(session: Session, institution_id: str, sequence: int) -> list[Dispute]:
    """Return the fields in dispute of one operation of the outbox.

    Raises:
        NotFound: There is no such operation.
    """
    row, record = _row_and_record(session, institution_id, sequence)
    theirs = _theirs(row)
    return [
        Dispute(name, field_named(record, name), row.body[name][0], row.body[name][1], theirs[name])
        for name in row.body
        if name in theirs
    ]


def settle(session: Session, institution_id: str, sequence: int, keep_mine: set[str]) -> None:
    """Keep my value of the named fields and take theirs for the others; what is left goes out again.

    Raises:
        NotFound: There is no such operation.
    """
    row, record = _row_and_record(session, institution_id, sequence)
    theirs = _theirs(row)
    session.info[FROM_CENTRE] = True
    for name, value in theirs.items():
        if name not in keep_mine:
            put(record, name, value)
    body = {
        name: [theirs.get(name, before), packed_value(record, name)]
        for name, (before, _after) in row.body.items()
        if name in keep_mine or name not in theirs
    }
    if not body:
        session.delete(row)
        return
    row.body, row.base, row.op = body, record.version, new_id()
    row.state, row.zh, row.en, row.details = "pending", "", "", None


def _theirs(row: Waiting) -> dict[str, Any]:
    """Return the other side's values; a refused step carries a list of missing conditions instead."""
    return dict(row.details.get("theirs", {})) if isinstance(row.details, dict) else {}


def _row_and_record(session: Session, institution_id: str, sequence: int) -> tuple[Waiting, Record]:
    row = session.scalars(select(Waiting).where(Waiting.sequence == sequence)).first()
    record = session.get(RECORDS[row.record_kind], (institution_id, row.record_id)) if row else None
    if row is None or record is None:
        raise NotFound(Text("这项冲突已不存在。", "This conflict no longer exists."))
    return row, record


def retry(session: Session, sequence: int) -> None:
    """Send a refused operation again, as a new one; what was kept as a proposal is typed in again.

    Raises:
        NotFound: There is no such operation.
        RuleBroken: It was not refused: sent under another identity it could be done twice. Or a value of the
            proposal may not be written any more.
    """
    row = _row(session, sequence)
    if row.state == "proposal":
        _propose_again(session, row)
        return
    if row.state not in {*STUCK, "blocked"}:
        raise RuleBroken(
            Text("只有被退回的操作可以重新发送。", "Only an operation that was refused is sent again.")
        )
    row.op, row.state, row.zh, row.en, row.details = new_id(), "pending", "", "", None


def _propose_again(session: Session, row: Waiting) -> None:
    """Write a proposal into its record, as if it were typed now: what stands by now is what it changes."""
    record = _record(session, row)
    body = {name: [packed_value(record, name), after] for name, (_before, after) in row.body.items()}
    session.info[FROM_CENTRE] = True
    for name, (_before, after) in row.body.items():
        put(record, name, after)
    row.body, row.base, row.op = body, record.version, new_id()
    row.state, row.zh, row.en, row.details = "pending", "", "", None


def give_up(session: Session, sequence: int) -> None:
    """Take an operation that head office did not take out of the outbox; its record is again as head office has it.

    A record that head office never had goes with it.

    Raises:
        NotFound: There is no such operation.
        RuleBroken: Head office has taken it, or may have.
    """
    row = _row(session, sequence)
    if row.state not in {*STUCK, "blocked", "proposal"}:
        raise RuleBroken(
            Text("只有未被受理的操作可以放弃。", "Only an operation that was not taken can be given up.")
        )
    session.delete(row)
    if row.type == "command":
        return
    if row.base == 0:
        remove(session, RECORDS[row.record_kind], [row.record_id])
        return
    restore(session, row)
    # What a colleague has changed meanwhile is not here: the next round reads the whole record again.
    distrust(session, [row.record_id])


def _row(session: Session, sequence: int) -> Waiting:
    row = session.get(Waiting, sequence)
    if row is None:
        raise NotFound(Text("这项操作已不存在。", "This operation no longer exists."))
    return row


def _record(session: Session, row: Waiting) -> Record:
    kind = RECORDS[row.record_kind]
    record = session.scalars(select(kind).where(kind.id == row.record_id)).first()
    if record is None:
        raise NotFound(Text("这条记录已不在本机。", "The record is not on this computer any more."))
    return record
