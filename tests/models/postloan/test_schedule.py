"""What a note owes: the same fen as the engine's plan, whatever was paid, changed or late."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.lending.credit import LoanNote
from models.lending.days import add_months
from models.lending.engine import make_plan
from models.lending.terms import Method, Terms
from models.postloan.records import Charge, Repayment, TermChange
from models.postloan.schedule import Schedule, schedule_of
from tests.factories import HOME

START = date(2026, 3, 10)
METHODS = ("EPI", "EP", "IO-M", "IO-Q", "BULLET")
_ids = count(1)


def note(method: str = "BULLET", principal: int = 8_000_000, months: int = 9, **more: Any) -> LoanNote:
    values = {"starts_on": START, "rate": Decimal("4.650000"), **more}
    values.setdefault("due_on", add_months(values["starts_on"], months))
    return LoanNote(**HOME, id=UUID(int=1), number="JJ-1", principal=principal, method=method, **values)


def paid(on: date, principal: int = 0, interest: int = 0, penalty: int = 0, fees: int = 0) -> Repayment:
    serial = next(_ids)
    return Repayment(
        **HOME,
        id=UUID(int=serial),
        note_id=UUID(int=1),
        reference=f"HX{serial}",
        paid_on=on,
        principal=principal,
        interest=interest,
        penalty=penalty,
        fees=fees,
        void=False,
    )


def changed(of: LoanNote, on: date, until: date, change: str = "extension", **more: Any) -> TermChange:
    """Sign a change of terms and write the new terms into the note, as the step does."""
    made = TermChange(
        **HOME,
        id=UUID(int=next(_ids)),
        note_id=of.id,
        change=change,
        outcome="signed",
        until=until,
        rate=more.get("rate", of.rate),
        method=more.get("method", of.method),
        old_until=of.due_on,
        old_rate=of.rate,
        old_method=of.method,
        effective_on=on,
    )
    of.due_on, of.rate, of.method = made.until, made.rate, made.method
    return made


def test_the_vector_of_a_bullet_loan() -> None:
    schedule = schedule_of(note())
    assert [(line.on, line.principal, line.interest) for line in schedule.lines] == [
        (date(2026, 12, 10), 8_000_000, 284_167)
    ]
    assert schedule.unpaid_since == date(2026, 12, 10)


def test_the_vector_of_a_penalty() -> None:
    """80,000 yuan overdue for 37 days at 4.65 % x 1.5: 573.50, and 20.37 on the interest (domain 5.4)."""
    schedule = schedule_of(note())
    owed = schedule.owed(date(2026, 12, 10) + timedelta(days=37))
    assert (owed.principal, owed.interest, owed.penalty, owed.compound) == (8_000_000, 284_167, 57_350, 2_037)
    assert schedule.days_overdue(date(2027, 1, 16)) == 37


def test_the_vector_of_misuse() -> None:
    owed = schedule_of(note(), misused=True).owed(date(2027, 1, 16))
    assert owed.penalty == 76_467


@pytest.mark.parametrize("method", METHODS)
@given(
    months=st.integers(1, 36),
    start=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    principal=st.integers(100, 9_999_999_999),
)
def test_an_untouched_note_has_the_plan_of_its_contract(
    method: str, months: int, start: date, principal: int
) -> None:
    """The maturity of the note leads to the same rows as the months of the approval."""
    terms = Terms(method=Method(method), rate=Decimal("4.65"), start=start, principal=principal, count=months)
    expected = [(row.due, row.principal, row.interest) for row in make_plan(terms).rows]
    schedule = schedule_of(note(method, principal, months, starts_on=start))
    assert [tuple(line) for line in schedule.lines] == expected


def pay_all(of: LoanNote, changes: Sequence[TermChange] = (), late: int = 0) -> list[Repayment]:
    """Return the payments of somebody who pays every line, some days late, with the penalty."""
    payments: list[Repayment] = []
    for _ in range(200):
        schedule = schedule_of(of, payments, changes)
        due = schedule.unpaid_since
        if due is None:
            break
        day = due + timedelta(days=late)
        owed = schedule.owed(day)
        payments.append(paid(day, owed.principal, owed.interest, owed.penalty + owed.compound))
    return payments


@pytest.mark.parametrize("method", METHODS)
@given(months=st.integers(1, 24), late=st.integers(0, 40), start=st.dates(START, date(2027, 12, 31)))
def test_who_pays_what_is_owed_owes_nothing(method: str, months: int, late: int, start: date) -> None:
    of = note(method, months=months, starts_on=start)
    payments = pay_all(of, late=late)
    schedule = schedule_of(of, payments)
    last = payments[-1].paid_on
    assert last
    assert schedule.pay_off(last).total == 0
    assert schedule.pay_off(last + timedelta(days=400)).total == 0
    assert schedule.unpaid_since is None
    assert sum(each.principal or 0 for each in payments) == of.principal


@pytest.mark.parametrize("method", METHODS)
@given(after=st.integers(0, 300), part=st.integers(1, 7_999_999))
def test_an_early_part_lowers_the_interest_and_never_the_principal(
    method: str, after: int, part: int
) -> None:
    of = note(method, months=12)
    day = START + timedelta(days=after)
    first = schedule_of(of)
    due = sum(line.principal for line in first.lines if line.on <= day)
    payment = paid(day, min(8_000_000, due + part))
    schedule = schedule_of(of, [payment])
    assert sum(line.principal for line in schedule.lines) == 8_000_000
    assert sum(line.interest for line in schedule.lines) <= sum(line.interest for line in first.lines)
    assert schedule.outstanding == 8_000_000 - (payment.principal or 0)


@pytest.mark.parametrize("method", METHODS)
@given(after=st.integers(1, 355))
def test_the_quote_of_a_pay_off_settles(method: str, after: int) -> None:
    of = note(method, months=12)
    day = START + timedelta(days=after)
    quote = schedule_of(of).pay_off(day)
    payment = paid(day, quote.principal, quote.interest, quote.penalty + quote.compound)
    schedule = schedule_of(of, [payment])
    assert schedule.pay_off(day).total == 0
    assert schedule.owed(day + timedelta(days=500)).total == 0


def test_one_fen_is_still_owed() -> None:
    of = note()
    quote = schedule_of(of).pay_off(date(2026, 12, 10))
    schedule = schedule_of(of, [paid(date(2026, 12, 10), quote.principal, quote.interest - 1)])
    assert schedule.pay_off(date(2026, 12, 10)).total == 1
    assert schedule.days_overdue(date(2026, 12, 11)) == 1


def test_interest_paid_ahead_meets_the_next_line() -> None:
    of = note("IO-Q", months=12)
    schedule = schedule_of(of, [paid(date(2026, 3, 15), interest=5_000)])
    assert schedule.owed(date(2026, 3, 20)).interest == 10_333 - 5_000


def test_a_reversed_payment_does_not_count() -> None:
    of, payment = note(), paid(date(2026, 4, 1), 100)
    payment.void = True
    assert schedule_of(of, [payment]).outstanding == 8_000_000


def test_a_holiday_may_be_met_on_the_next_working_day() -> None:
    of = note(months=1, starts_on=date(2026, 9, 1), due_on=date(2026, 10, 1))
    schedule = schedule_of(of)
    assert schedule.days_overdue(date(2026, 10, 7)) == 0
    assert schedule.days_overdue(date(2026, 10, 8)) == 0
    assert schedule.days_overdue(date(2026, 10, 9)) == 8


def test_over_the_end_of_a_year() -> None:
    of = note(months=1, starts_on=date(2026, 11, 30), due_on=date(2026, 12, 31))
    schedule = schedule_of(of)
    assert schedule.lines[0].interest == 32_033
    assert schedule.days_overdue(date(2026, 12, 31)) == 0
    # New Year's holiday lasts to the third; after it, lateness counts from the due date itself.
    assert schedule.days_overdue(date(2027, 1, 4)) == 4
    assert schedule.days_overdue(date(2027, 12, 31)) == 365


def test_an_extended_bullet_bears_interest_for_every_day_once() -> None:
    of = note()
    change = changed(of, date(2026, 12, 1), date(2027, 6, 10), rate=Decimal("5.650000"))
    schedule = schedule_of(of, changes=[change])
    before = 8_000_000 * Decimal("0.0465") / 360 * 275
    after = 8_000_000 * Decimal("0.0565") / 360 * 182
    assert [line.on for line in schedule.lines] == [date(2027, 6, 10)]
    assert abs(schedule.lines[0].interest - (before + after)) <= 1
    assert schedule.days_overdue(date(2026, 12, 31)) == 0


def test_an_extension_keeps_what_was_paid() -> None:
    of = note("IO-Q", months=9)
    dues = [line for line in schedule_of(of).lines if line.on < date(2026, 12, 1)]
    payments = [paid(line.on, interest=line.interest) for line in dues]
    change = changed(of, date(2026, 12, 1), date(2027, 6, 10))
    schedule = schedule_of(of, payments, [change])
    whole = note("IO-Q", due_on=date(2027, 6, 10))
    assert sum(line.interest for line in schedule.lines) == pytest.approx(
        sum(line.interest for line in schedule_of(whole).lines), abs=3
    )
    assert schedule.unpaid_since == date(2026, 12, 20)


def test_restructuring_carries_what_is_overdue_into_the_new_terms() -> None:
    of = note("IO-Q", months=9)
    day = date(2027, 2, 10)
    before = schedule_of(of).pay_off(day)
    change = changed(of, day, date(2028, 2, 10), "restructuring", rate=Decimal("4.000000"), method="EPI")
    schedule = schedule_of(of, changes=[change])
    assert schedule.days_overdue(day + timedelta(days=10)) == 0
    assert schedule.pay_off(day) == before._replace(
        penalty=schedule.pay_off(day).penalty, compound=schedule.pay_off(day).compound
    )
    assert schedule.pay_off(day).penalty + schedule.pay_off(day).compound == before.penalty + before.compound
    assert sum(line.principal for line in schedule.lines) == 8_000_000


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("late", [0, 15])
def test_a_changed_loan_can_be_paid_to_the_last_fen(method: str, late: int) -> None:
    of = note(method, months=12)
    first = pay_all(of, late=late)[:1] if method in {"EP", "EPI"} else []
    change = changed(of, date(2027, 1, 20), date(2027, 12, 20), "restructuring")
    payments = list(first)
    for _ in range(60):
        schedule = schedule_of(of, payments, [change])
        due = schedule.unpaid_since
        if due is None:
            break
        day = due + timedelta(days=late)
        owed = schedule.owed(day)
        payments.append(paid(day, owed.principal, owed.interest, owed.penalty + owed.compound))
    assert schedule.unpaid_since is None
    assert schedule.pay_off(date(2029, 1, 1)).total == 0


def test_costs_are_owed_until_they_are_paid() -> None:
    charge = Charge(**HOME, note_id=UUID(int=1), amount=50_000, charged_on=START, reason="诉讼费")
    assert schedule_of(note(), charges=[charge]).owed(START).costs == 50_000
    met: Schedule = schedule_of(note(), [paid(START, fees=50_000)], charges=[charge])
    assert met.owed(START).costs == 0
