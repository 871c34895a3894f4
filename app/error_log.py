"""The log of errors: what went wrong in the program itself, for the people who support it, and never with values."""

import json
import logging
from contextlib import closing, suppress
from importlib.metadata import version
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from app.clock import now
from models.outline import outline

NAME = "errors.log"
_LARGEST, _LAST = 512 * 1024, 50


def note(folder: Path, error: BaseException) -> None:
    """Write down *error* in a folder, one JSON object a line; the oldest go when there are too many."""
    line = {"at": now().isoformat(), "program": version("heitu"), **outline(error)}
    # What went wrong may be the disk itself, and then it is told on the screen alone.
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / NAME
        with closing(RotatingFileHandler(file, maxBytes=_LARGEST, backupCount=1, encoding="utf-8")) as log:
            log.emit(logging.makeLogRecord({"msg": json.dumps(line, ensure_ascii=False)}))


def last(folder: Path) -> list[dict[str, Any]]:
    """Return the errors that were written down last, the newest at the end."""
    try:
        lines = (folder / NAME).read_text("utf-8", errors="replace").splitlines()[-_LAST:]
    except OSError:
        return []
    found = []
    for line in lines:
        with suppress(ValueError):  # The power may have failed in the middle of one.
            found.append(json.loads(line))
    return found
