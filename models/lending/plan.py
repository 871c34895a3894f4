"""A repayment plan: its rows, the parts each figure is made of, its totals and its exchange form."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypedDict

from models.lending.days import DayBasis, percent_ratio
from models.lending.rounding import Ratio, Rounding, RoundPer, add
from models.lending.terms import Terms
from models.money import yuan
from models.text import Text


class RowKind(StrEnum):
    """What a row pays: an instalment of the plan or principal ahead of it."""

    INSTALMENT = "INSTALMENT"
    PREPAYMENT = "PREPAYMENT"


class InterestPart(NamedTuple):
    """A stretch of days with one balance and one rate.

    ``share`` is the exact share of a year, or of a period with a rate by period, that the stretch is.
    """

    begin: date
    end: date
    balance: int
    rate: Decimal
    share: Ratio
    basis: DayBasis

    @property
    def days(self) -> int:
        """The calendar days of the stretch, the first counted and the last not."""
        return (self.end - self.begin).days

    @property
    def exact(self) -> Ratio:
        """The interest in fen before rounding, as a fraction."""
        numerator, denominator = percent_ratio(self.rate)
        return self.balance * numerator * self.share[0], denominator * self.share[1]


class Row(NamedTuple):
    """One payment. ``balance`` is what is owed at the end of its day, with draws of that day.

    ``level`` is the equal instalment in force, 0 for methods that have none.
    """

    n: int
    due: date
    days: int
    principal: int
    interest: int
    balance: int
    parts: tuple[InterestPart, ...]
    level: int = 0
    kind: RowKind = RowKind.INSTALMENT

    @property
    def total(self) -> int:
        """Principal and interest together, in fen."""
        return self.principal + self.interest


class Totals(NamedTuple):
    """Sums over rows, in fen."""

    principal: int
    interest: int

    @property
    def total(self) -> int:
        """Principal and interest together, in fen."""
        return self.principal + self.interest


class RowData(TypedDict):
    """One row as it is exchanged; money is yuan as text."""

    n: int
    due: str
    days: int
    principal: str
    interest: str
    total: str
    balance: str


class TotalsData(TypedDict):
    """The totals as they are exchanged; money is yuan as text."""

    principal: str
    interest: str
    total: str


class PlanData(TypedDict):
    """A plan as it is exchanged."""

    rows: list[RowData]
    totals: TotalsData


@dataclass(frozen=True)
class Plan:
    """The rows that the terms of a loan note lead to, and what the officer should know about them."""

    terms: Terms
    rows: tuple[Row, ...]
    warnings: tuple[Text, ...] = ()

    @property
    def totals(self) -> Totals:
        """The sums over all rows."""
        return _sum(self.rows)

    def by_year(self) -> dict[int, Totals]:
        """Return the sums of each calendar year."""
        years: dict[int, list[Row]] = {}
        for row in self.rows:
            years.setdefault(row.due.year, []).append(row)
        return {year: _sum(rows) for year, rows in years.items()}

    def data(self) -> PlanData:
        """Return the plan in its exchange form."""
        totals = self.totals
        return {
            "rows": [
                {
                    "n": row.n,
                    "due": row.due.isoformat(),
                    "days": row.days,
                    "principal": str(yuan(row.principal)),
                    "interest": str(yuan(row.interest)),
                    "total": str(yuan(row.total)),
                    "balance": str(yuan(row.balance)),
                }
                for row in self.rows
            ],
            "totals": {
                "principal": str(yuan(totals.principal)),
                "interest": str(yuan(totals.interest)),
                "total": str(yuan(totals.total)),
            },
        }


def interest_of(parts: tuple[InterestPart, ...], rounding: Rounding, per: RoundPer) -> int:
    """Return the interest of *parts* in fen, rounded once for all of them or for each."""
    if per is RoundPer.PART:
        return sum(rounding.of(*part.exact) for part in parts)
    return rounding.of(*exact_interest(parts))


def exact_interest(parts: tuple[InterestPart, ...]) -> Ratio:
    """Return the interest of *parts* in fen before rounding, as a fraction."""
    if len(parts) == 1:
        return parts[0].exact
    total: Ratio = (0, 1)
    for part in parts:
        total = add(total, part.exact)
    return total


def _sum(rows: "tuple[Row, ...] | list[Row]") -> Totals:
    return Totals(sum(row.principal for row in rows), sum(row.interest for row in rows))
