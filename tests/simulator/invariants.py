"""What must hold when everything has calmed down: each check returns what is broken, in words."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.tables import Waiting
from central.store import Store
from central.tables import NumberCounter, OperationAnswer
from models.approval.records import CaseEvent
from models.approval.steps import STEPS
from models.compliance.audit import AuditEntry
from models.documents.numbers import write_number
from models.lending.case import LoanCase
from models.party.farmer import Farmer
from models.records import RECORDS
from models.sync.merge import packed_value, same
from models.sync.wire import pack_record
from tests.factories import BRANCH, INSTITUTION
from tests.simulator.world import Seat, World

_KNOWN_HERE = {"refused", "quarantine", "blocked", "proposal"}
"""How an operation may stand that the centre never judged: it could not be read, or waits behind another."""
_SHOWN_AS = {"refused": {"refused", "proposal"}}
_APPLIED = ("facts.", "case.", "order.")


@dataclass(frozen=True)
class Findings:
    """What is broken, by invariant; nothing broken is an empty list."""

    lost: list[str]
    twice: list[str]
    apart: list[str]
    hidden: list[str]
    merged: list[str]

    def __bool__(self) -> bool:
        return any((self.lost, self.twice, self.apart, self.hidden, self.merged))


def check(world: World, centre: Session) -> Findings:
    """Return what the five invariants find broken in a world that has settled, as *centre* holds it."""
    rows = {seat.login: _outbox(seat) for seat in world.seats}
    applied = _applied(centre)
    return Findings(
        lost=list(_lost(centre, rows, applied)),
        twice=list(_twice(centre, applied)),
        apart=list(_apart(centre, world)),
        hidden=list(_hidden(centre, world, rows)),
        merged=list(_merged(centre, applied)),
    )


@contextmanager
def looking_into(database_url: str) -> Iterator[Session]:
    """Give a session over the database of the centre; what is changed in it is never kept."""
    store = Store(database_url)
    with store.reading() as session:
        yield session
        session.rollback()
    store.close()


def _outbox(seat: Seat) -> dict[int, Waiting]:
    with seat.desk.database.session() as session:
        return {row.sequence: row for row in session.scalars(select(Waiting))}


def _applied(session: Session) -> list[tuple[UUID, str]]:
    """Return what the centre carried out: operation and action, in the order in which it did."""
    entries = session.execute(
        select(AuditEntry.action, AuditEntry.detail)
        .where(AuditEntry.institution_id == INSTITUTION)
        .order_by(AuditEntry.sequence)
    )
    found: list[tuple[UUID, str]] = []
    for action, detail in entries:
        told = json.loads(detail) if isinstance(detail, str) else detail
        if action.startswith(_APPLIED) and "op" in told:
            found.append((UUID(told["op"]), action))
    return found


def _lost(
    session: Session, rows: dict[str, dict[int, Waiting]], applied: list[tuple[UUID, str]]
) -> Iterator[str]:
    """Nothing accepted is lost: it stands in the trail, and each field holds what was accepted last."""
    order = {op: place for place, (op, _action) in enumerate(applied)}
    last: dict[tuple[str, UUID, str], tuple[int, Any]] = {}
    for login, outbox in rows.items():
        for row in outbox.values():
            if row.state in {"pending", "sent"}:
                yield f"{login}: operation {row.op} is still on its way"
            if row.state != "accepted":
                continue
            if row.op not in order:
                yield f"{login}: operation {row.op} was accepted and is not in the trail"
                continue
            if row.type == "facts":
                for name, (_before, after) in row.body.items():
                    key = (row.record_kind, row.record_id, name)
                    last[key] = max(
                        last.get(key, (-1, None)), (order[row.op], after), key=lambda each: each[0]
                    )
    for (kind, record_id, name), (_place, after) in last.items():
        record = session.get(RECORDS[kind], (INSTITUTION, record_id))
        now = packed_value(record, name) if record else None
        if record is None or not same(now, after):
            yield f"{kind} {record_id}: {name} is {now!r}, accepted last was {after!r}"


def _twice(session: Session, applied: list[tuple[UUID, str]]) -> Iterator[str]:
    """Nothing is applied twice: once in the trail, one version a change, numbers without a gap."""
    for op, count in Counter(op for op, _action in applied).items():
        if count > 1:
            yield f"operation {op} was applied {count} times"
    created = sum(action == "facts.create" for _op, action in applied)
    known = sum(
        len(session.scalars(select(record.id).where(record.institution_id == INSTITUTION)).all())
        for record in RECORDS.values()
        if record.kind in {"farmer", "household_member", "loan_case"}
    )
    if created != known:
        yield f"{created} records were created and {known} are there"
    for counter in session.scalars(select(NumberCounter)):
        if counter.series == "case":
            given = sorted(number for number in session.scalars(select(LoanCase.number)) if number)
            wanted = [
                write_number("case", INSTITUTION, counter.year, place) for place in range(1, counter.last + 1)
            ]
            if [number for number in given if f"-{counter.year}-" in number] != sorted(wanted):
                yield f"the case numbers of {counter.year} have gaps or repeats"


def _apart(session: Session, world: World) -> Iterator[str]:
    """Everybody in scope converges: digests agree, and so does every field of every record."""
    theirs = {kind: _packed(session, kind) for kind in RECORDS}
    for seat in world.seats:
        open_here = _not_taken(seat)
        ours, centre = seat.desk.rounds.compare()
        if ours != centre and not open_here:
            yield f"{seat.login}: digest {ours}, the centre has {centre}"
        with seat.desk.database.session() as store:
            for kind, known in theirs.items():
                mine = _packed(store, kind)
                for record_id in known.keys() | mine.keys():
                    if record_id not in open_here and mine.get(record_id) != known.get(record_id):
                        yield f"{seat.login}: {kind} {record_id} differs from the centre's"


def _packed(session: Session, kind: str) -> dict[UUID, Any]:
    record = RECORDS[kind]
    rows = select(record).where(record.institution_id == INSTITUTION, record.branch_id == BRANCH)
    return {each.id: (each.version, pack_record(each)) for each in session.scalars(rows)}


def _not_taken(seat: Seat) -> set[UUID]:
    """Return the records that hold something the centre has refused: the officer sees them as such."""
    rows = seat.desk.database.read(
        "SELECT record_id FROM outbox WHERE type = 'facts' AND state NOT IN ('accepted', 'proposal')"
    )
    return {UUID(each) for (each,) in rows}


def _hidden(session: Session, world: World, rows: dict[str, dict[int, Waiting]]) -> Iterator[str]:
    """Every refusal is visible where it was made, with a sentence, unless the officer has gone on from it."""
    answers = {each.op: each.answer for each in session.scalars(select(OperationAnswer))}
    for seat in world.seats:
        for op, sequence in seat.sent.items():
            row, status = rows[seat.login].get(sequence), answers.get(op, {}).get("status")
            if status is None and row is not None and row.op == op and row.state not in _KNOWN_HERE:
                yield f"{seat.login}: operation {op} has no answer and shows {row.state}"
            if (
                row is not None
                and row.op == op
                and status
                and row.state not in _SHOWN_AS.get(status, {status})
            ):
                yield f"{seat.login}: operation {op} was {status} and shows {row.state}"
            if (
                row is not None
                and row.op == op
                and row.state not in {"accepted", "sent", "pending"}
                and not row.zh
            ):
                yield f"{seat.login}: operation {op} does not say why it was {row.state}"


def _merged(session: Session, applied: list[tuple[UUID, str]]) -> Iterator[str]:
    """No command is merged: each one is one event, and each case went from state to state as the table says."""
    events: dict[UUID | None, list[CaseEvent]] = defaultdict(list)
    for event in session.scalars(select(CaseEvent).order_by(CaseEvent.at, CaseEvent.id)):
        events[event.case_id].append(event)
    steps = sum(action.startswith("case.") for _op, action in applied)
    if steps != sum(map(len, events.values())):
        yield f"{steps} steps were taken and {sum(map(len, events.values()))} are told of"
    for case_id, life in events.items():
        for event in life:
            if event.before not in {state.value for state in STEPS[event.step].sources}:
                yield f"case {case_id}: {event.step} was taken from {event.before}"
        for one, following in pairwise(life):
            if one.after != following.before:
                yield f"case {case_id}: {one.step} led to {one.after}, {following.step} began at {following.before}"


def census(centre: Session) -> Counter[str]:
    """Return how much the centre holds: farmers, cases by state, operations by outcome."""
    held = Counter(
        f"operations {answer['status']}" for answer in centre.scalars(select(OperationAnswer.answer))
    )
    held.update(f"cases {state}" for state in centre.scalars(select(LoanCase.state)))
    held["farmers"] = len(centre.scalars(select(Farmer.id)).all())
    return held
