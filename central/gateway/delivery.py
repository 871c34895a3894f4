"""Handing the outbox over: in order within a case, again after a failure, and never twice for core banking."""

import random
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, aliased

from central.clock import Clock
from central.gateway.message import REPAYMENT, Message
from central.gateway.outbox import DEAD, DONE, WAITING
from central.gateway.port import CoreAway, CoreBanking, CoreRefused
from central.store import Store
from central.tables import GatewayMessage
from models.text import Text

MOST_ATTEMPTS, PATIENCE = 12, timedelta(days=3)
"""What was not answered so often and for so long lies dead: core banking may be away over a weekend."""
AWAY_AFTER = 3
"""After so many messages in a row without an answer core banking is away, and the others need not wait for it to say so."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=1)
_CLAIM = timedelta(minutes=5)
_GIVEN_UP = Text("核心系统多次无应答：{why}", "Core banking did not answer however often it was asked: {why}")


def deliver(store: Store, institution_id: str, core: CoreBanking, clock: Clock) -> int:
    """Return how many messages were handed over; the others wait, or lie dead until somebody looks.

    It ends early while core banking is away. A message is claimed before it is handed over, so that two runners never
    carry the same one. A runner that dies with it lets the claim run out; core banking is told again under the same key.
    """
    delivered = unanswered = 0
    while unanswered < AWAY_AFTER and (claimed := _claim(store, institution_id, clock())) is not None:
        message, attempt = claimed
        try:
            answer = dict(core.hand_over(message))
        except (CoreAway, CoreRefused) as no:
            _put_aside(store, institution_id, (message.identity, attempt), no, clock())
            unanswered = unanswered + 1 if isinstance(no, CoreAway) else 0
            continue
        with store.writing() as session:
            row = _row(session, institution_id, message.identity)
            # What core banking has now needs no second copy of a person's data here.
            row.state, row.answer, row.body, row.zh, row.en = DONE, answer, {}, "", ""
        delivered, unanswered = delivered + 1, 0
    return delivered


def _claim(store: Store, institution_id: str, at: datetime) -> tuple[Message, int] | None:
    earlier = aliased(GatewayMessage)
    before = (
        select(earlier.message_id)
        .where(
            earlier.institution_id == institution_id,
            earlier.subject_id == GatewayMessage.subject_id,
            tuple_(earlier.made_at, earlier.message_id)
            < tuple_(GatewayMessage.made_at, GatewayMessage.message_id),
            # Named one by one, they are found by the index: of what is done there are years.
            earlier.state.in_((WAITING, DEAD)),
            earlier.kind != REPAYMENT,
        )
        .exists()
    )
    due = (
        select(GatewayMessage)
        .where(
            GatewayMessage.institution_id == institution_id,
            GatewayMessage.state == WAITING,
            GatewayMessage.kind != REPAYMENT,
            GatewayMessage.next_try_at <= at,
            ~before,
        )
        .order_by(GatewayMessage.made_at, GatewayMessage.message_id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with store.writing() as session:
        row = session.scalars(due).first()
        if row is None:
            return None
        row.next_try_at, row.attempts = at + _CLAIM, row.attempts + 1
        return Message(row.message_id, row.kind, row.body), row.attempts


def _put_aside(
    store: Store, institution_id: str, claim: tuple[UUID, int], no: CoreAway | CoreRefused, at: datetime
) -> None:
    """Let a message that core banking did not take wait, or lie dead; once the claim has run out it is another runner's."""
    identity, attempt = claim
    with store.writing() as session:
        row = _row(session, institution_id, identity)
        if (row.state, row.attempts) != (WAITING, attempt):
            return
        if isinstance(no, CoreRefused):
            bury(row, no.text)
        elif attempt >= MOST_ATTEMPTS and at - row.made_at >= PATIENCE:
            bury(row, _GIVEN_UP.fill(why=no.text))
        else:
            longest = min(_FIRST_WAIT * 2 ** min(attempt - 1, MOST_ATTEMPTS), _LONGEST_WAIT)
            row.next_try_at = at + longest * random.uniform(0.5, 1)  # noqa: S311 - so that retries do not meet
            row.zh, row.en = no.text.zh[:500], no.text.en[:500]


def bury(row: GatewayMessage, why: Text) -> None:
    """Lay a message aside until somebody looks at it; those of the same case wait behind it."""
    row.state, row.zh, row.en = DEAD, why.zh[:500], why.en[:500]


def _row(session: Session, institution_id: str, message_id: UUID) -> GatewayMessage:
    return session.get_one(GatewayMessage, (institution_id, message_id), with_for_update=True)
