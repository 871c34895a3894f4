"""The annualised cost of a loan 年化综合成本, simple and compound, with every fee and who charges it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from models.errors import RuleBroken
from models.lending.days import whole_months
from models.lending.plan import Plan
from models.lending.terms import Draw
from models.text import Text

_STEPS = 60
_DIGITS = 50
_PLACES = Decimal("1e-12")
_PERCENT = Decimal("0.01")
_YEAR_MONTHS = 12
_YEAR_DAYS = 365


class When(StrEnum):
    """When a fee is paid."""

    START = "START"
    EACH = "EACH"
    END = "END"


class Flow(NamedTuple):
    """Fen that the borrower receives (above zero) or pays (below zero) on a day."""

    on: date
    amount: int


@dataclass(frozen=True)
class Fee:
    """A charge that the borrower bears because of the loan.

    Attributes:
        name: What it is called on the cost sheet.
        charged_by: Who charges it: the bank, a guarantee company, a partner.
        amount: Fen each time it is charged.
        when: At the start, with each payment, or with the last.
        on: A day of its own, instead of ``when``.
    """

    name: str
    charged_by: str
    amount: int
    when: When = When.START
    on: date | None = None


class AnnualCost(NamedTuple):
    """The cost in percent a year with two decimals, by both methods.

    ``period_rate`` is the solved rate as a fraction: of one payment period, or of one day where the
    payments are irregular.
    """

    simple: Decimal
    compound: Decimal
    period_rate: Decimal
    regular: bool
    cost: int


def fee_flows(plan: Plan, fees: Sequence[Fee]) -> list[Flow]:
    """Return what the borrower pays in fees, by day."""
    flows: list[Flow] = []
    for fee in fees:
        if fee.amount < 0:
            raise RuleBroken(Text("费用不能为负。", "A fee cannot be negative."), field="fees")
        days = {
            When.START: [plan.terms.start],
            When.END: [plan.rows[-1].due],
            When.EACH: [row.due for row in plan.rows],
        }
        flows += [Flow(day, -fee.amount) for day in ([fee.on] if fee.on else days[fee.when])]
    return flows


def plan_flows(plan: Plan, fees: Sequence[Fee] = ()) -> list[Flow]:
    """Return every payment between borrower and lenders, one sum for each day, in order."""
    flows = [Flow(plan.terms.start, plan.terms.principal)] if plan.terms.principal else []
    flows += [Flow(event.on, event.amount) for event in plan.terms.events if isinstance(event, Draw)]
    flows += [Flow(row.due, -row.total) for row in plan.rows]
    return net(flows + fee_flows(plan, fees))


def net(flows: Sequence[Flow]) -> list[Flow]:
    """Return one flow for each day, in order."""
    days: dict[date, int] = {}
    for flow in flows:
        days[flow.on] = days.get(flow.on, 0) + flow.amount
    return [Flow(day, days[day]) for day in sorted(days)]


def annual_cost(flows: Sequence[Flow]) -> AnnualCost:
    """Return the annualised cost of what was received and paid.

    Regular payments, a whole number of months apart, are solved by period: simple = rate · periods a
    year, compound = (1 + rate)^periods - 1. Others are solved by day: compound = (1 + rate)^365 - 1;
    simple is the yearly rate that, by days / 365 on what is owed, is paid off by the payments.

    Raises:
        RuleBroken: Less is paid back than was received, or the cost is beyond 100 % a period.

    Source:
        PBOC notice [2021] 3 on showing the yearly rate of loans: all costs over the principal actually
        held, by the internal rate of return; the simple method only where it is labelled 单利.
    """
    flows = net(flows)
    if len({flow.amount > 0 for flow in flows if flow.amount}) != len((True, False)):
        raise RuleBroken(
            Text("须同时有借款人收到和支付的款项。", "There must be money received and money paid."),
            field="flows",
        )
    cost = -sum(flow.amount for flow in flows)
    with localcontext(prec=_DIGITS):
        if step := _regular_step(flows):
            rate = _solve(flows, lambda rate, _gap: 1 + rate, Decimal(1))
            times = Decimal(_YEAR_MONTHS) / step
            simple, compound = rate * times, (1 + rate) ** times - 1
        else:
            rate = _solve(flows, lambda rate, gap: (1 + rate) ** gap, Decimal(1))
            simple = _solve(flows, lambda rate, gap: 1 + rate * gap / _YEAR_DAYS, Decimal(_YEAR_DAYS))
            compound = (1 + rate) ** _YEAR_DAYS - 1
        return AnnualCost(
            _percent(simple), _percent(compound), rate.quantize(_PLACES, ROUND_HALF_UP), bool(step), cost
        )


def cost_of_months(received: int, payments: Sequence[int]) -> AnnualCost:
    """Return the annualised cost of one sum received and a payment each month after it, in fen."""
    begin = date(2001, 1, 1)
    days = [
        date(begin.year + number // _YEAR_MONTHS, number % _YEAR_MONTHS + 1, 1)
        for number in range(len(payments) + 1)
    ]
    return annual_cost(
        [Flow(begin, received), *(Flow(day, -paid) for day, paid in zip(days[1:], payments, strict=True))]
    )


def _regular_step(flows: Sequence[Flow]) -> int:
    """Return the months between two payments; 0 for a single payment or where they are irregular."""
    if len(flows) <= len(("lent", "repaid")):
        return 0
    seed = max(flow.on.day for flow in flows)
    gaps = {whole_months(one.on, other.on, seed) for one, other in pairwise(flows)}
    return gaps.pop() if len(gaps) == 1 else 0


def _solve(flows: Sequence[Flow], growth: Callable[[Decimal, int], Decimal], high: Decimal) -> Decimal:
    """Return the rate at which the flows come to nothing, by bisection between 0 and *high*."""
    if sum(flow.amount for flow in flows) > 0:
        raise RuleBroken(
            Text("还款合计少于实得金额，请核对。", "Less is paid back than was received; please check."),
            field="flows",
        )
    gaps = [(after.on - before.on).days for before, after in pairwise(flows)]
    low, limit = Decimal(0), high
    for _ in range(_STEPS):
        middle, left = (low + high) / 2, Decimal(flows[0].amount)
        for gap, flow in zip(gaps, flows[1:], strict=True):
            left = left * growth(middle, gap) + flow.amount
        low, high = (middle, high) if left < 0 else (low, middle)
    if limit - high < _PLACES:
        raise RuleBroken(
            Text("费用过高，无法折算年化成本。", "The cost is too high to be annualised."), field="flows"
        )
    return (low + high) / 2


def _percent(rate: Decimal) -> Decimal:
    return (rate * 100).quantize(_PERCENT, ROUND_HALF_UP)
