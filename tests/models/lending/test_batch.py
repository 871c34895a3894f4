"""The batch path: the same fen as the single path, also next to ties."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RuleBroken
from models.lending.batch import equal_principal_plans, level_amounts, level_plans
from models.lending.engine import make_plan
from models.lending.principal import level_amount
from models.lending.rounding import Rounding
from models.lending.terms import Method, Settings, Terms

LOANS = st.lists(st.tuples(st.integers(1, 10**10), st.integers(0, 360_000)), min_size=1, max_size=8)


def compare(method: Method, loans: list[tuple[int, int]], count: int) -> None:
    principals = np.array([principal for principal, _ in loans], np.int64)
    rates = np.array([rate for _, rate in loans], np.int64)
    compute = level_plans if method is Method.EPI else equal_principal_plans
    table = compute(principals, rates, count)
    for place, (principal, rate) in enumerate(loans):
        terms = Terms(
            method=method,
            principal=principal,
            rate=Decimal(rate) / 10_000,
            start=date(2026, 3, 10),
            count=count,
            settings=Settings(interest_free=True),
        )
        rows = make_plan(terms).rows
        assert table.principal[: len(rows), place].tolist() == [row.principal for row in rows]
        assert table.interest[: len(rows), place].tolist() == [row.interest for row in rows]
        assert table.balance[: len(rows), place].tolist() == [row.balance for row in rows]
        assert not table.principal[len(rows) :, place].any()


@given(LOANS, st.integers(1, 60))
def test_equal_instalments_agree_with_the_single_path(loans: list[tuple[int, int]], count: int) -> None:
    compare(Method.EPI, loans, count)


@given(LOANS, st.integers(1, 60))
def test_equal_principal_agrees_with_the_single_path(loans: list[tuple[int, int]], count: int) -> None:
    compare(Method.EP, loans, count)


def test_ties_are_decided_by_the_exact_formula() -> None:
    # Without interest a third of the amounts end on exactly half a fen.
    principals = np.arange(1, 20_001, dtype=np.int64)
    rates = np.zeros_like(principals)
    found = level_amounts(principals, rates, 2)
    exact = [level_amount(Rounding(), int(principal), (0, 1), 2) for principal in principals]
    assert found.tolist() == exact


def test_rates_far_apart_are_worked_out_as_well() -> None:
    compare(Method.EPI, [(100_000_00, 43_500), (100_000_00, 5_000_000), (7, 43_500)], 12)


@pytest.mark.parametrize(
    ("principals", "rates", "count"),
    [
        ([0], [43500], 12),
        ([1], [-1], 12),
        ([10**15], [43500], 12),
        ([1, 2], [43500], 12),
        ([], [], 12),
        ([1], [43500], 601),
    ],
)
def test_bad_batches_are_refused(principals: list[int], rates: list[int], count: int) -> None:
    with pytest.raises(RuleBroken):
        level_plans(np.array(principals, np.int64), np.array(rates, np.int64), count)
