"""What officers do at their desks: open files, change them, take steps, file papers, decide conflicts, hand over.

What they do about collateral and guarantors stands in ``securities``.
"""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import cases, conflicts
from app.attachments.intake import take_in
from app.attachments.papers import Subject, fetch
from app.attachments.papers import file_paper as put_on_file
from app.clock import today
from app.conflicts import NOT_TAKEN
from app.disclosure import disclose
from app.orders import request_order
from app.tables import Waiting
from app.workstation import Workstation
from models.approval.roles import Officer, Role
from models.approval.step import Step
from models.base import Record
from models.documents.attachment import Attachment
from models.errors import LendingError
from models.identity import new_id
from models.lending.case import LoanCase
from models.party.farmer import Farmer, HouseholdMember
from tests import factories
from tests.app.attachments.files import pdf
from tests.simulator.recent import RECENT, some
from tests.simulator.securities import (
    change_parcels,
    change_terms,
    offer_object,
    take_guarantor,
    take_off_guarantor,
    value_object,
)

_COLLEAGUES = {"lixue": "wangjun", "qianduo": "heqing", "heqing": "qianduo"}
"""With whom loan officers survey; all others name one colleague."""
_SAME_SCAN, _LARGE_SCAN = 0.1, 0.1
_PARTS = 700 * 1024
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
        head = some(session, desk, Farmer, dice)
        if head is not None:
            session.add(factories.member(head, branch_id=desk.actor.branch_id))

    desk.database.run(work)


def open_case(desk: Workstation, dice: Random) -> None:
    """Open a case for a farmer."""

    def work(session: Session) -> None:
        applicant = some(session, desk, Farmer, dice)
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
        record = some(session, desk, kind, dice)
        for name in dice.sample(sorted(edits), min(len(edits), dice.choice([1, 2]))):
            if record is not None:
                setattr(record, name, edits[name](dice))

    desk.database.run(work)


def take_step(desk: Workstation, dice: Random) -> None:
    """Ask for one of the steps that a case offers."""

    def work(session: Session) -> None:
        case = some(session, desk, LoanCase, dice)
        if case is None:
            return
        view = cases.view(session, desk.actor, case.id, today())
        if view.steps:
            step = view.steps[0] if dice.random() < 0.8 else dice.choice(view.steps)
            told = _told(step, view, desk.actor.login, dice)
            cases.request_step(session, desk.actor, case.id, step.key, told, today())

    desk.database.run(work)


def decide(desk: Workstation, dice: Random) -> None:
    """Decide a conflict, field by field."""

    def work(session: Session) -> None:
        row = _waiting(session, "conflict", dice)
        if row is not None:
            mine = {name for name in row.body if dice.random() < 0.5}
            bank = desk.actor.institution_id
            shown = {each.name: each.theirs for each in conflicts.disputes(session, bank, row.sequence)}
            conflicts.settle(session, desk.actor, row.sequence, mine, shown)

    desk.database.run(work)


def try_again(desk: Workstation, dice: Random) -> None:
    """Send once more what was refused."""

    def work(session: Session) -> None:
        row = _waiting(session, "refused", dice)
        if row is not None:
            conflicts.retry(session, desk.actor.institution_id, row.sequence)

    desk.database.run(work)


def give_up(desk: Workstation, dice: Random) -> None:
    """Give up what head office did not take."""

    def work(session: Session) -> None:
        row = _waiting(session, dice.choice(NOT_TAKEN), dice)
        if row is not None:
            conflicts.give_up(session, desk.actor.institution_id, row.sequence)

    desk.database.run(work)


def file_paper(desk: Workstation, dice: Random) -> None:
    """Put a scan on file: now and then one of several parts, now and then one that somebody else has as well."""
    known = dice.random() < _SAME_SCAN
    content = pdf(1, title=str(dice.randrange(5)) if known else dice.randbytes(16).hex())
    if dice.random() < _LARGE_SCAN:
        content += bytes(_PARTS)
    taken = take_in("扫描件.pdf", content, "application", today())

    def work(session: Session) -> None:
        kind: type[Record] = dice.choice([Farmer, LoanCase])
        record = some(session, desk, kind, dice)
        if record is not None:
            put_on_file(session, desk.actor, Subject(kind.kind, record.id), taken, today())

    desk.database.papers.keep(taken.content)
    desk.database.run(work)


def open_paper(desk: Workstation, dice: Random) -> None:
    """Ask for the contents of a paper that a colleague put on file."""

    def work(session: Session) -> None:
        paper = some(session, desk, Attachment, dice)
        if paper is not None and paper.received_at:
            fetch(session, paper)

    desk.database.run(work)


def look_at_a_number(desk: Workstation, dice: Random) -> None:
    """Have the whole number of a farmer shown, which is noted at the desk."""
    with desk.database.session() as session:
        farmer = some(session, desk, Farmer, dice)
    if farmer is not None:
        disclose(desk.database, desk.actor, f"farmer {farmer.id}", "电话回访核对号码", ["phone"])


def hand_over(desk: Workstation, dice: Random) -> None:
    """Hand a customer over to an officer of another branch."""

    def work(session: Session) -> None:
        recent = select(Farmer).where(Farmer.version > 0).order_by(Farmer.id.desc()).limit(RECENT)
        farmer = dice.choice(session.scalars(recent).all() or [None])
        rows = select(Officer).where(Officer.institution_id == desk.actor.institution_id)
        officers = [each for each in session.scalars(rows) if each.has(Role.LOAN_OFFICER)]
        elsewhere = sorted(each.login for each in officers if farmer and each.branch_id != farmer.branch_id)
        if farmer is not None and elsewhere:
            told = {"officer": dice.choice(elsewhere), "comment": "客户迁居"}
            request_order(session, desk.actor, "transfer_farmer", farmer.id, told)

    desk.database.run(work)


Deed = Callable[[Workstation, Random], None]
DEEDS: dict[Deed, int] = {
    edit: 30,
    take_step: 40,
    open_file: 10,
    add_member: 4,
    open_case: 14,
    offer_object: 10,
    change_parcels: 16,
    change_terms: 4,
    value_object: 3,
    take_guarantor: 3,
    take_off_guarantor: 2,
    decide: 6,
    try_again: 2,
    give_up: 2,
    file_paper: 5,
    open_paper: 2,
    look_at_a_number: 4,
    hand_over: 20,
}
"""What is done, and how often compared with the others."""
_FOR: dict[Role, set[Deed]] = {
    Role.LOAN_OFFICER: {
        open_file,
        add_member,
        open_case,
        edit,
        file_paper,
        offer_object,
        change_parcels,
        change_terms,
        value_object,
        take_guarantor,
        take_off_guarantor,
    },
    Role.PRESIDENT: {hand_over},
}
REFUSED = " (refused here)"
_ANYWAY = 0.02
"""How often somebody tries what is not theirs to do."""


def do_something(desk: Workstation, dice: Random) -> str:
    """Do one thing at the desk and return its name; what the program refuses is not done."""
    known = list(DEEDS)
    if dice.random() >= _ANYWAY:
        not_theirs = {deed for role, deeds in _FOR.items() if role not in desk.actor.roles for deed in deeds}
        known = [deed for deed in known if deed not in not_theirs]
    deed = dice.choices(known, [DEEDS[each] for each in known])[0]
    try:
        deed(desk, dice)
    except LendingError:
        return deed.__name__ + REFUSED
    return deed.__name__


def _waiting(session: Session, state: str, dice: Random) -> Waiting | None:
    rows = session.scalars(select(Waiting).where(Waiting.state == state).order_by(Waiting.sequence)).all()
    return dice.choice(rows) if rows else None


def _told(step: Step, view: cases.CaseView, login: str, dice: Random) -> dict[str, Any]:
    """Return what the step is told: something sensible, and now and then nothing."""
    contracts = view.dossier.contracts
    sensible: dict[str, Any] = {
        "comment": "同意",
        "second_officer": _COLLEAGUES.get(login, "lixue"),
        "new_lead": _COLLEAGUES.get(login, "lixue"),
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
