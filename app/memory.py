"""Values the store remembers by name."""

from typing import Any

from sqlalchemy.orm import Session

from app.tables import Setting


def remembered(session: Session, name: str) -> Any:
    """Return the value under *name*, or None."""
    found = session.get(Setting, name)
    return found.value if found else None


def remember(session: Session, name: str, value: Any) -> None:
    """Keep *value*, which must be JSON, under *name*."""
    session.merge(Setting(name=name, value=value))
