"""The log of the centre: one JSON object a line, without personal data and without tokens.

A line says what happened and where in the program, never with which values: the message of an exception may quote
a row of the database, and so only its kind and its frames are written.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_OWN = ("request", "method", "route", "status", "ms", "institution", "device")
LOG = logging.getLogger("heitu.central")


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of *record*."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **{name: getattr(record, name) for name in _OWN if getattr(record, name, None) not in {None, ""}},
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = _kinds(record.exc_info[1])
            frames = traceback.extract_tb(record.exc_info[2])
            line["frames"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def _kinds(error: BaseException | None) -> str:
    """Return the kinds of an error and of what it came from, the outermost first."""
    names = []
    while error is not None:
        names.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__
    return " < ".join(names)


def write_json_lines(level: str) -> None:
    """Send what is logged from *level* on to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    LOG.setLevel(level.upper())
