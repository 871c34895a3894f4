"""What must hold when everything has calmed down: each check returns what is broken, in words."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.tables import Waiting
from central.files.objects import Folder
from central.files.uploads import whole_name
from central.numbers import account_of
from central.store import Store
from central.tables import NumberCounter, OperationAnswer, StoredFile
from models.approval.records import CaseEvent
from models.approval.steps import STEPS
from models.base import Record
from models.collateral.object import Collateral, Pledge, Valuation
from models.compliance.actions import TRAIL_BROKEN
from models.compliance.audit import AuditEntry
from models.documents.attachment import Attachment
from models.documents.numbers import write_number
from models.lending.case import LoanCase
from models.lending.guarantee import Guarantee
from models.party.farmer import Farmer, HouseholdMember
from models.records import RECORDS
from models.sync.merge import field_named, packed_value, same
from models.sync.wire import pack_record
from tests.factories import INSTITUTION
from tests.simulator.seat import Seat
from tests.simulator.world import World

_KNOWN_HERE = {"refused", "quarantine", "blocked", "proposal"}
"""How an operation may stand that the centre never judged: it could not be read, or waits behind another."""
_NOT_TAKEN = {"refused", "conflict"}
_SHOWN_AS = {"refused": {"refused", "proposal"}}
_Packed = tuple[str, int | None, Mapping[str, Any]]
_APPLIED = ("facts.", "case.", "order.")
_STEPS_WRITE = {"lead_officer", "second_officer", "changed_on"}
"""What steps and orders write as well: there the last change of facts need not stand."""


def check(world: World, centre: Session) -> dict[str, list[str]]:
    """Return what is broken in a world that has settled, as *centre* holds it, by invariant; nothing is left out."""
    return {name: list(broken(world, centre)) for name, broken in INVARIANTS.items()}


@contextmanager
def looking_into(database_url: str) -> Iterator[Session]:
    """Give a session over the database of the centre; what is changed in it is never kept."""
    store = Store(database_url)
    try:
        with store.reading() as session:
            yield session
            session.rollback()
    finally:
        store.close()


def _outbox(seat: Seat) -> Sequence[Waiting]:
    with seat.desk.database.session() as session:
        return session.scalars(select(Waiting)).all()


class Applied(NamedTuple):
    """What the centre carried out, as its trail tells.

    Attributes:
        op: The operation.
        action: What was done.
        subject: To which record: kind and identity.
        fields: Which fields were written, where it was a change of facts.
    """

    op: UUID
    action: str
    subject: str
    fields: Sequence[str]


def _applied(session: Session) -> list[Applied]:
    """Return what the centre carried out, in the order in which it did."""
    entries = session.execute(
        select(AuditEntry.action, AuditEntry.subject, AuditEntry.detail)
        .where(AuditEntry.institution_id == INSTITUTION)
        .order_by(AuditEntry.sequence)
    )
    return [
        Applied(UUID(detail["op"]), action, subject, detail.get("fields", ()))
        for action, subject, detail in entries
        if action.startswith(_APPLIED) and "op" in detail
    ]


def _lost(world: World, session: Session) -> Iterator[str]:
    """Nothing accepted is lost: it stands in the trail, and each field holds what was accepted last.

    A store forgets what became of a record that has left its branch; what was written there is not known any more.
    """
    applied = _applied(session)
    done = {each.op for each in applied}
    taken: dict[UUID, Waiting] = {}
    for seat in world.seats:
        for row in _outbox(seat):
            if row.state in {"pending", "sent"}:
                yield f"{seat.login}: operation {row.op} is still on its way"
            if row.state == "accepted" and row.op not in done:
                yield f"{seat.login}: operation {row.op} was accepted and is not in the trail"
            if row.state == "accepted" and row.type == "facts":
                taken[row.op] = row
    yield from _written_over(session, applied, taken)
    yield from _astray(world, session)


def _written_over(
    session: Session, applied: Sequence[Applied], taken: Mapping[UUID, Waiting]
) -> Iterator[str]:
    written: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for each in applied:
        for name in each.fields:
            written[each.subject, name].append(each.op)
    for (subject, name), ops in written.items():
        if ops[-1] in taken and name not in _STEPS_WRITE:
            kind, record_id = subject.split()
            record = session.get(RECORDS[kind], (INSTITUTION, UUID(record_id)))
            changes = [taken[op].body[name] if op in taken else None for op in ops]
            now, due = (
                (_standing(record, name), _due(record, name, changes)) if record else (None, "a record")
            )
            if due is not _NOT_KNOWN and not same(now, due):
                yield f"{subject}: {name} is {now!r}, by what was accepted it is {due!r}"


_NOT_KNOWN = object()


def _standing(record: Record, name: str) -> Any:
    """Return what a record holds in a field; the order of a list means nothing."""
    split, now = field_named(record, name).kind.elements, packed_value(record, name)
    return set(split(now)) if split else now


def _due(record: Record, name: str, changes: Sequence[Sequence[Any] | None]) -> Any:
    """Return what a field must hold after *changes*, pairs of before and after in the order they were accepted.

    A list keeps what anybody added and nobody struck later. What one of them did to it may not be known any more.
    """
    split = field_named(record, name).kind.elements
    if not split:
        return changes[-1][1] if changes[-1] else _NOT_KNOWN
    due: set[Any] = set()
    for change in changes:
        if change is None:
            return _NOT_KNOWN
        before, after = (set(split(each)) for each in change)
        due = due - (before - after) | (after - before)
    return due


def _astray(world: World, session: Session) -> Iterator[str]:
    """Nothing accepted is lost: the contents of every paper on record arrive, and are what was put on file."""
    arrived = set(session.scalars(select(StoredFile.sha256)))
    files = Folder(world.centre.files_lie_in)
    for sha256 in arrived:
        digest = hashlib.sha256()
        for chunk in files.read(whole_name(INSTITUTION, sha256)):
            digest.update(chunk)
        if digest.hexdigest() != sha256:
            yield f"contents {sha256} are not what was put on file"
    lie_at = {
        sha256: seat
        for seat in world.seats
        for (sha256,) in seat.desk.database.read("SELECT sha256 FROM paper_file WHERE here")
    }
    for paper in session.scalars(select(Attachment)):
        if paper.received_at and paper.sha256 not in arrived:
            yield f"attachment {paper.id} is said to have arrived"
        if paper.received_at is None:
            seat = lie_at.get(paper.sha256 or "")
            yield f"attachment {paper.id} lies at {seat.login if seat else 'nobody'} and never arrived"
    for sha256, seat in lie_at.items():
        content = seat.desk.database.papers.read(sha256)
        if hashlib.sha256(content).hexdigest() != sha256:
            yield f"{seat.login}: contents {sha256} are not what was put on file"


def _twice(world: World, session: Session) -> Iterator[str]:
    """Nothing is applied twice: once in the trail, one record for each that was created, numbers without gaps."""
    del world
    applied = _applied(session)
    for op, count in Counter(each.op for each in applied).items():
        if count > 1:
            yield f"operation {op} was applied {count} times"
    created = sum(each.action == "facts.create" for each in applied)
    known = sum(
        len(session.scalars(select(record.id).where(record.institution_id == INSTITUTION)).all())
        for record in (
            Farmer,
            HouseholdMember,
            LoanCase,
            Attachment,
            Collateral,
            Valuation,
            Pledge,
            Guarantee,
        )
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
        if counter.series == "contract" and not account_of(session, INSTITUTION, counter.year).balanced:
            yield f"the contract numbers of {counter.year} have gaps or repeats"


def _apart(world: World, session: Session) -> Iterator[str]:
    """Everybody comes to rest and converges: digests agree, so does every field in scope, and nothing more is here."""
    yield from world.restless
    for seat in world.seats:
        open_here = _not_taken(seat)
        ours, centre = seat.desk.rounds.compare()
        if ours != centre and not open_here:
            yield f"{seat.login}: digest {ours}, the centre has {centre}"
    theirs = {kind: _packed(session, kind) for kind in RECORDS}
    for seat in world.seats:
        open_here, scope = _not_taken(seat), seat.desk.rounds.actor.scope
        kept_back = _not_settled(seat)
        with seat.desk.database.session() as store:
            for kind, everywhere in theirs.items():
                known = {key: each for key, each in everywhere.items() if each[0] in scope}
                mine = _packed(store, kind)
                for record_id in known.keys() | mine.keys() - (kept_back - known.keys()):
                    if record_id not in open_here and mine.get(record_id) != known.get(record_id):
                        told = _difference(mine.get(record_id), known.get(record_id))
                        if record_id not in known:
                            told += f": {_traces(seat, record_id, everywhere.get(record_id))}"
                        yield f"{seat.login}: {kind} {record_id} differs from the centre's: {told}"


def _difference(mine: _Packed | None, theirs: _Packed | None) -> str:
    """Return what is different, without saying whose data it is."""
    if mine is None or theirs is None:
        return "not here" if mine is None else "too much here"
    fields = [name for name in mine[2].keys() | theirs[2].keys() if mine[2].get(name) != theirs[2].get(name)]
    return f"branch and version {mine[:2]} instead of {theirs[:2]}, fields {sorted(fields)}"


def _traces(seat: Seat, record_id: UUID, theirs: _Packed | None) -> str:
    """Return what a store still has of a record that should have gone, for whoever looks for the cause."""
    ask, key = seat.desk.database.read, (record_id.hex,)
    known = ask("SELECT kind, branch_id, mark <> '', partial, gone FROM known WHERE record_id = ?", key)
    outbox = ask("SELECT type, base, state FROM outbox WHERE record_id = ?", key)
    contents = ask(
        "SELECT p.wanted, p.here, p.refused, a.received_at FROM attachment a"
        " LEFT JOIN paper_file p ON p.sha256 = a.sha256 WHERE a.id = ?",
        key,
    )
    at_centre = f"in {theirs[0]}, version {theirs[1]}" if theirs else "nowhere"
    return f"at the centre {at_centre}; known {known}, outbox {outbox}, contents {contents}"


def _packed(session: Session, kind: str) -> dict[UUID, _Packed]:
    record = RECORDS[kind]
    rows = select(record).where(record.institution_id == INSTITUTION)
    return {each.id: (each.branch_id, each.version, pack_record(each)) for each in session.scalars(rows)}


def _not_taken(seat: Seat) -> set[UUID]:
    """Return the records that hold something the centre has refused: the officer sees them as such."""
    rows = seat.desk.database.read(
        "SELECT record_id FROM outbox WHERE type = 'facts' AND state NOT IN ('accepted', 'proposal')"
    )
    return {UUID(each) for (each,) in rows}


def _not_settled(seat: Seat) -> set[UUID]:
    """Return the records of which the outbox has anything, steps too: one that has left stays for that long."""
    rows = seat.desk.database.read("SELECT record_id FROM outbox WHERE state <> 'accepted'")
    return {UUID(each) for (each,) in rows}


def _hidden(world: World, session: Session) -> Iterator[str]:
    """Every refusal is visible where it was made, with a sentence, unless the officer has gone on from it."""
    answers = {each.op: each.answer for each in session.scalars(select(OperationAnswer))}
    for seat in world.seats:
        rows = {row.op: row for row in _outbox(seat)}
        for op in seat.sent:
            row, status = rows.get(op), answers.get(op, {}).get("status")
            if row is None:
                if status in _NOT_TAKEN and op not in seat.gone_on:
                    yield f"{seat.login}: operation {op} was {status} and shows nowhere"
                continue
            if status is None and row.state not in _KNOWN_HERE:
                yield f"{seat.login}: operation {op} has no answer and shows {row.state}"
            if status and row.state not in _SHOWN_AS.get(status, {status}):
                yield f"{seat.login}: operation {op} was {status} and shows {row.state}"
            if row.state not in {"accepted", "sent", "pending"} and not row.zh:
                yield f"{seat.login}: operation {op} does not say why it was {row.state}"


def _merged(world: World, session: Session) -> Iterator[str]:
    """No command is merged: each one is one event, and each case went from state to state as the table says."""
    del world
    events: dict[UUID | None, list[CaseEvent]] = defaultdict(list)
    for event in session.scalars(select(CaseEvent).order_by(CaseEvent.at, CaseEvent.id)):
        events[event.case_id].append(event)
    steps = sum(each.action.startswith("case.") for each in _applied(session))
    if steps != sum(map(len, events.values())):
        yield f"{steps} steps were taken and {sum(map(len, events.values()))} are told of"
    for case_id, life in events.items():
        for event in life:
            if event.before not in {state.value for state in STEPS[event.step].sources}:
                yield f"case {case_id}: {event.step} was taken from {event.before}"
        for one, following in pairwise(life):
            if one.after != following.before:
                yield f"case {case_id}: {one.step} led to {one.after}, {following.step} began at {following.before}"


def _accused(world: World, session: Session) -> Iterator[str]:
    """Nobody is accused: no trail is called broken, and what was noted at a desk stands in the bank's trail, once."""
    copies: Counter[str] = Counter()
    for action, subject, detail in session.execute(
        select(AuditEntry.action, AuditEntry.subject, AuditEntry.detail).where(
            AuditEntry.institution_id == INSTITUTION
        )
    ):
        if action == TRAIL_BROKEN:
            yield f"{subject} is called broken: {detail}"
        if "there" in detail:
            copies[detail["there"]["digest"]] += 1
    for seat in world.seats:
        with seat.desk.database.session() as noted:
            for entry in noted.scalars(select(AuditEntry)):
                if copies[entry.digest] != 1:
                    yield f"{seat.login}: {entry.action} {entry.sequence} was noted {copies[entry.digest]} times"


INVARIANTS: Mapping[str, Callable[[World, Session], Iterator[str]]] = {
    "nothing accepted is lost": _lost,
    "nothing is applied twice": _twice,
    "everybody converges": _apart,
    "every refusal is visible": _hidden,
    "no command is merged": _merged,
    "nobody is accused": _accused,
}


def census(centre: Session) -> Counter[str]:
    """Return how much the centre holds: farmers, cases by state, operations by outcome."""
    held = Counter(
        f"operations {answer['status']}" for answer in centre.scalars(select(OperationAnswer.answer))
    )
    held.update(f"cases {state}" for state in centre.scalars(select(LoanCase.state)))
    held["contents of papers"] = len(centre.scalars(select(StoredFile.sha256)).all())
    held["objects"] = len(centre.scalars(select(Collateral.id)).all())
    held["farmers"] = len(centre.scalars(select(Farmer.id)).all())
    return held
