"""Orders: asking the centre to change the bank's powers and limits, after checking here what it will check."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import WAITING, officers
from app.clock import now, today
from app.outbox import ask
from app.trial import trial
from models.approval.grants import Powers
from models.approval.order import Ordering, give_order
from models.approval.orders import ORDERS
from models.approval.roles import Actor
from models.approval.step import pack_arguments
from models.documents.blank_forms import stock_of
from models.documents.number_block import unused
from models.identity import new_id
from models.lending.belongings import Belongings
from models.text import Text


def request_order(
    session: Session, actor: Actor, key: str, subject_id: UUID | None, arguments: Mapping[str, Any]
) -> Text:
    """Ask the centre to carry out an order, after trying it here without keeping what it writes.

    Args:
        session: Open on the store.
        actor: Who gives it.
        key: Of the order.
        subject_id: The record it is about; None for one that makes a new record.
        arguments: What it needs to be told.

    Raises:
        NotAllowed, NotFound, RuleBroken: It would be refused; nothing is sent.
    """
    order = ORDERS[key]
    subject = None if order.new else session.get(order.about, (actor.institution_id, subject_id))
    identity = subject_id or new_id()
    with trial(session):
        give_order(
            order,
            Ordering(
                actor=actor,
                today=today(),
                subject_id=identity,
                subject=subject,
                home=actor.branch_id,
                arguments=arguments,
                officers=officers(session, actor.institution_id),
                powers=Powers.load(session, actor.institution_id),
                reserve=lambda _series, _year, _count: 1,
                unused=partial(unused, session),
                stock=partial(stock_of, session, actor.institution_id, actor.branch_id),
                at=now(),
                belongings=partial(Belongings, session),
            ),
        )
    ask(session, actor.institution_id, key, order.about.kind, identity, pack_arguments(order, arguments))
    return WAITING.fill(step=order.label)
