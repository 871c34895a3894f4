"""What a reminder, a demand and a demand on a guarantor say (D24): figures of one day, taken from the books."""

from dataclasses import dataclass
from datetime import date, timedelta

from models.documents.contract import Contract
from models.documents.terms import PartyLine
from models.errors import RuleBroken
from models.lending.arrears import Claims
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.text import Text

DAYS_TO_PAY = 7


@dataclass(frozen=True)
class NoticeTerms:
    """The contents of a notice.

    Attributes:
        kind: Its key in ``models.postloan.words.NOTICE_LABELS``.
        debtor: To whom it goes; the owner of a security where it goes to a guarantor.
        borrower: Whose loan it is.
        contract_number: Of the loan contract.
        note_number: Of the note.
        principal: As paid out, in fen.
        due_on: The maturity.
        as_of: The day of the figures.
        owed: What is due and unpaid on that day, in fen by kind; what falls due at maturity for a reminder.
        days_overdue: On that day.
        deadline: Until when it is to be paid.
        securities: What is held as security, by name.
    """

    kind: str
    debtor: PartyLine
    borrower: str
    contract_number: str
    note_number: str
    principal: int
    due_on: date
    as_of: date
    owed: Claims
    days_overdue: int
    deadline: date
    securities: tuple[str, ...]


def notice_terms(dossier: Dossier, note: LoanNote, kind: str, debtor: PartyLine, today: date) -> NoticeTerms:
    """Return what a notice on a note says today.

    Raises:
        RuleBroken: Nothing is left to be paid.
    """
    schedule = dossier.aftercare.schedule(note)
    due = note.due_on or today
    owed = schedule.pay_off(due) if kind == "reminder" and due >= today else schedule.owed(today)
    if not owed.total:
        raise RuleBroken(Text("该借据没有应还款项，无需通知。", "Nothing is owed on the note; no notice."))
    return NoticeTerms(
        kind=kind,
        debtor=debtor,
        borrower=dossier.applicant.full_name if dossier.applicant else "",
        contract_number=_loan_contract(dossier.contracts),
        note_number=note.number,
        principal=note.principal or 0,
        due_on=due,
        as_of=today,
        owed=owed,
        days_overdue=schedule.days_overdue(today),
        deadline=due if kind == "reminder" and due >= today else today + timedelta(days=DAYS_TO_PAY),
        securities=tuple(each.collateral.description for each in dossier.securities),
    )


def _loan_contract(contracts: list[Contract]) -> str:
    return next((each.number for each in contracts if each.is_loan_contract), "")
