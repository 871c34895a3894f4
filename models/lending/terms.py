"""What a loan note says about its repayment: method, amounts, dates, rate and every convention."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Self

from models.lending import checks
from models.lending.days import DayBasis, add_months
from models.lending.rounding import Residue, Rounding, RoundPer
from models.lending.working_days import Roll, RolledInterest, WorkingDays
from models.text import Text


class Method(StrEnum):
    """The repayment methods of the bank's products."""

    EPI = "EPI"
    EP = "EP"
    IO_M = "IO-M"
    IO_Q = "IO-Q"
    BULLET = "BULLET"
    CUSTOM = "CUSTOM"
    STAGED = "STAGED"
    FREE = "FREE"
    FLAT = "FLAT"

    @property
    def label(self) -> Text:
        """The product's word for the method."""
        return _LABELS[self]

    @property
    def is_level(self) -> bool:
        """Whether every instalment has the same total."""
        return self in (Method.EPI, Method.STAGED)

    @property
    def by_interest_days(self) -> bool:
        """Whether the due dates are the bank's interest days rather than anniversaries."""
        return self in (Method.IO_M, Method.IO_Q, Method.FREE)


_LABELS = {
    Method.EPI: Text("等额本息", "equal instalments"),
    Method.EP: Text("等额本金", "equal principal"),
    Method.IO_M: Text("按月付息、到期还本", "monthly interest, principal at maturity"),
    Method.IO_Q: Text("按季付息、到期还本", "quarterly interest, principal at maturity"),
    Method.BULLET: Text("到期一次还本付息（利随本清）", "principal and interest at maturity"),
    Method.CUSTOM: Text("按生产周期分期还本", "principal by production cycle"),
    Method.STAGED: Text("阶段性还款（先息后等额）", "interest first, equal instalments after"),
    Method.FREE: Text("随借随还", "revolving: draw and repay at will"),
    Method.FLAT: Text("等本等息", "flat interest on the original principal"),
}


class Unit(StrEnum):
    """What a step of the term is counted in."""

    MONTH = "MONTH"
    WEEK = "WEEK"
    DAY = "DAY"


@dataclass(frozen=True)
class Step:
    """The distance of two due dates: ``Step(3)`` is a quarter, ``Step(2, Unit.WEEK)`` a fortnight."""

    every: int = 1
    unit: Unit = Unit.MONTH

    def __post_init__(self) -> None:
        checks.whole(self.every, "step", low=1, high=600)

    @property
    def days(self) -> int:
        """The days of a step of weeks or days; 0 for months."""
        return {Unit.MONTH: 0, Unit.WEEK: 7, Unit.DAY: 1}[self.unit] * self.every

    @property
    def months(self) -> int:
        """The months of a step of months; 0 for weeks and days."""
        return self.every if self.unit is Unit.MONTH else 0


class Level(StrEnum):
    """How the equal instalment is found, and what an odd period does to it.

    ON_TOP: by the formula with the nominal period rate; an odd or broken period pays its actual
    interest on top of the principal of a whole one. FORMULA: the same amount, but the actual interest
    is taken out of it. SOLVED: the amount that makes every instalment equal with the actual days.
    """

    ON_TOP = "ON_TOP"
    FORMULA = "FORMULA"
    SOLVED = "SOLVED"


class GraceInterest(StrEnum):
    """What becomes of the interest of the first periods without principal."""

    PAID = "PAID"
    WAIVED = "WAIVED"
    DEFERRED = "DEFERRED"


class Keep(StrEnum):
    """What a borrower who repays early keeps: the term (smaller instalments) or the instalment."""

    TERM = "TERM"
    INSTALMENT = "INSTALMENT"


_TO_FEN = Rounding()
_CHINESE = WorkingDays()


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every convention of a plan, said explicitly; the defaults are the bank's usual ones."""

    day_basis: DayBasis = DayBasis.MONTHLY
    odd_basis: DayBasis = DayBasis.ACT_360
    last_day_counts: bool = False
    interest: Rounding = _TO_FEN
    instalment: Rounding = _TO_FEN
    principal: Rounding = _TO_FEN
    residue: Residue = Residue.LAST
    level: Level = Level.ON_TOP
    round_per: RoundPer = RoundPer.PERIOD
    interest_day_inclusive: bool = False
    roll: Roll = Roll.NONE
    rolled_interest: RolledInterest = RolledInterest.STAYS
    working_days: WorkingDays = _CHINESE
    grace_interest: GraceInterest = GraceInterest.PAID
    settle_prepaid: bool = True
    interest_free: bool = False

    @classmethod
    def usual(cls, method: Method) -> Self:
        """Return the bank's usual conventions: months for instalments, actual/360 for the rest."""
        by_month = method in (Method.EPI, Method.EP, Method.STAGED, Method.FLAT)
        return cls(day_basis=DayBasis.MONTHLY if by_month else DayBasis.ACT_360)


@dataclass(frozen=True)
class Draw:
    """Money paid out on a day, in fen."""

    on: date
    amount: int


@dataclass(frozen=True)
class RateChange:
    """A new yearly rate, in percent, from that day on."""

    on: date
    rate: Decimal


@dataclass(frozen=True)
class Prepayment:
    """Principal paid before it is due, in fen; ``None`` is all of it."""

    on: date
    amount: int | None
    keep: Keep = Keep.TERM


@dataclass(frozen=True)
class Missed:
    """The principal of the row due *on* that day stays unpaid and bears interest *until* a day."""

    on: date
    until: date


Event = Draw | RateChange | Prepayment | Missed


@dataclass(frozen=True)
class Part:
    """Principal agreed for a day, in fen."""

    on: date
    principal: int


_USUAL = Settings()


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The repayment clause of one loan note 借据.

    Attributes:
        method: The repayment method.
        rate: Percent a year; percent a period if the day basis is PERIOD.
        start: The day from which interest is counted.
        principal: Fen paid out on ``start``; further draws are events.
        count: How many steps the term has.
        step: The distance of two due dates.
        end: The maturity; without it, ``count`` steps after ``start``.
        first_due: The first due date where it is not one step after ``start``.
        due_day: The day of the month on which instalments or interest fall due.
        grace: How many first periods owe no principal.
        rest_months: The months (1-12) in which no principal falls due, by season.
        parts: Principal by day, for CUSTOM.
        interest_months: For CUSTOM, the months whose ``due_day`` is an interest day too.
        shares: Principal by period, as shares that sum to 1.
        interest_shares: For FLAT, the total interest by period, as shares.
        instalment: An agreed equal instalment in fen; without ``count`` the term follows from it.
        first_days: The days of the regular period against which the first one is scaled.
        flat_base: For FLAT, the principal that bears interest where it is not ``principal``.
        events: Draws, rate changes, prepayments and missed rows, in any order.
        settings: The conventions; without them, the usual ones of the method.

    Raises:
        RuleBroken: A value is out of range or two values contradict each other; the field is named.
    """

    method: Method
    rate: Decimal
    start: date
    principal: int = 0
    count: int | None = None
    step: Step = Step()
    end: date | None = None
    first_due: date | None = None
    due_day: int | None = None
    grace: int = 0
    rest_months: frozenset[int] = frozenset()
    parts: tuple[Part, ...] = ()
    interest_months: frozenset[int] = frozenset()
    shares: tuple[Decimal, ...] = ()
    interest_shares: tuple[Decimal, ...] = ()
    instalment: int | None = None
    first_days: int | None = None
    flat_base: int | None = None
    events: tuple[Event, ...] = ()
    settings: Settings = _USUAL

    def __post_init__(self) -> None:
        if self.settings is _USUAL:
            object.__setattr__(self, "settings", Settings.usual(self.method))
        checks.check_terms(self)

    @property
    def lent(self) -> int:
        """Everything that is paid out, in fen."""
        return self.principal + sum(event.amount for event in self.events if isinstance(event, Draw))

    @property
    def maturity(self) -> date | None:
        """The agreed last day, where the terms fix it without looking at the instalments."""
        if self.end or not self.count:
            return self.end or (self.parts[-1].on if self.parts else None)
        if self.step.days:
            return date.fromordinal(self.start.toordinal() + self.step.days * self.count)
        return add_months(self.start, self.step.months * self.count)

    def with_events(self, *events: Event) -> Self:
        """Return the same terms with further events."""
        return replace(self, events=(*self.events, *events))
