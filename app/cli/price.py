"""``heitu price``: the price of a loan with its derivation."""

import argparse
import json

from models.lending.lpr import Repricing
from models.lending.pricing import Grade, Price, PriceRequest, price
from models.lending.reading import parse_day, parse_whole
from models.text import Text

NAME = "price"
HELP = Text("贷款定价及推导", "The price of a loan and how it is derived")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--signed", required=True, metavar="DATE", help="签约日 / day of the contract")
    parser.add_argument("--months", required=True, metavar="N", help="期限（月） / term")
    parser.add_argument("--grade", required=True, choices=[grade.value for grade in Grade])
    parser.add_argument("--secured", action="store_true", help="有担保")
    parser.add_argument("--first-loan", action="store_true", help="首贷户")
    parser.add_argument("--clean-renewal", action="store_true", help="无逾期续贷")
    parser.add_argument(
        "--product-points", default="0", metavar="BP", help="产品加点 / basis points of the product"
    )
    parser.add_argument("--repricing", default="JANUARY", choices=[rule.value for rule in Repricing])
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the price.

    Raises:
        RuleBroken: The grade is not lent to, or the term or the day is out of range.
    """
    found = price(
        PriceRequest(
            signed=parse_day(arguments.signed, field="signed"),
            months=parse_whole(arguments.months, field="months"),
            grade=Grade(arguments.grade),
            secured=arguments.secured,
            first_loan=arguments.first_loan,
            clean_renewal=arguments.clean_renewal,
            product_points=parse_whole(arguments.product_points, field="product_points"),
            repricing=Repricing(arguments.repricing),
        )
    )
    if arguments.json:
        print(json.dumps(_data(found), ensure_ascii=False, indent=2))
        return 0
    for step in found.steps:
        print(f"{step.rate:>8}%  {step.basis_points:+5}bp  {step.reason.zh} {step.reason.en}")
    print(f"{found.rate:>8}%  = LPR {found.lpr.percent}% {found.basis_points:+}bp")
    if found.next_repricing:
        print(f"下次重定价日 next repricing: {found.next_repricing}")
    for warning in found.warnings:
        print(f"{warning.zh} {warning.en}")
    return 0


def _data(found: Price) -> dict[str, object]:
    return {
        "rate": str(found.rate),
        "lpr": {
            "published": found.lpr.published.isoformat(),
            "tenor": found.lpr.tenor.value,
            "percent": str(found.lpr.percent),
        },
        "basis_points": found.basis_points,
        "floating": found.floating,
        "repricing": found.repricing.value,
        "next_repricing": found.next_repricing.isoformat() if found.next_repricing else None,
        "steps": [
            {"reason": step.reason._asdict(), "basis_points": step.basis_points, "rate": str(step.rate)}
            for step in found.steps
        ],
        "grid_since": found.grid_since.isoformat(),
        "warnings": [warning._asdict() for warning in found.warnings],
    }
