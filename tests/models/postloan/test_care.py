"""When a loan is checked, who is told what, and when a claim is barred."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.documents.terms import PartyLine
from models.errors import RuleBroken
from models.postloan.care import (
    Delivered,
    Due,
    LoanInCare,
    collection_days,
    due_checks,
    due_notices,
    first_check_by,
    is_limitation_near,
    limitation_until,
)
from models.postloan.notice_terms import notice_terms
from tests.models.approval.test_after_payout import DUE, pay_off, performing

START = date(2026, 3, 10)
YUAN = 100


def loan(**changes: Any) -> LoanInCare:
    values: dict[str, Any] = {
        "is_farmer": True,
        "is_secured": True,
        "principal": 150_000 * YUAN,
        "starts_on": START,
        "due_on": date(2027, 3, 10),
        "unpaid_since": date(2027, 3, 10),
    }
    return LoanInCare(**{**values, **changes})


def kinds(of: LoanInCare, today: date) -> dict[str, date]:
    return {due.kind: due.on for due in due_checks(of, today)}


@pytest.mark.parametrize(("yuan", "days"), [(1, 15), (1_000_000, 15), (1_000_001, 7), (99_999_999, 7)])
def test_the_use_of_the_money_is_checked_soon(yuan: int, days: int) -> None:
    assert first_check_by(yuan * YUAN, START) == START + timedelta(days=days)


def test_a_farmers_field_is_seen_at_each_stage() -> None:
    assert kinds(loan(), date(2026, 5, 15)) == {"first": date(2026, 3, 25), "sowing": date(2026, 5, 31)}
    seen = loan(checked={"first": date(2026, 3, 25), "sowing": date(2026, 5, 31)})
    assert kinds(seen, date(2026, 5, 31)) == {}
    assert kinds(seen, date(2026, 10, 1)) == {"growing": date(2026, 8, 15), "harvest": date(2026, 10, 31)}


def test_a_small_unsecured_loan_is_seen_half_yearly() -> None:
    small = loan(is_secured=False, principal=100_000 * YUAN, checked={"first": date(2026, 3, 25)})
    assert kinds(small, date(2026, 8, 20)) == {"routine": date(2026, 9, 10)}
    assert "sowing" in kinds(replace(small, principal=100_001 * YUAN), date(2026, 5, 30))


def test_a_firm_is_seen_by_month_quarter_and_year() -> None:
    firm = loan(is_farmer=False, checked={"first": date(2026, 3, 25)})
    assert kinds(firm, date(2026, 6, 10)) == {"account": date(2026, 6, 10), "visit": date(2026, 6, 10)}
    assert kinds(firm, date(2027, 3, 10))["rating"] == date(2027, 3, 10)


def test_only_the_last_of_what_was_missed_is_asked_for() -> None:
    firm = loan(is_farmer=False, due_on=date(2029, 3, 10), unpaid_since=date(2029, 3, 10))
    assert [due.on for due in due_checks(firm, date(2028, 1, 15)) if due.kind == "account"] == [
        date(2028, 1, 10)
    ]


def test_a_value_that_ages_is_renewed() -> None:
    assert kinds(loan(revalue_by=date(2026, 6, 1)), date(2026, 5, 10))["revaluation"] == date(2026, 6, 1)


@pytest.mark.parametrize(("overdue", "days"), [(0, []), (1, [1]), (30, [1, 7, 30]), (120, [1, 7, 30, 120])])
def test_the_days_of_collection(overdue: int, days: list[int]) -> None:
    assert collection_days(overdue, START) == days


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 2, 7), []),
        (date(2027, 2, 8), [Due("reminder", date(2027, 2, 8))]),
        (date(2027, 3, 9), [Due("reminder", date(2027, 3, 9))]),
        (date(2027, 3, 10), [Due("reminder", date(2027, 3, 9))]),
        (date(2027, 3, 11), [Due("call", date(2027, 3, 11))]),
        (date(2027, 3, 17), [Due("visit", date(2027, 3, 17))]),
        (date(2027, 4, 9), [Due("formal", date(2027, 4, 9))]),
        (date(2027, 7, 8), [Due("formal", date(2027, 7, 8))]),
    ],
)
def test_a_notice_is_due_on_its_day(day: date, expected: list[Due]) -> None:
    assert due_notices(loan(), day) == expected


def test_what_was_delivered_is_not_due_again() -> None:
    demanded = loan(delivered=(Delivered("formal", date(2027, 4, 10), "signed"),))
    assert due_notices(demanded, date(2027, 7, 7)) == []
    assert due_notices(demanded, date(2027, 7, 8)) == [Due("formal", date(2027, 7, 8))]


def test_a_demand_and_a_payment_interrupt_the_limitation() -> None:
    today = date(2029, 12, 31)
    assert limitation_until(loan(), today) == date(2030, 3, 10)
    assert is_limitation_near(loan(), today)
    assert not is_limitation_near(loan(), date(2029, 9, 10))
    for how, until in (("signed", date(2032, 1, 31)), ("spoken", date(2030, 3, 10))):
        told = loan(delivered=(Delivered("formal", date(2029, 1, 31), how),))
        assert limitation_until(told, today) == until
    assert limitation_until(loan(last_paid_on=date(2028, 2, 29)), today) == date(2031, 2, 28)
    assert limitation_until(loan(), date(2027, 3, 10)) is None


@given(today=st.dates(START, date(2032, 12, 31)), farmer=st.booleans(), secured=st.booleans())
def test_nothing_is_asked_for_before_payout_or_twice(today: date, farmer: bool, secured: bool) -> None:
    of = loan(is_farmer=farmer, is_secured=secured)
    dues = due_checks(of, today)
    assert len({due.kind for due in dues}) == len(dues)
    assert all(START < due.on <= today + timedelta(days=30) for due in dues)
    checked = {due.kind: due.on for due in dues}
    assert not [due for due in due_checks(replace(of, checked=checked), today) if due.on <= today]


PARTY = PartyLine("王满仓", "居民身份证", "239901198003150016", "前进村", "19900000001")


def test_a_notice_says_what_is_owed_that_day() -> None:
    dossier = performing()
    late = DUE + timedelta(days=37)
    terms = notice_terms(dossier, dossier.notes[0], "formal", PARTY, late)
    assert (terms.days_overdue, terms.owed.principal, terms.owed.interest) == (37, 10_000_000, 441_042)
    assert terms.deadline == late + timedelta(days=7)
    early = notice_terms(dossier, dossier.notes[0], "reminder", PARTY, date(2027, 2, 10))
    assert (early.owed.total, early.deadline) == (10_441_042, DUE)
    assert terms.contract_number
    pay_off(dossier, late)
    with pytest.raises(RuleBroken):
        notice_terms(dossier, dossier.notes[0], "formal", PARTY, late)
