"""What happens to a plan in its life: early repayment, pay-off, extension, rescheduling."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from models.errors import RuleBroken
from models.lending import checks
from models.lending.engine import make_plan
from models.lending.parameters import lending_parameter
from models.lending.periods import due_dates
from models.lending.plan import Plan, Row, RowKind
from models.lending.terms import Event, Keep, Method, Prepayment, RateChange, Terms
from models.lending.working_days import RolledInterest
from models.text import Text


class InterestTo(StrEnum):
    """Up to which day a pay-off bears interest."""

    DAY = "DAY"
    PERIOD_END = "PERIOD_END"


class PayOff(NamedTuple):
    """What settles a loan on a day, in fen, and how the plan's rows take it up."""

    principal: int
    interest: int
    rows: tuple[Row, ...]

    @property
    def total(self) -> int:
        """Principal and interest together."""
        return self.principal + self.interest


class Choice(NamedTuple):
    """One way to go on after an early repayment, and the interest it saves in fen."""

    keep: Keep
    plan: Plan
    saved: int


@dataclass(frozen=True)
class Reschedule:
    """A new agreement on what is still open.

    Attributes:
        rate: The new rate; without it, the rate stays.
        extra: Further instalments.
        shift_days: By how many days the next due date moves; the later ones follow it.
        charge_shift: Whether the days of the shift bear interest.
    """

    rate: Decimal | None = None
    extra: int = 0
    shift_days: int = 0
    charge_shift: bool = True


def prepayment_choices(terms: Terms, on: date, amount: int) -> tuple[Choice, ...]:
    """Return the plans of both choices after an early repayment: the same term, or the same instalment.

    Raises:
        RuleBroken: The amount is not within the balance of that day.

    Source:
        Civil Code art. 677: interest for the days the money was used.
    """
    before = make_plan(terms).totals.interest
    plans = [(keep, make_plan(terms.with_events(Prepayment(on, amount, keep)))) for keep in Keep]
    return tuple(Choice(keep, plan, before - plan.totals.interest) for keep, plan in plans)


def pay_off(terms: Terms, on: date, interest_to: InterestTo = InterestTo.DAY) -> PayOff:
    """Return what settles the loan on a day, everything due before it having been paid.

    Raises:
        RuleBroken: The day is not within the plan.
    """
    plan = make_plan(terms)
    opened = [row for row in plan.rows if row.due > on]
    if not opened or on < terms.start:
        raise RuleBroken(Text("该日不在贷款期内。", "The day is not within the loan."), field="on")
    settled = make_plan(terms.with_events(Prepayment(on, None))).rows[-1]
    interest = settled.interest if interest_to is InterestTo.DAY else opened[0].interest
    rest, rows = settled.principal, []
    for row in opened:
        due = interest if row is opened[0] else 0
        paid = min(rest, max(0, row.total - due))
        rest -= paid
        rows.append(row._replace(principal=paid, interest=due, balance=rest))
    rows[-1] = rows[-1]._replace(principal=rows[-1].principal + rest, balance=0)
    return PayOff(settled.principal, interest, (*plan.rows[: len(plan.rows) - len(opened)], *rows))


def reschedule(plan: Plan, paid: int, change: Reschedule) -> Plan:
    """Return the plan of what is open after the first *paid* rows; its rows go on counting from there.

    Interest of the first open period grows with its days where the due date moves.

    Raises:
        RuleBroken: No row is open, or the change leaves no instalment.
    """
    checks.whole(paid, "paid", low=1, high=len(plan.rows) - 1)
    terms, last, following = plan.terms, plan.rows[paid - 1], plan.rows[paid]
    done = sum(1 for row in plan.rows[:paid] if row.kind is RowKind.INSTALMENT)
    agreed = due_dates(terms)
    nominal = agreed[done]
    first = following.due + timedelta(days=change.shift_days) if change.shift_days else nominal
    charged_to = following.due if change.charge_shift else first
    opened = replace(
        terms,
        method=Method.EPI if terms.method is Method.STAGED and terms.grace <= done else terms.method,
        rate=change.rate if change.rate is not None else _rate_of(plan.rows[:paid], terms),
        start=agreed[done - 1],
        principal=last.balance,
        flat_base=terms.flat_base or terms.principal or None,
        count=len(agreed) - done + change.extra,
        end=None,
        first_due=first,
        due_day=first.day if change.shift_days else (terms.due_day or terms.start.day),
        grace=max(0, terms.grace - done),
        interest_shares=(),
        first_days=(charged_to - agreed[done - 1]).days if change.shift_days else None,
        events=_later(terms.events, agreed[done - 1]),
        settings=replace(terms.settings, rolled_interest=RolledInterest.STAYS),
    )
    renewed = make_plan(opened)
    rows = tuple(row._replace(n=row.n + paid) for row in renewed.rows)
    return Plan(opened, rows, renewed.warnings)


def extend(terms: Terms, until: date, rate: Decimal | None = None, *, personal: bool = True) -> Terms:
    """Return the terms with a later maturity 展期; from the old one on, interest runs at *rate*.

    The limit counts all extensions together, so *terms* are those of the contract before any of them.

    Raises:
        RuleBroken: The new maturity is not later, or the extension is longer than allowed.
    """
    old = terms.maturity
    if old is None or until <= old:
        raise RuleBroken(
            Text("展期到期日须晚于原到期日。", "The extension must end after the old maturity."),
            field="until",
        )
    if until > longest_extension(terms.start, old, personal=personal):
        raise RuleBroken(
            Text("展期期限超过规定上限。", "The extension is longer than the rules allow."), field="until"
        )
    events = (RateChange(old, rate),) if rate is not None else ()
    return replace(terms, end=until, count=None, events=(*terms.events, *events))


def longest_extension(start: date, maturity: date, *, personal: bool) -> date:
    """Return the last day to which a loan may be extended in all: the stricter rule of those in force.

    Source:
        贷款通则 (1996), art. 12; for personal loans the measures of 2024.
    """
    term = (maturity - start).days
    rule = lending_parameter("extension", maturity)
    short, middle = int(rule["short_days"]), int(rule["middle_days"])
    if term <= short:
        return maturity + timedelta(days=term)
    if personal or term <= middle:
        return maturity + timedelta(days=min(term // 2, int(rule["longest_days"])))
    return maturity + timedelta(days=int(rule["longest_days"]))


def _rate_of(rows: Sequence[Row], terms: Terms) -> Decimal:
    return rows[-1].parts[-1].rate if rows[-1].parts else terms.rate


def _later(events: Sequence[Event], since: date) -> tuple[Event, ...]:
    return tuple(event for event in events if event.on > since)
