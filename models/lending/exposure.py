"""What a customer owes besides one case: other loans, the household's loans, and what they answer for."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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


def other_exposure_of_each(
    session: Session,
    institution_id: str,
    cases: Sequence[LoanCase],
    applicants: Sequence[Farmer | Enterprise],
) -> dict[UUID, int]:
    """Return for each case what customer and household owe or may draw otherwise, in fen (domain 2.5, 3.2).

    What they answer for as guarantors counts by the share that the parameters say.
    """
    households = _households(
        session, institution_id, [each for each in applicants if isinstance(each, Farmer)]
    )
    people = {
        case.id: households.get(case.applicant_id, {case.applicant_id}) if case.applicant_id else set()
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
    owed: Mapping[UUID, list[tuple[UUID, int]]],
    guaranteed: Mapping[UUID, int],
) -> int:
    loans = sum(amount for person in people for other, amount in owed.get(person, ()) if other != case.id)
    answered = sum(guaranteed.get(person, 0) for person in people)
    if not answered:
        return loans
    share = Decimal(lending_parameter("guarantee", case.changed_on or date.max)["exposure_percent"])
    return loans + round_fen(answered * share / 100)


def _owed(
    session: Session, institution_id: str, people: Collection[UUID]
) -> dict[UUID, list[tuple[UUID, int]]]:
    """Return for each customer their cases, each with what is owed on it or may still be drawn."""
    rows = session.execute(
        select(LoanCase.id, LoanCase.applicant_id, LoanCase.state, LoanCase.amount, LoanCase.revolving).where(
            LoanCase.institution_id == institution_id, LoanCase.applicant_id.in_(people)
        )
    ).all()
    open_ended = _open_limits(session, institution_id, [row.id for row in rows if row.revolving])
    committed = {row.id: row.amount or 0 for row in rows if row.state in UNDER_COMMITMENT} | open_ended
    notes = session.execute(
        select(LoanNote.case_id, LoanNote.outstanding).where(
            LoanNote.institution_id == institution_id,
            LoanNote.case_id.in_([row.id for row in rows if row.id not in committed]),
        )
    ).all()
    drawn = defaultdict[UUID, int](int)
    for case_id, outstanding in notes:
        if case_id:
            drawn[case_id] += outstanding or 0
    found = defaultdict[UUID, list[tuple[UUID, int]]](list)
    for row in rows:
        found[row.applicant_id].append((row.id, committed.get(row.id, drawn[row.id])))
    return found


def _open_limits(session: Session, institution_id: str, cases: Sequence[UUID]) -> dict[UUID, int]:
    """Return the ceilings of the cases whose revolving limit is open: it may be drawn to the full any day."""
    if not cases:
        return {}
    rows = select(Limit).where(
        Limit.institution_id == institution_id, Limit.case_id.in_(cases), Limit.standing == "open"
    )
    return {each.case_id: each.ceiling or 0 for each in session.scalars(rows) if each.case_id}


def _households(session: Session, institution_id: str, farmers: Sequence[Farmer]) -> dict[UUID, set[UUID]]:
    """Return the files of everybody in each farmer's household, whichever of them it is written down under."""
    if not farmers:
        return {}
    same_bank = HouseholdMember.institution_id == institution_id
    numbers = {each.id_number for each in farmers if each.id_number}
    named = _grouped(
        session.execute(
            select(HouseholdMember.id_number, HouseholdMember.farmer_id).where(
                same_bank, HouseholdMember.id_number.in_(numbers)
            )
        ).all()
    )
    heads = {each.id: {each.id} | (named[each.id_number] if each.id_number else set()) for each in farmers}
    kin = _grouped(
        session.execute(
            select(HouseholdMember.farmer_id, HouseholdMember.id_number).where(
                same_bank,
                HouseholdMember.farmer_id.in_(set[UUID]().union(*heads.values())),
                HouseholdMember.id_number != "",
            )
        ).all()
    )
    files = _grouped(
        session.execute(
            select(Farmer.id_number, Farmer.id).where(
                Farmer.institution_id == institution_id,
                Farmer.id_number.in_(set[str]().union(*kin.values())),
            )
        ).all()
    )
    return {
        farmer: own.union(*(files[number] for head in own for number in kin[head]))
        for farmer, own in heads.items()
    }


def _grouped(pairs: Iterable[Any]) -> dict[Any, set[Any]]:
    found = defaultdict[Any, set[Any]](set)
    for key, value in pairs:
        if value:
            found[key].add(value)
    return found
