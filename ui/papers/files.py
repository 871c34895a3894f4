"""Files of papers on this computer: where they are written, and how they are shown."""

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.disk import writing
from models.text import Text
from ui.desk import Desk

WRITTEN = Text("已生成：{file}", "Written: {file}")
NOTHING_OPENS = Text(
    "已生成：{file}。这台电脑没有可打开它的程序，请安装 PDF 阅读器。",
    "Written: {file}. This computer has no program to open it; install a reader of PDF files.",
)
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


def show_written(desk: Desk, file: Path) -> None:
    """Tell that a file is there, and show it with the program that the computer has for it."""
    if OUT in os.environ or QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
        desk.tell(WRITTEN.fill(file=file.name))
    else:
        desk.tell(NOTHING_OPENS.fill(file=file))
