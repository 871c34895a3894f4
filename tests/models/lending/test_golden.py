"""The bank's golden vectors: figures that were worked out before the program."""

from datetime import date
from decimal import Decimal

from models.lending.engine import make_plan
from models.lending.plan import Plan
from models.lending.terms import Method, Settings, Terms

START = date(2026, 3, 10)


def a_plan(method: Method, principal: int, rate: str, count: int) -> Plan:
    return make_plan(Terms(method=method, principal=principal, rate=Decimal(rate), start=START, count=count))


def test_equal_instalments_of_100_000_at_4_35() -> None:
    plan = a_plan(Method.EPI, 100_000_00, "4.35", 12)
    first, second, *_, last = plan.rows
    assert first.level == 8_530_99
    assert (first.principal, first.interest) == (8_168_49, 362_50)
    assert (second.principal, second.interest) == (8_198_10, 332_89)
    assert (last.principal, last.interest, last.total) == (8_500_20, 30_81, 8_531_01)
    assert plan.totals.interest == 2_371_90


def test_equal_principal_of_100_000_at_4_35() -> None:
    plan = a_plan(Method.EP, 100_000_00, "4.35", 12)
    first, second, *_, last = plan.rows
    assert (first.principal, first.interest, first.total) == (8_333_33, 362_50, 8_695_83)
    assert second.interest == 332_29
    assert (last.principal, last.interest, last.total) == (8_333_37, 30_21, 8_363_58)
    assert plan.totals.interest == 2_356_26


def test_equal_instalment_of_50_000_at_4_80() -> None:
    assert a_plan(Method.EPI, 50_000_00, "4.80", 24).rows[0].level == 2_189_09


def test_bullet_counts_275_days() -> None:
    terms = Terms(
        method=Method.BULLET, principal=80_000_00, rate=Decimal("4.65"), start=START, end=date(2026, 12, 10)
    )
    (row,) = make_plan(terms).rows
    assert (row.days, row.principal, row.interest) == (275, 80_000_00, 2_841_67)


def quarterly(settings: Settings) -> Plan:
    return make_plan(
        Terms(
            method=Method.IO_Q,
            principal=300_000_00,
            rate=Decimal("4.35"),
            start=START,
            end=date(2027, 3, 9),
            settings=settings,
        )
    )


def test_quarterly_interest_from_the_20th_to_the_20th() -> None:
    plan = quarterly(Settings.usual(Method.IO_Q))
    assert [(row.days, row.interest) for row in plan.rows] == [
        (10, 362_50),
        (92, 3_335_00),
        (92, 3_335_00),
        (91, 3_298_75),
        (79, 2_863_75),
    ]
    assert plan.totals.interest == 13_195_00
    assert [row.due for row in plan.rows][:2] == [date(2026, 3, 20), date(2026, 6, 20)]


def test_the_interest_day_may_count_into_the_period_it_ends() -> None:
    usual = Settings.usual(Method.IO_Q)
    plan = quarterly(Settings(day_basis=usual.day_basis, interest_day_inclusive=True))
    assert [row.days for row in plan.rows] == [11, 92, 92, 91, 78]
    assert plan.totals.interest == 13_195_00
