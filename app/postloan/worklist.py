"""What loan care asks for today: checks, arrears and notices of every loan that is out, read by plain SQL."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.database import Database
from app.jobs import Job
from models.lending.arrears import Claims
from models.lending.classification import Tier
from models.lending.days import add_months
from models.lending.dossiers import loans as read_loans
from models.lending.states import MONEY_OUT, State
from models.parameters import parameters
from models.postloan.care import (
    Delivered,
    Due,
    LoanInCare,
    due_checks,
    due_notices,
    is_limitation_near,
    limitation_until,
)

GRAVITY = {"low": 1, "medium": 2, "high": 3}

_LOANS = (
    "SELECT n.id, n.case_id, n.number, ifnull(f.full_name, e.full_name), c.applicant_kind, n.principal,"
    " n.outstanding, n.starts_on, n.due_on, n.unpaid_since, n.tier, c.state, c.lead_officer,"
    " ifnull(o.full_name, c.lead_officer), ifnull(f.village, e.address),"
    " EXISTS (SELECT 1 FROM pledge p WHERE p.case_id = c.id)"
    " FROM loan_note n"
    " JOIN loan_case c ON c.institution_id = n.institution_id AND c.id = n.case_id"
    " LEFT JOIN farmer f ON f.institution_id = c.institution_id AND f.id = c.applicant_id"
    " LEFT JOIN enterprise e ON e.institution_id = c.institution_id AND e.id = c.applicant_id"
    " LEFT JOIN officer o ON o.institution_id = c.institution_id AND o.login = c.lead_officer"
    " WHERE n.unpaid_since IS NOT NULL AND c.state IN ({states})"
)
_VALUED = (
    "SELECT p.case_id, k.collateral_kind, max(v.valued_on) FROM pledge p"
    " JOIN collateral k ON k.institution_id = p.institution_id AND k.id = p.collateral_id"
    " JOIN valuation v ON v.collateral_id = k.id GROUP BY p.case_id, k.id"
)


@dataclass(frozen=True)
class Loan:
    """One note that is out, as a row of the lists shows it.

    Attributes:
        note_id: The note.
        case_id: Its case.
        number: The note's number.
        customer: The borrower.
        place: The village, or the firm's address.
        outstanding: In fen.
        lead: The login of the lead officer.
        lead_name: What people call them.
        state: Where the case stands.
        gravity: Of the gravest open warning, 0 to 3.
        care: What the rules look at.
    """

    note_id: UUID
    case_id: UUID
    number: str
    customer: str
    place: str
    outstanding: int
    lead: str
    lead_name: str
    state: State
    gravity: int
    care: LoanInCare

    def risk(self, today: date) -> int:
        """Return by what a list of risks is sorted: tier before warnings before days overdue."""
        return self.care.tier * 10_000 + self.gravity * 1_000 + min(999, self.care.days_overdue(today))


@dataclass(frozen=True)
class CheckDue:
    """One check to be made."""

    loan: Loan
    due: Due


@dataclass(frozen=True)
class Overdue:
    """One loan in arrears."""

    loan: Loan
    days: int
    owed: Claims
    limitation: date | None


@dataclass(frozen=True)
class NoticeDue:
    """One notice to be delivered, and whether the claim will soon be barred."""

    loan: Loan
    due: Due
    is_urgent: bool


def loans(database: Database, today: date) -> list[Loan]:
    """Return every loan that owes anything."""
    states = ", ".join(f"'{state.value}'" for state in sorted(MONEY_OUT))
    checked = _checked(database)
    delivered = _delivered(database)
    paid = dict(database.read("SELECT note_id, max(paid_on) FROM repayment WHERE NOT void GROUP BY note_id"))
    revalue = _revalue_by(database, today)
    gravity = _gravity(database)
    found = []
    for row in database.read(_LOANS.format(states=states)):
        note_id, case_id, number, customer, kind, principal, owed, start, due, unpaid, tier, *rest = row
        state, lead, lead_name, place, is_secured = rest
        care = LoanInCare(
            is_farmer=kind == "farmer",
            is_secured=bool(is_secured),
            principal=principal or 0,
            starts_on=date.fromisoformat(start),
            due_on=date.fromisoformat(due),
            unpaid_since=date.fromisoformat(unpaid),
            tier=Tier[tier or "PASS"],
            revalue_by=revalue.get(case_id),
            checked=checked.get(note_id, {}),
            delivered=tuple(delivered.get(note_id, ())),
            last_paid_on=_day(paid.get(note_id)),
        )
        ids = UUID(note_id), UUID(case_id)
        found.append(
            Loan(
                *ids,
                number,
                customer or "",
                place or "",
                owed or 0,
                lead,
                lead_name,
                State(state),
                gravity.get(case_id, 0),
                care,
            )
        )
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _checked(database: Database) -> dict[str, dict[str, date]]:
    """Return by note the last due day of each kind of check that was made."""
    found: dict[str, dict[str, date]] = defaultdict(dict)
    sql = 'SELECT note_id, "check", max(due_on) FROM post_check GROUP BY note_id, "check"'
    for note_id, kind, due in database.read(sql):
        found[note_id][kind] = date.fromisoformat(due)
    return found


def _delivered(database: Database) -> Mapping[str, list[Delivered]]:
    found: dict[str, list[Delivered]] = defaultdict(list)
    for note_id, kind, on, how in database.read(
        "SELECT note_id, notice, sent_on, delivery FROM notice ORDER BY sent_on, id"
    ):
        found[note_id].append(Delivered(kind, date.fromisoformat(on), how))
    return found


def _revalue_by(database: Database, today: date) -> dict[str, date]:
    """Return by case the first day by which one of its objects is to be valued anew."""
    months: Mapping[str, int] = parameters("collateral", today)["revaluation_months"]
    found: dict[str, date] = {}
    for case_id, kind, valued in database.read(_VALUED):
        if valued and kind in months:
            day = add_months(date.fromisoformat(valued), months[kind])
            found[case_id] = min(day, found.get(case_id, day))
    return found


def _gravity(database: Database) -> dict[str, int]:
    found: dict[str, int] = {}
    for case_id, gravity in database.read(
        "SELECT case_id, gravity FROM warning_signal WHERE closed_on IS NULL"
    ):
        found[case_id] = max(GRAVITY.get(gravity, 0), found.get(case_id, 0))
    return found


def checks_due(database: Database, today: date, lead: str | None = None) -> list[CheckDue]:
    """Return the checks to be made, of one lead officer or of all: the riskiest and the earliest first."""
    found = [
        CheckDue(loan, due)
        for loan in loans(database, today)
        if lead in (None, loan.lead)
        for due in due_checks(loan.care, today)
    ]
    return sorted(found, key=lambda each: (-each.loan.risk(today), each.due.on, each.loan.number))


def overdue(database: Database, today: date, job: Job | None = None) -> list[Overdue]:
    """Return the loans in arrears with what they owe to this day: the longest overdue first."""
    job = job or Job()
    late = [loan for loan in loans(database, today) if loan.care.days_overdue(today)]
    found: list[Overdue] = []
    with database.session() as session:
        institution = database.read("SELECT min(institution_id) FROM loan_case")[0][0]
        read = read_loans(session, institution, dict.fromkeys(loan.case_id for loan in late))
        books = {dossier.case.id: dossier for dossier in read}
    for done, loan in enumerate(late, start=1):
        dossier = books[loan.case_id]
        note = next(each for each in dossier.notes if each.id == loan.note_id)
        schedule = dossier.aftercare.schedule(note)
        days = schedule.days_overdue(today)
        if days:  # A due date on a holiday may be met on the next working day.
            found.append(Overdue(loan, days, schedule.owed(today), limitation_until(loan.care, today)))
        job.step(done, len(late))
    return sorted(found, key=lambda each: (-each.days, each.loan.number))


def notices_due(database: Database, today: date) -> list[NoticeDue]:
    """Return the notices to be delivered: claims that will soon be barred first, then by day."""
    found = [
        NoticeDue(loan, due, is_limitation_near(loan.care, today))
        for loan in loans(database, today)
        for due in due_notices(loan.care, today)
    ]
    return sorted(found, key=lambda each: (not each.is_urgent, each.due.on, each.loan.number))
