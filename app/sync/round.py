"""One round of sync: what waits goes out, what is new comes in, and both sides compare."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit_trail import next_showing, shown
from app.clock import now, today
from app.database import Database
from app.jobs import Job
from app.memory import remember, remembered
from app.number_supply import top_up
from app.outbox import FROM_CENTRE, join
from app.sync.client import STRANGE, Centre, CentreUnreachable, CursorGone, OperationRejected
from app.tables import Waiting
from models.approval.roles import Actor
from models.base import Record
from models.errors import RuleBroken
from models.identity import new_id
from models.records import RECORDS
from models.sync.digest import digest
from models.sync.merge import FACT, packed_value, same
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
        """Push until nothing waits, pull until nothing is new, and show what was noted on this computer.

        Raises:
            CentreUnreachable, LoginRefused: The round stopped; what was not answered stays in the outbox.
            Cancelled: Somebody stopped it between two steps.
        """
        job, report = job or Job(), Report()
        with self._one:
            self._database.run(lambda session: top_up(session, self._actor, today()))
            while self._push(report):
                job.step(report.sent, report.sent + 1)
            for branch_id in self._actor.scope:
                while self._pull(branch_id, report):
                    job.step(report.received, report.received + 1)
            while self._show_trail():
                job.step(report.received, report.received + 1)
            if report.received >= PULL:
                self._database.tune()
            report.finished_at = now()
            self._database.run(lambda session: remember(session, LAST_ROUND, now().isoformat()))
        return report

    def compare(self) -> tuple[str, str]:
        """Return the digests of this store and of the centre.

        Raises:
            CentreUnreachable, LoginRefused: The centre did not say.
        """
        with self._one:
            theirs = [str(self._centre.digest(branch).get("digest")) for branch in self._actor.scope]
            with self._database.session() as session:
                ours = [digest(session, self._actor.institution_id, each) for each in self._actor.scope]
        return " ".join(ours), " ".join(theirs)

    def _push(self, report: Report) -> bool:
        rows = self._database.run(_take_waiting)
        if not rows:
            return False
        try:
            answers = self._centre.operations([operation for _, operation in rows])
        except OperationRejected as rejected:
            self._database.run(_set_aside(rows, rejected))
            report.refused += 1
            return True
        for (sequence, _operation), answer in zip(rows, answers, strict=True):
            self._database.run(_settle(sequence, answer))
            report.sent += 1
            report.accepted += answer.status == "accepted"
            report.refused += answer.status == "refused"
            report.conflicts += answer.status == "conflict"
        return True

    def _pull(self, branch_id: str, report: Report) -> bool:
        cursor = f"{CURSOR} {branch_id}"
        since = self._database.run(lambda session: remembered(session, cursor) or 0)
        try:
            page = _read_page(self._centre.changes(branch_id, since, PULL), since)
        except CursorGone:
            # The centre was restored from a backup, for instance. Read again, records only find themselves.
            self._database.run(lambda session: remember(session, cursor, 0))
            return True
        if not page.changes:
            return False

        def store(session: Session) -> None:
            session.info[FROM_CENTRE] = True
            _apply(session, replace(self._actor, branch_id=branch_id), page.changes)
            remember(session, cursor, page.following)

        self._database.run(store)
        report.received += len(page.changes)
        return page.more

    def _show_trail(self) -> bool:
        showing = self._database.run(lambda session: next_showing(session, self._actor.institution_id))
        if showing is None:
            return False
        self._centre.show_trail(showing.chain, showing.entries)
        self._database.run(lambda session: shown(session, showing))
        return showing.more


@dataclass(frozen=True)
class _Change:
    """One record of the feed: as it was sent, and what that means."""

    record: type[Record]
    record_id: UUID
    version: int
    packed: Mapping[str, Any]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class _Page:
    changes: Sequence[_Change]
    following: int
    more: bool


def _read_page(body: Mapping[str, Any], since: int) -> _Page:
    """Return a page of the feed; records that this program does not know yet are left out.

    Raises:
        CentreUnreachable: It is no page, or one that leads nowhere.
    """
    try:
        changes = [_read_change(change) for change in body["changes"] if change["kind"] in RECORDS]
        page = _Page(changes, int(body["next"]), bool(body["more"]))
    except (KeyError, TypeError, ValueError, AttributeError, RuleBroken):
        raise CentreUnreachable(STRANGE) from None
    if page.changes and page.following <= since:
        raise CentreUnreachable(STRANGE)
    return page


def _read_change(body: Mapping[str, Any]) -> _Change:
    record, packed = RECORDS[body["kind"]], body["values"]
    return _Change(record, UUID(body["id"]), int(body["version"]), packed, unpack_values(record, packed))


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
        if row.type == "facts" and answer.status == "accepted":
            _rebase(session, row, answer)
        elif row.type == "facts":
            _take_back(session, row)

    return settle


def _set_aside(
    rows: Sequence[tuple[int, Operation]], rejected: OperationRejected
) -> Callable[[Session], None]:
    """Refuse the one operation that is in the way; the others go out again without it."""
    for sequence, operation in rows:
        if str(operation.op) == rejected.op:
            return _settle(sequence, Answer(operation.op, "refused", rejected.text.zh, rejected.text.en))
    raise CentreUnreachable(rejected.text)


def _later(session: Session, row: Waiting) -> Sequence[Waiting]:
    """Return the changes of the record that were typed while *row* was on its way."""
    later = select(Waiting).where(
        Waiting.record_id == row.record_id,
        Waiting.type == "facts",
        Waiting.sequence > row.sequence,
        Waiting.base.is_(None),
        Waiting.state != "accepted",
    )
    return session.scalars(later.order_by(Waiting.sequence)).all()


def _rebase(session: Session, row: Waiting, answer: Answer) -> None:
    """Let the next change of the record rest on the version that this one made.

    Where a colleague's change came in between, it keeps resting on what the officer saw: the newer version
    holds values that nobody here has looked at, and they must not be written over in silence.
    """
    seen, made = row.base or 0, (answer.details or {}).get("version")
    for each in _later(session, row):
        each.base = made if made == seen + 1 else seen


def _take_back(session: Session, row: Waiting) -> None:
    """Join what was typed since to a change that was not taken: alone it would rest on nothing."""
    for each in _later(session, row):
        join(row, each.body)
        session.delete(each)


def _apply(session: Session, actor: Actor, changes: Sequence[_Change]) -> None:
    """Write one page of the feed, keeping what the officer has changed since and not sent yet."""
    mine = _unsent(session, changes)
    with session.no_autoflush:
        here = _here(session, actor, changes)
        for change in changes:
            record = here.get(change.record_id)
            if record is None:
                record = change.record(
                    institution_id=actor.institution_id, id=change.record_id, branch_id=actor.branch_id
                )
                session.add(record)
            kept = mine.get(change.record_id, [])
            _write(record, change.values, {name for row in kept for name in row.body})
            record.version = change.version
            for row in kept:
                _show_theirs(row, change.packed)


def _here(session: Session, actor: Actor, changes: Sequence[_Change]) -> dict[UUID, Record]:
    """Return those of the changed records that this store has, read kind by kind."""
    here: dict[UUID, Record] = {}
    for kind in {change.record for change in changes}:
        wanted = [change.record_id for change in changes if change.record is kind]
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


def _show_theirs(row: Waiting, packed: Mapping[str, Any]) -> None:
    """Let an open conflict show what head office has now; where both agree by now, it is none."""
    if row.state != "conflict":
        return
    before, theirs = (row.details or {}).get("theirs", {}), {}
    for name, (seen, mine) in row.body.items():
        now = packed.get(name)
        if name.startswith(FACT):
            now = (packed.get("facts") or {}).get(name.removeprefix(FACT))
        if not same(now, mine) and (name in before or not same(now, seen)):
            theirs[name] = now
    row.details = {"theirs": theirs}
    if not theirs:
        # Under its old identity it would only be answered as before.
        row.op, row.state, row.zh, row.en = new_id(), "pending", "", ""


def _unsent(session: Session, changes: Sequence[_Change]) -> dict[UUID, list[Waiting]]:
    """Return what the officer has changed in these records and the centre has not taken yet."""
    rows = select(Waiting).where(
        Waiting.record_id.in_([change.record_id for change in changes]),
        Waiting.type == "facts",
        Waiting.state.in_(["pending", "sent", "refused", "conflict"]),
    )
    kept: dict[UUID, list[Waiting]] = {}
    for row in session.scalars(rows):
        kept.setdefault(row.record_id, []).append(row)
    return kept
