"""This computer's part of the audit trail, and what of it the centre has not seen yet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.memory import remember, remembered
from models.approval.roles import Actor
from models.compliance.actions import REFUSED
from models.compliance.audit import AuditEntry, Doing, record
from models.compliance.refusals import told
from models.compliance.sealed import seal
from models.errors import LendingError

SHOWN = "trail"
PAGE = 200


def note(database: Database, actor: Actor, action: str, subject: str, **detail: Any) -> None:
    """Append to the trail that *actor* did something, in a transaction of its own."""
    doing = Doing(actor.login, action, subject[:200], now())
    database.run(lambda session: record(session, actor.institution_id, doing, **detail))


@contextmanager
def refusals_noted(database: Database, actor: Actor, step: str, subject: str) -> Iterator[None]:
    """Note a step or an order that is refused here already, so that the centre never hears of it."""
    try:
        yield
    except LendingError as refusal:
        note(database, actor, REFUSED, subject, **told(step, refusal))
        raise


@dataclass(frozen=True)
class Showing:
    """The next part of this store's trail to show to the centre.

    Attributes:
        chain: The identity under which the centre knows the trail.
        entries: The last entry that was shown before, if it is still there, and what follows it.
        last: The last entry's place; 0 if there is none.
        more: Whether there is more after them.
    """

    chain: str
    entries: list[dict[str, Any]]
    last: int
    more: bool


def next_showing(session: Session, institution_id: str) -> Showing | None:
    """Return what to show next, or nothing while nothing was ever noted.

    The last entry is shown in every round: a trail that was cut off behind the centre's back gives itself away.
    """
    state = remembered(session, SHOWN)
    if state is None:
        state = {"chain": str(uuid4()), "shown": 0}
        remember(session, SHOWN, state)
    rows = select(AuditEntry).where(AuditEntry.institution_id == institution_id)
    following = rows.where(AuditEntry.sequence >= state["shown"]).order_by(AuditEntry.sequence)
    found = list(session.scalars(following.limit(PAGE + 1)))
    if not found:
        # What was shown last is gone: whatever is left is shown instead.
        found = list(session.scalars(rows.order_by(AuditEntry.sequence.desc()).limit(1)))
    if not found and not state["shown"]:
        return None
    entries = found[:PAGE]
    last = entries[-1].sequence if entries else 0
    return Showing(state["chain"], [seal(each) for each in entries], last, len(found) > PAGE)


def shown(session: Session, showing: Showing) -> None:
    """Remember that the centre has seen *showing*."""
    remember(session, SHOWN, {"chain": showing.chain, "shown": showing.last})
