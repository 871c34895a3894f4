"""Reading what a workstation already knows to exist: from a standby, where that has come far enough.

A standby runs behind its writer. Whoever were shown less than they have had would be told to begin again, or would put
their own newer records back; so each question names the place in the branch's feed that the answer must have reached.
"""

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from sqlalchemy.orm import Session

from central.feed import head_of
from central.logs import LOG
from central.outages import OUTAGES, is_passing
from central.store import Store
from models.approval.roles import Actor

T = TypeVar("T")
_LEFT_ALONE_SECONDS = 30


class Near:
    """Answers questions about a branch over the writer, or over its standby where there is one."""

    def __init__(self, store: Store, standby: Store | None = None) -> None:
        self._store, self._standby = store, standby
        self._left_alone_until = 0.0

    @property
    def has_standby(self) -> bool:
        """Whether anything is ever read elsewhere than from the writer."""
        return self._standby is not None

    def ask(self, actor: Actor, branch_id: str, place: int | None, question: Callable[[Session], T]) -> T:
        """Return the answer to *question* on one state of the database that has reached *place*.

        A standby that is behind, away or in the way of its own recovery is passed over.

        Args:
            actor: Who asks; they were let in by the writer.
            branch_id: Whose feed the place is in.
            place: What the state must have reached; where nobody says, the newest state answers.
            question: Reads, and nothing else: it may be asked twice.

        Raises:
            NotAllowed: The actor does not see that branch.
        """
        if self._standby and place is not None and monotonic() >= self._left_alone_until:
            try:
                with self._standby.reading() as session:
                    if head_of(session, actor, branch_id) >= place:
                        return question(session)
            except OUTAGES as outage:
                if not is_passing(outage):
                    raise
                # One that does not even refuse would cost every request the time of a connection that is not made.
                self._left_alone_until = monotonic() + _LEFT_ALONE_SECONDS
                LOG.warning("standby", exc_info=outage, extra={"institution": actor.institution_id})
        with self._store.reading() as session:
            return question(session)
