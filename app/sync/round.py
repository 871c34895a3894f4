"""One round of sync: what waits goes out, what is new comes in, and both sides compare."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.jobs import Job
from app.memory import remember, remembered
from app.outbox import FROM_CENTRE
from app.sync.client import STRANGE, Centre, CentreUnreachable
from app.tables import Waiting
from models.approval.roles import Actor
from models.base import Record
from models.records import RECORDS
from models.sync.digest import digest
from models.sync.merge import FACT, packed_value
from models.sync.operations import Answer, Command, Facts, Operation
from models.sync.wire import unpack_values

PUSH, PULL = 200, 500
CURSOR = "cursor"
LAST_ROUND = "last_round"


@dataclass
class Report:
    """What a round did."""

    sent: int = 0
    accepted: int = 0
    refused: int = 0
    conflicts: int = 0
    received: int = 0
    finished_at: datetime | None = None


class Rounds:
    """Runs rounds one at a time over one store and one centre."""

    def __init__(self, database: Database, centre: Centre, actor: Actor) -> None:
        self._database = database
        self._centre = centre
        self._actor = actor
        self._one = threading.Lock()

    def run(self, job: Job | None = None) -> Report:
        """Push until nothing waits, pull until nothing is new.

        Raises:
            CentreUnreachable, LoginRefused: The round stopped; what was not answered stays in the outbox.
            Cancelled: Somebody stopped it between two steps.
        """
        job, report = job or Job(), Report()
        with self._one:
            while self._push(report):
                job.step(report.sent, report.sent + 1)
            while self._pull(report):
                job.step(report.received, report.received + 1)
            report.finished_at = now()
            self._database.run(lambda session: remember(session, LAST_ROUND, now().isoformat()))
        return report

    def compare(self) -> tuple[str, str]:
        """Return the digests of this store and of the centre.

        Raises:
            CentreUnreachable, LoginRefused: The centre did not say.
        """
        with self._one:
            theirs = str(self._centre.digest().get("digest"))
            with self._database.session() as session:
                ours = digest(session, self._actor.institution_id, self._actor.branch_id)
        return ours, theirs

    def _push(self, report: Report) -> bool:
        rows = self._database.run(_take_waiting)
        if not rows:
            return False
        answers = self._centre.operations([operation for _, operation in rows])
        for (sequence, _operation), answer in zip(rows, answers, strict=True):
            self._database.run(_settle(sequence, answer))
            report.sent += 1
            report.accepted += answer.status == "accepted"
            report.refused += answer.status == "refused"
            report.conflicts += answer.status == "conflict"
        return True

    def _pull(self, report: Report) -> bool:
        since = self._database.run(lambda session: remembered(session, CURSOR) or 0)
        page = self._centre.changes(since, PULL)
        try:
            changes, following, more = list(page["changes"]), int(page["next"]), bool(page["more"])
        except (KeyError, TypeError, ValueError):
            raise CentreUnreachable(STRANGE) from None
        if not changes:
            return False

        def store(session: Session) -> None:
            session.info[FROM_CENTRE] = True
            _apply(session, self._actor, changes)
            remember(session, CURSOR, following)

        self._database.run(store)
        report.received += len(changes)
        return more


def _take_waiting(session: Session) -> list[tuple[int, Operation]]:
    """Return the next operations to send, at most one fact change for each record at a time."""
    waiting = (
        select(Waiting).where(Waiting.state.in_(["pending", "sent"])).order_by(Waiting.sequence).limit(PUSH)
    )
    taken: list[tuple[int, Operation]] = []
    busy: set[UUID] = set()
    for row in session.scalars(waiting):
        if row.record_id in busy:
            # A later change of the same record rests on the version that the earlier one will make.
            break
        if row.type == "facts":
            busy.add(row.record_id)
        row.state, row.attempts = "sent", row.attempts + 1
        taken.append((row.sequence, _operation(row)))
    return taken


def _operation(row: Waiting) -> Operation:
    if row.type == "command":
        return Command(row.op, row.body["step"], row.record_id, row.body["arguments"])
    changes = {name: (before, after) for name, (before, after) in row.body.items()}
    return Facts(row.op, row.record_kind, row.record_id, row.base or 0, changes)


def _settle(sequence: int, answer: Answer) -> Callable[[Session], None]:
    def settle(session: Session) -> None:
        row = session.get(Waiting, sequence)
        if row is None or row.op != answer.op:
            raise CentreUnreachable(STRANGE)
        row.state, row.zh, row.en, row.details = answer.status, answer.zh, answer.en, answer.details
        if answer.status == "accepted" and row.type == "facts":
            _rebase(session, row, answer)

    return settle


def _rebase(session: Session, row: Waiting, answer: Answer) -> None:
    """Let the next change of the record rest on the version that this one made."""
    version = (answer.details or {}).get("version")
    later = select(Waiting).where(
        Waiting.record_id == row.record_id, Waiting.type == "facts", Waiting.sequence > row.sequence
    )
    for each in session.scalars(later):
        if each.base is None and each.state != "accepted":
            each.base = version


def _apply(session: Session, actor: Actor, changes: Sequence[Mapping[str, Any]]) -> None:
    """Write one page of the feed, keeping what the officer has changed since and not sent yet."""
    known = [change for change in changes if change["kind"] in RECORDS]
    mine = _unsent(session, [UUID(change["id"]) for change in known])
    with session.no_autoflush:
        here = _here(session, actor, known)
        for change in known:
            record_id = UUID(change["id"])
            kind = RECORDS[change["kind"]]
            record = here.get(record_id)
            if record is None:
                record = kind(institution_id=actor.institution_id, id=record_id, branch_id=actor.branch_id)
                session.add(record)
            _write(record, unpack_values(kind, change["values"]), mine.get(record_id, set()))
            record.version = int(change["version"])


def _here(session: Session, actor: Actor, changes: Sequence[Mapping[str, Any]]) -> dict[UUID, Record]:
    """Return those of the changed records that this store has, read kind by kind."""
    here: dict[UUID, Record] = {}
    for name in {change["kind"] for change in changes}:
        kind = RECORDS[name]
        wanted = [UUID(change["id"]) for change in changes if change["kind"] == name]
        rows = select(kind).where(kind.institution_id == actor.institution_id, kind.id.in_(wanted))
        here.update({record.id: record for record in session.scalars(rows)})
    return here


def _write(record: Record, values: Mapping[str, Any], mine: set[str]) -> None:
    for name, value in values.items():
        if name == "facts":
            record.facts = _with_mine(value or {}, record, mine)  # type: ignore[attr-defined] # it has them
        elif name not in mine:
            setattr(record, name, value)


def _with_mine(theirs: Mapping[str, Any], record: Record, mine: set[str]) -> dict[str, Any]:
    facts = dict(theirs)
    for name in mine:
        if name.startswith(FACT):
            facts[name.removeprefix(FACT)] = packed_value(record, name)
    return facts


def _unsent(session: Session, records: Sequence[UUID]) -> dict[UUID, set[str]]:
    """Return the fields of these records that the officer has changed and the centre has not taken yet."""
    rows = select(Waiting.record_id, Waiting.body).where(
        Waiting.record_id.in_(records),
        Waiting.type == "facts",
        Waiting.state.in_(["pending", "sent", "refused", "conflict"]),
    )
    kept: dict[UUID, set[str]] = {}
    for record_id, body in session.execute(rows):
        kept.setdefault(record_id, set()).update(body)
    return kept
