"""The price of a loan: LPR plus the grid, held between floor and cap, with its derivation."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from models.errors import RuleBroken
from models.lending import checks
from models.lending.lpr import Lpr, Repricing, Tenor, lpr_on, next_repricing, with_spread
from models.lending.plan import InterestPart, Plan
from models.lending.rounding import Rounding
from models.parameters import Entry, in_force, parameter_file
from models.text import Text


class Grade(StrEnum):
    """The borrower's credit grade; C is not lent to."""

    AAA = "AAA"
    AA = "AA"
    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, kw_only=True)
class PriceRequest:
    """What the price depends on.

    Attributes:
        signed: The day of the contract; the LPR of the day before counts.
        months: The term.
        grade: The borrower's grade.
        secured: There is collateral.
        first_loan: It is the borrower's first loan anywhere.
        clean_renewal: It renews a loan that was paid without delay.
        product_points: Basis points of the product, besides the grid.
        repricing: When a floating rate follows the LPR.
    """

    signed: date
    months: int
    grade: Grade
    secured: bool = False
    first_loan: bool = False
    clean_renewal: bool = False
    product_points: int = 0
    repricing: Repricing = Repricing.JANUARY


class PriceStep(NamedTuple):
    """One line of the derivation: why, by how many basis points, and the rate reached."""

    reason: Text
    basis_points: int
    rate: Decimal


class Price(NamedTuple):
    """The rate in percent with everything it was derived from."""

    rate: Decimal
    lpr: Lpr
    basis_points: int
    floating: bool
    repricing: Repricing
    next_repricing: date | None
    steps: tuple[PriceStep, ...]
    grid_since: date
    warnings: tuple[Text, ...]


@dataclass(frozen=True)
class Subsidy:
    """An interest subsidy 贴息: percent a year on principal up to a cap, until a day."""

    scheme: str
    percent: Decimal
    cap: int
    until: date


def price(request: PriceRequest) -> Price:
    """Return the price of a loan.

    Raises:
        RuleBroken: The grade is not lent to, or the term or the day is out of range.
    """
    checks.whole(request.months, "months", low=1, high=checks.MAX_PERIODS)
    grid = in_force(parameter_file("pricing")["grid"], request.signed, Text("价格表", "the price grid"))
    if request.grade not in grid["grade"]:
        raise RuleBroken(
            Text("{grade} 级客户不予授信。", "A borrower of grade {grade} is not lent to.").fill(
                grade=request.grade
            ),
            field="grade",
        )
    tenor = Tenor.FIVE_YEARS if request.months > grid["long_above_months"] else Tenor.ONE_YEAR
    lpr = lpr_on(request.signed - timedelta(days=1), tenor)
    steps = [
        PriceStep(Text(f"{tenor} LPR（{lpr.published}）", f"{tenor} LPR of {lpr.published}"), 0, lpr.percent)
    ]
    for reason, points in _points(request, grid):
        steps.append(PriceStep(reason, points, with_spread(steps[-1].rate, points)))
    steps += _held(steps[-1].rate, Decimal(grid["floor"]), Decimal(grid["cap"]))
    floating = request.months > grid["fixed_up_to_months"] and request.repricing is not Repricing.NONE
    rule = request.repricing if floating else Repricing.NONE
    return Price(
        rate=steps[-1].rate,
        lpr=lpr,
        basis_points=sum(step.basis_points for step in steps),
        floating=floating,
        repricing=rule,
        next_repricing=next_repricing(request.signed, request.signed, rule),
        steps=tuple(steps),
        grid_since=grid["since"],
        warnings=_warnings(lpr, request.signed),
    )


def subsidy_of(plan: Plan, subsidy: Subsidy) -> int:
    """Return the fen that a subsidy refunds over the whole plan; the borrower pays full interest first.

    Only principal within the cap counts, and only days before the subsidy ends.
    """
    whole = Rounding()
    return sum(
        whole.of(*_subsidised(part, subsidy))
        for row in plan.rows
        for part in row.parts
        if part.begin < subsidy.until
    )


def _subsidised(part: InterestPart, subsidy: Subsidy) -> tuple[int, int]:
    exact, unit = part._replace(balance=min(part.balance, subsidy.cap), rate=subsidy.percent).exact
    days = (min(part.end, subsidy.until) - part.begin).days
    return exact * days, unit * part.days


def _points(request: PriceRequest, grid: Entry) -> list[tuple[Text, int]]:
    points = [
        (Text("基础加点", "base spread"), grid["base"]),
        (Text(f"信用等级 {request.grade}", f"credit grade {request.grade}"), grid["grade"][request.grade]),
        (Text("有担保", "secured"), grid["secured"] if request.secured else 0),
        (Text("首贷户", "first loan"), grid["first_loan"] if request.first_loan else 0),
        (Text("无逾期续贷", "clean renewal"), grid["clean_renewal"] if request.clean_renewal else 0),
        (Text("产品加点", "product"), request.product_points),
    ]
    return [(reason, value) for reason, value in points if value]


def _held(rate: Decimal, floor: Decimal, cap: Decimal) -> list[PriceStep]:
    held = min(max(rate, floor), cap)
    if held == rate:
        return []
    reason = Text("低于下限", "below the floor") if held > rate else Text("高于上限", "above the cap")
    return [PriceStep(reason, int((held - rate) * 100), held)]


def _warnings(lpr: Lpr, signed: date) -> tuple[Text, ...]:
    if signed <= lpr.checked_until + timedelta(days=31):
        return ()
    return (
        Text(
            "LPR 数据只核对到 {day}，请先更新。",
            "The LPR data was checked up to {day} only; please update it first.",
        ).fill(day=lpr.checked_until),
    )
