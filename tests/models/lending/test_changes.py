"""Early repayment, pay-off, extension and rescheduling in the bank's own terms."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.errors import RuleBroken
from models.lending.changes import (
    InterestTo,
    Reschedule,
    extend,
    longest_extension,
    pay_off,
    prepayment_choices,
    reschedule,
)
from models.lending.days import DayBasis
from models.lending.engine import make_plan
from models.lending.explain import explain_row
from models.lending.plan import RowKind
from models.lending.rounding import Mode, Residue, Rounding, RoundPer
from models.lending.terms import (
    Draw,
    GraceInterest,
    Keep,
    Level,
    Method,
    Part,
    Prepayment,
    RateChange,
    Settings,
    Step,
    Terms,
    Unit,
)

START = date(2026, 3, 10)
EPI = Terms(method=Method.EPI, principal=100_000_00, rate=Decimal("4.35"), start=START, count=12)
BULLET = replace(EPI, method=Method.BULLET, settings=Settings.usual(Method.BULLET))


def test_the_borrower_chooses_term_or_instalment() -> None:
    term, instalment = prepayment_choices(EPI, date(2026, 9, 10), 20_000_00)
    assert (term.keep, instalment.keep) == (Keep.TERM, Keep.INSTALMENT)
    assert term.plan.rows[-1].due == date(2027, 3, 10)
    assert instalment.plan.rows[-1].due < date(2027, 3, 10)
    assert term.plan.rows[-1].level < 8_530_99 == instalment.plan.rows[8].level
    assert instalment.saved > term.saved > 0
    early = term.plan.rows[6]
    assert (early.kind, early.principal, early.interest) == (RowKind.PREPAYMENT, 20_000_00, 0)


def test_a_prepayment_in_mid_period_settles_its_interest() -> None:
    plan = make_plan(EPI.with_events(Prepayment(date(2026, 9, 20), 20_000_00)))
    early, after = plan.rows[6:8]
    assert (early.days, early.interest) == (10, 61_07)
    assert after.days == 20
    assert "提前归还本金 20,000.00" in explain_row(plan, early).zh


def test_or_leaves_it_to_the_next_due_date() -> None:
    settings = replace(EPI.settings, settle_prepaid=False)
    plan = make_plan(replace(EPI, settings=settings).with_events(Prepayment(date(2026, 9, 20), 20_000_00)))
    early, after = plan.rows[6:8]
    assert (early.interest, after.days, len(after.parts)) == (0, 30, 2)


def test_a_pay_off_pays_for_the_days_used() -> None:
    found = pay_off(EPI, date(2026, 9, 20))
    assert (found.principal, found.interest, found.total) == (50_542_75, 61_07, 50_603_82)
    assert sum(row.principal for row in found.rows) == 100_000_00
    assert pay_off(EPI, date(2026, 9, 20), InterestTo.PERIOD_END).interest == 183_22


def test_an_extension_moves_the_maturity_and_may_raise_the_rate() -> None:
    extended = extend(BULLET, date(2027, 9, 10), Decimal("5.00"))
    (row,) = make_plan(extended).rows
    assert row.due == date(2027, 9, 10)
    assert [part.rate for part in row.parts] == [Decimal("4.35"), Decimal("5.00")]
    assert extend(BULLET, date(2027, 9, 10)).events == ()


@pytest.mark.parametrize(
    ("maturity", "personal", "longest"),
    [
        (date(2027, 3, 10), True, date(2028, 3, 9)),
        (date(2029, 3, 10), False, date(2030, 9, 9)),
        (date(2034, 3, 10), False, date(2037, 3, 10)),
        (date(2034, 3, 10), True, date(2037, 3, 10)),
    ],
)
def test_how_long_an_extension_may_be(maturity: date, *, personal: bool, longest: date) -> None:
    assert longest_extension(START, maturity, personal=personal) == longest


def test_rescheduling_keeps_counting() -> None:
    plan = make_plan(EPI)
    later = reschedule(plan, 6, Reschedule(Decimal("4.00"), extra=6))
    assert [row.n for row in later.rows] == list(range(7, 19))
    assert sum(row.principal for row in later.rows) == plan.rows[5].balance
    assert later.rows[0].due == date(2026, 10, 10)
    same = reschedule(plan, 6, Reschedule())
    assert same.rows[-1].total == plan.rows[-1].total
    with pytest.raises(RuleBroken):
        reschedule(plan, 12, Reschedule())


def test_a_shifted_due_date_may_cost_its_days_or_nothing() -> None:
    plan = make_plan(EPI)
    charged = reschedule(plan, 6, Reschedule(shift_days=30)).rows[0]
    assert (charged.due, charged.days, charged.interest) == (date(2026, 11, 9), 60, 366_43)
    free = reschedule(plan, 6, Reschedule(shift_days=30, charge_shift=False)).rows[0]
    assert (free.due, free.interest) == (date(2026, 11, 9), 183_22)


def test_a_staged_loan_becomes_level_after_its_stage() -> None:
    staged = replace(EPI, method=Method.STAGED, grace=3)
    plan = make_plan(staged)
    assert [row.principal for row in plan.rows[:3]] == [0, 0, 0]
    assert len({row.total for row in plan.rows[3:-1]}) == 1
    assert reschedule(plan, 4, Reschedule()).terms.method is Method.EPI


def test_seasonal_months_owe_no_principal() -> None:
    plan = make_plan(replace(EPI, method=Method.EP, rest_months=frozenset({4, 5, 6, 7, 8, 9})))
    assert [row.principal > 0 for row in plan.rows] == [False] * 6 + [True] * 6


def test_grace_may_put_interest_off_or_waive_it() -> None:
    put_off = replace(EPI, grace=3, settings=replace(EPI.settings, grace_interest=GraceInterest.DEFERRED))
    rows = make_plan(put_off).rows
    assert [row.interest for row in rows[:4]] == [0, 0, 0, 1_450_00]
    assert rows[3].total - rows[3].level == 1_087_50
    waived = replace(EPI, grace=3, settings=replace(EPI.settings, grace_interest=GraceInterest.WAIVED))
    assert [row.interest for row in make_plan(waived).rows[:4]] == [0, 0, 0, 362_50]


def test_an_odd_first_period_pays_its_days_on_top() -> None:
    terms = replace(EPI, first_due=date(2026, 4, 20))
    first, second = make_plan(terms).rows[:2]
    assert (first.days, first.interest) == (41, 495_42)
    assert (first.principal, second.total) == (8_168_49, 8_530_99)
    inside = replace(terms, settings=replace(terms.settings, level=Level.FORMULA))
    assert make_plan(inside).rows[0].total == 8_530_99
    solved = make_plan(replace(terms, settings=replace(terms.settings, level=Level.SOLVED)))
    assert {row.total for row in solved.rows[:-1]} == {solved.rows[0].level}
    assert "按实际天数" in explain_row(make_plan(terms), first).zh


def test_a_due_day_ends_at_the_maturity() -> None:
    rows = make_plan(replace(EPI, due_day=20)).rows
    assert (len(rows), rows[0].due, rows[-1].due) == (12, date(2026, 4, 20), date(2027, 3, 10))
    assert rows[-1].days == 18


def test_month_ends_never_drift() -> None:
    rows = make_plan(replace(EPI, start=date(2026, 1, 31))).rows
    assert [row.due.day for row in rows[:4]] == [28, 31, 30, 31]
    assert {row.level for row in rows} == {8_530_99}


def test_revolving_credit_is_charged_by_the_day() -> None:
    terms = Terms(
        method=Method.FREE,
        rate=Decimal("4.35"),
        start=START,
        count=12,
        events=(
            Draw(date(2026, 3, 15), 100_000_00),
            Prepayment(date(2026, 4, 14), 100_000_00),
            Draw(date(2026, 6, 1), 50_000_00),
            Prepayment(date(2026, 6, 30), None),
        ),
    )
    plan = make_plan(terms)
    assert plan.totals.principal == 150_000_00
    days = {30: 100_000, 29: 50_000}
    assert plan.totals.interest == sum(
        round(Decimal(sum_) * Decimal("4.35") * n / 360, 0) for n, sum_ in days.items()
    )
    assert all(row.balance >= 0 for row in plan.rows)


def test_production_cycles_repay_on_their_days() -> None:
    terms = Terms(
        method=Method.CUSTOM,
        principal=100_000_00,
        rate=Decimal("4.35"),
        start=START,
        parts=(Part(date(2026, 10, 31), 60_000_00), Part(date(2027, 1, 31), 40_000_00)),
    )
    rows = make_plan(terms).rows
    assert [(row.due, row.principal, row.interest) for row in rows] == [
        (date(2026, 10, 31), 60_000_00, 2_839_58),
        (date(2027, 1, 31), 40_000_00, 444_67),
    ]
    less = make_plan(terms.with_events(Prepayment(date(2026, 5, 10), 50_000_00)))
    assert [row.principal for row in less.rows] == [50_000_00, 30_000_00, 20_000_00]
    tail = make_plan(terms.with_events(Prepayment(date(2026, 5, 10), 50_000_00, Keep.INSTALMENT)))
    assert [row.principal for row in tail.rows] == [50_000_00, 50_000_00]


def test_further_draws_raise_the_instalment() -> None:
    plan = make_plan(EPI.with_events(Draw(date(2026, 6, 10), 10_000_00)))
    assert plan.rows[2].level == 8_530_99 < plan.rows[3].level
    assert plan.totals.principal == 110_000_00


def test_flat_interest_stays_on_the_first_principal() -> None:
    flat = replace(EPI, method=Method.FLAT)
    plan = make_plan(flat)
    assert {row.interest for row in plan.rows} == {362_50}
    assert "本金 8,333.33" in explain_row(plan, plan.rows[0]).zh
    less = make_plan(flat.with_events(Prepayment(date(2026, 9, 10), 25_000_01)))
    assert less.rows[-1].interest == 181_25
    more = make_plan(
        flat.with_events(Draw(date(2026, 9, 10), 50_000_00), RateChange(date(2026, 9, 10), Decimal("8.70")))
    )
    assert more.rows[-1].interest == 1_087_50
    units = replace(flat, settings=replace(flat.settings, instalment=Rounding(100, Mode.UP)))
    assert {row.total for row in make_plan(units).rows[:-1]} == {8_696_00}


def test_flat_interest_is_charged_by_days_around_an_early_repayment() -> None:
    flat = replace(EPI, method=Method.FLAT)
    rows = make_plan(flat.with_events(Prepayment(date(2026, 9, 20), 25_000_01))).rows
    assert [(row.days, row.interest) for row in rows[5:9]] == [
        (31, 362_50),
        (10, 120_83),
        (20, 120_83),
        (31, 181_25),
    ]
    gone = make_plan(flat.with_events(Prepayment(date(2026, 9, 20), None))).rows
    assert (len(gone), gone[-1].principal, gone[-1].interest) == (7, 50_000_02, 120_83)


def test_each_part_may_be_rounded_by_itself() -> None:
    terms = Terms(
        method=Method.BULLET,
        principal=100_00,
        rate=Decimal("9.4822"),
        start=date(2024, 1, 1),
        end=date(2024, 2, 1),
        events=(Draw(date(2024, 1, 8), 200_00),),
        settings=Settings(day_basis=DayBasis.MONTHLY),
    )
    assert make_plan(terms).rows[0].interest == 2_01
    by_part = replace(terms, settings=replace(terms.settings, round_per=RoundPer.PART))
    assert make_plan(by_part).rows[0].interest == 2_02


def test_the_year_end_may_count_the_last_day() -> None:
    terms = Terms(
        method=Method.BULLET,
        principal=1_000_000_00,
        rate=Decimal("3.66"),
        start=date(2023, 12, 12),
        end=date(2024, 1, 12),
        settings=Settings(day_basis=DayBasis.ACT_ACT),
    )
    last = replace(terms, settings=replace(terms.settings, last_day_counts=True))
    assert make_plan(terms).rows[0].interest == round(
        Decimal(100_000_000) * Decimal("0.0366") * (20 * 366 + 11 * 365) / (365 * 366)
    )
    assert make_plan(last).rows[0].interest == round(
        Decimal(100_000_000) * Decimal("0.0366") * (19 * 366 + 12 * 365) / (365 * 366)
    )


def test_a_rate_change_after_the_last_day_does_nothing() -> None:
    assert make_plan(EPI.with_events(RateChange(date(2028, 1, 1), Decimal(9)))).rows == make_plan(EPI).rows


def test_a_loan_by_weeks() -> None:
    weekly = replace(EPI, step=Step(1, Unit.WEEK), due_day=None)
    assert weekly.maturity == date(2026, 6, 2)
    rows = make_plan(weekly).rows
    assert rows[-1].due == weekly.maturity
    assert rows[0].interest == 84_58
    flat = make_plan(replace(weekly, method=Method.FLAT))
    assert {row.interest for row in flat.rows} == {84_58}


def test_a_term_may_be_told_by_its_end() -> None:
    rows = make_plan(replace(EPI, count=None, end=date(2027, 3, 10))).rows
    assert rows == make_plan(EPI).rows
    odd = make_plan(replace(EPI, count=None, end=date(2027, 3, 20))).rows
    assert (len(odd), odd[-1].days) == (13, 10)


def test_a_rate_by_period_explains_itself() -> None:
    settings = Settings(day_basis=DayBasis.PERIOD, residue=Residue.SPREAD)
    plan = make_plan(replace(EPI, method=Method.FLAT, rate=Decimal("0.33"), settings=settings))
    text = explain_row(plan, plan.rows[0])
    assert "100,000.00 × 0.33% × 1 = 330.000000" in text.zh
    assert "分摊" in text.zh


def test_interest_days_may_follow_a_first_due_date() -> None:
    quarterly = replace(BULLET, method=Method.IO_Q, first_due=date(2026, 6, 10))
    assert [row.due for row in make_plan(quarterly).rows] == [
        date(2026, 6, 10),
        date(2026, 9, 10),
        date(2026, 12, 10),
        date(2027, 3, 10),
    ]
    monthly = make_plan(replace(BULLET, method=Method.IO_M, first_due=date(2026, 4, 30))).rows
    assert [monthly[index].due for index in (0, 9, 10, 11)] == [
        date(2026, 4, 30),
        date(2027, 1, 30),
        date(2027, 2, 28),
        date(2027, 3, 10),
    ]
    weekly = make_plan(replace(BULLET, method=Method.IO_M, step=Step(1, Unit.WEEK))).rows
    assert {row.days for row in weekly} == {7}
