"""Commands: the centre alone takes steps and carries out orders, by its own clock and numbers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from central.facts import in_scope
from central.feed import lock_branch_once, lock_head_office
from central.gateway.outbox import put_outcome
from central.store import WAIT_SECONDS
from central.tables import Ballot, Institution
from models.approval.act import Act
from models.approval.committee import Vote
from models.approval.grants import Powers
from models.approval.order import Order, Ordering, give_order
from models.approval.orders import ORDERS
from models.approval.records import CaseEvent
from models.approval.roles import Actor, Officer
from models.approval.step import Step, read_arguments, take_step
from models.approval.steps import STEPS
from models.base import find
from models.days import business_day
from models.documents.blank_forms import stock_of
from models.documents.number_block import holding, unused
from models.documents.numbers import write_number
from models.errors import RuleBroken
from models.lending.belongings import Belongings
from models.lending.case import LoanCase
from models.lending.dossier import Dossier
from models.lending.limits import ledgers_of
from models.lending.states import State
from models.postloan.booked import is_booked
from models.sync.operations import Command
from models.text import Text

# One statement, so that two branches that begin a series at the same moment both get a number.
_COUNT = text(
    "INSERT INTO number_counter (institution_id, series, year, last) "
    "VALUES (:institution_id, :series, :year, :count) "
    "ON CONFLICT (institution_id, series, year) DO UPDATE SET last = number_counter.last + :count "
    "RETURNING last"
)
_SKIPPED = 10_000


@dataclass(frozen=True)
class Done:
    """What a command did, for the trail.

    Attributes:
        action: What.
        subject: On what.
        detail: More, as JSON.
    """

    action: str
    subject: str
    detail: dict[str, Any] = field(default_factory=dict)


def carry_out(session: Session, actor: Actor, command: Command, at: datetime) -> Done:
    """Take the step or carry out the order, its records noted for writing.

    Raises:
        RuleBroken, NotAllowed, NotFound, GateClosed: See ``take_step`` and ``give_order``.
    """
    step, order = STEPS.get(command.step), ORDERS.get(command.step)
    if step:
        return _take(session, actor, step, command, at)
    if order:
        return _give(session, actor, order, command, at)
    raise RuleBroken(
        Text("没有“{step}”这个环节。", "There is no step “{step}”.").fill(step=command.step[:40])
    )


def _take(session: Session, actor: Actor, step: Step, command: Command, at: datetime) -> Done:
    case = find(session, LoanCase, actor.institution_id, command.subject_id)
    in_scope(actor, case)
    if any(each.limit.branch_id != case.branch_id for each in ledgers_of(session, case)):
        lock_head_office(session, actor.institution_id)
    # The branch is held until the commit, so that nobody else can take a step of the case meanwhile.
    _lock(session, actor, case)
    today = business_day(at)
    for each in ledgers_of(session, case):
        # Whoever stops a limit of head office holds that branch first, and then the limit.
        lock_branch_once(session, each.limit.institution_id, each.limit.branch_id)
    ledgers = ledgers_of(session, case, hold=True)
    dossier = Dossier.load(session, actor.institution_id, case.id)
    at = _after(dossier.events, at)
    act = Act(
        dossier=dossier,
        actor=actor,
        today=today,
        at=at,
        arguments=read_arguments(step, command.arguments),
        officers=colleagues(session, case),
        powers=Powers.load(session, actor.institution_id),
        votes=[Vote(each.officer, each.vote, each.comment) for each in _open_ballots(session, case)],
        ledgers=ledgers,
        number=lambda series: next_number(session, actor.institution_id, series, today.year),
        operation=command.op,
        holds=lambda number: holding(session, actor.institution_id, actor.login, number),
        is_booked=lambda reference: is_booked(session, actor.institution_id, reference),
    )
    voted, before = len(act.votes), act.dossier.state.value
    take_step(step, act)
    _keep_votes(session, case, act.votes[voted:], at)
    session.add_all(act.made)
    put_outcome(session, act, before, at)
    detail = {"before": before, "state": act.dossier.state.value}
    return Done(f"case.{step.key}", f"loan_case {case.id}", detail)


def _lock(session: Session, actor: Actor, case: LoanCase) -> None:
    """Hold the branch of a case until the commit, and read the case as it is then.

    Raises:
        NotAllowed: The customer was handed over to a branch that the actor does not see, while they waited.
    """
    held = ""
    while held != case.branch_id:
        held = case.branch_id
        lock_branch_once(session, case.institution_id, held)
        session.refresh(case)
        in_scope(actor, case)


def _after(events: Iterable[CaseEvent], at: datetime) -> datetime:
    """Return the moment of a step: one that had to wait for another is later, though it was asked for before."""
    last = max((event.at for event in events if event.at), default=at)
    waited = at < last <= at + timedelta(seconds=WAIT_SECONDS)
    return last + timedelta(microseconds=1) if waited else at


def _open_ballots(session: Session, case: LoanCase) -> Iterable[Ballot]:
    rows = select(Ballot).where(
        Ballot.institution_id == case.institution_id, Ballot.case_id == case.id, Ballot.open
    )
    return session.scalars(rows.order_by(Ballot.at)).all()


def _keep_votes(session: Session, case: LoanCase, new: Iterable[Vote], at: datetime) -> None:
    """Keep new votes; once the case is decided, its votes are closed."""
    for vote in new:
        session.add(
            Ballot(
                institution_id=case.institution_id,
                case_id=case.id,
                officer=vote.officer,
                at=at,
                vote=vote.ballot,
                comment=vote.comment,
                open=True,
            )
        )
    if case.state != State.APPROVING:
        for ballot in _open_ballots(session, case):
            ballot.open = False


def _give(session: Session, actor: Actor, order: Order, command: Command, at: datetime) -> Done:
    institution = session.get(Institution, actor.institution_id)
    head_office = institution.head_office if institution else ""
    home = (head_office if order.bank_wide else "") or actor.branch_id
    lock_branch_once(session, actor.institution_id, home)
    seen = session.get(order.about, (actor.institution_id, command.subject_id))
    if seen is not None:
        # What steps of its branch rest on changes under the same lock as they.
        in_scope(actor, seen)
        lock_branch_once(session, seen.institution_id, seen.branch_id)
    subject = session.get(
        order.about, (actor.institution_id, command.subject_id), with_for_update=True, populate_existing=True
    )
    if subject is not None:
        in_scope(actor, subject)
    doing = Ordering(
        actor=actor,
        today=business_day(at),
        subject_id=command.subject_id,
        subject=subject,
        home=home,
        arguments=read_arguments(order, command.arguments),
        officers=_every_officer(session, actor),
        powers=Powers.load(session, actor.institution_id),
        reserve=partial(reserve, session, actor.institution_id),
        unused=partial(unused, session),
        stock=partial(stock_of, session, actor.institution_id, home),
        at=at,
        belongings=partial(Belongings, session),
        head_office=head_office,
    )
    give_order(order, doing)
    session.add_all(doing.made)
    return Done(f"order.{order.key}", f"{order.about.kind} {command.subject_id}", dict(doing.detail))


def colleagues(session: Session, case: LoanCase) -> dict[str, Officer]:
    """Return the officers of the case's branch by login."""
    rows = select(Officer).where(
        Officer.institution_id == case.institution_id, Officer.branch_id == case.branch_id
    )
    return {officer.login: officer for officer in session.scalars(rows)}


def _every_officer(session: Session, actor: Actor) -> dict[str, Officer]:
    rows = select(Officer).where(
        Officer.institution_id == actor.institution_id, Officer.branch_id.in_(actor.scope)
    )
    return {officer.login: officer for officer in session.scalars(rows)}


def next_number(session: Session, institution_id: str, series: str, year: int) -> str:
    """Return the next number of a series; a step that is refused gives its number back."""
    words = {"institution_id": institution_id, "series": series, "year": year}
    return write_number(series, institution_id, year, _counted(session, count=1, **words))


def reserve(session: Session, institution_id: str, series: str, year: int, count: int) -> int:
    """Return the first of *count* following numbers of a series, which nobody else gets."""
    words = {"institution_id": institution_id, "series": series, "year": year}
    return _counted(session, count=count, **words) - count + 1


def skip_numbers(session: Session, institution_id: str, series: str, year: int) -> None:
    """Leave out more numbers of a series than a bank gives in a week: what they were given to is not known any more."""
    _counted(session, count=_SKIPPED, institution_id=institution_id, series=series, year=year)


def _counted(session: Session, **words: Any) -> int:
    last: int = session.execute(_COUNT, words).scalar_one()
    return last
