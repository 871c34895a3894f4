"""Head office was restored from a backup: what it accepted since is sent again.

The operations keep their identities, so that head office answers those that it still has as it did before.
"""

from collections.abc import Iterable

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.memory import remember, remembered
from app.sync.pull import CURSOR, PICTURE
from app.tables import Waiting

EPOCH = "epoch"


def meet(session: Session, epoch: str, branches: Iterable[str]) -> bool:
    """Tell whether head office has forgotten something since the last log-in, and have it sent again.

    What was accepted is unanswered again, in its old order; the feeds are gone through from their beginning. What is
    typed meanwhile does not join it: under another identity all of that would be new to head office. A command that
    another workstation must precede may be refused then, and says so.
    """
    before = remembered(session, EPOCH)
    remember(session, EPOCH, epoch)
    if before is None or before == epoch:
        return False
    session.execute(update(Waiting).where(Waiting.state == "accepted").values(state="sent"))
    for branch_id in branches:
        remember(session, f"{CURSOR} {branch_id}", None)
        remember(session, f"{PICTURE} {branch_id}", None)
    return True
