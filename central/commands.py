"""Commands: the centre alone takes the steps of a case, in order, by its own clock and numbers."""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from central.clock import business_day
from central.facts import in_branch
from central.feed import lock_branch_once
from models.approval.act import Act
from models.approval.roles import Actor, Officer
from models.approval.step import read_arguments, take_step
from models.approval.steps import STEPS
from models.base import find
from models.documents.numbers import write_number
from models.errors import RuleBroken
from models.lending.case import LoanCase
from models.lending.dossier import Dossier
from models.postloan.booked import is_booked
from models.sync.operations import Command
from models.text import Text

# One statement, so that two branches that begin a series at the same moment both get a number.
_COUNT = text(
    "INSERT INTO number_counter (institution_id, series, year, last) "
    "VALUES (:institution_id, :series, :year, 1) "
    "ON CONFLICT (institution_id, series, year) DO UPDATE SET last = number_counter.last + 1 "
    "RETURNING last"
)


def carry_out(session: Session, actor: Actor, command: Command, at: datetime) -> Act:
    """Return the step as it was taken, its records noted for writing.

    Raises:
        RuleBroken, NotAllowed, NotFound, GateClosed: See ``models.approval.steps.take_step``.
    """
    step = STEPS.get(command.step)
    if step is None:
        raise RuleBroken(
            Text("没有“{step}”这个环节。", "There is no step “{step}”.").fill(step=command.step[:40])
        )
    # The branch is held until the commit, so that nobody else can take a step of the case meanwhile.
    lock_branch_once(session, actor.institution_id, actor.branch_id)
    in_branch(actor, find(session, LoanCase, actor.institution_id, command.case_id))
    today = business_day(at)
    act = Act(
        dossier=Dossier.load(session, actor.institution_id, command.case_id),
        actor=actor,
        today=today,
        at=at,
        arguments=read_arguments(step, command.arguments),
        officers=colleagues(session, actor),
        number=lambda series: next_number(session, actor.institution_id, series, today.year),
        is_booked=lambda reference: is_booked(session, actor.institution_id, reference),
    )
    take_step(step, act)
    session.add_all(act.made)
    return act


def colleagues(session: Session, actor: Actor) -> dict[str, Officer]:
    """Return the officers of the actor's branch by login."""
    rows = select(Officer).where(
        Officer.institution_id == actor.institution_id, Officer.branch_id == actor.branch_id
    )
    return {officer.login: officer for officer in session.scalars(rows)}


def next_number(session: Session, institution_id: str, series: str, year: int) -> str:
    """Return the next number of a series; a step that is refused gives its number back."""
    words = {"institution_id": institution_id, "series": series, "year": year}
    sequence: int = session.execute(_COUNT, words).scalar_one()
    return write_number(series, institution_id, year, sequence)
