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
from models.compliance.audit import START, AuditEntry, Doing, record
from models.compliance.refusals import told
from models.compliance.sealed import seal
from models.errors import LendingError

SHOWN = "trail"
PAGE = 200


def note(database: Database, actor: Actor, action: str, subject: str, /, **detail: Any) -> None:
    """Append to the trail that *actor* did something, in a transaction of its own."""
    database.run(lambda session: note_with(session, actor, action, subject, **detail))


def note_with(session: Session, actor: Actor, action: str, subject: str, /, **detail: Any) -> None:
    """Append to the trail that *actor* does something, together with what it is."""
    record(session, actor.institution_id, Doing(actor.login, action, subject[:200], now()), **detail)


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
        since: The place of the last entry that was shown before; 0 if none was.
        entries: That entry, if it is still there, and what follows it.
        end: Place and hash of the last of them, which is how far the centre then knows the trail.
        more: Whether there is more after them.
    """

    chain: str
    since: int
    entries: list[dict[str, Any]]
    end: tuple[int, str]
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
    end = (entries[-1].sequence, entries[-1].digest) if entries else (0, START)
    return Showing(state["chain"], state["shown"], [seal(each) for each in entries], end, len(found) > PAGE)


def shown(session: Session, showing: Showing) -> None:
    """Remember that the centre has seen *showing*."""
    remember(session, SHOWN, {"chain": showing.chain, "shown": showing.end[0]})


def show_from(session: Session, institution_id: str, showing: Showing, known: tuple[int, str]) -> bool:
    """Tell whether the place up to which the centre knows this trail lies in it; the next showing begins there.

    It may have been restored from a backup. Where the showing began at that very place, nothing is gained by another.
    """
    length, digest = known
    entry = session.get(AuditEntry, (institution_id, length)) if length else None
    if length == showing.since or digest != (entry.digest if entry else START):
        return False
    remember(session, SHOWN, {"chain": showing.chain, "shown": length})
    return True
