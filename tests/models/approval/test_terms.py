"""How long, up to which age and in which way of payment a loan may be asked for (domain 2.4)."""

from datetime import date
from typing import Any

import pytest

from models.approval.steps import STEPS
from models.approval.terms import terms_are_allowed
from models.lending.dossier import Dossier
from models.lending.states import State
from models.party.resident_id import upgrade
from tests import factories
from tests.factories import TODAY, YUAN


def codes(dossier: Dossier, on: date = TODAY) -> list[str]:
    return [each.code for each in terms_are_allowed(dossier, on)]


def born(day: str, **case: Any) -> Dossier:
    """Return the case of a farmer who was born on that day, written as in a number of the last century."""
    farmer = factories.farmer(id_number=upgrade(f"239901{day}001"))
    return Dossier(factories.case(farmer, **case), farmer)


def test_an_ordinary_request_is_allowed() -> None:
    assert codes(factories.farmer_dossier(State.DRAFT)) == []
    firm = factories.enterprise()
    assert codes(Dossier(factories.case(firm, amount=10_000_000 * YUAN), firm)) == []


@pytest.mark.parametrize(
    ("day", "months", "refused"),
    [("560311", 12, False), ("560310", 12, True), ("560310", 11, False), ("900101", 120, False)],
)
def test_age_and_term_together_end_with_the_last_day_of_the_seventieth_year(
    day: str, months: int, refused: bool
) -> None:
    dossier = born(day, months=months)
    assert codes(dossier) == ["case.age_and_term"] * refused
    if refused:
        assert "71周岁" in next(terms_are_allowed(dossier, TODAY)).text.zh


@pytest.mark.parametrize(("on", "refused"), [(date(2008, 2, 29), True), (date(2008, 3, 1), False)])
def test_somebody_below_eighteen_does_not_borrow(on: date, refused: bool) -> None:
    assert codes(born("900301", months=1), on) == ["customer.age"] * refused


def test_a_file_without_a_number_is_not_judged_by_age() -> None:
    farmer = factories.farmer(id_number="")
    assert codes(Dossier(factories.case(farmer), farmer)) == []


@pytest.mark.parametrize(("months", "refused"), [(120, False), (121, True)])
def test_each_product_has_its_longest_term(months: int, refused: bool) -> None:
    assert codes(born("900101", months=months)) == ["case.months"] * refused
    firm = factories.enterprise()
    half = months // 2 + months % 2
    assert codes(Dossier(factories.case(firm, months=half), firm)) == ["case.months"] * refused


@pytest.mark.parametrize(
    ("mode", "yuan", "refused"),
    [("self", 500_000, False), ("self", 500_001, True), ("entrusted", 500_001, False)],
)
def test_a_large_sum_is_not_paid_out_by_the_borrower(mode: str, yuan: int, refused: bool) -> None:
    assert codes(born("900101", payment_mode=mode, amount=yuan * YUAN)) == ["case.payment_mode"] * refused


@pytest.mark.parametrize("key", ["submit", "sign_survey"])
def test_the_gates_ask_for_it(key: str) -> None:
    assert terms_are_allowed in STEPS[key].checks
