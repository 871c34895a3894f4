"""Day counts, the working calendar, areas, and the rounding of ties."""

from datetime import date
from decimal import Decimal

import pytest

from models.errors import RuleBroken
from models.lending.area import mu_of, square_metres_of
from models.lending.days import DayBasis, add_months, days_30_360, year_share
from models.lending.rounding import Mode, round_ratio
from models.lending.working_days import Roll, WorkingDays

OFFICIAL = WorkingDays()


def test_the_chinese_calendar_knows_exchanged_days() -> None:
    assert not OFFICIAL.works(date(2026, 10, 1))
    assert OFFICIAL.works(date(2026, 10, 10))  # a Saturday worked for the holiday week
    assert not OFFICIAL.works(date(2026, 11, 22))


def test_the_centre_overrules_the_calendar() -> None:
    ruled = WorkingDays(closed=frozenset({date(2026, 11, 23)}), opened=frozenset({date(2026, 10, 1)}))
    assert not ruled.works(date(2026, 11, 23))
    assert ruled.works(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("rule", "moved"),
    [
        (Roll.NONE, date(2026, 10, 31)),
        (Roll.NEXT, date(2026, 11, 2)),
        (Roll.PREVIOUS, date(2026, 10, 30)),
        (Roll.NEXT_IN_MONTH, date(2026, 10, 30)),
    ],
)
def test_a_saturday_at_the_month_end_rolls(rule: Roll, moved: date) -> None:
    assert OFFICIAL.roll(date(2026, 10, 31), rule) == moved


def test_rolling_forward_within_the_month() -> None:
    assert OFFICIAL.roll(date(2026, 11, 21), Roll.NEXT_IN_MONTH) == date(2026, 11, 23)


def test_months_keep_their_seed_day() -> None:
    assert add_months(date(2026, 2, 28), 1, 31) == date(2026, 3, 31)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)


def test_thirty_days_a_month() -> None:
    assert days_30_360(date(2026, 1, 31), date(2026, 3, 31)) == 60
    assert year_share(DayBasis.THIRTY_360, date(2026, 1, 1), date(2027, 1, 1)) == (360, 360)


def test_actual_days_of_two_years() -> None:
    share = year_share(DayBasis.ACT_ACT, date(2023, 7, 1), date(2024, 7, 1))
    assert share[0] / share[1] == pytest.approx(184 / 365 + 182 / 366)


@pytest.mark.parametrize(
    ("mode", "results"),
    [
        (Mode.HALF_UP, [-3, -2, 0, 1, 3, 3]),
        (Mode.HALF_EVEN, [-2, -2, 0, 0, 2, 3]),
        (Mode.UP, [-2, -1, 0, 1, 3, 3]),
        (Mode.DOWN, [-3, -2, 0, 0, 2, 2]),
    ],
)
def test_rounding(mode: Mode, results: list[int]) -> None:
    values = [(-5, 2), (-3, 2), (0, 1), (1, 2), (5, 2), (11, 4)]
    assert [round_ratio(*value, mode) for value in values] == results


def test_mu_and_square_metres() -> None:
    assert mu_of(Decimal(10000)) == Decimal("15.00")
    assert mu_of(Decimal("666.67")) == Decimal("1.00")
    assert square_metres_of(Decimal(1)) == Decimal("666.67")
    with pytest.raises(RuleBroken):
        mu_of(Decimal(-1))


def test_conventions_are_named() -> None:
    assert all(basis.label.zh and basis.label.en for basis in DayBasis)
