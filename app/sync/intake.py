"""Intake: records that come from head office go into the store many at a time, and those that left go out."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Dialect, delete, insert, select
from sqlalchemy.orm import Session

from app.indexing import index_received
from app.numbers import ISSUE
from app.outbox import FROM_CENTRE
from app.search import forget
from app.sync.known import keep_known, mark_gone
from app.sync.unsent import carrying, show_theirs, unsent
from app.tables import Draft, Known, Waiting
from models.among import among
from models.base import Record
from models.collateral.identities import CollateralIdentity, identity_rows
from models.collateral.object import Collateral
from models.documents.contract import Contract
from models.errors import RuleBroken
from models.fields import Field, fields_of
from models.lending.case import LoanCase
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.records import RECORDS
from models.sync.merge import FACT, packed_value
from models.sync.wire import NotKnown, receiver_of

_SEARCHED = (Farmer, Enterprise, LoanCase, Collateral, Contract)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One record as head office sent it.

    Attributes:
        record: What kind it is.
        record_id: Which.
        version: By head office's count.
        mark: Its fingerprint.
        packed: Every value it was sent with, by name.
        values: What of it this release understands, by name.
        partial: Whether that is not all.
    """

    record: type[Record]
    record_id: UUID
    version: int
    mark: str
    packed: Mapping[str, Any]
    values: Mapping[str, Any]
    partial: bool


def understand(kind: str, head: tuple[str, int, str], packed: Mapping[str, Any]) -> Arrival:
    """Return what was sent of a record; *head* is its identity, version and mark.

    A field, a choice or a form of writing that a newer release brought is left out: nothing that head office
    sends stops a round, and what was left out is asked for again after the update. Where a case stands is not left as
    it was, for it does not stand there any more.

    Raises:
        TypeError, ValueError, KeyError: It is nothing that could be a record.
    """
    record = RECORDS[kind]
    readers, fields = _readers(record), fields_of(record)
    values: dict[str, Any] = {}
    partial = False
    for name, sent in packed.items():
        read = readers.get(name)
        if read is not None:
            try:
                values[name] = read(sent)
            except (NotKnown, RuleBroken):
                if fields[name].emptied:
                    values[name] = ""
            else:
                continue
        partial = partial or sent not in (None, "", False)
    return Arrival(record, UUID(head[0]), _whole(head[1]), str(head[2]), packed, values, partial)


@cache
def _readers(record: type[Record]) -> Mapping[str, Callable[[Any], Any]]:
    return {name: receiver_of(each) for name, each in fields_of(record).items()}


def _whole(sent: Any) -> int:
    if not isinstance(sent, int) or isinstance(sent, bool):
        raise TypeError
    return sent


def take_in(session: Session, home: tuple[str, str], arrivals: Sequence[Arrival]) -> None:
    """Write what came from a branch; *home* names bank and branch.

    What the officer has changed since and not sent yet stays as typed.
    """
    session.info[FROM_CENTRE] = True
    mine = unsent(session, [each.record_id for each in arrivals])
    plain = [each for each in arrivals if each.record_id not in mine and _is_whole(each)]
    by_kind = groupby(sorted(plain, key=_kind), key=_kind)
    written: list[Record] = []
    renamed: list[UUID] = []
    for kind, part in by_kind:
        same_kind = list(part)
        renamed += _renamed(session, home[0], RECORDS[kind], same_kind)
        _write_rows(session, home, RECORDS[kind], same_kind)
        if issubclass(RECORDS[kind], _SEARCHED):
            written += [_as_record(home, each) for each in same_kind]
    _note_numbers(session, written)
    index_received(session, written, renamed)
    there = {each.record_id for each in plain}
    _merge_in(session, home, [each for each in arrivals if each.record_id not in there], mine)
    rows = [(each.record_id, each.record.kind, each.mark, each.partial) for each in arrivals]
    keep_known(session, home[1], rows)


def _kind(arrival: Arrival) -> str:
    return arrival.record.kind


def _is_whole(arrival: Arrival) -> bool:
    return arrival.values.keys() == fields_of(arrival.record).keys()


def _as_record(home: tuple[str, str], each: Arrival) -> Record:
    """Return a record to read from; no session will write it, so that no account is kept of its values."""
    record: Record = each.record.__mapper__.class_manager.new_instance()
    head = {"institution_id": home[0], "branch_id": home[1], "id": each.record_id, "version": each.version}
    record.__dict__.update(head, **each.values)
    return record


def _renamed(
    session: Session, institution_id: str, record: type[Record], arrivals: Sequence[Arrival]
) -> list[UUID]:
    """Return the persons and firms whose name is new here or another than before."""
    if record not in (Farmer, Enterprise):
        return []
    party: Any = record
    these = (party.institution_id == institution_id, among(party.id, [each.record_id for each in arrivals]))
    names: dict[UUID, str] = dict(session.execute(select(party.id, party.full_name).where(*these)).all())
    return [each.record_id for each in arrivals if names.get(each.record_id) != each.values.get("full_name")]


Bind = Callable[[Any], Any]


def _write_rows(
    session: Session, home: tuple[str, str], record: type[Record], arrivals: Sequence[Arrival]
) -> None:
    connection = session.connection()
    sql, binders = _statement(record, connection.dialect)
    rows = []
    for each in arrivals:
        values = each.values
        row = [home[0], each.record_id.hex, home[1], each.version]
        row += [bind(values[name]) if bind else values[name] for name, bind in binders]
        rows.append(tuple(row))
    connection.exec_driver_sql(sql, rows)


@cache
def _statement(record: type[Record], dialect: Dialect) -> tuple[str, Sequence[tuple[str, Bind | None]]]:
    """Return the statement that writes a kind of record, and how its values are bound."""
    columns = record.__table__.columns
    names = list(fields_of(record))
    binders = [(name, _binder(fields_of(record)[name], columns[name].type, dialect)) for name in names]
    listed = ", ".join(f'"{name}"' for name in names)
    written = ", ".join(f'"{name}" = excluded."{name}"' for name in ("branch_id", "version", *names))
    places = ", ".join("?" * (4 + len(names)))
    sql = (
        f'INSERT INTO "{record.__tablename__}" (institution_id, id, branch_id, version, {listed})'  # noqa: S608 - our own words
        f" VALUES ({places}) ON CONFLICT (institution_id, id) DO UPDATE SET {written}"
    )
    return sql, binders


def _binder(each: Field, stored: Any, dialect: Dialect) -> Bind | None:
    bind: Bind | None = stored.dialect_impl(dialect).bind_processor(dialect)
    empty: Any = {"flag": False, "facts": {}}.get(each.kind.name)
    if empty is None:
        return bind
    return lambda value: (bind or _as_it_is)(empty if value is None else value)


def _as_it_is(value: Any) -> Any:
    return value


def _note_numbers(session: Session, records: Iterable[Record]) -> None:
    """Write anew the numbers by which collateral is known; nothing else derives them on this way."""
    objects = [each for each in records if isinstance(each, Collateral)]
    _forget_numbers(session, [each.id for each in objects])
    rows = [row for each in objects for row in identity_rows(each)]
    if rows:
        session.execute(insert(CollateralIdentity), rows)


def _forget_numbers(session: Session, objects: Collection[UUID]) -> None:
    if objects:
        session.execute(delete(CollateralIdentity).where(among(CollateralIdentity.collateral_id, objects)))


def _merge_in(
    session: Session,
    home: tuple[str, str],
    arrivals: Sequence[Arrival],
    mine: Mapping[UUID, Sequence[Waiting]],
) -> None:
    """Write records one by one that keep something of what is here."""
    with session.no_autoflush:
        for each in arrivals:
            record = session.get(each.record, (home[0], each.record_id))
            if record is None:
                record = each.record(institution_id=home[0], id=each.record_id)
                session.add(record)
            kept = mine.get(each.record_id, ())
            _write(record, each.values, {name for row in kept for name in row.body})
            record.branch_id, record.version = home[1], each.version
            for row in kept:
                show_theirs(row, record, each.packed)
    session.flush()


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


def let_go(session: Session, home: tuple[str, str], ids: Sequence[UUID]) -> int:
    """Return how many records were removed because they are not that branch's any more; see `take_in` for *home*.

    What the outbox still has something of stays, and is marked, until that is settled; so do papers whose contents
    lie here alone, until these have arrived.
    """
    ours = select(Known.record_id).where(Known.branch_id == home[1], among(Known.record_id, ids))
    mark_gone(session, session.scalars(ours).all())
    return sweep(session, home[0])


def sweep(session: Session, institution_id: str) -> int:
    """Return how many records were removed that have left and of which nothing waits any more."""
    leaving = session.scalars(select(Known).where(Known.gone)).all()
    if not leaving:
        return 0
    busy = {*unsent(session, [each.record_id for each in leaving], every=True), *carrying(session)}
    going = sorted((each for each in leaving if each.record_id not in busy), key=lambda each: each.kind)
    for kind, part in groupby(going, key=lambda each: each.kind):
        remove(session, institution_id, RECORDS[kind], [each.record_id for each in part])
    for each in going:
        session.delete(each)
    return len(going)


def remove(session: Session, institution_id: str, record: type[Record], ids: Sequence[UUID]) -> None:
    """Delete records with everything that was derived from them or says what they were.

    What was asked for contracts stays: it alone says here which reserved numbers they bear, now that they are gone.
    """
    session.execute(delete(record).where(record.institution_id == institution_id, among(record.id, ids)))
    not_numbering = Waiting.body["step"].as_string().is_distinct_from(ISSUE)
    session.execute(delete(Waiting).where(among(Waiting.record_id, ids), not_numbering))
    session.execute(delete(Draft).where(among(Draft.subject, [f"{record.kind}/{each}" for each in ids])))
    if record is Collateral:
        _forget_numbers(session, ids)
    forget(session, [each.hex for each in ids])
