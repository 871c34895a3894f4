"""The audit trail of the centre, written in order however many write at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from central.tables import Institution
from models.compliance import audit
from models.compliance.audit import Doing

_HELD = "bank is held"


def lock_institution(session: Session, institution_id: str) -> None:
    """Hold the row of the bank until the commit. Whoever needs a branch too locks the branch first."""
    if session.info.get(_HELD):
        return
    session.get(Institution, institution_id, with_for_update=True, populate_existing=True)
    # What is locked within a savepoint is free again after its undoing.
    session.info[_HELD] = not session.in_nested_transaction()


def note(session: Session, institution_id: str, doing: Doing, /, **detail: Any) -> None:
    """Append to the trail of the bank in this transaction; the chain allows one writer at a time.

    A detail may have any name: what comes before it is never given by name.
    """
    note_all(session, institution_id, [(doing, detail)])


def note_all(
    session: Session, institution_id: str, doings: Sequence[tuple[Doing, Mapping[str, Any]]]
) -> None:
    """Append to the trail of the bank in this transaction, in order; nothing to note locks nothing."""
    if doings:
        lock_institution(session, institution_id)
        audit.record_all(session, institution_id, doings)
