"""When a database fails: what passes by itself, and what is a bug."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

OUTAGES = (DBAPIError, NoConnection)
_READ_ONLY = "25006"


def is_passing(error: DBAPIError | NoConnection) -> bool:
    """Tell whether the same request may succeed later: the database is away, full, busy, or a standby yet."""
    if isinstance(error, OperationalError | InterfaceError | NoConnection):
        return True
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) == _READ_ONLY
