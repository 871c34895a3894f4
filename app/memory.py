"""Values the store remembers by name."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def remembered(session: "Session", name: str) -> Any:
    """Return the value under *name*, or None."""
    from app.tables import Setting  # noqa: PLC0415 - the log-in window is painted before SQLAlchemy is loaded

    found = session.get(Setting, name)
    return found.value if found else None


def remember(session: "Session", name: str, value: Any) -> None:
    """Keep *value*, which must be JSON, under *name*."""
    from app.tables import Setting  # noqa: PLC0415 - see ``remembered``

    session.merge(Setting(name=name, value=value))
