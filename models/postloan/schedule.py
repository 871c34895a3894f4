"""What a note owes and when: its plan through changes of terms and repayments, and what is met of it.

The plan is computed, never stored: terms, changes and repayments are the records, and from them it follows.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from models.lending.arrears import Claims, Default, Due, PenaltyTerms, penalty
from models.lending.credit import LoanNote
from models.lending.engine import make_plan
from models.lending.plan import Plan
from models.lending.terms import Method, Prepayment, RateChange, Settings, Terms
from models.lending.working_days import Roll, WorkingDays
from models.postloan.records import Charge, Repayment, TermChange

_CALENDAR = WorkingDays()


class Piece(NamedTuple):
    """A part of what fell due on a day, in fen, and when it was paid; nothing while it is not.

    ``rate`` is the contract rate in percent that its penalty starts from.
    """

    due: date
    amount: int
    paid_on: date | None
    is_principal: bool
    rate: Decimal

    def days_late(self, today: date) -> int:
        """Return for how many days it was or is late; a due date on a holiday may be met the next working day."""
        end = self.paid_on or today
        if end <= self.due or end <= _CALENDAR.roll(self.due, Roll.NEXT):
            return 0
        return (end - self.due).days


class Met(NamedTuple):
    """One line with what is paid of it, in fen, and when the last of that was paid."""

    line: Due
    principal: int
    interest: int
    paid_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether something of it is not paid."""
        return (self.principal, self.interest) != (self.line.principal, self.line.interest)


@dataclass(frozen=True)
class Schedule:
    """The whole life of a note as it stands by its records.

    Attributes:
        note: Whose it is.
        plan: Of the terms that are in force.
        lines: Everything that fell or falls due, in order; of terms that were replaced, what was paid of them.
        pieces: The same, cut where payments ended.
        paid: Everything that was paid.
        charged: Costs of realising the claim, in fen.
        carried_interest: Interest that had run up when the terms were changed, in fen, due with their first line.
        carried_penalty: Penalty that had run up then, in fen.
        misused: The money was used otherwise than agreed.
    """

    note: LoanNote
    plan: Plan
    lines: tuple[Due, ...]
    pieces: tuple[Piece, ...]
    paid: Claims
    charged: int = 0
    carried_interest: int = 0
    carried_penalty: int = 0
    misused: bool = False

    @property
    def outstanding(self) -> int:
        """The principal that is not paid back, in fen."""
        return (self.note.principal or 0) - self.paid.principal

    @property
    def unpaid_since(self) -> date | None:
        """The earliest due date, past or to come, that is not met in full."""
        return min((piece.due for piece in self.pieces if piece.paid_on is None), default=None)

    def late(self, today: date) -> list[Piece]:
        """Return what is overdue today."""
        return [piece for piece in self.pieces if piece.paid_on is None and piece.days_late(today)]

    def days_overdue(self, today: date) -> int:
        """Return the days since the earliest unpaid due date, 0 if nothing is overdue."""
        return max((piece.days_late(today) for piece in self.late(today)), default=0)

    def met(self) -> list[Met]:
        """Return every line with what is paid of it."""
        found = []
        for line in self.lines:
            pieces = [piece for piece in self.pieces if piece.due == line.on and piece.paid_on]
            found.append(
                Met(
                    line,
                    *_met(pieces, line.on),
                    max((each.paid_on for each in pieces if each.paid_on), default=None),
                )
            )
        return found

    def was_late(self) -> date | None:
        """Return the last day on which something late was paid."""
        days = [piece.paid_on for piece in self.pieces if piece.paid_on and piece.days_late(piece.paid_on)]
        return max(days, default=None)

    def owed(self, today: date) -> Claims:
        """Return what has fallen due by today and is not paid, with the penalties to this day.

        Source:
            PBOC notice Yinfa [2003] 251: penalty on late principal, compound interest on late interest.
        """
        due = [piece for piece in self.pieces if piece.paid_on is None and piece.due <= today]
        run_up = self._run_up(today)
        paid = self.paid.penalty
        return Claims(
            costs=max(0, self.charged - self.paid.costs),
            penalty=max(0, run_up.penalty - paid),
            compound=max(0, run_up.compound - max(0, paid - run_up.penalty)),
            interest=sum(piece.amount for piece in due if not piece.is_principal),
            principal=sum(piece.amount for piece in due if piece.is_principal),
        )

    def pay_off(self, today: date) -> Claims:
        """Return what settles the note on this day: all principal, and interest for the days it was used."""
        owed = self.owed(today)
        made = interest_to(self.plan.terms, today) + self.carried_interest
        interest = max(0, made - self._interest_paid_on_these_terms())
        return owed._replace(principal=self.outstanding, interest=max(interest, owed.interest))

    def _interest_paid_on_these_terms(self) -> int:
        since = self.plan.terms.start
        before = sum(line.interest for line in self.lines if line.on <= since)
        return self.paid.interest - before

    def _run_up(self, today: date) -> Claims:
        """Return every penalty that has run up to this day, paid or not."""
        total = {True: self.carried_penalty, False: 0}
        for piece in self.pieces:
            signed = self.note.starts_on or today
            total[piece.is_principal] += penalty_of(piece, signed, today, misused=self.misused)
        return Claims(penalty=total[True], compound=total[False])


def penalty_of(piece: Piece, signed: date, today: date, *, misused: bool) -> int:
    """Return what the lateness of one piece costs, in fen, by the contract of the day it was signed."""
    days = piece.days_late(today)
    if not days:
        return 0
    usual = PenaltyTerms.usual(signed)
    reasons = frozenset(Default) if misused else frozenset({Default.OVERDUE})
    return penalty(piece.amount, usual.rate(piece.rate, reasons), days, usual.year_days).amount


class _Paid(NamedTuple):
    """A payment in fen, read once from its record: reading a mapped attribute costs more than all the sums."""

    on: date
    principal: int
    interest: int
    penalty: int
    fees: int

    @classmethod
    def read(cls, each: Repayment) -> "_Paid":
        """Return what a record says."""
        amounts = each.principal or 0, each.interest or 0, each.penalty or 0, each.fees or 0
        return cls(each.paid_on or date.min, *amounts)


@dataclass
class _Run:
    """One pass through the life of a note."""

    terms: Terms
    rate: Decimal
    past: list[Due] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    carried_interest: int = 0
    carried_penalty: int = 0

    def lines(self) -> list[Due]:
        """Return what the terms in force make due; what was carried into them is due with the first of it."""
        rows = [Due(row.due, row.principal, row.interest) for row in _plan(self.terms).rows]
        if self.carried_interest and rows:
            rows[0] = rows[0]._replace(interest=rows[0].interest + self.carried_interest)
        return rows


def schedule_of(
    note: LoanNote,
    repayments: Iterable[Repayment] = (),
    changes: Iterable[TermChange] = (),
    charges: Iterable[Charge] = (),
    *,
    misused: bool = False,
) -> Schedule:
    """Return the schedule of a note.

    Args:
        note: As it stands now.
        repayments: Of the case or of the bank; only those of the note that were not reversed count.
        changes: Likewise; only signed ones count.
        charges: Likewise.
        misused: Whether the money was used otherwise, so that the heavier penalty runs.
    """
    booked = sorted(
        (each for each in repayments if each.note_id == note.id and not each.void), key=_order_of_payment
    )
    paid = [_Paid.read(each) for each in booked]
    signed = sorted(
        (each for each in changes if each.note_id == note.id and each.outcome == "signed"),
        key=lambda each: (each.effective_on or date.min, each.id),
    )
    first = _first_terms(note, signed)
    run = _Run(first, first.rate)
    waiting = list(paid)
    for change in signed:
        day = change.effective_on or date.min
        until = [each for each in waiting if each.on <= day]
        waiting = waiting[len(until) :]
        _change(run, note, change, until, misused=misused)
    _prepay(run, waiting)
    lines = run.lines()
    return Schedule(
        note=note,
        plan=_plan(run.terms),
        lines=(*run.past, *lines),
        pieces=(*run.pieces, *_cut(lines, waiting, run.rate)),
        paid=_total(paid),
        charged=sum(each.amount or 0 for each in charges if each.note_id == note.id),
        carried_interest=run.carried_interest,
        carried_penalty=run.carried_penalty,
        misused=misused,
    )


@lru_cache(maxsize=4096)
def _plan(terms: Terms) -> Plan:
    """Return the plan of the terms; the same terms are asked for again with every payment."""
    return make_plan(terms)


def interest_to(terms: Terms, day: date) -> int:
    """Return the interest that the terms have made up to a day, paid or not, in fen."""
    rows = _plan(terms).rows
    if day <= terms.start:
        return 0
    if day < rows[-1].due:
        rows = make_plan(terms.with_events(Prepayment(day, None))).rows
    return sum(row.interest for row in rows if row.due <= day)


def _order_of_payment(each: Repayment) -> tuple[date, object]:
    return each.paid_on or date.min, each.id


def _first_terms(note: LoanNote, signed: Sequence[TermChange]) -> Terms:
    first = signed[0] if signed else None
    return Terms(
        method=Method(first.old_method if first else note.method),
        rate=plain((first.old_rate if first else note.rate) or Decimal(0)),
        start=note.starts_on or date.min,
        principal=note.principal or 0,
        end=first.old_until if first else note.due_on,
        settings=_settings(Method(first.old_method if first else note.method)),
    )


def _settings(method: Method) -> Settings:
    # Core banking may leave the interest on a part repaid early to the next interest day.
    usual = Settings.usual(method)
    return Settings(day_basis=usual.day_basis, settle_prepaid=False)


def plain(rate: Decimal) -> Decimal:
    """Return a rate as people write it: two decimals unless it has more."""
    short = rate.quantize(Decimal("0.01"))
    return short if short == rate else rate.normalize()


def _prepay(run: _Run, repayments: Sequence[_Paid]) -> None:
    """Note as repaid early what was paid beyond what had fallen due on its day."""
    rows, paid = _plan(run.terms).rows, 0
    for day, principal, *_rest in repayments:
        if not principal:
            continue
        early = paid + principal - sum(row.principal for row in rows if row.due <= day)
        paid += principal
        if early > 0:
            run.terms = run.terms.with_events(Prepayment(day, min(early, principal)))
            rows = _plan(run.terms).rows


def _change(
    run: _Run, note: LoanNote, change: TermChange, repayments: Sequence[_Paid], *, misused: bool
) -> None:
    """Put new terms in force: what is open of the old ones goes over into them."""
    _prepay(run, repayments)
    day = change.effective_on or date.min
    paid = _total(repayments)
    fallen_due = [line for line in run.lines() if line.on <= day]
    pieces = list(_cut(fallen_due, repayments, run.rate))
    run.carried_penalty += sum(
        penalty_of(piece, note.starts_on or day, day, misused=misused)
        for piece in pieces
        if piece.paid_on is None
    )
    met = [piece for piece in pieces if piece.paid_on]
    run.past += [Due(line.on, *_met(met, line.on)) for line in fallen_due if any(_met(met, line.on))]
    run.pieces += met
    ahead = paid.interest - sum(piece.amount for piece in met if not piece.is_principal)
    if ahead:
        run.past.append(Due(day, 0, ahead))
        run.pieces.append(Piece(day, ahead, day, is_principal=False, rate=run.rate))
    made = interest_to(run.terms, day) + run.carried_interest
    run.carried_interest = max(0, made - paid.interest)
    run.terms = _new_terms(run.terms, change, run.terms.principal - paid.principal, note)
    run.rate = plain(change.rate or run.rate)


def _new_terms(old: Terms, change: TermChange, rest: int, note: LoanNote) -> Terms:
    """Return the terms of a change: the new rate runs from the old maturity, or at once where that is past."""
    day, rate = change.effective_on or old.start, plain(change.rate or old.rate)
    ahead = change.change == "extension" and change.old_until is not None and day < change.old_until
    method = Method(change.method)
    return Terms(
        method=method,
        rate=plain(change.old_rate or old.rate) if ahead else rate,
        start=day,
        principal=rest,
        end=change.until,
        due_day=None if method.by_interest_days else (note.starts_on or day).day,
        events=(RateChange(change.old_until, rate),) if ahead and change.old_until else (),
        settings=_settings(method),
    )


def _met(pieces: Sequence[Piece], due: date) -> tuple[int, int]:
    principal = sum(piece.amount for piece in pieces if piece.due == due and piece.is_principal)
    interest = sum(piece.amount for piece in pieces if piece.due == due and not piece.is_principal)
    return principal, interest


def _cut(lines: Sequence[Due], repayments: Sequence[_Paid], rate: Decimal) -> Iterator[Piece]:
    """Yield the lines cut where payments ended: each payment meets the earliest line that is open."""
    for is_principal in (True, False):
        purse = deque((each.on, each.principal if is_principal else each.interest) for each in repayments)
        for line in lines:
            missing = line.principal if is_principal else line.interest
            while missing and purse:
                day, money = purse.popleft()
                taken = min(missing, money)
                missing -= taken
                if taken:
                    yield Piece(line.on, taken, day, is_principal, rate)
                if money > taken:
                    purse.appendleft((day, money - taken))
            if missing:
                yield Piece(line.on, missing, None, is_principal, rate)


def _total(paid: Sequence[_Paid]) -> Claims:
    return Claims(
        costs=sum(each.fees for each in paid),
        penalty=sum(each.penalty for each in paid),
        interest=sum(each.interest for each in paid),
        principal=sum(each.principal for each in paid),
    )
