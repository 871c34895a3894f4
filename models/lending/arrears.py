"""Overdue loans: penalty, compound interest, days overdue, and what a payment settles first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from models.errors import RuleBroken
from models.lending import checks
from models.lending.days import percent_ratio
from models.lending.parameters import lending_parameter
from models.lending.rounding import Rounding
from models.lending.working_days import Roll, WorkingDays
from models.money import show_yuan
from models.text import Text

_HUNDRED = 100


class Default(StrEnum):
    """Why a penalty is due."""

    OVERDUE = "OVERDUE"
    MISUSE = "MISUSE"


class Order(StrEnum):
    """What a payment settles first.

    INTEREST_FIRST is the statutory order; PRINCIPAL_FIRST is the bank's for loans long overdue.
    """

    INTEREST_FIRST = "INTEREST_FIRST"
    PRINCIPAL_FIRST = "PRINCIPAL_FIRST"


class Claims(NamedTuple):
    """What is owed or settled, in fen, by kind."""

    costs: int = 0
    penalty: int = 0
    compound: int = 0
    interest: int = 0
    principal: int = 0

    @property
    def total(self) -> int:
        """Everything together."""
        return sum(self)


@dataclass(frozen=True)
class PenaltyTerms:
    """By how many percent of the contract rate a penalty is above it, and the days of its year.

    Raises:
        RuleBroken: A surcharge is outside the range that the central bank allows.
    """

    overdue: Decimal
    misuse: Decimal
    year_days: int
    signed: date

    def __post_init__(self) -> None:
        rule = lending_parameter("penalty", self.signed)
        for name in ("overdue", "misuse"):
            low, high = Decimal(rule[f"{name}_low"]), Decimal(rule[f"{name}_high"])
            if not low <= getattr(self, name) <= high:
                raise RuleBroken(
                    Text(
                        "罚息加收幅度须在 {low}%～{high}% 之间。",
                        "The surcharge must be from {low} % to {high} %.",
                    ).fill(low=low, high=high),
                    field=name,
                )

    @classmethod
    def usual(cls, signed: date) -> "PenaltyTerms":
        """Return the bank's usual surcharges for a contract signed on a day."""
        rule = lending_parameter("penalty", signed)
        return cls(Decimal(rule["overdue"]), Decimal(rule["misuse"]), int(rule["year_days"]), signed)

    def rate(self, contract: Decimal, reasons: frozenset[Default]) -> Decimal:
        """Return the penalty rate in percent: the heavier of the reasons, never their sum.

        Source:
            PBOC notice Yinfa [2003] 251, items 3 and 4.
        """
        surcharges = {Default.OVERDUE: self.overdue, Default.MISUSE: self.misuse}
        heavier = max((surcharges[reason] for reason in reasons), default=Decimal(0))
        return contract * (_HUNDRED + heavier) / _HUNDRED


class Penalty(NamedTuple):
    """A penalty in fen with what it was computed from."""

    amount: int
    base: int
    rate: Decimal
    days: int
    year_days: int

    @property
    def explanation(self) -> Text:
        """The computation as a sentence."""
        return Text(
            "{base} × {rate}% ÷ {year} × {days} 天 = {amount}",
            "{base} × {rate} % / {year} × {days} days = {amount}",
        ).fill(
            base=show_yuan(self.base),
            rate=self.rate.normalize(),
            year=self.year_days,
            days=self.days,
            amount=show_yuan(self.amount),
        )


class Due(NamedTuple):
    """What is still unpaid of one row, in fen."""

    on: date
    principal: int
    interest: int


class Arrears(NamedTuple):
    """What is overdue on a day, with the penalties row by row."""

    claims: Claims
    days: int
    penalties: tuple[Penalty, ...]


def penalty(base: int, rate: Decimal, days: int, year_days: int) -> Penalty:
    """Return what *base* fen cost in *days* at a penalty rate in percent, rounded half up once."""
    checks.amount(base, "base", low=0)
    checks.whole(days, "days", low=0, high=36600)
    numerator, denominator = percent_ratio(rate)
    return Penalty(
        Rounding().of(base * numerator * days, denominator * year_days), base, rate, days, year_days
    )


def days_overdue(unpaid: Sequence[Due], today: date) -> int:
    """Return the days since the earliest unpaid due date, 0 if nothing is overdue."""
    late = [due.on for due in unpaid if due.on < today and (due.principal or due.interest)]
    return (today - min(late)).days if late else 0


def arrears(
    unpaid: Sequence[Due],
    contract_rate: Decimal,
    terms: PenaltyTerms,
    today: date,
    *,
    misused: bool = False,
    working_days: WorkingDays | None = None,
) -> Arrears:
    """Return what is overdue today: penalty on principal, compound interest on unpaid interest.

    A due date on a holiday may be met on the next working day; paid later, it is overdue from the day itself.

    Source:
        PBOC notice Yinfa [2003] 251: penalty from the day of default until paid, and compound interest at
        the penalty rate on interest that is not paid in time.
    """
    calendar = working_days or WorkingDays()
    late = [due for due in unpaid if calendar.roll(due.on, Roll.NEXT) < today]
    reasons = frozenset({Default.OVERDUE, Default.MISUSE} if misused else {Default.OVERDUE})
    rate = terms.rate(contract_rate, reasons)
    on_principal = [penalty(due.principal, rate, (today - due.on).days, terms.year_days) for due in late]
    on_interest = [penalty(due.interest, rate, (today - due.on).days, terms.year_days) for due in late]
    claims = Claims(
        penalty=sum(part.amount for part in on_principal),
        compound=sum(part.amount for part in on_interest),
        interest=sum(due.interest for due in late),
        principal=sum(due.principal for due in late),
    )
    shown = tuple(part for part in (*on_principal, *on_interest) if part.amount)
    return Arrears(claims, days_overdue(late, today), shown)


def usual_order(days: int, on: date) -> Order:
    """Return the order in which the bank books a payment on a loan overdue for some days."""
    limit = int(lending_parameter("penalty", on)["principal_first_after_days"])
    return Order.PRINCIPAL_FIRST if days > limit else Order.INTEREST_FIRST


def appropriate(paid: int, owed: Claims, order: Order = Order.INTEREST_FIRST) -> Claims:
    """Return what a payment settles of each claim; what is beyond all claims is not in the answer.

    Source:
        Civil Code art. 561: costs of realising the claim, interest, principal, unless agreed otherwise.
    """
    checks.amount(paid, "paid", low=0)
    kinds = ["costs", "penalty", "compound", "interest", "principal"]
    if order is Order.PRINCIPAL_FIRST:
        kinds = ["principal", "costs", "penalty", "compound", "interest"]
    settled: dict[str, int] = {}
    for kind in kinds:
        settled[kind] = min(paid, getattr(owed, kind))
        paid -= settled[kind]
    return Claims(**settled)


class Debt(NamedTuple):
    """One of several debts of a borrower: what the order of payment looks at."""

    name: str
    due: date
    secured: bool
    burden: Decimal
    designated: bool = False


def order_of_debts(debts: Sequence[Debt], today: date) -> list[Debt]:
    """Return several debts in the order in which a payment settles them.

    The debtor's choice comes first, then what is due, the less secured, the heavier rate, the earlier due.

    Source:
        Civil Code art. 560.
    """
    return sorted(
        debts, key=lambda debt: (not debt.designated, debt.due > today, debt.secured, -debt.burden, debt.due)
    )
