"""The day of the bank, wherever a computer believes to stand."""

import time
from datetime import UTC, date, datetime

import pytest

import app.clock
from models.days import beginning_of, business_day


class Fixed(datetime):
    """A clock that stands a quarter of an hour after midnight in China."""

    @classmethod
    def now(cls, tz: object = None) -> "Fixed":
        assert tz is UTC
        return cls(2026, 11, 23, 16, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [((2026, 11, 23, 15, 59), date(2026, 11, 23)), ((2026, 11, 23, 16), date(2026, 11, 24))],
)
def test_a_day_begins_at_midnight_in_china(moment: tuple[int, ...], day: date) -> None:
    at = datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type] # year, month, day and time
    assert business_day(at) == day
    assert beginning_of(day) <= at < beginning_of(date.fromordinal(day.toordinal() + 1))


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows takes its zone from the system alone")
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York", "Pacific/Auckland"])
def test_the_zone_of_the_computer_changes_nothing(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setattr(app.clock, "datetime", Fixed)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert app.clock.today() == date(2026, 11, 24)
    finally:
        monkeypatch.undo()
        time.tzset()
