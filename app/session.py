"""Sessions of the encrypted store."""

from sqlalchemy.orm import Session


class StoreSession(Session):
    """A session whose changes wait for the centre and are found by the search.

    The hooks listen here and not on every session of the process: other databases have no outbox.
    """
