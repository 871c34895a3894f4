"""Trying a command here before the centre is asked: the same rules run, and nothing is kept of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def trial(session: Session) -> Iterator[None]:
    """Let records be changed for a moment; at the end they are again as they were."""
    with session.no_autoflush:
        nested = session.begin_nested()
        try:
            yield
        finally:
            nested.rollback()
