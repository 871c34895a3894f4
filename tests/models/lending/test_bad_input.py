"""Whatever an officer types wrong is refused with a sentence and the name of the field."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from models.errors import RuleBroken
from models.lending.changes import extend, pay_off
from models.lending.engine import make_plan
from models.lending.reading import parse_day, parse_rate, parse_whole
from models.lending.rounding import Rounding
from models.lending.terms import Draw, Method, Part, Prepayment, RateChange, Settings, Step, Terms

GOOD: dict[str, Any] = {
    "method": Method.EPI,
    "principal": 100_000_00,
    "rate": Decimal("4.35"),
    "start": date(2026, 3, 10),
    "count": 12,
}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"principal": 0}, "principal"),
        ({"principal": -1}, "principal"),
        ({"principal": 10**15}, "principal"),
        ({"principal": "100000"}, "principal"),
        ({"principal": 100000.5}, "principal"),
        ({"principal": True}, "principal"),
        ({"count": 0}, "count"),
        ({"count": 601}, "count"),
        ({"count": "12"}, "count"),
        ({"count": None}, "count"),
        ({"rate": Decimal(0)}, "rate"),
        ({"rate": Decimal("-0.01")}, "rate"),
        ({"rate": Decimal("1000.01")}, "rate"),
        ({"rate": Decimal("NaN")}, "rate"),
        ({"rate": 4.35}, "rate"),
        ({"rate": "4.35"}, "rate"),
        ({"start": "2026-03-10"}, "start"),
        ({"start": datetime(2026, 3, 10)}, "start"),  # noqa: DTZ001 - the point is that it is refused
        ({"end": date(2026, 3, 10)}, "end"),
        ({"end": date(2026, 3, 9)}, "end"),
        ({"first_due": date(2026, 3, 10)}, "first_due"),
        ({"due_day": 32}, "due_day"),
        ({"grace": 12}, "grace"),
        ({"grace": -1}, "grace"),
        ({"method": Method.STAGED}, "grace"),
        ({"instalment": 0}, "instalment"),
        ({"instalment": 362_50}, "instalment"),
        ({"method": Method.EP, "instalment": 10_000_00}, "instalment"),
        ({"method": Method.CUSTOM}, "parts"),
        ({"shares": (Decimal("0.5"), Decimal("0.4"))}, "shares"),
        ({"shares": (Decimal("0.5"), Decimal("0.5"))}, "shares"),
        ({"shares": (Decimal("1.5"), Decimal("-0.5"))}, "shares"),
        ({"events": (Draw(date(2026, 3, 9), 1),)}, "events"),
        ({"events": (Prepayment(date(2026, 6, 9), 100_000_00),)}, "events"),
        ({"events": (Draw(date(2026, 6, 9), -1),)}, "events"),
        ({"events": (RateChange(date(2026, 6, 9), Decimal(-1)),)}, "events"),
        ({"events": (Prepayment(date(2026, 6, 9), 0),)}, "events"),
        ({"events": (Prepayment(date(2027, 6, 9), 1),)}, "events"),
        ({"events": (Draw(date(2027, 6, 9), 1),)}, "events"),
    ],
)
def test_a_bad_term_is_refused_by_its_field(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        make_plan(Terms(**{**GOOD, **changed}))
    assert refused.value.field == field
    assert refused.value.text.zh
    assert refused.value.text.en


@pytest.mark.parametrize(
    "parts",
    [
        (Part(date(2026, 10, 1), 60_000_00), Part(date(2026, 12, 1), 39_999_99)),
        (Part(date(2026, 12, 1), 60_000_00), Part(date(2026, 10, 1), 40_000_00)),
        (Part(date(2026, 3, 10), 60_000_00), Part(date(2026, 10, 1), 40_000_00)),
        (Part(date(2026, 10, 1), -1), Part(date(2026, 12, 1), 100_000_01)),
    ],
)
def test_custom_parts_must_sum_to_the_loan_in_order(parts: tuple[Part, ...]) -> None:
    with pytest.raises(RuleBroken) as refused:
        Terms(**{**GOOD, "method": Method.CUSTOM, "count": None, "parts": parts})
    assert refused.value.field == "parts"


def test_the_last_part_falls_on_the_maturity() -> None:
    with pytest.raises(RuleBroken) as refused:
        Terms(
            **{
                **GOOD,
                "method": Method.CUSTOM,
                "parts": (Part(date(2026, 10, 1), 100_000_00),),
                "end": date(2026, 12, 1),
            }
        )
    assert refused.value.field == "parts"


@pytest.mark.parametrize(("rate", "warned"), [("36.00", False), ("36.01", True), ("72", True)])
def test_a_very_high_rate_warns(rate: str, *, warned: bool) -> None:
    plan = make_plan(Terms(**{**GOOD, "rate": Decimal(rate)}))
    assert bool(plan.warnings) is warned


def test_no_interest_must_be_said() -> None:
    plan = make_plan(Terms(**{**GOOD, "rate": Decimal(0), "settings": Settings(interest_free=True)}))
    assert plan.totals.interest == 0
    assert plan.rows[0].principal == 8_333_33


def test_a_loan_from_a_leap_day_keeps_the_29th() -> None:
    plan = make_plan(Terms(**{**GOOD, "start": date(2028, 2, 29)}))
    assert plan.rows[0].due == date(2028, 3, 29)
    assert plan.rows[-1].due == date(2029, 2, 28)


def test_600_periods_are_allowed() -> None:
    plan = make_plan(Terms(**{**GOOD, "count": 600}))
    assert len(plan.rows) == 600
    assert plan.rows[-1].balance == 0


@pytest.mark.parametrize("text", ["2026-02-29", "2026-13-01", "10.03.2026", "today", "", "2026-3"])
def test_a_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        parse_day(text, field="start")
    assert refused.value.field == "start"


def test_days_are_read_in_the_ways_they_are_written() -> None:
    assert {
        parse_day(text, field="start")
        for text in ("2028-02-29", "2028/2/29", "2028年2月29日", "２０２８-02-29")
    } == {date(2028, 2, 29)}


def test_rates_and_numbers_are_read_as_typed() -> None:
    assert parse_rate(" 4.35% ", field="rate") == Decimal("4.35")
    assert parse_rate("４．３５", field="rate") == Decimal("4.35")
    assert parse_whole(" 12 ", field="months") == 12


@pytest.mark.parametrize("text", ["four", "4,35", "1e3", "", "nan"])
def test_text_for_a_number_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        parse_rate(text, field="rate")
    with pytest.raises(RuleBroken):
        parse_whole(text, field="months")


def test_steps_and_units_are_positive() -> None:
    with pytest.raises(RuleBroken):
        Step(0)
    with pytest.raises(RuleBroken):
        Rounding(0)


def test_an_agreed_instalment_that_never_repays_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        make_plan(Terms(**{**GOOD, "count": None, "instalment": 362_51}))
    assert refused.value.field == "instalment"


def test_a_pay_off_lies_within_the_loan() -> None:
    with pytest.raises(RuleBroken):
        pay_off(Terms(**GOOD), date(2027, 3, 10))


def test_an_extension_ends_later_and_within_the_limit() -> None:
    terms = Terms(**{**GOOD, "method": Method.BULLET})
    with pytest.raises(RuleBroken):
        extend(terms, date(2027, 3, 10))
    with pytest.raises(RuleBroken):
        extend(terms, date(2028, 3, 12))
