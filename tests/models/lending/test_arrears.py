"""Penalties, the order of appropriation and the days overdue."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.errors import RuleBroken
from models.lending.arrears import (
    Claims,
    Debt,
    Default,
    Due,
    Order,
    PenaltyTerms,
    appropriate,
    arrears,
    days_overdue,
    order_of_debts,
    penalty,
    usual_order,
)

SIGNED = date(2026, 3, 10)
TERMS = PenaltyTerms.usual(SIGNED)
RATE = Decimal("4.65")
OVERDUE = frozenset({Default.OVERDUE})


def test_37_days_overdue() -> None:
    rate = TERMS.rate(RATE, OVERDUE)
    assert rate == Decimal("6.975")
    assert penalty(80_000_00, rate, 1, 360).amount == 15_50
    assert penalty(80_000_00, rate, 37, 360).amount == 573_50
    assert penalty(2_841_67, rate, 37, 360).amount == 20_37


def test_misuse_is_heavier_and_never_added() -> None:
    both = TERMS.rate(RATE, frozenset(Default))
    assert both == TERMS.rate(RATE, frozenset({Default.MISUSE})) == Decimal("9.3")
    assert penalty(80_000_00, both, 37, 360).amount == 764_67
    assert TERMS.rate(RATE, frozenset()) == RATE


def test_a_penalty_explains_itself() -> None:
    text = penalty(80_000_00, Decimal("6.975"), 37, 360).explanation
    assert text.zh == "80,000.00 × 6.975% ÷ 360 × 37 天 = 573.50"
    assert "37 days" in text.en


@pytest.mark.parametrize(
    ("overdue", "misuse", "field"),
    [("29", "100", "overdue"), ("51", "100", "overdue"), ("50", "101", "misuse")],
)
def test_surcharges_stay_within_the_allowed_range(overdue: str, misuse: str, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        PenaltyTerms(Decimal(overdue), Decimal(misuse), 360, SIGNED)
    assert refused.value.field == field


def test_arrears_of_a_bullet_loan() -> None:
    due = Due(date(2026, 12, 10), 80_000_00, 2_841_67)
    found = arrears([due], RATE, TERMS, due.on + timedelta(days=37))
    assert found.claims == Claims(penalty=573_50, compound=20_37, interest=2_841_67, principal=80_000_00)
    assert found.days == 37
    assert sum(part.amount for part in found.penalties) == 593_87


def test_misuse_raises_the_penalty_of_what_is_overdue() -> None:
    due = Due(date(2026, 12, 10), 80_000_00, 0)
    assert arrears([due], RATE, TERMS, due.on + timedelta(days=37), misused=True).claims.penalty == 764_67


def test_a_holiday_may_be_paid_on_the_next_working_day() -> None:
    national_day = Due(date(2026, 10, 1), 80_000_00, 0)
    assert arrears([national_day], RATE, TERMS, date(2026, 10, 8)).claims.total == 0
    late = arrears([national_day], RATE, TERMS, date(2026, 10, 9))
    assert late.days == 8
    assert late.claims.penalty == 8 * 15_50


def test_days_overdue_count_from_the_earliest_unpaid_day() -> None:
    dues = [Due(date(2026, 6, 1), 0, 0), Due(date(2026, 7, 1), 0, 5), Due(date(2026, 8, 1), 5, 5)]
    assert days_overdue(dues, date(2026, 8, 30)) == 60
    assert days_overdue(dues[:1], date(2026, 8, 30)) == 0


OWED = Claims(costs=10, penalty=20, compound=5, interest=30, principal=100)


def test_the_statutory_order() -> None:
    assert appropriate(60, OWED) == Claims(10, 20, 5, 25, 0)
    assert appropriate(70, OWED) == Claims(10, 20, 5, 30, 5)
    assert appropriate(1000, OWED) == OWED


def test_principal_first_when_long_overdue() -> None:
    assert usual_order(90, SIGNED) is Order.INTEREST_FIRST
    assert usual_order(91, SIGNED) is Order.PRINCIPAL_FIRST
    assert appropriate(115, OWED, Order.PRINCIPAL_FIRST) == Claims(10, 5, 0, 0, 100)


def test_a_negative_payment_is_refused() -> None:
    with pytest.raises(RuleBroken):
        appropriate(-1, OWED)


def test_several_debts_are_settled_in_the_statutory_order() -> None:
    today = date(2026, 11, 23)
    debts = [
        Debt("later", date(2027, 1, 1), secured=False, burden=Decimal(9)),
        Debt("secured", date(2026, 1, 1), secured=True, burden=Decimal(9)),
        Debt("light", date(2026, 1, 1), secured=False, burden=Decimal(4)),
        Debt("heavy", date(2026, 6, 1), secured=False, burden=Decimal(5)),
        Debt("older", date(2026, 5, 1), secured=False, burden=Decimal(5)),
        Debt("chosen", date(2027, 5, 1), secured=True, burden=Decimal(3), designated=True),
    ]
    assert [debt.name for debt in order_of_debts(debts, today)] == [
        "chosen",
        "older",
        "heavy",
        "light",
        "secured",
        "later",
    ]
