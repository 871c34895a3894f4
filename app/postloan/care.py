"""Loan care on one case: a form with what is known, a check with its photograph, a renewal."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app import cases
from app.attachments.papers import Subject, file_paper
from app.attachments.taken import Taken
from models.approval.roles import Actor
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.lending.dossier import Dossier, Security
from models.lending.states import MONEY_OUT
from models.money import show_yuan
from models.party.farmer import Farmer
from models.text import Text

_CARRIED_OVER = (
    "applicant_kind",
    "applicant_id",
    "product",
    "months",
    "rate",
    "purpose",
    "method",
    "payment_mode",
    "payee_name",
    "payee_account",
    "repayment_source",
)


def known_of(session: Session, actor: Actor, case_id: UUID, today: date) -> dict[str, Any]:
    """Return what a check can be filled in with: what the money was for, the crop, the securities.

    Raises:
        NotFound: There is no such case here.
    """
    dossier = Dossier.load(session, actor.institution_id, case_id)
    case, applicant = dossier.case, dossier.applicant
    payee = f"；收款人：{case.payee_name}" if case.payee_name else ""
    crops = (applicant.crops or "") if isinstance(applicant, Farmer) else ""
    return {
        "place": case.visited_place or (getattr(applicant, "village", "") or ""),
        "met": applicant.full_name if applicant else "",
        "use_of_funds": f"合同用途：{case.purpose}{payee}。核实情况：",
        "business": f"主要作物：{crops}。长势：" if crops else "",
        "collateral": "\n".join(_line_of(each, today) for each in dossier.securities),
    }


def _line_of(security: Security, today: date) -> str:
    value = security.valuation.value if security.valuation else None
    until = security.revalue_by(today)
    worth = f"，估值{show_yuan(value)}元" if value else ""
    renew = f"，{until}前重估" if until else ""
    return f"{security.collateral.description}{worth}{renew}："


def record_check(
    session: Session,
    actor: Actor,
    case_id: UUID,
    arguments: Mapping[str, Any],
    photo: Taken | None,
    today: date,
) -> Text:
    """Put the photograph among the papers of the case and ask the centre to keep the check, which names it.

    Raises:
        RuleBroken, NotAllowed: It would be refused; nothing is kept.
    """
    told = dict(arguments)
    if photo:
        told["photo_name"], told["photo_sha256"] = photo.title, photo.sha256
        file_paper(session, actor, Subject(LoanCase.kind, case_id), photo, today)
    return cases.request_step(session, actor, case_id, "record_check", told, today)


def open_renewal(session: Session, actor: Actor, case_id: UUID, today: date) -> LoanCase:
    """Open a draft case that renews another: the same borrower and terms, the amount that is still owed.

    Raises:
        NotFound: There is no such case here.
        NotAllowed: The person is no loan officer.
        RuleBroken: Nothing is owed on the old loan, or its borrower is not here.
    """
    old = Dossier.load(session, actor.institution_id, case_id)
    owed = sum(note.outstanding or 0 for note in old.notes)
    if old.state not in MONEY_OUT or not owed or old.applicant is None:
        raise RuleBroken(Text("原贷款已无余额，无需续贷。", "The old loan owes nothing; none is renewed."))
    case = cases.open_case(session, actor, old.applicant, today)
    for name in _CARRIED_OVER:
        setattr(case, name, getattr(old.case, name))
    case.amount, case.renews = owed, old.case.id
    return case
