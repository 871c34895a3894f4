"""Asking what came of something that may rightly be done or refused."""

from collections.abc import Callable
from typing import Any

from models.errors import LendingError


def outcome(work: Callable[[], Any]) -> tuple[Any, LendingError | None]:
    """Return what *work* returned, and the refusal if it was refused."""
    try:
        return work(), None
    except LendingError as refusal:
        return None, refusal
