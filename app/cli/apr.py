"""``heitu apr``: the annualised cost of a loan with its fees, simple and compound."""

import argparse
import json

from app.loan_arguments import add_loan_arguments, loan_terms
from models.errors import RuleBroken
from models.lending.annual_cost import AnnualCost, Fee, When, annual_cost, plan_flows
from models.lending.engine import make_plan
from models.lending.reading import parse_day, parse_rate
from models.money import parse_yuan, round_fen, show_yuan, yuan
from models.text import Text

NAME = "apr"
HELP = Text("年化综合成本（单利、复利）", "The annualised cost of a loan, simple and compound")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_loan_arguments(parser)
    parser.add_argument(
        "--fee",
        action="append",
        default=[],
        metavar="NAME:CHARGED_BY:YUAN[:WHEN]",
        help="费用：名称:收取方:金额或本金的%%[:START|EACH|END|日期] / a fee in yuan or %% of the loan",
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the annualised cost.

    Raises:
        RuleBroken: The terms do not allow a plan, or a fee is not written as it should be.
    """
    terms = loan_terms(arguments)
    fees = [_fee(text, terms.lent) for text in arguments.fee]
    cost = annual_cost(plan_flows(make_plan(terms), fees))
    if arguments.json:
        print(json.dumps(_data(cost, fees), ensure_ascii=False, indent=2))
        return 0
    print(f"年化综合成本（单利） simple:   {cost.simple}%")
    print(f"年化综合成本（复利） compound: {cost.compound}%")
    print(f"全部成本 total cost: {show_yuan(cost.cost)}")
    for fee in fees:
        print(f"  {fee.name}（{fee.charged_by}）: {show_yuan(fee.amount)} {fee.on or fee.when}")
    return 0


def _data(cost: AnnualCost, fees: list[Fee]) -> dict[str, object]:
    return {
        "simple": str(cost.simple),
        "compound": str(cost.compound),
        "period_rate": str(cost.period_rate),
        "regular": cost.regular,
        "cost": str(yuan(cost.cost)),
        "fees": [
            {
                "name": fee.name,
                "charged_by": fee.charged_by,
                "amount": str(yuan(fee.amount)),
                "when": str(fee.on or fee.when.value),
            }
            for fee in fees
        ],
    }


def _fee(text: str, lent: int) -> Fee:
    words = text.split(":")
    if len(words) not in (len(("name", "by", "yuan")), len(("name", "by", "yuan", "when"))):
        raise RuleBroken(
            Text("费用应写作 名称:收取方:金额[:时点]。", "Write a fee as NAME:CHARGED_BY:YUAN[:WHEN]."),
            field="fee",
        )
    name, charged_by, amount, when = [*words, "START"][:4]
    by_share = amount.rstrip().endswith(("%", "％"))
    fen = (
        round_fen(lent * parse_rate(amount, field="fee") / 100)
        if by_share
        else parse_yuan(amount, field="fee")
    )
    if when.upper() in When.__members__:
        return Fee(name, charged_by, fen, When(when.upper()))
    return Fee(name, charged_by, fen, on=parse_day(when, field="fee"))
