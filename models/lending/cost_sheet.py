"""The data of the all-in cost sheet 综合融资成本明示表; the printed form lays it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from models.lending.annual_cost import AnnualCost, Fee, When, annual_cost, fee_flows, plan_flows
from models.lending.arrears import PenaltyTerms
from models.lending.plan import Plan
from models.money import show_yuan
from models.text import Text

_WAYS = {
    When.START: Text("放款时一次性收取", "once, when the loan is paid out"),
    When.EACH: Text("随每期还款收取", "with each payment"),
    When.END: Text("到期时收取", "with the last payment"),
}
STATEMENT = Text(
    "除上述费用外，不收取其他与贷款相关的任何费用。",
    "No charge in connection with the loan other than those above is made.",
)


class CostItem(NamedTuple):
    """A cost under normal performance: what, by whom, how, the sum in fen.

    ``yearly`` is by how many percent a year it raises the simple annualised cost.
    """

    name: Text
    charged_by: str
    way: Text
    amount: int
    yearly: Decimal


class ContingentItem(NamedTuple):
    """A cost that arises only if the contract is broken or ended early."""

    name: Text
    charged_by: str
    standard: Text


@dataclass(frozen=True)
class CostSheet:
    """Everything that the borrower signs before the contract."""

    lender: str
    principal: int
    start: date
    end: date
    method: Text
    rate: Decimal
    items: tuple[CostItem, ...]
    contingent: tuple[ContingentItem, ...]
    cost: AnnualCost
    statement: Text = STATEMENT


def cost_sheet(plan: Plan, lender: str, fees: Sequence[Fee], penalties: PenaltyTerms) -> CostSheet:
    """Return the all-in cost sheet of a plan.

    Raises:
        RuleBroken: A fee is negative, or the costs cannot be annualised.

    Source:
        Rules on showing the all-in financing cost of personal loans, in force from 2026-08-01.
    """
    terms = plan.terms
    plain = annual_cost(plan_flows(plan)).simple
    interest = CostItem(
        Text("贷款利息", "interest"),
        lender,
        Text(
            f"年利率 {terms.rate}%，{terms.method.label.zh}",
            f"{terms.rate} % a year, {terms.method.label.en}",
        ),
        plan.totals.interest,
        plain,
    )
    return CostSheet(
        lender=lender,
        principal=terms.lent,
        start=terms.start,
        end=plan.rows[-1].due,
        method=terms.method.label,
        rate=terms.rate,
        items=(interest, *(_fee_item(plan, fee, plain) for fee in fees)),
        contingent=_contingent(lender, terms.rate, penalties),
        cost=annual_cost(plan_flows(plan, fees)),
    )


def _fee_item(plan: Plan, fee: Fee, without: Decimal) -> CostItem:
    amount = -sum(flow.amount for flow in fee_flows(plan, [fee]))
    way = Text(f"于 {fee.on} 收取", f"on {fee.on}") if fee.on else _WAYS[fee.when]
    each = Text(
        f"{way.zh}，每次 {show_yuan(fee.amount)} 元", f"{way.en}, {show_yuan(fee.amount)} yuan each time"
    )
    yearly = annual_cost(plan_flows(plan, [fee])).simple - without
    return CostItem(Text(fee.name, fee.name), fee.charged_by, each, amount, yearly)


def _contingent(lender: str, rate: Decimal, penalties: PenaltyTerms) -> tuple[ContingentItem, ...]:
    def raised(percent: Decimal, zh: str, en: str) -> Text:
        yearly = (rate * (100 + percent) / 100).normalize()
        return Text(
            f"在合同利率上加收 {percent}%，即年利率 {yearly:f}%，按{zh}金额和天数计收；未按期支付的利息按同一利率计收复利",
            f"{percent} % on top of the contract rate, that is {yearly:f} % a year, on the {en} sum and its days; "
            "interest not paid when due bears compound interest at the same rate",
        )

    return (
        ContingentItem(
            Text("逾期罚息", "overdue penalty"), lender, raised(penalties.overdue, "逾期", "overdue")
        ),
        ContingentItem(
            Text("挪用罚息", "penalty for misuse"), lender, raised(penalties.misuse, "挪用", "misused")
        ),
        ContingentItem(
            Text("提前还款违约金", "prepayment charge"),
            "/",
            Text("不收取，按实际用款天数计息", "none; interest for the days the money was used"),
        ),
    )
