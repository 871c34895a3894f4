"""The plan engine: terms in, rows out, in whole fen and without a float."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from models.errors import RuleBroken
from models.lending.days import DayBasis
from models.lending.flat import FlatInterest
from models.lending.interest import Accrual, Held
from models.lending.parameters import rate_warnings
from models.lending.periods import Period, periods
from models.lending.plan import InterestPart, Plan, Row, RowKind, interest_of
from models.lending.principal import Principal, Situation
from models.lending.rounding import Residue
from models.lending.terms import (
    Draw,
    GraceInterest,
    Keep,
    Method,
    Missed,
    Prepayment,
    RateChange,
    Terms,
)
from models.text import Text

Happening = Draw | RateChange | Prepayment

_YEAR_MONTHS = 12
_YEAR_DAYS = 365
_HUNDREDTH = Decimal("0.01")


def make_plan(terms: Terms) -> Plan:
    """Return the repayment plan of a loan note.

    Raises:
        RuleBroken: An event does not fit the plan, or the instalment does not cover the interest.

    Source:
        Equal instalments: A = P·i·(1+i)^n / ((1+i)^n - 1); multiplied first and divided once.
    """
    even = terms.settings.residue is Residue.EVEN and terms.method.is_level
    run = _Run(terms, _evened(terms) if even else None)
    rows = run.rows()
    if terms.settings.residue is Residue.FIRST:
        rows = _residue_first(rows, run.principal.left_over)
    return Plan(terms, tuple(rows), _warnings(terms))


def _warnings(terms: Terms) -> tuple[Text, ...]:
    if terms.settings.day_basis is not DayBasis.PERIOD:
        return rate_warnings(terms.rate, terms.start)
    year, step = (_YEAR_MONTHS, terms.step.months) if terms.step.months else (_YEAR_DAYS, terms.step.days)
    return rate_warnings((terms.rate * year / step).quantize(_HUNDREDTH), terms.start)


def _evened(terms: Terms) -> tuple[int, int] | None:
    """Return from which period on the instalment moves by the mean difference, if that evens out the last."""
    agreed = replace(terms, events=tuple(event for event in terms.events if not isinstance(event, Missed)))
    run = _Run(agreed)
    rows = run.rows()
    since, level = run.principal.recomputed
    count = run.principal.repaying_from(since)
    difference = rows[-1].total - level
    if abs(difference) <= count // 2 * terms.settings.instalment.unit:
        return None
    override = since, level + terms.settings.instalment.of(difference, count)
    moved = _Run(agreed, override).rows()[-1]
    return override if abs(moved.total - moved.level) < abs(difference) else None


def _residue_first(rows: list[Row], left_over: int) -> list[Row]:
    """Put what is left over into the first repaying row; interest stays as it was computed."""
    first = next(index for index, row in enumerate(rows) if row.principal)
    if first == len(rows) - 1:
        return rows
    moved = [row._replace(balance=row.balance - left_over) for row in rows[first:-1]]
    moved[0] = moved[0]._replace(principal=moved[0].principal + left_over)
    last = rows[-1]._replace(principal=rows[-1].principal - left_over)
    return [*rows[:first], *moved, last]


class _Run:
    """One pass through the periods, with the balance and the rate in force."""

    def __init__(self, terms: Terms, override: tuple[int, int] | None = None) -> None:
        self._terms = terms
        self._settings = terms.settings
        self._periods = periods(terms)
        self._events = sorted((event for event in terms.events if not isinstance(event, Missed)), key=_order)
        self._missed = {event.on: event.until for event in terms.events if isinstance(event, Missed)}
        self._balance = terms.principal
        self._rate = terms.rate
        self._accrual = Accrual(terms.settings)
        self._since = terms.start
        self._rows: list[Row] = []
        self._broken = False
        self._cut = False
        self._paid_off = False
        self._grace: GraceInterest | None = None
        self.principal = Principal(terms, self._periods, override)
        self._flat = FlatInterest(terms, len(self._periods))

    def rows(self) -> list[Row]:
        """Return the rows of the whole plan."""
        last = len(self._periods) - 1
        for index, period in enumerate(self._periods):
            self._grace = self._settings.grace_interest if index < self._terms.grace else None
            self._live_through(period)
            if self._paid_off:
                break
            self._fall_due(index, period)
            if not self._balance and not self._more() and self._terms.method is not Method.FLAT:
                break
            if index == last and self._balance:
                raise RuleBroken(
                    Text("约定的每期还款额还不清贷款。", "The agreed instalment never repays the loan."),
                    field="instalment",
                )
        self._refuse_late_events()
        return self._rows

    def _more(self) -> bool:
        return any(isinstance(event, Draw) for event in self._events)

    def _live_through(self, period: Period) -> None:
        cursor, final = period.begin, period is self._periods[-1]
        self._broken = self._cut = False
        while self._events and (
            self._events[0].on < period.end or (final and self._events[0].on == period.end)
        ):
            event = self._events.pop(0)
            day = max(event.on, cursor)
            self._accrual.run(period, cursor, day, self._bearing(), self._rate)
            cursor = day
            self._apply(event, day)
        self._accrual.run(period, cursor, period.end, self._bearing(), self._rate)

    def _bearing(self) -> int:
        """Return the principal that bears interest today."""
        return self._flat.base if self._terms.method is Method.FLAT else self._balance

    def _apply(self, event: Happening, day: date) -> None:
        inside = day > self._since
        if isinstance(event, Draw):
            self._balance += event.amount
            self.principal.drawn()
            self._flat.drawn(event.amount)
        elif isinstance(event, RateChange):
            self._rate = event.rate
            self.principal.new_rate()
            self._flat.new_rate()
        else:
            self._prepay(event, day)
        self._broken = self._broken or inside

    def _prepay(self, event: Prepayment, day: date) -> None:
        amount = self._balance if event.amount is None else event.amount
        if not 0 < amount <= self._balance:
            raise RuleBroken(
                Text(
                    "提前还款金额须大于零且不超过剩余本金。",
                    "An early repayment must be above zero and within the balance.",
                ),
                field="events",
            )
        settled = self._settings.settle_prepaid or amount == self._balance
        parts = self._owed_parts() if settled else ()
        self._balance -= amount
        self._add(day, amount, self._interest(parts), parts)
        self._paid_off = not self._balance and not self._more()
        if settled:
            self._cut = self._cut or day > self._since
            self._since = day
        self._flat.prepaid(amount, self._balance + amount)
        if event.keep is Keep.TERM:
            self.principal.prepaid()

    def _fall_due(self, index: int, period: Period) -> None:
        if self._grace is GraceInterest.DEFERRED:
            self._add(period.due, 0, 0, (), level=0)
            return
        parts = self._owed_parts()
        if self._terms.method is Method.FLAT and parts and not self._cut:
            parts, interest = self._flat.row(index, period, self._rate, odd=self.principal.is_odd(index))
        else:
            interest = self._interest(parts)
        if self._terms.method is Method.FREE and not parts and not self._balance:
            self._since = period.end
            return
        level, paid = self.principal.of(index, self._situation(parts, interest))
        self._balance -= paid
        self._add(period.due, paid, interest, parts, level)
        self._since = period.end
        if paid and period.due in self._missed:
            self._accrual.held.append(Held(paid, self._missed[period.due]))

    def _owed_parts(self) -> tuple[InterestPart, ...]:
        parts = self._accrual.take()
        return () if self._grace is GraceInterest.WAIVED else parts

    def _situation(self, parts: tuple[InterestPart, ...], interest: int) -> Situation:
        return Situation(self._balance, self._rate, parts, interest, self._broken)

    def _interest(self, parts: tuple[InterestPart, ...]) -> int:
        return interest_of(parts, self._settings.interest, self._settings.round_per)

    def _add(
        self, day: date, paid: int, interest: int, parts: tuple[InterestPart, ...], level: int | None = None
    ) -> None:
        kind = RowKind.PREPAYMENT if level is None else RowKind.INSTALMENT
        drawn = sum(event.amount for event in self._events if isinstance(event, Draw) and event.on == day)
        days = sum(part.days for part in parts) if parts else (day - self._since).days
        self._rows.append(
            Row(
                len(self._rows) + 1, day, days, paid, interest, self._balance + drawn, parts, level or 0, kind
            )
        )

    def _refuse_late_events(self) -> None:
        for event in self._events:
            if isinstance(event, Draw | Prepayment):
                raise RuleBroken(
                    Text("{on} 已在贷款结清之后。", "{on} is after the loan is repaid.").fill(on=event.on),
                    field="events",
                )


def _order(event: Happening) -> tuple[date, int]:
    kinds = (Draw, RateChange, Prepayment)
    return event.on, kinds.index(type(event))
