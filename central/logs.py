"""The log of the centre: one JSON object a line, without personal data and without tokens.

A line says what happened and where in the program, never with which values: the message of an exception may quote
a row of the database, and so only its kind and its frames are written.
"""

import json
import logging
import sys
from datetime import UTC, datetime

from models.outline import outline

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
            line |= outline(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def write_json_lines(level: str) -> None:
    """Send what is logged from *level* on to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    LOG.setLevel(level.upper())
