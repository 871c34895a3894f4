"""Who wrote a field last, and when: the trail tells it, so that a conflict can name a colleague."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.compliance.audit import AuditEntry

_CHANGES = ("facts.create", "facts.change")
_LOOKED_THROUGH = 200


def last_writers(
    session: Session, institution_id: str, subject: str, names: Collection[str]
) -> dict[str, dict[str, str]]:
    """Return by field the login of who changed it last and the moment, as JSON.

    A field that a step wrote, or that nobody has changed within the last two hundred changes of the record, is left out.

    Args:
        session: Reads the trail.
        institution_id: The bank.
        subject: The kind and identity of the record, as the trail writes them.
        names: Of the fields.
    """
    changes = (
        select(AuditEntry.officer, AuditEntry.at, AuditEntry.detail)
        .where(
            AuditEntry.institution_id == institution_id,
            AuditEntry.subject == subject,
            AuditEntry.action.in_(_CHANGES),
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.sequence.desc())
        .limit(_LOOKED_THROUGH)
    )
    found: dict[str, dict[str, str]] = {}
    for officer, at, detail in session.execute(changes):
        for name in detail.get("fields", ()):
            if name in names:
                found.setdefault(name, {"officer": officer, "at": at.isoformat()})
    return found
