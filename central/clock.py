"""The clock of the centre."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the moment."""
    return datetime.now(UTC)
