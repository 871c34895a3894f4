"""What a customer owes besides one case: other loans, those of household and firms, and what they answer for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.dossier import UNDER_COMMITMENT
from models.lending.limits import Limit
from models.lending.parameters import lending_parameter
from models.lending.sureties import live_guarantees
from models.money import round_fen
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember


@dataclass(frozen=True)
class Elsewhere:
    """What a customer and those who count as one with them owe besides one case.

    Attributes:
        owed: What they owe or may still draw, and what they answer for, in fen.
        unpaid_since: The earliest date that is not met on any other loan of theirs.
    """

    owed: int = 0
    unpaid_since: date | None = None


@dataclass(frozen=True)
class _Loan:
    """Another case: whose amount counts, and since when something of it is unpaid."""

    case_id: UUID
    amount: int
    unpaid_since: date | None


def elsewhere_of_each(
    session: Session,
    institution_id: str,
    cases: Sequence[LoanCase],
    applicants: Sequence[Farmer | Enterprise],
) -> dict[UUID, Elsewhere]:
    """Return for each case what customer, household and their firms owe or may draw otherwise (domain 2.5, 3.2).

    What they answer for as guarantors counts by the share that the parameters say.
    """
    circles = circles_of_each(session, institution_id, applicants)
    people = {
        case.id: circles.get(case.applicant_id, {case.applicant_id}) if case.applicant_id else set()
        for case in cases
    }
    everybody = set[UUID]().union(*people.values())
    owed, guaranteed = _owed(session, institution_id, everybody), defaultdict[UUID, int](int)
    for each, _borrower in live_guarantees(session, institution_id, everybody):
        if each.guarantor_id:
            guaranteed[each.guarantor_id] += each.amount or 0
    return {case.id: _sum(case, people[case.id], owed, guaranteed) for case in cases}


def _sum(
    case: LoanCase,
    people: Collection[UUID],
    owed: Mapping[UUID, list[_Loan]],
    guaranteed: Mapping[UUID, int],
) -> Elsewhere:
    others = [loan for person in people for loan in owed.get(person, ()) if loan.case_id != case.id]
    unpaid = min((loan.unpaid_since for loan in others if loan.unpaid_since), default=None)
    loans = sum(loan.amount for loan in others)
    answered = sum(guaranteed.get(person, 0) for person in people)
    if answered:
        share = Decimal(lending_parameter("guarantee", case.changed_on or date.max)["exposure_percent"])
        loans += round_fen(answered * share / 100)
    return Elsewhere(loans, unpaid)


def _owed(session: Session, institution_id: str, people: Collection[UUID]) -> dict[UUID, list[_Loan]]:
    """Return for each customer their cases, each with what is owed on it or may still be drawn."""
    rows = session.execute(
        select(LoanCase.id, LoanCase.applicant_id, LoanCase.state, LoanCase.amount, LoanCase.revolving).where(
            LoanCase.institution_id == institution_id, LoanCase.applicant_id.in_(people)
        )
    ).all()
    open_ended = _open_limits(session, institution_id, [row.id for row in rows if row.revolving])
    committed = {row.id: row.amount or 0 for row in rows if row.state in UNDER_COMMITMENT} | open_ended
    notes = session.execute(
        select(LoanNote.case_id, LoanNote.outstanding, LoanNote.unpaid_since).where(
            LoanNote.institution_id == institution_id, LoanNote.case_id.in_([row.id for row in rows])
        )
    ).all()
    drawn, unpaid = defaultdict[UUID, int](int), defaultdict[UUID, list[date]](list)
    for note in notes:
        drawn[note.case_id] += note.outstanding or 0
        if note.outstanding and note.unpaid_since:
            unpaid[note.case_id].append(note.unpaid_since)
    found = defaultdict[UUID, list[_Loan]](list)
    for row in rows:
        amount = committed.get(row.id, drawn[row.id])
        found[row.applicant_id].append(_Loan(row.id, amount, min(unpaid[row.id], default=None)))
    return found


def _open_limits(session: Session, institution_id: str, cases: Sequence[UUID]) -> dict[UUID, int]:
    """Return the ceilings of the cases whose revolving limit is open: it may be drawn to the full any day."""
    if not cases:
        return {}
    rows = select(Limit).where(
        Limit.institution_id == institution_id, Limit.case_id.in_(cases), Limit.standing == "open"
    )
    return {each.case_id: each.ceiling or 0 for each in session.scalars(rows) if each.case_id}


def circles_of_each(
    session: Session, institution_id: str, applicants: Sequence[Farmer | Enterprise]
) -> dict[UUID, set[UUID]]:
    """Return for each customer the files of all who count as one with them.

    A farmer counts with the household, whichever of them it is written down under, and with the firms that
    somebody of it represents; a firm with its representative's household and their other firms.
    """
    numbers = {each.id: _number_of(each) for each in applicants}
    reader = _Circles(session, institution_id, {number for number in numbers.values() if number})
    found = {}
    for each in applicants:
        own = {each.id} if isinstance(each, Farmer) else set[UUID]()
        found[each.id] = reader.circle(numbers[each.id], own) | {each.id}
    return found


def _number_of(applicant: Farmer | Enterprise) -> str:
    """Return the number of the person whose household counts."""
    number = applicant.id_number if isinstance(applicant, Farmer) else applicant.representative_id
    return number or ""


class _Circles:
    """Households and their firms around some persons, read by few queries for all of them."""

    def __init__(self, session: Session, institution_id: str, numbers: Collection[str]) -> None:
        self._session, self._institution = session, institution_id
        self._under = self._pairs(HouseholdMember.id_number, HouseholdMember.farmer_id, numbers)
        self._files = self._pairs(Farmer.id_number, Farmer.id, numbers)
        heads = set[UUID]().union(*self._under.values(), *self._files.values())
        self._kin = self._pairs(HouseholdMember.farmer_id, HouseholdMember.id_number, heads)
        self._own = self._pairs(Farmer.id, Farmer.id_number, heads)
        people = set(numbers).union(*self._kin.values(), *self._own.values())
        self._files |= self._pairs(Farmer.id_number, Farmer.id, people - set(numbers))
        self._firms = self._pairs(Enterprise.representative_id, Enterprise.id, people)

    def circle(self, number: str, own: Collection[UUID]) -> set[UUID]:
        """Return the files around the person of that number; *own* is the file itself, where it is a farmer's."""
        heads = set(own) | self._under[number] | self._files[number]
        people = {number}.union(*(self._kin[head] | self._own[head] for head in heads))
        return heads.union(*(self._files[each] | self._firms[each] for each in people))

    def _pairs(self, key: Any, value: Any, wanted: Collection[Any]) -> dict[Any, set[Any]]:
        """Return by key the values of the rows that have one of the wanted keys."""
        found = defaultdict[Any, set[Any]](set)
        if not wanted:
            return found
        rows = select(key, value).where(key.class_.institution_id == self._institution, key.in_(wanted))
        for one, other in self._session.execute(rows):
            if one and other:
                found[one].add(other)
        return found
