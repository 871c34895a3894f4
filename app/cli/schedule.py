"""``heitu schedule``: a repayment plan."""

import argparse
import json
import sys

from app.loan_arguments import add_loan_arguments, loan_terms
from models.lending.engine import make_plan
from models.lending.explain import explain_row
from models.lending.plan import Plan
from models.money import show_yuan
from models.text import Text

NAME = "schedule"
HELP = Text("还款计划", "A repayment plan")
_HEAD = Text(
    "期次  还款日      天数            本金            利息            合计              余额",
    "   n  due         days       principal        interest           total           balance",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_loan_arguments(parser)
    parser.add_argument(
        "--explain", action="store_true", help="逐行说明计算依据 / say how each figure came about"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the plan.

    Raises:
        RuleBroken: The terms do not allow a plan.
    """
    plan = make_plan(loan_terms(arguments))
    for warning in plan.warnings:
        print(f"{warning.zh}\n{warning.en}", file=sys.stderr)
    if arguments.json:
        print(json.dumps(_data(plan, explain=arguments.explain), ensure_ascii=False, indent=2))
    else:
        _print_table(plan, explain=arguments.explain)
    return 0


def _data(plan: Plan, *, explain: bool) -> dict[str, object]:
    data: dict[str, object] = {**plan.data()}
    if explain:
        data["why"] = [explain_row(plan, row)._asdict() for row in plan.rows]
    return data


def _print_table(plan: Plan, *, explain: bool) -> None:
    print(f"{plan.terms.method.label.zh} {plan.terms.method.label.en}\n{_HEAD.zh}\n{_HEAD.en}")
    for row in plan.rows:
        amounts = "".join(f"{show_yuan(fen):>16}" for fen in (row.principal, row.interest, row.total))
        print(f"{row.n:4}  {row.due}  {row.days:4}{amounts}{show_yuan(row.balance):>18}")
        if explain:
            why = explain_row(plan, row)
            print(f"      {why.zh}\n      {why.en}")
    years = plan.by_year()
    for label, sums in [
        *((str(year), years[year]) for year in years if len(years) > 1),
        ("合计 total", plan.totals),
    ]:
        amounts = "".join(f"{show_yuan(fen):>16}" for fen in (sums.principal, sums.interest, sums.total))
        print(f"{label:>22}{amounts}")
