"""What is wrong with a payment before it is booked."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from models.errors import RuleBroken
from models.lending.credit import LoanNote
from models.money import show_yuan
from models.postloan.aftercare import Aftercare
from models.postloan.schedule import Schedule
from models.text import Text


class Payment(NamedTuple):
    """One payment as core banking tells it; amounts in fen."""

    reference: str
    paid_on: date
    principal: int = 0
    interest: int = 0
    penalty: int = 0
    fees: int = 0

    @classmethod
    def told(cls, told: Mapping[str, Any]) -> "Payment":
        """Return the payment that a step or a row tells of; the day must be there."""
        amounts = {name: told.get(name) or 0 for name in PARTS}
        return cls(str(told.get("reference") or "").strip(), told["paid_on"], **amounts)


PARTS = {
    "principal": Text("本金", "principal"),
    "interest": Text("利息", "interest"),
    "penalty": Text("罚息复利", "penalty interest"),
    "fees": Text("费用", "fees"),
}


def check_payment(note: LoanNote, care: Aftercare, payment: Payment, today: date) -> None:
    """Let a payment pass only if the note can owe it.

    Raises:
        RuleBroken: A day lies ahead or before payout or the last payment, nothing is paid, or more than is owed.
    """
    if not payment.reference.strip():
        raise RuleBroken(Text("请填写核心流水号。", "Give the core reference."), field="reference")
    if any(each.reference == payment.reference for each in care.repayments):
        raise RuleBroken(taken(payment.reference), field="reference")
    _check_day(note, care, payment.paid_on, today)
    amounts = {name: getattr(payment, name) for name in PARTS}
    if min(amounts.values()) < 0 or not any(amounts.values()):
        raise RuleBroken(
            Text(
                "还款金额须大于零，且各项不为负。", "A payment is above zero and no part of it is negative."
            ),
            field="principal",
        )
    for name, limit in _limits(care.schedule(note), payment.paid_on).items():
        if amounts[name] > limit:
            raise RuleBroken(
                Text(
                    "{part}{paid}元超过当日应还{limit}元，请与核心账务核对。",
                    "{paid} yuan of {part} is more than the {limit} yuan owed that day; check with core banking.",
                ).fill(part=PARTS[name], paid=show_yuan(amounts[name]), limit=show_yuan(limit)),
                field=name,
            )


def taken(reference: str) -> Text:
    """Return the sentence that a reference is booked already."""
    return Text("流水号{reference}已入账。", "The reference {reference} is booked already.").fill(
        reference=reference
    )


def _check_day(note: LoanNote, care: Aftercare, day: date, today: date) -> None:
    if day > today:
        raise RuleBroken(
            Text("还款日期不能晚于今天。", "A payment cannot lie in the future."), field="paid_on"
        )
    if note.starts_on and day < note.starts_on:
        raise RuleBroken(
            Text("还款日期早于放款日期{day}。", "The payment is before the payout of {day}.").fill(
                day=note.starts_on
            ),
            field="paid_on",
        )
    booked = [each.paid_on for each in care.repayments if each.note_id == note.id and not each.void]
    booked += [each.effective_on for each in care.signed_changes if each.note_id == note.id]
    last = max((each for each in booked if each), default=day)
    if day < last:
        raise RuleBroken(
            Text(
                "早于{day}的已入账还款或条件变更，请按日期先后入账。",
                "A payment or change of {day} is booked already; book payments in order of their days.",
            ).fill(day=last),
            field="paid_on",
        )


def _limits(schedule: Schedule, day: date) -> dict[str, int]:
    """Return how much of each part can be owed on a day."""
    owed = schedule.pay_off(day)
    return {
        "principal": owed.principal,
        "interest": owed.interest,
        "penalty": owed.penalty + owed.compound,
        "fees": owed.costs,
    }
