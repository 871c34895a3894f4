"""Commands whose outcome is not to be seen here yet: not answered, or taken in a round that has brought nothing back."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from app.memory import remember, remembered
from app.sync.states import ON_THE_WAY
from app.tables import Waiting
from models.among import among

_TAKEN = "taken"


def awaited(session: Session) -> ColumnElement[bool]:
    """Return the condition that holds for operations of the outbox whose outcome is not here yet.

    Where a round breaks off after its answers, the records still stand as they did before. Whoever looked at them would
    take the step for forgotten, and ask for it again.
    """
    return or_(Waiting.state.in_(ON_THE_WAY), among(Waiting.sequence, remembered(session, _TAKEN) or []))


def keep_taken(session: Session, sequences: Sequence[int]) -> None:
    """Note which commands head office has taken, before the feed brings what they did."""
    if sequences:
        remember(session, _TAKEN, [*(remembered(session, _TAKEN) or []), *sequences])


def forget_taken(session: Session) -> None:
    """Note that everything which head office has done is here."""
    if remembered(session, _TAKEN):
        remember(session, _TAKEN, [])
