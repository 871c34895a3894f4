"""Taking operations: each in its own transaction, each answered once and for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.clock import Clock, business_day
from central.commands import carry_out
from central.facts import change
from central.feed import lock_branch_once
from central.store import Store
from central.tables import OperationAnswer
from central.trail import note
from models.approval.orders import ORDERS
from models.approval.roles import Actor
from models.base import Record
from models.compliance.actions import REFUSED
from models.compliance.audit import Doing
from models.compliance.refusals import hinted, told
from models.errors import Conflict, GateClosed, LendingError
from models.fields import Privacy, fields_of
from models.sync.operations import Answer, Facts, Operation, hash_of
from models.text import Text

MOST_AT_ONCE = 500
_NOTED_WHOLE = {"money", "percent", "count", "area", "day", "choice", "flag"}


class KeyReused(LendingError):
    """An operation's identity was used before for something else; ``op`` is the identity."""

    def __init__(self, op: UUID) -> None:
        super().__init__(
            Text(
                "操作编号{op}已用于另一项内容，本次请求未处理。",
                "The identity {op} was used for another operation; this request was not carried out.",
            ).fill(op=op)
        )
        self.op = op


def take(store: Store, actor: Actor, operations: Sequence[Operation], clock: Clock) -> list[dict[str, Any]]:
    """Return the answer to each operation, in order.

    Raises:
        KeyReused: One of them has the identity of another; nothing new was carried out.
    """
    with store.reading() as session:
        _check_keys(session, actor, operations)
    return [_take_once(store, actor, operation, clock()) for operation in operations]


def _check_keys(session: Session, actor: Actor, operations: Sequence[Operation]) -> None:
    hashes: dict[UUID, str] = {}
    for operation in operations:
        if hashes.setdefault(operation.op, hash_of(operation)) != hash_of(operation):
            raise KeyReused(operation.op)
    known = select(OperationAnswer).where(
        OperationAnswer.institution_id == actor.institution_id, OperationAnswer.op.in_(hashes)
    )
    for answered in session.scalars(known):
        if (answered.actor, answered.body_hash) != (actor.login, hashes[answered.op]):
            raise KeyReused(answered.op)


def _take_once(store: Store, actor: Actor, operation: Operation, at: datetime) -> dict[str, Any]:
    try:
        return _take(store, actor, operation, at)
    except IntegrityError:
        # Another branch committed the same identity in between: the second try finds its answer.
        return _take(store, actor, operation, at)


def _take(store: Store, actor: Actor, operation: Operation, at: datetime) -> dict[str, Any]:
    with store.writing() as session:
        if isinstance(operation, Facts):
            lock_branch_once(session, actor.institution_id, actor.branch_id)
        answered = session.get(OperationAnswer, (actor.institution_id, operation.op))
        fingerprint = hash_of(operation)
        if answered is not None:
            if (answered.actor, answered.body_hash) != (actor.login, fingerprint):
                raise KeyReused(operation.op)
            return answered.answer
        body = _answer(session, actor, operation, at).body()
        session.add(
            OperationAnswer(
                institution_id=actor.institution_id,
                op=operation.op,
                actor=actor.login,
                body_hash=fingerprint,
                answer=body,
                at=at,
            )
        )
        return body


def _answer(session: Session, actor: Actor, operation: Operation, at: datetime) -> Answer:
    """Return the answer; what a refused operation wrote is undone, the answer itself stays."""
    try:
        with session.begin_nested():
            details = _apply(session, actor, operation, at)
    except Conflict as conflict:
        theirs = {"theirs": conflict.theirs}
        return Answer(operation.op, "conflict", conflict.text.zh, conflict.text.en, theirs)
    except LendingError as refusal:
        _note_refusal(session, actor, operation, refusal, at)
        return Answer(operation.op, "refused", refusal.text.zh, refusal.text.en, _details(refusal))
    return Answer(operation.op, "accepted", details=details)


def _apply(session: Session, actor: Actor, operation: Operation, at: datetime) -> dict[str, Any] | None:
    """Write the operation; return the version it made, on which the next change of the record rests."""
    version: int | None = None
    if isinstance(operation, Facts):
        record = change(session, actor, operation, business_day(at))
        session.flush()
        version = record.version
        subject = f"{record.kind} {record.id}"
        action = "facts.create" if record.version == 1 else "facts.change"
        detail: dict[str, Any] = {
            "op": str(operation.op),
            "fields": sorted(operation.changes),
            **_figures(record, operation),
        }
    else:
        done = carry_out(session, actor, operation, at)
        subject, action = done.subject, done.action
        detail = {"op": str(operation.op), **done.detail}
    note(session, actor.institution_id, Doing(actor.login, action, subject, at, actor.device), **detail)
    return {"version": version} if version else None


def _figures(record: Record, operation: Facts) -> dict[str, Any]:
    """Return before and after of the changed figures, days and choices that are no personal data."""
    known = fields_of(type(record))
    shown = {
        name: list(pair)
        for name, pair in operation.changes.items()
        if name in known and known[name].privacy is Privacy.C1 and known[name].kind.name in _NOTED_WHOLE
    }
    return {"values": shown} if shown else {}


def _note_refusal(
    session: Session, actor: Actor, operation: Operation, refusal: LendingError, at: datetime
) -> None:
    """Note what was refused, outside of what is undone."""
    if isinstance(operation, Facts):
        subject, detail = f"{operation.record_kind[:40]} {operation.record_id}", hinted(refusal)
    else:
        order = ORDERS.get(operation.step)
        subject = f"{order.about.kind if order else 'loan_case'} {operation.subject_id}"
        detail = told(operation.step, refusal)
    doing = Doing(actor.login, REFUSED, subject, at, actor.device)
    note(session, actor.institution_id, doing, op=str(operation.op), **detail)


def _details(refusal: LendingError) -> dict[str, Any] | None:
    if isinstance(refusal, GateClosed):
        missing = [
            {"code": each.code, "zh": each.text.zh, "en": each.text.en, "place": each.place}
            for each in refusal.missing
        ]
        return {"missing": missing}
    return {"field": refusal.field} if refusal.field else None
