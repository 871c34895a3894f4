"""What a group of changed facts meets in the store, read in a few queries for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.trail import lock_institution
from models.among import among
from models.base import Record
from models.collateral.object import Collateral, Pledge
from models.documents.attachment import Attachment
from models.documents.contract import Contract
from models.errors import RuleBroken
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.guarantee import GuaranteeGroup
from models.lending.limits import Limit
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.postloan.records import PostCheck
from models.records import RECORDS
from models.sync.operations import Facts

TARGETS: Mapping[str, tuple[type[Record], ...]] = {
    "farmer_id": (Farmer,),
    "case_id": (LoanCase,),
    "collateral_id": (Collateral,),
    "renews": (LoanCase,),
    "pledge_id": (Pledge,),
    "group_id": (GuaranteeGroup,),
    "limit_id": (Limit,),
    "applicant_id": (Farmer, Enterprise),
    "guarantor_id": (Farmer, Enterprise),
    "member_id": (Farmer, Enterprise),
    "subject_id": (Farmer, Enterprise, LoanCase, Collateral, PostCheck, Contract),
    "replaces": (Attachment,),
}
"""What a reference may lead to, by its name."""

UNIQUE: Mapping[type[Record], str] = {Farmer: "id_number", Enterprise: "credit_code"}
"""The number that one file alone may have in a bank."""


class Surroundings:
    """The records that operations change or refer to, and the numbers that are taken.

    It holds every record it has read: the session forgets what nobody holds, and would ask for each again.
    """

    def __init__(self, session: Session, institution_id: str, operations: Sequence[Facts]) -> None:
        self._session, self._bank = session, institution_id
        wanted: dict[type[Record], set[UUID]] = {}
        for operation in operations:
            for kind, record_id in _named(operation):
                wanted.setdefault(kind, set()).add(record_id)
        self._held = {
            (kind, record.id): record for kind, ids in wanted.items() for record in self._read(kind, ids)
        }
        self._twins = dict(self._numbers(operations))

    def stored(self, operation: Facts) -> Record | None:
        """Return the record that *operation* is about, if it is stored."""
        kind = RECORDS.get(operation.record_kind)
        return self._held.get((kind, operation.record_id)) if kind else None

    def twin(self, record: Record, number: str) -> Any:
        """Return another record that has *number* already."""
        others = self._twins.get((type(record), number), ())
        return next((other for other in others if other.id != record.id), None)

    def _read(self, kind: type[Record], ids: Iterable[UUID]) -> Sequence[Record]:
        rows = select(kind).where(kind.institution_id == self._bank, among(kind.id, ids))
        return self._session.scalars(rows).all()

    def _numbers(self, operations: Sequence[Facts]) -> Iterable[tuple[Any, list[Record]]]:
        for kind, name in UNIQUE.items():
            numbers = {
                _plain(kind, name, operation.changes[name][1])
                for operation in operations
                if operation.record_kind == kind.kind and name in operation.changes
            }
            taken = sorted(filter(None, numbers))
            if not taken:
                continue
            # Two branches may open a file for the same person at once: the second waits here for the first.
            lock_institution(self._session, self._bank)
            column = kind.__table__.columns[name]
            rows = select(kind).where(kind.institution_id == self._bank, among(column, taken))
            found: dict[Any, list[Record]] = {}
            for record in self._session.scalars(rows):
                found.setdefault((kind, getattr(record, name)), []).append(record)
            yield from found.items()


def _named(operation: Facts) -> Iterable[tuple[type[Record], UUID]]:
    """Yield what an operation is about and what it refers to."""
    kind = RECORDS.get(operation.record_kind)
    if kind is None:
        return
    yield kind, operation.record_id
    known = fields_of(kind)
    for name, (_before, after) in operation.changes.items():
        if name in known and known[name].kind.name == "reference" and isinstance(after, str):
            try:
                record_id = UUID(after)
            except ValueError:
                continue
            for target in TARGETS.get(name, ()):
                yield target, record_id


def _plain(kind: type[Record], name: str, packed: Any) -> str:
    """Return a number as it would be stored, however it is written; nothing where it is none and will be refused."""
    return _written_plainly(kind, name, packed) if isinstance(packed, str) else ""


# A request is put into groups by its numbers, and each group asks for them again.
@lru_cache(1024)
def _written_plainly(kind: type[Record], name: str, packed: str) -> str:
    try:
        return str(fields_of(kind)[name].kind.unpack(packed) or "")
    except (RuleBroken, ValueError):
        return ""


def groups(operations: Sequence[Facts]) -> Iterable[list[Facts]]:
    """Yield the operations in groups, in order, none of which rests on another of its group.

    Two touch each other that are about one record, of which one refers to the other, or that claim one number.
    """
    group: list[Facts] = []
    touched: set[str] = set()
    for operation in operations:
        mine = _touches(operation)
        if group and touched & mine:
            yield group
            group, touched = [], set()
        group.append(operation)
        touched |= mine
    if group:
        yield group


def _touches(operation: Facts) -> set[str]:
    kind = RECORDS.get(operation.record_kind)
    known = fields_of(kind) if kind else {}
    unique = UNIQUE.get(kind) if kind else None
    named = {
        after.lower()
        for name, (_before, after) in operation.changes.items()
        if isinstance(after, str) and name in known and known[name].kind.name == "reference"
    }
    if kind and unique and unique in operation.changes:
        named.add(_plain(kind, unique, operation.changes[unique][1]))
    return named | {str(operation.record_id), str(operation.op)}
