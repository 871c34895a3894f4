"""The audit trail of the centre, written in order however many write at once."""

from typing import Any

from sqlalchemy.orm import Session

from central.tables import Institution
from models.compliance import audit
from models.compliance.audit import Doing


def lock_institution(session: Session, institution_id: str) -> None:
    """Hold the row of the bank until the commit. Whoever needs a branch too locks the branch first."""
    session.get(Institution, institution_id, with_for_update=True, populate_existing=True)


def note(session: Session, institution_id: str, doing: Doing, **detail: Any) -> None:
    """Append to the trail of the bank in this transaction; the chain allows one writer at a time."""
    lock_institution(session, institution_id)
    audit.record(session, institution_id, doing, **detail)
