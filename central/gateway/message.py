"""What is handed to core banking and taken back: plain data, the same for every adapter (docs/gateway.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from models.approval.act import Act
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.lending.credit import Facility, LoanNote
from models.lending.dossier import Dossier
from models.party.enterprise import Enterprise
from models.text import Text

APPROVED, PAID, REPAYMENT = "case_approved", "drawdown_paid", "repayment"
_AMOUNTS = ("principal", "interest", "penalty", "fees")
_LONGEST = 60
_NO_PAYMENT = Text(
    "还款数据格式不正确：{what}，请核对接口文件。",
    "This is no repayment ({what}); check what core banking sent.",
)


@dataclass(frozen=True)
class Message:
    """One thing that core banking is told; the identity is also the key under which it is told once.

    Attributes:
        identity: Of the message.
        kind: ``case_approved`` or ``drawdown_paid``.
        body: What; amounts in fen, days as ISO 8601, rates in percent a year as text.
    """

    identity: UUID
    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class CorePayment:
    """One payment that core banking has booked on a note; amounts in fen.

    Attributes:
        reference: Core banking's own, unique in the bank.
        note: The number of the note.
        paid_on: The day.
        amounts: By ``principal``, ``interest``, ``penalty``, ``fees``.
        reversed: Whether core banking has taken it back since.
    """

    reference: str
    note: str
    paid_on: date
    amounts: Mapping[str, int]
    reversed: bool = False

    def body(self) -> dict[str, Any]:
        """Return the payment as JSON."""
        told = {"reference": self.reference, "note": self.note, "paid_on": self.paid_on.isoformat()}
        return {**told, **self.amounts, "reversed": self.reversed}


def read_payment(body: Any) -> CorePayment:
    """Return the payment that core banking tells as JSON.

    Raises:
        RuleBroken: It is none.
    """
    try:
        amounts = {name: body.get(name, 0) for name in _AMOUNTS}
        if any(type(amount) is not int for amount in amounts.values()):
            raise RuleBroken(_NO_PAYMENT.fill(what="amounts"))
        paid_on = date.fromisoformat(body["paid_on"])
        told = _word(body["reference"]), _word(body["note"])
        return CorePayment(*told, paid_on, amounts, body.get("reversed", False) is True)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise RuleBroken(_NO_PAYMENT.fill(what=ascii(body)[:60])) from None


def _word(told: Any) -> str:
    word = str(told).strip()
    if not word.isprintable() or not 0 < len(word) <= _LONGEST:
        raise ValueError
    return word


def case_approved(act: Act) -> dict[str, Any]:
    """Return what core banking is told of an approved case."""
    dossier = act.dossier
    return {**_case(dossier), "facility": _facility(dossier.facility)}


def drawdown_paid(act: Act, note: LoanNote) -> dict[str, Any]:
    """Return what core banking is told of money that is to leave the bank now."""
    drawdown = next(each for each in act.dossier.drawdowns if each.id == note.drawdown_id)
    return {
        **_case(act.dossier),
        "facility": _facility(act.dossier.facility),
        "drawdown": {
            "id": str(drawdown.id),
            "payment_mode": drawdown.payment_mode,
            "payee_name": drawdown.payee_name,
            "payee_account": drawdown.payee_account,
        },
        "note": {
            "id": str(note.id),
            "number": note.number,
            "principal": note.principal,
            "rate": str(note.rate),
            "method": note.method,
            "starts_on": note.starts_on.isoformat() if note.starts_on else None,
            "due_on": note.due_on.isoformat() if note.due_on else None,
        },
        "collateral": [
            {
                "id": str(security.collateral.id),
                "kind": security.collateral.collateral_kind,
                "secured": security.pledge.secured,
                "registration_number": security.pledge.registration_number,
            }
            for security in act.dossier.standing
        ],
    }


def _case(dossier: Dossier) -> dict[str, Any]:
    case = dossier.case
    return {
        "case": {"id": str(case.id), "number": case.number, "product": case.product},
        **_borrower(dossier),
    }


def _borrower(dossier: Dossier) -> dict[str, Any]:
    case: LoanCase = dossier.case
    party = dossier.applicant
    if party is None:
        return {"borrower": {"id": str(case.applicant_id), "kind": case.applicant_kind}}
    number = party.credit_code if isinstance(party, Enterprise) else party.id_number
    told = {"id": str(party.id), "kind": case.applicant_kind, "name": party.full_name, "number": number}
    return {"borrower": {**told, "branch": party.branch_id}}


def _facility(facility: Facility | None) -> dict[str, Any] | None:
    if facility is None:
        return None
    return {
        "limit": facility.limit,
        "rate": str(facility.rate),
        "months": facility.months,
        "method": facility.method,
        "approved_on": facility.approved_on.isoformat() if facility.approved_on else None,
    }
