"""Which share of a year's interest a stretch of days costs, as an exact fraction."""

import calendar
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from models.lending.rounding import Ratio, add
from models.text import Text

_MONTH_360 = 30
_SHORTEST_MONTH = 28


class DayBasis(StrEnum):
    """The day count convention of a contract.

    MONTHLY takes a twelfth of the yearly rate for each whole month, however many days it has, and
    actual days / 360 for an odd period. PERIOD means that the rate is said for one period.

    Source:
        PBOC notice Yinfa [2005] 129: yearly rate / 12 by month, yearly rate / 360 by day.
    """

    MONTHLY = "MONTHLY"
    ACT_360 = "ACT/360"
    ACT_364 = "ACT/364"
    ACT_365 = "ACT/365"
    ACT_ACT = "ACT/ACT"
    THIRTY_360 = "30/360"
    PERIOD = "PERIOD"

    @property
    def label(self) -> Text:
        """The wording of the convention for a reader."""
        return _LABELS[self]


_LABELS = {
    DayBasis.MONTHLY: Text("整月按月利率（年利率÷12），零头天数按实际天数/360", "yearly rate / 12 by month"),
    DayBasis.ACT_360: Text("实际天数/360", "actual days / 360"),
    DayBasis.ACT_364: Text("实际天数/364", "actual days / 364"),
    DayBasis.ACT_365: Text("实际天数/365", "actual days / 365"),
    DayBasis.ACT_ACT: Text("实际天数/当年实际天数", "actual days / days of the year"),
    DayBasis.THIRTY_360: Text("每月30天/360", "30 days a month / 360"),
    DayBasis.PERIOD: Text("按期利率", "rate of one period"),
}
_YEARS = {DayBasis.ACT_360: 360, DayBasis.ACT_364: 364, DayBasis.ACT_365: 365, DayBasis.MONTHLY: 360}


def month_day(year: int, month: int, day: int) -> date:
    """Return that day of the month, or the month's last day where the month is shorter."""
    if day <= _SHORTEST_MONTH:
        return date(year, month, day)
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def add_months(start: date, months: int, seed_day: int | None = None) -> date:
    """Return the day *months* later; *seed_day* is kept through shorter months, so 31 never drifts to 28."""
    count = start.year * 12 + start.month - 1 + months
    return month_day(count // 12, count % 12 + 1, seed_day or start.day)


def whole_months(begin: date, end: date, seed_day: int) -> int:
    """Return how many whole months lie between two due days of one seed day, 0 if there is an odd stretch."""
    if begin != month_day(begin.year, begin.month, seed_day) or end != month_day(
        end.year, end.month, seed_day
    ):
        return 0
    return (end.year - begin.year) * 12 + end.month - begin.month


def days_30_360(begin: date, end: date) -> int:
    """Return the days between two dates with months of 30 days (the 31st counts as the 30th)."""
    months = (end.year - begin.year) * 12 + end.month - begin.month
    return months * _MONTH_360 + min(end.day, _MONTH_360) - min(begin.day, _MONTH_360)


def year_share(basis: DayBasis, begin: date, end: date) -> Ratio:
    """Return which share of a year the days from *begin* (counted) to *end* (not counted) are."""
    if basis is DayBasis.THIRTY_360:
        return days_30_360(begin, end), 360
    if basis is not DayBasis.ACT_ACT:
        return (end - begin).days, _YEARS[basis]
    share: Ratio = (0, 1)
    while begin < end:
        until = min(end, date(begin.year + 1, 1, 1))
        share = add(share, ((until - begin).days, 366 if calendar.isleap(begin.year) else 365))
        begin = until
    return share


@lru_cache(maxsize=512)
def percent_ratio(percent: Decimal) -> Ratio:
    """Return a rate in percent as an exact fraction: 4.35 is 435/10000 in lowest terms."""
    numerator, denominator = percent.as_integer_ratio()
    return numerator, denominator * 100


def day_after(day: date) -> date:
    """Return the next calendar day."""
    return day + timedelta(days=1)
