"""The outbox: every change of a record becomes an operation in the same transaction, without being asked."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from app.clock import now
from app.session import StoreSession
from app.sync.states import UNSENT
from app.tables import Waiting
from models.base import Record, find
from models.fields import fields_of
from models.identity import new_id
from models.lending.case import LoanCase
from models.sync.merge import changes_between
from models.sync.wire import pack

R = TypeVar("R", bound=Record)

FROM_CENTRE = "from_centre"


def ask(
    session: Session,
    institution_id: str,
    key: str,
    record_kind: str,
    record_id: UUID,
    arguments: Mapping[str, Any],
) -> Waiting:
    """Put a command for the centre, a step or an order, into the outbox."""
    waiting = Waiting(
        op=new_id(),
        type="command",
        record_kind=record_kind,
        record_id=record_id,
        aggregate=record_id,
        needs=_borrower(session, institution_id, record_id) if record_kind == LoanCase.kind else [],
        body={"step": key, "arguments": dict(arguments)},
        made_at=now(),
    )
    session.add(waiting)
    return waiting


def _borrower(session: Session, institution_id: str, case_id: UUID) -> list[str]:
    """Return whom a step on a case needs at head office before it."""
    case = session.get(LoanCase, (institution_id, case_id))
    return [case.applicant_id.hex] if case and case.applicant_id else []


def put_facts(session: Session, record: Record, changes: Mapping[str, tuple[Any, Any]]) -> None:
    """Put changed facts into the outbox; what has not been sent yet grows instead of queueing twice."""
    earlier = [] if inspect(record).pending else _earlier(session, record)
    if earlier and earlier[-1].state in UNSENT:
        _grow(earlier[-1], record, changes)
        return
    session.add(
        Waiting(
            op=new_id(),
            type="facts",
            record_kind=record.kind,
            record_id=record.id,
            aggregate=_aggregate(record),
            needs=_needs(record),
            base=None if earlier else record.version or 0,
            body={name: list(pair) for name, pair in changes.items()},
            made_at=now(),
        )
    )


def type_over(record: Record, values: Mapping[str, Any], seen: Mapping[str, Any] | None = None) -> None:
    """Write what was typed into *record*, as a change of what whoever typed has *seen* there.

    A round may have brought a colleague's value since the form was shown. Taken for what the officer changed, it would
    be written over at head office without anybody having looked at it.
    """
    for name, value in values.items():
        if seen is not None and name in seen:
            set_committed_value(record, name, seen[name])
        setattr(record, name, value)


def change_stored(
    session: Session,
    kind: type[R],
    key: tuple[str, UUID],
    values: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
) -> R:
    """Write what was typed into the record of that bank and identity; see ``type_over``.

    Raises:
        NotFound: There is no such record here.
    """
    record = find(session, kind, *key)
    type_over(record, values, seen)
    return record


def _aggregate(record: Record) -> UUID:
    """Return the case or the customer within which the order of operations matters."""
    return getattr(record, "case_id", None) or getattr(record, "farmer_id", None) or record.id


def _needs(record: Record) -> list[str]:
    named = fields_of(type(record)).items()
    wanted = (getattr(record, name) for name, each in named if each.kind.name == "reference")
    return [each.hex for each in wanted if each]


def _earlier(session: Session, record: Record) -> Sequence[Waiting]:
    rows = select(Waiting).where(
        Waiting.record_id == record.id,
        Waiting.type == "facts",
        Waiting.state.not_in(["accepted", "proposal"]),
    )
    return session.scalars(rows.order_by(Waiting.sequence)).all()


def join(waiting: Waiting, changes: Mapping[str, tuple[Any, Any]]) -> None:
    """Add later changes to an operation; each field keeps the value that was there before the first of them."""
    body = dict(waiting.body)
    for name, (before, after) in changes.items():
        first_before = body[name][0] if name in body else before
        body[name] = [first_before, after]
    waiting.body = body
    flag_modified(waiting, "body")


def _grow(waiting: Waiting, record: Record, changes: Mapping[str, tuple[Any, Any]]) -> None:
    join(waiting, changes)
    if waiting.attempts:
        # The centre has answered the old wording; under the same identity it would repeat that answer.
        waiting.op = new_id()
    waiting.needs = _needs(record)
    waiting.state, waiting.zh, waiting.en, waiting.details = "pending", "", "", None


@event.listens_for(StoreSession, "before_flush")
def _note_changes(session: Session, _context: object, _instances: object) -> None:
    if session.info.get(FROM_CENTRE):
        return
    for record in [*session.new, *session.dirty]:
        if isinstance(record, Record) and session.is_modified(record):
            changes = _changes(record)
            if changes:
                put_facts(session, record, changes)


def _changes(record: Record) -> dict[str, tuple[Any, Any]]:
    state = inspect(record)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name, each in fields_of(type(record)).items():
        if not each.commanded:
            history = state.attrs[name].history
            after[name] = pack(each, getattr(record, name))
            before[name] = pack(each, history.deleted[0]) if history.deleted else None
            if not history.has_changes():
                before[name] = after[name]
    return changes_between(before if state.persistent else {}, after)
