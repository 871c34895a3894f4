"""What the terms of a loan note must satisfy; each refusal names its field."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.errors import RuleBroken
from models.text import Text

if TYPE_CHECKING:
    from models.lending.terms import Terms

MAX_PERIODS = 600
MAX_PRINCIPAL = 10**15 - 1
MAX_RATE = Decimal(1000)
_LAST_DAY = 31


def whole(value: object, name: str, *, low: int, high: int) -> int:
    """Return *value* if it is a whole number from *low* to *high*.

    Raises:
        RuleBroken: It is text, a truth value, a fraction, or out of range.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise RuleBroken(
            Text("“{value}”不是整数。", "“{value}” is not a whole number.").fill(value=str(value)[:40]),
            field=name,
        )
    if not low <= value <= high:
        raise RuleBroken(
            Text(
                "{value} 超出允许范围 {low}～{high}。", "{value} is outside the range {low} to {high}."
            ).fill(value=value, low=low, high=high),
            field=name,
        )
    return value


def amount(value: object, name: str, *, low: int = 1) -> int:
    """Return *value* if it is an amount of fen that can be lent.

    Raises:
        RuleBroken: It is no whole number of fen, not positive, or ten trillion yuan and more.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        if value < low:
            raise RuleBroken(Text("金额必须大于零。", "The amount must be above zero."), field=name)
        if value > MAX_PRINCIPAL:
            raise RuleBroken(
                Text("金额过大，请核对。", "The amount is too large; please check it."), field=name
            )
        return value
    raise RuleBroken(
        Text("“{value}”不是以分为单位的整数金额。", "“{value}” is not an amount in whole fen.").fill(
            value=str(value)[:40]
        ),
        field=name,
    )


def rate(value: object, name: str, *, zero: bool = False) -> Decimal:
    """Return *value* if it is a rate in percent.

    Raises:
        RuleBroken: It is no exact number, is negative, is zero where *zero* does not allow it, or absurd.
    """
    if not isinstance(value, Decimal) or not value.is_finite():
        raise RuleBroken(
            Text(
                "“{value}”不是利率，请填写如 4.35 的数字。",
                "“{value}” is no rate; write a figure such as 4.35.",
            ).fill(value=str(value)[:40]),
            field=name,
        )
    if value < 0 or value > MAX_RATE:
        raise RuleBroken(
            Text("利率 {value}% 超出允许范围。", "A rate of {value} % is out of range.").fill(value=value),
            field=name,
        )
    if value == 0 and not zero:
        raise RuleBroken(
            Text(
                "利率为零；免息贷款须明确约定免息。", "The rate is zero; a loan free of interest must say so."
            ),
            field=name,
        )
    return value


def day(value: object, name: str) -> date:
    """Return *value* if it is a calendar day.

    Raises:
        RuleBroken: It is something else.
    """
    if isinstance(value, date) and type(value) is date:
        return value
    raise RuleBroken(
        Text("“{value}”不是日期。", "“{value}” is no date.").fill(value=str(value)[:40]),
        field=name,
    )


def check_terms(terms: "Terms") -> None:
    """Check the terms of one loan note.

    Raises:
        RuleBroken: A value is out of range or contradicts another; the field is named.
    """
    amount(terms.principal, "principal", low=0)
    rate(terms.rate, "rate", zero=terms.settings.interest_free)
    day(terms.start, "start")
    _check_events(terms)
    amount(terms.lent, "principal")
    if terms.count is not None:
        whole(terms.count, "count", low=1, high=MAX_PERIODS)
    if terms.due_day is not None:
        whole(terms.due_day, "due_day", low=1, high=_LAST_DAY)
    if terms.instalment is not None:
        amount(terms.instalment, "instalment")
    whole(terms.grace, "grace", low=0, high=(terms.count or MAX_PERIODS + 1) - 1)
    _check_dates(terms)
    _check_method(terms)
    _check_shares(terms)


def _check_dates(terms: "Terms") -> None:
    if terms.end is not None and day(terms.end, "end") <= terms.start:
        raise RuleBroken(
            Text("到期日 {end} 不晚于起息日 {start}。", "The end {end} is not after the start {start}.").fill(
                end=terms.end, start=terms.start
            ),
            field="end",
        )
    if terms.first_due is not None and day(terms.first_due, "first_due") <= terms.start:
        raise RuleBroken(
            Text("首次还款日必须晚于起息日。", "The first due date must be after the start."),
            field="first_due",
        )


def _check_events(terms: "Terms") -> None:
    for event in terms.events:
        if day(event.on, "events") < terms.start:
            raise RuleBroken(
                Text("{on} 早于起息日。", "{on} is before the start.").fill(on=event.on), field="events"
            )
        # A prepayment of everything has no amount of its own.
        paid = getattr(event, "amount", None)
        if paid is not None:
            amount(paid, "events")
        if hasattr(event, "rate"):
            rate(event.rate, "events", zero=terms.settings.interest_free)


def _check_method(terms: "Terms") -> None:
    method = terms.method.value
    if method == "CUSTOM" and terms.parts:
        _check_parts(terms)
    elif method == "CUSTOM" and not terms.shares:
        raise RuleBroken(Text("请填写各期还本计划。", "Fill in the principal by date."), field="parts")
    elif not (terms.count or terms.end or terms.instalment):
        raise RuleBroken(Text("请填写期限。", "Fill in the term."), field="count")
    if terms.instalment is not None and method not in ("EPI", "STAGED", "FLAT"):
        raise RuleBroken(
            Text("该还款方式没有固定的每期还款额。", "This method has no fixed instalment."),
            field="instalment",
        )
    if method == "STAGED" and not terms.grace:
        raise RuleBroken(
            Text("请填写先付息的期数。", "Fill in for how many periods only interest is paid."), field="grace"
        )


def _check_parts(terms: "Terms") -> None:
    before = terms.start
    for part in terms.parts:
        amount(part.principal, "parts", low=0)
        if day(part.on, "parts") <= before:
            raise RuleBroken(
                Text("还本日期须晚于起息日且依次递增。", "The dates must follow the start and each other."),
                field="parts",
            )
        before = part.on
    total = sum(part.principal for part in terms.parts)
    if total != terms.lent:
        raise RuleBroken(
            Text(
                "各期本金合计 {total} 分，与贷款本金 {lent} 分不符。",
                "The parts sum to {total} fen, but the loan is {lent} fen.",
            ).fill(total=total, lent=terms.lent),
            field="parts",
        )
    if terms.end is not None and terms.end != before:
        raise RuleBroken(
            Text("最后一期还本日应为到期日。", "The last part must fall on the maturity."), field="parts"
        )


def _check_shares(terms: "Terms") -> None:
    for name, shares in (("shares", terms.shares), ("interest_shares", terms.interest_shares)):
        if shares and (sum(shares) != 1 or min(shares) < 0):
            raise RuleBroken(
                Text("各期比例须不为负且合计为 1。", "The shares must not be negative and must sum to 1."),
                field=name,
            )
        if shares and len(shares) != (terms.count or 0) - terms.grace:
            raise RuleBroken(
                Text("各期比例的个数须等于还本期数。", "There must be one share for each repaying period."),
                field=name,
            )
