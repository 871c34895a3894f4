"""Which words each kind of record is found by, kept in step with the records in the same transaction."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from app.search import Words, index, index_many
from app.session import StoreSession
from models.among import among
from models.base import Record
from models.collateral.object import Collateral
from models.documents.contract import Contract
from models.lending.case import LoanCase
from models.money import show_yuan
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer

_PLACES = ("issuer_name", "parcel_name", "location", "kept_at")
"""The facts that say where an object lies."""


def words_of(session: Session, record: Record) -> Words | None:
    """Return what *record* is found by, or nothing if searches do not look for its kind."""
    match record:
        case Farmer():
            numbers = (record.id_number, record.phone, record.contractor_code)
            return Words(record.full_name, f"{record.village} {record.address}", (record.full_name,), numbers)
        case Enterprise():
            names = (record.full_name, record.legal_representative)
            return Words(record.full_name, record.address, names, (record.credit_code, record.phone))
        case LoanCase():
            return words_of_case(record, applicant_name(session, record))
        case Collateral():
            owned = (record.description, record.owner_name)
            places = filter(None, (str((record.facts or {}).get(name) or "") for name in _PLACES))
            lies = " ".join((record.owner_name, *places))
            return Words(record.description, lies, owned, (record.owner_number,))
        case Contract():
            return Words(record.number, "", (), (record.number,))
    return None


def words_of_case(case: LoanCase, borrower: str) -> Words:
    """Return what a case of the borrower of that name is found by."""
    figures = f"{case.number} {show_yuan(case.amount or 0)}元"
    return Words(borrower, figures, (borrower,), (case.number,))


def applicant_name(session: Session, case: LoanCase) -> str:
    """Return the name of a case's borrower, or nothing if it is not on this computer yet."""
    if case.applicant_id is None:
        return ""
    key = (case.institution_id, case.applicant_id)
    farmer = session.get(Farmer, key) if case.applicant_kind == "farmer" else None
    found = farmer or session.get(Enterprise, key)
    return found.full_name if found else ""


def index_received(session: Session, records: Sequence[Record], renamed: Sequence[UUID]) -> None:
    """Put records that came from head office past the unit of work into the index.

    Args:
        session: Whose transaction holds their rows already.
        records: As they are stored now.
        renamed: Those persons and firms among them whose name is new: their cases are found by it.
    """
    cases = [each for each in records if isinstance(each, LoanCase)]
    there = {each.id for each in cases}
    cases += [each for each in _cases_of(session, renamed) if each.id not in there]
    names = _names(session, cases) if cases else {}
    found = [(case, words_of_case(case, names.get(case.applicant_id, ""))) for case in cases]
    others = ((each, words_of(session, each)) for each in records if not isinstance(each, LoanCase))
    index_many(session, [*found, *((each, words) for each, words in others if words)])


def _names(session: Session, cases: Sequence[LoanCase]) -> dict[UUID | None, str]:
    """Return the names of the borrowers of cases, as far as these are on this computer."""
    banks = {case.institution_id for case in cases}
    wanted = {case.applicant_id for case in cases if case.applicant_id}
    names: dict[UUID | None, str] = {}
    for party in (Farmer, Enterprise):
        these = (party.institution_id.in_(banks), among(party.id, wanted))
        names.update(session.execute(select(party.id, party.full_name).where(*these)).all())
    return names


def _cases_of(session: Session, borrowers: Collection[UUID]) -> Iterable[LoanCase]:
    return session.scalars(select(LoanCase).where(among(LoanCase.applicant_id, borrowers)))


@event.listens_for(StoreSession, "after_flush")
def _index_changes(session: Session, _context: object) -> None:
    changed = [each for each in [*session.new, *session.dirty] if isinstance(each, Record)]
    with session.no_autoflush:
        for record in dict.fromkeys([*changed, *_cases_of_renamed(session, changed)]):
            words = words_of(session, record)
            if words:
                index(session, record, words)


def _cases_of_renamed(session: Session, changed: Sequence[Record]) -> Iterable[LoanCase]:
    """Return the cases whose borrower has another name now, or has come only after the case."""
    renamed = [each.id for each in changed if isinstance(each, Farmer | Enterprise) and _has_other_name(each)]
    return _cases_of(session, renamed) if renamed else ()


def _has_other_name(party: Farmer | Enterprise) -> bool:
    state: Any = inspect(party)
    return bool(state.attrs.full_name.history.has_changes())
