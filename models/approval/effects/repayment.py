"""What the steps write: payments, their reversal, and costs that the borrower bears."""

from models.approval.act import Act
from models.approval.effects import limits
from models.approval.effects.loan import comment_told, day_told, note_of, standing, write_balance
from models.errors import NotFound, RuleBroken
from models.lending.states import STANDING, State
from models.postloan.records import Charge, Repayment
from models.postloan.repayment import Payment, check_payment, taken
from models.text import Text


def can_be_owed(act: Act) -> None:
    """Let a payment be booked only if the note can owe it and nobody has booked its reference.

    Raises:
        RuleBroken: See ``check_payment``; or another case has booked the reference.
    """
    day_told(act, "paid_on")
    payment = Payment.told(act.arguments)
    check_payment(note_of(act), act.dossier.aftercare, payment, act.today)
    if act.is_booked(payment.reference):
        raise RuleBroken(taken(payment.reference), field="reference")


def record_repayment(act: Act) -> State:
    """Book a payment that core banking has booked; the principal that is back is free again."""
    note, payment = note_of(act), Payment.told(act.arguments)
    repayment = act.make(
        Repayment,
        case_id=act.dossier.case.id,
        note_id=note.id,
        recorded_by=act.actor.login,
        **payment._asdict(),
    )
    act.dossier.aftercare.repayments.append(repayment)
    write_balance(act, note)
    limits.repaid(act, payment.reference, payment.principal, payment.paid_on)
    return _after_payment(act)


def is_the_last(act: Act) -> None:
    """Let only the last payment of a note be reversed.

    Raises:
        NotFound: The case has no such payment.
        RuleBroken: Later payments or changes rest on it.
    """
    found, care = _payment_of(act), act.dossier.aftercare
    later = [
        each
        for each in care.repayments
        if each.note_id == found.note_id and not each.void and each.id > found.id
    ]
    day = found.paid_on or act.today
    changed = [each for each in care.signed_changes if (each.effective_on or day) >= day]
    if later or changed:
        raise RuleBroken(
            Text(
                "此后已有还款或条件变更，请先冲正后面的记录。",
                "Later payments or a change of terms rest on it; reverse those first.",
            ),
            field="reference",
        )


def _payment_of(act: Act) -> Repayment:
    reference = str(act.arguments.get("reference") or "").strip()
    payments = act.dossier.aftercare.repayments
    found = next((each for each in payments if each.reference == reference and not each.void), None)
    if found is None:
        raise NotFound(Text("没有这笔流水的还款。", "There is no payment with that reference."))
    return found


def reverse_repayment(act: Act) -> State:
    """Reverse the last payment of a note 冲正, as core banking did."""
    found = _payment_of(act)
    found.void = True
    write_balance(act, next(each for each in act.dossier.notes if each.id == found.note_id))
    limits.taken_back(act, found.reference, found.principal or 0, act.today)
    return _after_payment(act)


def _after_payment(act: Act) -> State:
    state = act.dossier.state
    return standing(act) if state in STANDING | {State.DISBURSED, State.SETTLED} else state


def is_a_charge(act: Act) -> None:
    """Let costs be charged only with their amount and day.

    Raises:
        RuleBroken: The amount or the day is missing.
    """
    amount = act.arguments.get("amount")
    if not amount or amount < 0:
        raise RuleBroken(Text("请填写大于零的金额。", "Give an amount above zero."), field="amount")
    day_told(act, "charged_on")
    note_of(act)


def charge_costs(act: Act) -> State:
    """Note costs of realising the claim that the borrower bears."""
    charge = act.make(
        Charge,
        case_id=act.dossier.case.id,
        note_id=note_of(act).id,
        amount=act.arguments["amount"],
        charged_on=day_told(act, "charged_on"),
        reason=comment_told(act),
    )
    act.dossier.aftercare.charges.append(charge)
    return act.dossier.state
