"""The case as it will stand once head office has taken what was numbered and printed here without a connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.sync.states import ON_THE_WAY
from app.tables import Waiting
from app.trial import trial
from models.approval.act import Act
from models.approval.grants import Powers
from models.approval.roles import Actor
from models.approval.step import read_arguments, take_step
from models.approval.steps import STEPS
from models.base import fill_defaults
from models.documents.number_block import holding
from models.lending.dossier import Dossier

_FORESEEN = ("issue_contracts", "record_print")


@contextmanager
def foreseen(session: Session, actor: Actor, case_id: UUID, today: date) -> Iterator[Dossier]:
    """Give the dossier of a case, with the contracts that were numbered here and the copies that were printed here.

    A contract without a number of its own waits for head office and is not foreseen. Nothing of it is kept.

    Raises:
        NotFound: There is no such case here.
        LendingError: What was asked for here cannot be taken any more.
    """
    with trial(session):
        dossier = Dossier.load(session, actor.institution_id, case_id)
        for waiting in numbered_here(session, case_id):
            step = STEPS[waiting.body["step"]]
            act = Act(
                dossier=dossier,
                actor=actor,
                today=today,
                at=waiting.made_at,
                arguments=read_arguments(step, waiting.body["arguments"]),
                powers=Powers.load(session, actor.institution_id),
                holds=partial(holding, session, actor.institution_id, actor.login),
            )
            take_step(step, act)
            for record in act.made:
                fill_defaults(record)
        yield dossier


def numbered_here(session: Session, case_id: UUID) -> list[Waiting]:
    """Return the commands on a case that number and print here and that head office has not answered, in order."""
    rows = select(Waiting).where(
        Waiting.record_id == case_id, Waiting.type == "command", Waiting.state.in_(ON_THE_WAY)
    )
    waiting = [
        each for each in session.scalars(rows.order_by(Waiting.sequence)) if each.body["step"] in _FORESEEN
    ]
    if any(
        each.body["step"] == "issue_contracts" and not each.body["arguments"].get("numbers")
        for each in waiting
    ):
        return []
    return waiting
