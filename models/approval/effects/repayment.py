"""What the steps write: payments, their reversal, and costs that the borrower bears."""

from models.approval.act import Act
from models.approval.effects import limits
from models.approval.effects.loan import comment_told, day_told, note_of, standing, write_balance
from models.errors import NotFound, RuleBroken
from models.lending.states import STANDING, State
from models.postloan.records import Charge, Repayment
from models.postloan.repayment import Payment, check_payment, taken
from models.text import Text


def record_repayment(act: Act) -> State:
    """Book a payment that core banking has booked; the principal that is back is free again.

    Raises:
        RuleBroken: The note cannot owe it; see ``check_payment``. Or another case has booked the reference.
    """
    note, care = note_of(act), act.dossier.aftercare
    day_told(act, "paid_on")
    payment = Payment.told(act.arguments)
    check_payment(note, care, payment, act.today)
    if act.is_booked(payment.reference):
        raise RuleBroken(taken(payment.reference), field="reference")
    repayment = act.make(
        Repayment,
        case_id=act.dossier.case.id,
        note_id=note.id,
        recorded_by=act.actor.login,
        **payment._asdict(),
    )
    care.repayments.append(repayment)
    write_balance(act, note)
    limits.repaid(act, payment.reference, payment.principal, payment.paid_on)
    return _after_payment(act)


def reverse_repayment(act: Act) -> State:
    """Reverse the last payment of a note 冲正, as core banking did.

    Raises:
        NotFound: The case has no such payment.
        RuleBroken: Later payments or changes rest on it.
    """
    care = act.dossier.aftercare
    reference = str(act.arguments.get("reference") or "").strip()
    found = next((each for each in care.repayments if each.reference == reference and not each.void), None)
    if found is None:
        raise NotFound(Text("没有这笔流水的还款。", "There is no payment with that reference."))
    note = next(each for each in act.dossier.notes if each.id == found.note_id)
    later = [
        each for each in care.repayments if each.note_id == note.id and not each.void and each.id > found.id
    ]
    changed = [each for each in care.signed_changes if each.effective_on and found.paid_on]
    if later or any(each.effective_on >= found.paid_on for each in changed):  # type: ignore[operator] # both are days
        raise RuleBroken(
            Text(
                "此后已有还款或条件变更，请先冲正后面的记录。",
                "Later payments or a change of terms rest on it; reverse those first.",
            ),
            field="reference",
        )
    found.void = True
    write_balance(act, note)
    limits.taken_back(act, reference, found.principal or 0, act.today)
    return _after_payment(act)


def _after_payment(act: Act) -> State:
    state = act.dossier.state
    return standing(act) if state in STANDING | {State.DISBURSED, State.SETTLED} else state


def charge_costs(act: Act) -> State:
    """Note costs of realising the claim that the borrower bears.

    Raises:
        RuleBroken: The amount or the day is missing.
    """
    amount = act.arguments.get("amount")
    if not amount or amount < 0:
        raise RuleBroken(Text("请填写大于零的金额。", "Give an amount above zero."), field="amount")
    charge = act.make(
        Charge,
        case_id=act.dossier.case.id,
        note_id=note_of(act).id,
        amount=amount,
        charged_on=day_told(act, "charged_on"),
        reason=comment_told(act),
    )
    act.dossier.aftercare.charges.append(charge)
    return act.dossier.state
