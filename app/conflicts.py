"""Conflicts: deciding, field by field, whether mine or a colleague's value stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.audit_trail import note_with
from app.database import Database
from app.disclosure import disclose
from app.forms import is_hidden
from app.numbers import make_void, numbers_of
from app.outbox import FROM_CENTRE
from app.search import forget
from app.sync.known import distrust
from app.sync.states import STUCK
from app.sync.unsent import authors
from app.tables import Draft, Waiting
from models.approval.roles import Actor, Officer
from models.base import Record
from models.compliance.actions import OVERRIDE
from models.errors import NotFound, RuleBroken
from models.fields import Field, fields_of
from models.identity import new_id
from models.records import RECORDS
from models.sync.merge import field_named, is_joined, join_lists, packed_value, put
from models.text import Text

CHANGED = Text("总行的内容又有变化，请重新处理。", "Head office has changed again; decide anew.")
DECIDING = Text("处理冲突", "Deciding a conflict")
NOT_TAKEN = (*STUCK, "blocked", "proposal")


@dataclass(frozen=True)
class Dispute:
    """One field that two people changed differently.

    Attributes:
        name: The field.
        field: Its description.
        base: What both saw at first, packed.
        mine: What was typed here, packed.
        theirs: What head office has, packed.
        typed_at: When mine was typed.
        their_author: Who wrote theirs, by name, where that is known.
        written_at: When they did.
    """

    name: str
    field: Field
    base: Any
    mine: Any
    theirs: Any
    typed_at: datetime | None = None
    their_author: str = ""
    written_at: datetime | None = None


def disputes(session: Session, institution_id: str, sequence: int) -> list[Dispute]:
    """Return the fields in dispute of one operation of the outbox: none unless it is a conflict.

    Raises:
        NotFound: There is no such operation.
    """
    if _row(session, sequence).state != "conflict":
        # A proposal knows head office's values as well, but they are frozen and nobody decides about them. What an order
        # was to make is not here at all.
        return []
    row, record = _row_and_record(session, institution_id, sequence)
    theirs = _theirs(row)
    return [_dispute(session, row, field_named(record, name), name) for name in row.body if name in theirs]


def _dispute(session: Session, row: Waiting, field: Field, name: str) -> Dispute:
    base, mine = row.body[name]
    author, written_at = _written(session, row, name)
    return Dispute(name, field, base, mine, _theirs(row)[name], row.made_at, author, written_at)


def _written(session: Session, row: Waiting, name: str) -> tuple[str, datetime | None]:
    """Return who wrote the other side's value, by name, and when; see ``authors``."""
    login, at = authors(row.details).get(name, ("", None))
    return session.scalar(select(Officer.full_name).where(Officer.login == login)) or login, at


def is_proposal(session: Session, sequence: int) -> bool:
    """Tell whether an operation is kept as a proposal, which is typed in again and not decided.

    Raises:
        NotFound: There is no such operation.
    """
    return _row(session, sequence).state == "proposal"


def lay_open(database: Database, actor: Actor, sequence: int) -> list[Dispute]:
    """Return the fields in dispute of one operation to whoever decides about them; see ``disputes``.

    Of two numbers of a person that are shown in part only nobody can tell which is right: they are shown whole, and the
    trail tells so.
    """
    with database.session() as session:
        found = disputes(session, actor.institution_id, sequence)
        subject = _subject(_row(session, sequence))
    whole = [each.name for each in found if is_hidden(each.field)]
    if whole:
        disclose(database, actor, subject, DECIDING.zh, whole)
    return found


def settle(
    session: Session, actor: Actor, sequence: int, keep_mine: set[str], shown: Mapping[str, Any]
) -> None:
    """Keep my value of the named fields and take theirs for the others; what is left goes out again.

    Args:
        session: The store.
        actor: Who decides; that a colleague's value gives way stands in the trail.
        sequence: Which operation of the outbox.
        keep_mine: The fields where mine stands.
        shown: By field, the other side's values that were decided about.

    Raises:
        NotFound: There is no such operation.
        RuleBroken: A round has brought other values since they were shown, or it is no conflict any more.
    """
    row, record = _row_and_record(session, actor.institution_id, sequence)
    theirs = _theirs(row)
    if row.state != "conflict" or theirs != shown:
        raise RuleBroken(CHANGED)
    if keep_mine:
        note_with(session, actor, OVERRIDE, _subject(row), fields=sorted(keep_mine))
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
    # The round may have broken off before the version that was decided about came here.
    row.body, row.base, row.op = body, max(record.version, _judged(row)), new_id()
    row.state, row.zh, row.en, row.details = "pending", "", "", None


def give_up(session: Session, institution_id: str, sequence: int) -> None:
    """Give up what head office did not take: the values it has stand again, and a record it never had goes.

    Numbers that contracts were to have may stand on paper by now, and become void.

    Raises:
        NotFound: There is no such operation.
        RuleBroken: It is on its way or was accepted, or something else here rests on the record.
    """
    row = _row(session, sequence)
    if row.state not in NOT_TAKEN:
        raise RuleBroken(
            Text("只有被退回的操作可以放弃。", "Only an operation that was refused can be given up.")
        )
    session.info[FROM_CENTRE] = True
    record = session.get(RECORDS[row.record_kind], (institution_id, row.record_id))
    if row.type == "facts" and record and not (row.state == "proposal" and row.base):
        if not record.version:
            _remove(session, record)
        elif row.state != "proposal":
            for name, (before, _after) in row.body.items():
                put(record, name, _theirs(row).get(name, before))
            # What a colleague has changed meanwhile is not here: the next round reads the whole record again.
            distrust(session, [record.id])
    session.delete(row)
    make_void(session, institution_id, numbers_of(row), row.zh)


def _remove(session: Session, record: Record) -> None:
    """Remove a record that head office never had, with everything that leads to it."""
    for kind in RECORDS.values():
        for name, each in fields_of(kind).items():
            if each.kind.name != "reference":
                continue
            leads_here = select(kind).where(getattr(kind, name) == record.id).limit(1)
            if session.scalars(leads_here).first() is not None:
                text = Text(
                    "还有{label}引用这条记录，请先放弃该{label}。",
                    "A {label} rests on this record; give that up first.",
                )
                raise RuleBroken(text.fill(label=kind.label))
    forget(session, [record.id.hex])
    session.execute(delete(Draft).where(Draft.subject.endswith(str(record.id))))
    session.delete(record)


def _theirs(row: Waiting) -> dict[str, Any]:
    """Return the other side's values; a refused step carries a list of missing conditions instead."""
    return dict(row.details.get("theirs", {})) if isinstance(row.details, dict) else {}


def _subject(row: Waiting) -> str:
    """Return what an operation is about, as the trail writes it."""
    return f"{row.record_kind} {row.record_id}"


def _judged(row: Waiting) -> int:
    """Return the version of the record that head office compared with; an older head office does not say."""
    told = row.details.get("version") if isinstance(row.details, dict) else None
    return told if isinstance(told, int) else 0


def _row_and_record(session: Session, institution_id: str, sequence: int) -> tuple[Waiting, Record]:
    row = session.scalars(select(Waiting).where(Waiting.sequence == sequence)).first()
    record = session.get(RECORDS[row.record_kind], (institution_id, row.record_id)) if row else None
    if row is None or record is None:
        raise NotFound(Text("这项冲突已不存在。", "This conflict no longer exists."))
    return row, record


def retry(session: Session, institution_id: str, sequence: int) -> None:
    """Send a refused operation again, as a new one; what was kept as a proposal is typed in again.

    Raises:
        NotFound: There is no such operation.
        RuleBroken: It was not refused: sent under another identity it could be done twice. Or a value of the
            proposal may not be written any more.
    """
    row = _row(session, sequence)
    if row.state == "proposal":
        _propose_again(session, institution_id, row)
        return
    if row.state not in {*STUCK, "blocked"}:
        raise RuleBroken(
            Text("只有被退回的操作可以重新发送。", "Only an operation that was refused is sent again.")
        )
    row.op, row.state, row.zh, row.en, row.details = new_id(), "pending", "", "", None


def _propose_again(session: Session, institution_id: str, row: Waiting) -> None:
    """Write a proposal into its record, as if it were typed now: what stands by now is what it changes.

    It goes with what else was typed into the record, as any change does; two of them alone would be in dispute.
    """
    record = _record(session, institution_id, row)
    session.delete(row)
    for name, (before, after) in row.body.items():
        described, now = field_named(record, name), packed_value(record, name)
        put(record, name, join_lists(described, (before, after), now) if is_joined(described) else after)


def _row(session: Session, sequence: int) -> Waiting:
    row = session.get(Waiting, sequence)
    if row is None:
        raise NotFound(Text("这项操作已不存在。", "This operation no longer exists."))
    return row


def _record(session: Session, institution_id: str, row: Waiting) -> Record:
    record = session.get(RECORDS[row.record_kind], (institution_id, row.record_id))
    if record is None:
        raise NotFound(Text("这条记录已不在本机。", "The record is not on this computer any more."))
    return record
