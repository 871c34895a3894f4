"""What officers do at their desks: open files, change them, take steps, decide conflicts, try again."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import cases, conflicts
from app.clock import today
from app.tables import Waiting
from app.workstation import Workstation
from models.approval.roles import Role
from models.approval.step import Step
from models.base import Record
from models.errors import LendingError
from models.identity import new_id
from models.lending.case import LoanCase
from models.party.farmer import Farmer, HouseholdMember
from tests import factories

R = TypeVar("R", bound=Record)

RECENT = 30
"""Officers work on what is recent, so that colleagues meet on the same files."""
_FARMER_EDITS: dict[str, Callable[[Random], Any]] = {
    "phone": lambda dice: factories.phone(dice.randrange(10**8)),
    "address": lambda dice: f"黑土县前进镇前进村{dice.randrange(1, 9)}组",
    "yearly_income": lambda dice: dice.randrange(1, 50) * 1_000_000,
    "full_name": lambda dice: "王李赵钱孙"[dice.randrange(5)] + "满仓",
}
_CASE_EDITS: dict[str, Callable[[Random], Any]] = {
    "amount": lambda dice: dice.randrange(1, 20) * 1_000_000,
    "months": lambda dice: dice.choice([6, 9, 12]),
    "purpose": lambda dice: dice.choice(["购买玉米种子", "购买化肥", "购买农机"]),
    "survey": lambda dice: f"实地查看{dice.randrange(9)}次，同意发放。",
}

_MEMBER_EDITS: dict[str, Callable[[Random], Any]] = {
    "full_name": lambda dice: "李张刘陈"[dice.randrange(4)] + "秀英"
}
_EDITS: list[tuple[type[Record], dict[str, Callable[[Random], Any]]]] = [
    (Farmer, _FARMER_EDITS),
    (LoanCase, _CASE_EDITS),
    (HouseholdMember, _MEMBER_EDITS),
]


def open_file(desk: Workstation, _dice: Random) -> None:
    """Open the file of a new farmer."""
    dates = dict.fromkeys(
        ("identity_checked_on", "bureau_consent_on", "privacy_consent_on", "lists_checked_on"), today()
    )
    farmer = factories.farmer(**dates, branch_id=desk.actor.branch_id)
    desk.database.run(lambda session: session.add(farmer))


def add_member(desk: Workstation, dice: Random) -> None:
    """Write down somebody of a household."""

    def work(session: Session) -> None:
        head = _some(session, desk, Farmer, dice)
        if head is not None:
            session.add(factories.member(head, branch_id=desk.actor.branch_id))

    desk.database.run(work)


def open_case(desk: Workstation, dice: Random) -> None:
    """Open a case for a farmer."""

    def work(session: Session) -> None:
        applicant = _some(session, desk, Farmer, dice)
        if applicant is not None:
            case = factories.case(
                applicant,
                branch_id=desk.actor.branch_id,
                lead_officer=desk.actor.login,
                visited_on=today(),
                changed_on=today(),
            )
            session.add(case)

    desk.database.run(work)


def edit(desk: Workstation, dice: Random) -> None:
    """Change a field or two of a farmer, a case or a member of a household."""
    kind, edits = dice.choice(_EDITS)

    def work(session: Session) -> None:
        record = _some(session, desk, kind, dice)
        for name in dice.sample(sorted(edits), min(len(edits), dice.choice([1, 2]))):
            if record is not None:
                setattr(record, name, edits[name](dice))

    desk.database.run(work)


def take_step(desk: Workstation, dice: Random) -> None:
    """Ask for one of the steps that a case offers."""

    def work(session: Session) -> None:
        case = _some(session, desk, LoanCase, dice)
        if case is None:
            return
        view = cases.view(session, desk.actor, case.id, today())
        if view.steps:
            step = view.steps[0] if dice.random() < 0.8 else dice.choice(view.steps)
            told = _told(step, view, dice)
            cases.request_step(session, desk.actor, case.id, step.key, told, today())

    desk.database.run(work)


def decide(desk: Workstation, dice: Random) -> None:
    """Decide a conflict, field by field."""

    def work(session: Session) -> None:
        row = _waiting(session, "conflict", dice)
        if row is not None:
            mine = {name for name in row.body if dice.random() < 0.5}
            conflicts.settle(session, desk.actor.institution_id, row.sequence, mine)

    desk.database.run(work)


def try_again(desk: Workstation, dice: Random) -> None:
    """Send once more what was refused."""

    def work(session: Session) -> None:
        row = _waiting(session, "refused", dice)
        if row is not None:
            conflicts.retry(session, row.sequence)

    desk.database.run(work)


DEEDS: dict[Callable[[Workstation, Random], None], int] = {
    edit: 30,
    take_step: 40,
    open_file: 6,
    add_member: 4,
    open_case: 8,
    decide: 6,
    try_again: 2,
}
"""What is done, and how often compared with the others."""
_FOR_LOAN_OFFICERS = {open_file, add_member, open_case, edit}
_ANYWAY = 0.02
"""How often somebody tries what is not theirs to do."""


def do_something(desk: Workstation, dice: Random) -> str:
    """Do one thing at the desk and return its name; what the program refuses is not done."""
    known = list(DEEDS)
    if Role.LOAN_OFFICER not in desk.actor.roles and dice.random() >= _ANYWAY:
        known = [deed for deed in known if deed not in _FOR_LOAN_OFFICERS]
    deed = dice.choices(known, [DEEDS[each] for each in known])[0]
    try:
        deed(desk, dice)
    except LendingError:
        return f"{deed.__name__} (refused here)"
    return deed.__name__


def _some(session: Session, desk: Workstation, kind: type[R], dice: Random) -> R | None:
    rows = (
        select(kind.id)
        .where(kind.institution_id == desk.actor.institution_id, kind.branch_id == desk.actor.branch_id)
        .order_by(kind.id.desc())
        .limit(RECENT)
    )
    known: list[UUID] = list(session.scalars(rows))
    return session.get(kind, (desk.actor.institution_id, dice.choice(known))) if known else None


def _waiting(session: Session, state: str, dice: Random) -> Waiting | None:
    rows = session.scalars(select(Waiting).where(Waiting.state == state).order_by(Waiting.sequence)).all()
    return dice.choice(rows) if rows else None


def _told(step: Step, view: cases.CaseView, dice: Random) -> dict[str, Any]:
    """Return what the step is told: something sensible, and now and then nothing."""
    contracts = view.dossier.contracts
    sensible: dict[str, Any] = {
        "comment": "同意",
        "second_officer": "lixue",
        "new_lead": "lixue",
        "contract_id": dice.choice(contracts).id if contracts else new_id(),
        "sha256": "ab" * 32,
        "pages": 6,
        "copies": 3,
        "ballot": "agree",
    }
    told: dict[str, Any] = {}
    for name, kind in step.arguments.items():
        known: date | None = today() if kind.name == "day" else None
        told[name] = sensible.get(name, known) if dice.random() < 0.97 else None
    return told
