"""When a loan is to be checked and who is to be told what: rules over dates, without a store (domain 2.7)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from models.lending.classification import Tier
from models.lending.days import add_months
from models.postloan.parameters import care_parameter
from models.postloan.words import CROP_STAGES, INTERRUPTING, PROVEN

FEN = 100


class Due(NamedTuple):
    """Something to be done by a day: its kind in ``models.postloan.words``, and the day."""

    kind: str
    on: date


class Delivered(NamedTuple):
    """A notice that was delivered: its kind, the day, and how."""

    kind: str
    on: date
    delivery: str


@dataclass(frozen=True)
class LoanInCare:
    """What the rules of care look at.

    Attributes:
        is_farmer: Whether the borrower is a farmer; otherwise it is a firm.
        is_secured: Whether anything secures it.
        principal: As paid out, in fen.
        starts_on: When the money left.
        due_on: The maturity.
        unpaid_since: The earliest due date that is not met.
        tier: The last tier.
        revalue_by: The day by which the first of its objects is to be valued anew.
        checked: The last due day of each kind of check that was made.
        delivered: The notices that were delivered, in order.
        last_paid_on: The day of the last payment.
    """

    is_farmer: bool
    is_secured: bool
    principal: int
    starts_on: date
    due_on: date
    unpaid_since: date | None
    tier: Tier = Tier.PASS
    revalue_by: date | None = None
    checked: Mapping[str, date] = field(default_factory=dict)
    delivered: tuple[Delivered, ...] = ()
    last_paid_on: date | None = None

    def days_overdue(self, today: date) -> int:
        """Return the days since the earliest unmet due date, 0 if none is past."""
        return max(0, (today - self.unpaid_since).days) if self.unpaid_since else 0


def due_checks(loan: LoanInCare, today: date) -> list[Due]:
    """Return the checks that are missed or come next: of each kind the last missed and the first to come."""
    last = today + timedelta(days=int(care_parameter("horizon", today)["days"]))
    by_kind: dict[str, list[date]] = {}
    for kind, on in _occasions(loan, today, last):
        if loan.starts_on < on <= last and on > loan.checked.get(kind, date.min):
            by_kind.setdefault(kind, []).append(on)
    found: list[Due] = []
    for kind, days in by_kind.items():
        missed = [day for day in days if day <= today]
        found += [Due(kind, max(missed))] if missed else [Due(kind, min(days))]
    return sorted(found, key=lambda due: (due.on, due.kind))


def _occasions(loan: LoanInCare, today: date, last: date) -> Iterator[Due]:
    yield Due("first", first_check_by(loan.principal, loan.starts_on))
    yield from _by_season(loan, today, last) if loan.is_farmer else _of_firm(loan, today, last)
    if loan.revalue_by:
        yield Due("revaluation", loan.revalue_by)
    for days in care_parameter("reminder", today)["before_days"] if today <= loan.due_on else ():
        yield Due("maturity", loan.due_on - timedelta(days=days))
    if loan.days_overdue(today) and loan.unpaid_since:
        for days in collection_days(loan.days_overdue(last), today):
            yield Due("overdue", loan.unpaid_since + timedelta(days=days))


def first_check_by(principal: int, paid_out: date) -> date:
    """Return the day by which the use of the money is to be checked."""
    rule = care_parameter("first_check", paid_out)
    large = principal > rule["large_above_yuan"] * FEN
    return paid_out + timedelta(days=int(rule["large_days"] if large else rule["days"]))


def _by_season(loan: LoanInCare, today: date, last: date) -> Iterator[Due]:
    """Yield the checks of a farmer's loan: half-yearly where it is small and unsecured, else by the crop."""
    rule = care_parameter("routine_check", today)
    if not loan.is_secured and loan.principal <= rule["small_unsecured_up_to_yuan"] * FEN:
        yield from _every("routine", loan.starts_on, int(rule["small_months"]), last)
        return
    stages = care_parameter("crop_stage", today)
    for year in range(loan.starts_on.year, last.year + 1):
        for stage in CROP_STAGES:
            month, day = map(int, stages[stage].split("-"))
            yield Due(stage, date(year, month, day))


def _of_firm(loan: LoanInCare, today: date, last: date) -> Iterator[Due]:
    rule = care_parameter("routine_check", today)
    for kind in ("account", "visit", "rating"):
        yield from _every(kind, loan.starts_on, int(rule[f"{kind}_months"]), last)


def _every(kind: str, start: date, months: int, last: date) -> Iterator[Due]:
    times = 1
    while (day := add_months(start, months * times)) <= last:
        yield Due(kind, day)
        times += 1


def collection_days(overdue: int, today: date) -> list[int]:
    """Return on which days overdue somebody goes after the debt, up to *overdue*."""
    rule = care_parameter("collection", today)
    first, then = list(rule["after_days"]), int(rule["then_every_days"])
    later = range(first[-1] + then, overdue + 1, then)
    return [day for day in (*first, *later) if day <= overdue]


_AT_LEAST = ("call", "visit", "formal")


def due_notices(loan: LoanInCare, today: date) -> list[Due]:
    """Return the notices that are to be delivered now: of each kind the last occasion that nobody has met."""
    found: list[Due] = []
    before = care_parameter("reminder", today)["before_days"]
    reminders = [loan.due_on - timedelta(days=days) for days in before]
    passed = [day for day in reminders if day <= today <= loan.due_on]
    if passed and not _told(loan, ("reminder",), max(passed)):
        found.append(Due("reminder", max(passed)))
    overdue = loan.days_overdue(today)
    if overdue and loan.unpaid_since:
        found += _collection(loan, loan.unpaid_since, overdue, today)
    return found


def _collection(loan: LoanInCare, since: date, overdue: int, today: date) -> Iterator[Due]:
    """Yield the heaviest step that is due: a call, a visit, a formal demand; a heavier one stands for a lighter."""
    days = collection_days(overdue, today)
    if not days:
        return
    first = care_parameter("collection", today)["after_days"]
    kind = _AT_LEAST[min(len(days), len(first)) - 1]
    on = since + timedelta(days=days[-1])
    if not _told(loan, _AT_LEAST[_AT_LEAST.index(kind) :], on):
        yield Due(kind, on)


def _told(loan: LoanInCare, kinds: Iterable[str], since: date) -> bool:
    wanted = set(kinds)
    return any(each.kind in wanted and each.on >= since for each in loan.delivered)


def limitation_until(loan: LoanInCare, today: date) -> date | None:
    """Return the day on which the claim is barred if nothing interrupts it; nothing while nothing is overdue.

    A proven formal demand and a payment interrupt the period, and it begins anew.

    Source:
        民法典 188, 195.
    """
    if not loan.unpaid_since or not loan.days_overdue(today):
        return None
    acts = [each.on for each in loan.delivered if each.kind in INTERRUPTING and each.delivery in PROVEN]
    acts += [loan.last_paid_on] if loan.last_paid_on else []
    since = max([loan.unpaid_since, *acts])
    return add_months(since, 12 * int(care_parameter("limitation", today)["years"]))


def is_limitation_near(loan: LoanInCare, today: date) -> bool:
    """Tell whether the claim will soon be barred, or is."""
    until = limitation_until(loan, today)
    alert = timedelta(days=int(care_parameter("limitation", today)["alert_days"]))
    return until is not None and until - alert <= today
