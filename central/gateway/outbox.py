"""The gateway's own outbox: filled in the transaction of the step, so that nothing is told that did not happen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from central.gateway import message
from central.tables import GatewayMessage, Institution
from models.approval.act import Act
from models.identity import made_by
from models.lending.credit import LoanNote
from models.lending.states import State

WAITING, DONE, DEAD = "waiting", "done", "dead"


def put_outcome(session: Session, act: Act, before: str, at: datetime) -> None:
    """Put what a step decided or paid out into the outbox, if the bank has a gateway."""
    case = act.dossier.case
    institution = session.get(Institution, case.institution_id)
    if institution is None or not institution.has_gateway:
        return
    told: list[tuple[str, Mapping[str, Any]]] = []
    if act.dossier.state is State.APPROVED and before != State.APPROVED:
        told.append((message.APPROVED, message.case_approved(act)))
    notes = [each for each in act.made if isinstance(each, LoanNote)]
    told += [(message.PAID, message.drawdown_paid(act, note)) for note in notes]
    for place, (kind, body) in enumerate(told):
        # A step that is taken again, because the centre was restored, pays nothing out a second time.
        _put(session, act, made_by(act.operation, place), (kind, body), at)


def _put(
    session: Session, act: Act, identity: UUID, told: tuple[str, Mapping[str, Any]], at: datetime
) -> None:
    kind, body = told
    session.add(
        GatewayMessage(
            institution_id=act.dossier.case.institution_id,
            message_id=identity,
            kind=kind,
            subject_id=act.dossier.case.id,
            body=dict(body),
            made_at=at,
            next_try_at=at,
            state=WAITING,
            attempts=0,
        )
    )
