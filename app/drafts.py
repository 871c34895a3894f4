"""Drafts: what is being typed survives a crash, field by field, until it is saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.clock import now
from app.tables import Draft


def keep(
    session: Session, subject: str, texts: dict[str, str], seen: Mapping[str, Any] | None = None
) -> None:
    """Keep what is typed under *subject*, and what was *seen* in its fields; nothing typed keeps nothing."""
    if texts:
        session.merge(Draft(subject=subject, texts=texts, seen=dict(seen or {}), kept_at=now()))
    else:
        drop(session, subject)


def kept(session: Session, subject: str) -> dict[str, str]:
    """Return what was typed under *subject* and never saved."""
    found = session.get(Draft, subject)
    return dict(found.texts) if found else {}


def seen(session: Session, subject: str) -> dict[str, Any]:
    """Return what the fields showed, packed, when the draft under *subject* was typed."""
    found = session.get(Draft, subject)
    return dict(found.seen) if found else {}


def begun(session: Session, kind: str) -> Sequence[Draft]:
    """Return what was typed into forms of records of that *kind* and never saved, the youngest first."""
    rows = select(Draft).where(Draft.subject.startswith(f"{kind}/", autoescape=True))
    return session.scalars(rows.order_by(Draft.kept_at.desc())).all()


def drop(session: Session, subject: str) -> None:
    """Forget the draft: it was saved or given up."""
    session.execute(delete(Draft).where(Draft.subject == subject))
