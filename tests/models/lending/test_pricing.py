"""The LPR, the price grid, re-pricing and subsidies."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.errors import RuleBroken
from models.lending.engine import make_plan
from models.lending.lpr import Repricing, Tenor, lpr_on, next_repricing, repricing_events, with_spread
from models.lending.pricing import Grade, PriceRequest, Subsidy, price, subsidy_of
from models.lending.terms import Method, RateChange, Terms

SIGNED = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("day", "one_year", "five_years"),
    [
        (date(2019, 8, 20), "4.25", "4.85"),
        (date(2019, 9, 19), "4.25", "4.85"),
        (date(2019, 9, 20), "4.20", "4.85"),
        (date(2020, 4, 20), "3.85", "4.65"),
        (date(2021, 12, 20), "3.80", "4.65"),
        (date(2022, 8, 22), "3.65", "4.30"),
        (date(2024, 2, 20), "3.45", "3.95"),
        (date(2025, 5, 19), "3.10", "3.60"),
        (date(2026, 1, 20), "3.00", "3.50"),
    ],
)
def test_the_lpr_of_a_day(day: date, one_year: str, five_years: str) -> None:
    assert lpr_on(day, Tenor.ONE_YEAR).percent == Decimal(one_year)
    assert lpr_on(day, Tenor.FIVE_YEARS).percent == Decimal(five_years)


def test_before_august_2019_there_was_none() -> None:
    with pytest.raises(RuleBroken):
        lpr_on(date(2019, 8, 19), Tenor.ONE_YEAR)


def test_lpr_and_basis_points() -> None:
    assert with_spread(Decimal("3.00"), 135) == Decimal("4.35")


def test_a_price_carries_its_derivation() -> None:
    found = price(PriceRequest(signed=SIGNED, months=12, grade=Grade.A))
    assert found.rate == Decimal("4.35")
    assert not found.floating
    assert [step.basis_points for step in found.steps] == [0, 135]
    best = price(
        PriceRequest(
            signed=SIGNED,
            months=36,
            grade=Grade.AAA,
            secured=True,
            first_loan=True,
            clean_renewal=True,
            product_points=-200,
        )
    )
    assert best.rate == Decimal("3.00")
    assert best.steps[-1].reason.zh == "低于下限"
    assert sum(step.basis_points for step in best.steps) == best.basis_points == 0
    assert (best.floating, best.next_repricing) == (True, date(2027, 1, 1))
    dear = price(PriceRequest(signed=SIGNED, months=72, grade=Grade.B, product_points=500))
    assert (dear.rate, dear.lpr.tenor) == (Decimal("8.00"), Tenor.FIVE_YEARS)


def test_grade_c_is_not_lent_to_and_a_term_has_limits() -> None:
    with pytest.raises(RuleBroken) as refused:
        price(PriceRequest(signed=SIGNED, months=12, grade=Grade.C))
    assert refused.value.field == "grade"
    with pytest.raises(RuleBroken):
        price(PriceRequest(signed=SIGNED, months=0, grade=Grade.A))


def test_old_lpr_data_warns() -> None:
    assert not price(PriceRequest(signed=SIGNED, months=12, grade=Grade.A)).warnings
    assert price(PriceRequest(signed=date(2026, 11, 23), months=12, grade=Grade.A)).warnings


def test_the_days_of_re_pricing() -> None:
    assert next_repricing(SIGNED, SIGNED, Repricing.JANUARY) == date(2027, 1, 1)
    assert next_repricing(SIGNED, SIGNED, Repricing.ANNIVERSARY) == date(2027, 3, 10)
    assert next_repricing(SIGNED, date(2027, 3, 9), Repricing.ANNIVERSARY) == date(2027, 3, 10)
    assert next_repricing(date(2024, 2, 29), date(2024, 3, 1), Repricing.ANNIVERSARY) == date(2025, 2, 28)
    assert next_repricing(SIGNED, SIGNED, Repricing.NONE) is None


def floating(start: date) -> Terms:
    return Terms(method=Method.EPI, principal=300_000_00, rate=Decimal("4.80"), start=start, count=36)


def test_a_floating_loan_follows_the_lpr() -> None:
    terms = floating(date(2024, 3, 10))
    known = date(2026, 5, 20)
    january = repricing_events(terms, 135, Tenor.ONE_YEAR, Repricing.JANUARY, known)
    assert january == (
        RateChange(date(2025, 1, 1), Decimal("4.45")),
        RateChange(date(2026, 1, 1), Decimal("4.35")),
    )
    yearly = repricing_events(terms, 135, Tenor.ONE_YEAR, Repricing.ANNIVERSARY, known)
    assert [event.on for event in yearly] == [date(2025, 3, 10), date(2026, 3, 10)]
    assert repricing_events(terms, 135, Tenor.ONE_YEAR, Repricing.NONE, known) == ()
    still = floating(date(2025, 6, 10))
    assert (
        repricing_events(replace(still, rate=Decimal("4.35")), 135, Tenor.ONE_YEAR, Repricing.JANUARY, known)
        == ()
    )
    plan = make_plan(terms.with_events(*january))
    assert plan.totals.interest < make_plan(terms).totals.interest
    broken = next(row for row in plan.rows if row.due == date(2025, 1, 10))
    assert [(part.days, part.rate) for part in broken.parts] == [(22, Decimal("4.80")), (9, Decimal("4.45"))]
    assert [row.level for row in plan.rows[9:11]] == [plan.rows[9].level] * 2


def test_a_subsidy_refunds_within_its_cap_and_time() -> None:
    terms = Terms(
        method=Method.BULLET, principal=80_000_00, rate=Decimal("4.65"), start=SIGNED, end=date(2026, 12, 10)
    )
    plan = make_plan(terms)
    assert subsidy_of(plan, Subsidy("创业担保贷款", Decimal("4.65"), 80_000_00, date(2027, 1, 1))) == 2_841_67
    assert subsidy_of(plan, Subsidy("创业担保贷款", Decimal("1.5"), 50_000_00, date(2026, 4, 9))) == 62_50
    assert subsidy_of(plan, Subsidy("创业担保贷款", Decimal("1.5"), 50_000_00, SIGNED)) == 0
