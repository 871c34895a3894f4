"""Taking operations: each answered once and for all, however often it is sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from central.authorship import last_writers
from central.clock import Clock
from central.commands import carry_out
from central.facts import change
from central.feed import lock_branch_once
from central.store import Store
from central.surroundings import Surroundings, groups
from central.tables import OperationAnswer
from central.trail import note_all
from models.among import among
from models.approval.orders import ORDERS
from models.approval.roles import Actor
from models.base import Record
from models.compliance.actions import REFUSED
from models.compliance.audit import Doing
from models.compliance.refusals import hinted, told
from models.days import business_day
from models.errors import Conflict, GateClosed, LendingError
from models.fields import Privacy, fields_of
from models.lending.freeze import Frozen
from models.sync.merge import packed_value
from models.sync.operations import Answer, Command, Facts, Operation, hash_of
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

    Changes of facts that follow each other share a transaction; each step and each order has its own. What is
    not answered was not done: whoever hears no answer asks again.

    Raises:
        KeyReused: One of them has the identity of another; nothing new was carried out.
    """
    hashes = _hashes(operations)
    parts = list(_transactions(operations))
    if len(parts) > 1:
        # A single transaction finds a reused identity by itself, before it carries out anything.
        with store.reading() as session:
            _answered(session, actor, hashes)
    answers: list[dict[str, Any]] = []
    for some in parts:
        answers += _twice(partial(_take, store, actor, some, hashes, clock()))
    return answers


def _transactions(operations: Sequence[Operation]) -> Iterator[list[Operation]]:
    for facts, part in groupby(operations, key=lambda each: isinstance(each, Facts)):
        together = list(part)
        yield from [together] if facts else ([each] for each in together)


def _twice(taking: Callable[[], list[dict[str, Any]]]) -> list[dict[str, Any]]:
    try:
        return taking()
    except IntegrityError:
        # Another branch committed the same identity in between: the second try finds its answer.
        return taking()


def _hashes(operations: Sequence[Operation]) -> dict[UUID, str]:
    """Return the fingerprint of each operation by its identity.

    Raises:
        KeyReused: Two different ones have the same.
    """
    hashes: dict[UUID, str] = {}
    for operation in operations:
        fingerprint = hash_of(operation)
        if hashes.setdefault(operation.op, fingerprint) != fingerprint:
            raise KeyReused(operation.op)
    return hashes


def _answered(session: Session, actor: Actor, hashes: Mapping[UUID, str]) -> dict[UUID, dict[str, Any]]:
    """Return what was answered already, by the operation's identity.

    Raises:
        KeyReused: To something else, or to somebody else.
    """
    known = select(OperationAnswer).where(
        OperationAnswer.institution_id == actor.institution_id, among(OperationAnswer.op, hashes)
    )
    answers: dict[UUID, dict[str, Any]] = {}
    for each in session.scalars(known):
        if (each.actor, each.body_hash) != (actor.login, hashes[each.op]):
            raise KeyReused(each.op)
        answers[each.op] = each.answer
    return answers


def _take(
    store: Store, actor: Actor, operations: Sequence[Operation], hashes: Mapping[UUID, str], at: datetime
) -> list[dict[str, Any]]:
    with store.writing() as session:
        if isinstance(operations[0], Facts):
            lock_branch_once(session, actor.institution_id, actor.branch_id)
        answered = _answered(session, actor, {each.op: hashes[each.op] for each in operations})
        taking = _Taking(session, actor, at, hashes)
        new = list({each.op: each for each in operations if each.op not in answered}.values())
        for group in groups([each for each in new if isinstance(each, Facts)]):
            taking.take_facts(group)
        for each in new:
            if isinstance(each, Command):
                taking.take_command(each)
        taking.write_down()
        answered |= taking.answers
    return [answered[each.op] for each in operations]


class _Taking:
    """Operations of one request on their way through one transaction.

    Attributes:
        answers: What each is answered.
    """

    def __init__(self, session: Session, actor: Actor, at: datetime, hashes: Mapping[UUID, str]) -> None:
        self._session, self._actor, self._at, self._hashes = session, actor, at, hashes
        self._notes: list[tuple[Doing, dict[str, Any]]] = []
        self._rows: list[dict[str, Any]] = []
        self.answers: dict[UUID, dict[str, Any]] = {}

    def take_facts(self, group: Sequence[Facts]) -> None:
        """Take changes that do not rest on each other, and write them together."""
        around = Surroundings(self._session, self._actor.institution_id, group)
        for operation in group:
            self._answer(operation, partial(self._change, operation, around))
        self._session.flush()

    def _change(self, operation: Facts, around: Surroundings) -> dict[str, Any]:
        today = business_day(self._at)
        before = _figures(around.stored(operation), operation)
        record, version = change(self._session, self._actor, operation, today, around)
        self._note(
            "facts.change" if record.version else "facts.create",
            f"{record.kind} {record.id}",
            op=str(operation.op),
            fields=sorted(operation.changes),
            **_moved(before, _figures(record, operation)),
        )
        return {"version": version}

    def take_command(self, command: Command) -> None:
        """Take a step or an order; what a refused one wrote is undone, the answer itself stays."""
        self._answer(command, partial(self._carry_out, command))

    def _carry_out(self, command: Command) -> None:
        with self._session.begin_nested():
            done = carry_out(self._session, self._actor, command, self._at)
        self._note(done.action, done.subject, op=str(command.op), **done.detail)

    def _answer(self, operation: Operation, taking: Callable[[], dict[str, Any] | None]) -> None:
        op = operation.op
        try:
            answer = Answer(op, "accepted", details=taking())
        except Conflict as conflict:
            subject, _hint = _refused(operation, conflict)
            by = last_writers(self._session, self._actor.institution_id, subject, conflict.theirs)
            details = {"theirs": conflict.theirs, "by": by, "version": conflict.version}
            answer = Answer(op, "conflict", conflict.text.zh, conflict.text.en, details)
        except LendingError as refusal:
            subject, detail = _refused(operation, refusal)
            self._note(REFUSED, subject, op=str(op), **detail)
            answer = Answer(op, "refused", refusal.text.zh, refusal.text.en, _details(refusal))
        body = self.answers[op] = answer.body()
        self._rows.append(
            {
                "institution_id": self._actor.institution_id,
                "op": op,
                "actor": self._actor.login,
                "body_hash": self._hashes[op],
                "answer": body,
                "at": self._at,
            }
        )

    def _note(self, action: str, subject: str, /, **detail: Any) -> None:
        actor = self._actor
        self._notes.append((Doing(actor.login, action, subject, self._at, actor.device), detail))

    def write_down(self) -> None:
        """Keep the answers, and note everything in the trail of the bank, whose row is held only from here on."""
        if self._rows:
            self._session.execute(insert(OperationAnswer), self._rows)
        note_all(self._session, self._actor.institution_id, self._notes)


def _figures(record: Record | None, operation: Facts) -> dict[str, Any]:
    """Return the figures, days and choices of a record that an operation changes and that are no personal data."""
    if record is None:
        return {}
    known = fields_of(type(record))
    noted = [
        name
        for name in operation.changes
        if name in known and known[name].privacy is Privacy.C1 and known[name].kind.name in _NOTED_WHOLE
    ]
    return {name: packed_value(record, name) for name in noted}


def _moved(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    shown = {name: [before.get(name), value] for name, value in after.items()}
    return {"values": shown} if shown else {}


def _refused(operation: Operation, refusal: LendingError) -> tuple[str, dict[str, Any]]:
    """Return on what an operation was refused, and what the trail is told of it."""
    if isinstance(operation, Facts):
        return f"{operation.record_kind[:40]} {operation.record_id}", hinted(refusal)
    order = ORDERS.get(operation.step)
    return f"{order.about.kind if order else 'loan_case'} {operation.subject_id}", told(
        operation.step, refusal
    )


def _details(refusal: LendingError) -> dict[str, Any] | None:
    if isinstance(refusal, GateClosed):
        missing = [
            {"code": each.code, "zh": each.text.zh, "en": each.text.en, "place": each.place}
            for each in refusal.missing
        ]
        return {"missing": missing}
    if isinstance(refusal, Frozen):
        return {"frozen": True, "theirs": refusal.theirs}
    return {"field": refusal.field} if refusal.field else None
