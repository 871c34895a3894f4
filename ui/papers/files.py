"""Files of papers on this computer: where they are written, and how they are shown."""

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.disk import writing

OUT = "HEITU_PRINTS"
"""Names another folder for what is written, and keeps it from being opened: for tests and for the tour."""


def folder(name: str) -> Path:
    """Return the folder for drafts, or for prints."""
    given = os.environ.get(OUT)
    return Path(given) if given else Path.home() / "Heitu" / name


def write_file(name: str, file: str, pdf: bytes) -> Path:
    """Write a paper into the folder *name* and return where it is.

    Raises:
        DiskTrouble: It cannot be written there.
    """
    path = folder(name) / file
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf)
    return path


def open_file(file: Path) -> None:
    """Show a file with the program that the computer has for it."""
    if OUT not in os.environ:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
