"""Which printer and tray this workstation used last for each kind of paper."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.memory import remember, remembered


class PrinterChoice(NamedTuple):
    """A printer and one of its trays; no tray lets the printer choose."""

    printer: str
    tray: str = ""


def choice_for(session: Session, document: str) -> PrinterChoice | None:
    """Return what was used last for that kind of paper, or nothing."""
    known = remembered(session, _name(document))
    return PrinterChoice(*known) if known else None


def keep_choice(session: Session, documents: Iterable[str], choice: PrinterChoice) -> None:
    """Remember what was used for these kinds of paper."""
    for document in documents:
        remember(session, _name(document), list(choice))


def _name(document: str) -> str:
    return f"printer/{document}"[:40]
