"""Made-up guarantors: borrowers of other cases who live alone, so that no spouse has to sign."""

from datetime import date
from typing import Any

from models.lending.days import add_months
from models.lending.guarantee import GroupMember, Guarantee, GuaranteeGroup
from models.lending.sureties import Party, Surety
from models.party.enterprise import Enterprise
from models.sample.casework import Running
from models.sample.chance import moment
from models.sample.scope import Scope

_TAIL_MONTHS = 36


def guarantee(scope: Scope, running: Running, who: Party, amount: int, **more: Any) -> Surety:
    """Let *who* answer for *amount* fen in a case until three years after it; return how they stand."""
    case, opened = running.dossier.case, running.plan.opened
    due = add_months(scope.today, case.months or 0)
    given = Guarantee(
        institution_id=scope.institution_id,
        branch_id=scope.branch_id,
        id=running.chance.identity(moment(opened, 8)),
        case_id=case.id,
        guarantor_kind=Enterprise.kind if isinstance(who, Enterprise) else "farmer",
        guarantor_id=who.id,
        amount=amount,
        dropped=False,
        liability="joint",
        mode="single",
        begins_on=due,
        ends_on=add_months(due, _TAIL_MONTHS),
        **more,
    )
    surety = Surety(given, who)
    running.dossier.sureties.append(surety)
    return surety


def group(scope: Scope, running: Running, people: list[Party], cap: int) -> None:
    """Let the borrower and *people* form a group whose other members answer for the case, each up to *cap*."""
    home = {"institution_id": scope.institution_id, "branch_id": scope.branch_id}
    opened: date = running.plan.opened
    made = GuaranteeGroup(
        **home,
        id=running.chance.identity(moment(opened, 1)),
        full_name="东岗村联保一组",
        agreement="联保2399第001号",
        agreed_on=opened,
    )
    members = [
        GroupMember(
            **home,
            id=running.chance.identity(moment(opened, 2)),
            group_id=made.id,
            member_kind="farmer",
            member_id=each.id,
            cap=cap,
        )
        for each in [running.dossier.applicant, *people]
        if each
    ]
    running.before += [made, *members]
    for who in people:
        surety = guarantee(scope, running, who, min(cap, running.dossier.case.amount or 0), group_id=made.id)
        surety.group, surety.members = made, members
