"""What may be written down of an error: its kinds and where in the program it came from, never with which values."""

import traceback
from typing import Any


def outline(error: BaseException) -> dict[str, Any]:
    """Return the kinds of *error* and of what it came from, the outermost first, and its frames.

    Its message is left out: that of a database error quotes the row.
    """
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": _kinds(error),
        "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _kinds(error: BaseException | None) -> str:
    names = []
    while error is not None:
        names.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__
    return " < ".join(names)
