"""Pushing: what waits goes out in order where order matters, side by side where it does not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import Job
from app.outbox import join
from app.sync import known
from app.sync.awaited import keep_taken
from app.sync.client import (
    STRANGE,
    Centre,
    CentreUnreachable,
    OperationRejected,
    RequestRejected,
)
from app.sync.dependencies import DECIDING, Dependencies
from app.sync.report import Report
from app.sync.unsent import offer_contents, restore
from app.tables import UNSEEN, Waiting
from models.among import among
from models.documents.attachment import Attachment
from models.sync.operations import Answer, Command, Facts, Operation

PUSH = 500
LARGEST = 1_000_000
"""How many characters the bodies of one request may have together; a Chinese one is three bytes on the wire."""


Rows = Sequence[tuple[int, Operation]]
"""Operations with their places in the outbox."""


@dataclass(frozen=True)
class _Request:
    """Operations on their way."""

    rows: Rows
    answers: Future[list[Answer]]


class Push:
    """Empties the outbox, as far as head office takes it.

    While one request is on its way, the next one is read from the outbox; while that one is on its way, the answers to
    the first are written down. Neither rests on the other.
    """

    def __init__(self, database: Database, centre: Centre, institution_id: str) -> None:
        self._database, self._centre, self._institution_id = database, centre, institution_id
        self._most = PUSH

    def run(self, job: Job, report: Report) -> None:
        """Send what waits until nothing does.

        Raises:
            CentreUnreachable, LoginRefused: The round stopped; what was not answered is sent again.
            Cancelled: Somebody stopped it between two requests.
        """
        with ThreadPoolExecutor(1) as line:
            sent = self._send(line, self._take())
            while sent:
                following = self._take(after=sent.rows[-1][0])
                answers = self._answers(sent, report)
                upcoming = self._send(line, following) if answers else None
                if answers:
                    self._write_down(sent.rows, answers, report)
                job.step(report.sent, report.sent + 1)
                sent = upcoming or self._send(line, self._take())

    def _take(self, after: int = 0) -> Rows:
        return self._database.run(lambda session: take_waiting(session, self._most, after))

    def _send(self, line: ThreadPoolExecutor, rows: Rows) -> _Request | None:
        if not rows:
            return None
        operations = [operation for _sequence, operation in rows]
        return _Request(rows, line.submit(self._centre.operations, operations))

    def _answers(self, sent: _Request, report: Report) -> Sequence[Answer]:
        """Return what head office says, or nothing if one of the operations was in the way of the others."""
        try:
            answers = sent.answers.result()
        except OperationRejected as rejected:
            self._set_aside(sent.rows, rejected, report)
            return ()
        except RequestRejected as rejected:
            if len(sent.rows) > 1:
                # Half of them are tried next, until the one that is in the way goes alone.
                self._most = len(sent.rows) // 2
            else:
                alone = str(sent.rows[0][1].op)
                self._set_aside(sent.rows, OperationRejected(rejected.text, alone), report)
            return ()
        self._most = PUSH
        return answers

    def _write_down(self, rows: Rows, answers: Sequence[Answer], report: Report) -> None:
        sequences = [sequence for sequence, _operation in rows]
        self._database.run(_settle(self._institution_id, sequences, answers))
        report.sent += len(answers)
        for answer in answers:
            report.accepted += answer.status == "accepted"
            report.refused += answer.status == "refused"
            report.conflicts += answer.status == "conflict"

    def _set_aside(self, rows: Rows, rejected: OperationRejected, report: Report) -> None:
        """Put the one operation that is in the way into quarantine; the others go out again without it."""
        for sequence, operation in rows:
            if str(operation.op) == rejected.op:
                self._database.run(_quarantine(sequence, rejected))
                report.refused += 1
                return
        raise CentreUnreachable(rejected.text)


def unblock(session: Session) -> None:
    """Let what was behind another operation try again: that one may have been put right."""
    for row in session.scalars(select(Waiting).where(Waiting.state == "blocked")):
        row.state, row.zh, row.en = "pending", "", ""


def take_waiting(session: Session, most: int, after: int) -> Rows:
    """Return the next operations *after* a place to send; none rests on another that is not answered yet."""
    taken: list[int] = []
    room = LARGEST
    for row in _clear(session, after):
        room -= row.size
        if len(taken) == most or (room < 0 and taken):
            break
        taken.append(row.sequence)
    if not taken:
        return []
    going = among(Waiting.sequence, taken)
    rows = session.execute(select(*_WHOLE).where(going).order_by(Waiting.sequence)).all()
    sent = update(Waiting).where(going).values(state="sent", attempts=Waiting.attempts + 1)
    session.execute(sent, execution_options=UNSEEN)
    return [(row.sequence, operation_of(row)) for row in rows]


_SETTLED = (
    Waiting.sequence,
    Waiting.op,
    Waiting.type,
    Waiting.record_kind,
    Waiting.record_id,
    Waiting.base,
)
"""What of an operation decides what becomes of it."""
_WHOLE = (*_SETTLED, Waiting.body)
"""What of an operation is sent."""


def _clear(session: Session, after: int) -> Iterator[Row[Any]]:
    """Yield, in order, what may go out of what waits *after* a place; some of it is looked through at a time.

    However much is stuck, what is younger and rests on none of it is found behind it.
    """
    while window := _window(session, after):
        dependencies = Dependencies(session, window)
        clear = [row for row in window if dependencies.clear(row)]
        blocked = [
            {"sequence": sequence, "state": "blocked", "zh": why.zh, "en": why.en}
            for sequence, why in dependencies.stuck.items()
        ]
        if blocked:
            session.execute(update(Waiting), blocked, execution_options=UNSEEN)
        yield from clear
        if len(window) < PUSH:
            return  # Nothing waits behind these.
        after = window[-1].sequence


def _window(session: Session, after: int) -> list[Row[Any]]:
    """Return what waits next, with the length of each body; the bodies themselves are read only of what is sent."""
    found: list[Row[Any]] = []
    columns = (*DECIDING, func.length(Waiting.body).label("size"))
    # The index gives each state in order; both together would be sorted whole, again and again.
    for state in ("pending", "sent"):
        some = select(*columns).where(Waiting.state == state, Waiting.sequence > after)
        found += session.execute(some.order_by(Waiting.sequence).limit(PUSH))
    return sorted(found, key=lambda row: int(row.sequence))[:PUSH]


def operation_of(row: Waiting | Row[Any]) -> Operation:
    """Return the operation that a row of the outbox stands for."""
    if row.type == "command":
        return Command(row.op, row.body["step"], row.record_id, row.body["arguments"])
    changes = {name: (before, after) for name, (before, after) in row.body.items()}
    return Facts(row.op, row.record_kind, row.record_id, row.base or 0, changes)


def _settle(
    institution_id: str, sequences: Sequence[int], answers: Sequence[Answer]
) -> Callable[[Session], None]:
    def settle(session: Session) -> None:
        answered = _answered(session, sequences, answers)
        typed_since = _typed_since(session, [row for row, _answer in answered])
        told = [
            {
                "sequence": row.sequence,
                "state": answer.status,
                "zh": answer.zh,
                "en": answer.en,
                "details": answer.details,
            }
            for row, answer in answered
        ]
        session.execute(update(Waiting), told, execution_options=UNSEEN)
        accepted = [row for row, answer in answered if answer.status == "accepted"]
        keep_taken(session, [row.sequence for row in accepted if row.type == "command"])
        facts = [(row, answer) for row, answer in answered if row.type == "facts"]
        for row, answer in facts:
            later = typed_since.get(row.record_id, ())
            if answer.status == "accepted":
                _rebase(row, answer, later)
            else:
                _put_aside(session, institution_id, row.sequence, later)
        created = [row for row, answer in facts if answer.status == "accepted" and row.base == 0]
        known.keep_created(session, institution_id, created)
        known.keep_changed(session, institution_id, [row for row, answer in facts if _came_next(row, answer)])
        papers = [row.record_id for row in created if row.record_kind == Attachment.kind]
        if papers:
            offer_contents(session, institution_id, papers)

    return settle


def _answered(
    session: Session, sequences: Sequence[int], answers: Sequence[Answer]
) -> list[tuple[Row[Any], Answer]]:
    """Return the operations at those places with their answers.

    Raises:
        CentreUnreachable: An answer is to another operation than the one that was sent.
    """
    rows = session.execute(select(*_SETTLED).where(among(Waiting.sequence, sequences)))
    there: dict[int, Any] = {row.sequence: row for row in rows}
    answered: list[tuple[Row[Any], Answer]] = []
    for sequence, answer in zip(sequences, answers, strict=True):
        row = there.get(sequence)
        if row is None or row.op != answer.op:
            raise CentreUnreachable(STRANGE)
        answered.append((row, answer))
    return answered


def _put_aside(session: Session, institution_id: str, sequence: int, later: Iterable[Waiting]) -> None:
    """Keep what was not taken, and what was typed since, for the officer to decide."""
    row = session.get_one(Waiting, sequence)
    _take_back(session, row, later)
    if isinstance(row.details, dict) and row.details.get("frozen"):
        row.state = "proposal"
        restore(session, institution_id, row)


def _quarantine(sequence: int, rejected: OperationRejected) -> Callable[[Session], None]:
    def settle(session: Session) -> None:
        row = session.get_one(Waiting, sequence)
        row.state, row.zh, row.en = "quarantine", rejected.text.zh, rejected.text.en
        if row.type == "facts":
            _take_back(session, row, _typed_since(session, [row]).get(row.record_id, ()))

    return settle


def _typed_since(session: Session, sent: Iterable[Row[Any] | Waiting]) -> dict[UUID, list[Waiting]]:
    """Return by record the changes that were typed while one of *sent* was on its way, in order."""
    facts = [row for row in sent if row.type == "facts"]
    if not facts:
        return {}
    later = select(Waiting).where(
        Waiting.record_id.in_([row.record_id for row in facts]),
        Waiting.type == "facts",
        Waiting.sequence > min(row.sequence for row in facts),
        Waiting.base.is_(None),
        Waiting.state != "accepted",
    )
    found: dict[UUID, list[Waiting]] = {}
    for row in session.scalars(later.order_by(Waiting.sequence)):
        found.setdefault(row.record_id, []).append(row)
    return found


def _came_next(row: Row[Any], answer: Answer) -> bool:
    """Tell whether a change was taken and no colleague's came between it and what the officer saw."""
    made = (answer.details or {}).get("version") if answer.status == "accepted" else None
    return bool(made == (row.base or 0) + 1)


def _rebase(row: Row[Any], answer: Answer, later: Iterable[Waiting]) -> None:
    """Let the next change of the record rest on the version that this one made.

    Where a colleague's change came in between, it keeps resting on what the officer saw: the newer version
    holds values that nobody here has looked at, and they must not be written over in silence.
    """
    rests_on = (row.base or 0) + _came_next(row, answer)
    for each in later:
        each.base = rests_on


def _take_back(session: Session, row: Waiting, later: Iterable[Waiting]) -> None:
    """Join what was typed since to a change that was not taken: alone it would rest on nothing."""
    for each in later:
        join(row, each.body)
        session.delete(each)
