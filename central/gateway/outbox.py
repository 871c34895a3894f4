"""The gateway's own outbox: filled in the transaction of the step, so that nothing is told that did not happen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from central.gateway import message
from central.tables import GatewayMessage, Institution
from models.approval.act import Act
from models.identity import new_id
from models.lending.credit import LoanNote
from models.lending.states import State

WAITING, DONE, DEAD = "waiting", "done", "dead"


def put_outcome(session: Session, act: Act, before: str, at: datetime) -> None:
    """Put what a step decided or paid out into the outbox, if the bank has a gateway."""
    case = act.dossier.case
    institution = session.get(Institution, case.institution_id)
    if institution is None or not institution.has_gateway:
        return
    if act.dossier.state is State.APPROVED and before != State.APPROVED:
        _put(session, act, message.APPROVED, message.case_approved(act), at)
    for made in act.made:
        if isinstance(made, LoanNote):
            _put(session, act, message.PAID, message.drawdown_paid(act, made), at)


def _put(session: Session, act: Act, kind: str, body: Mapping[str, Any], at: datetime) -> None:
    session.add(
        GatewayMessage(
            institution_id=act.dossier.case.institution_id,
            message_id=new_id(),
            kind=kind,
            subject_id=act.dossier.case.id,
            body=dict(body),
            made_at=at,
            next_try_at=at,
            state=WAITING,
            attempts=0,
        )
    )
