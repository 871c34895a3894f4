"""A printer of tests that keeps what comes out."""

from pathlib import Path

import pytest

from app import spool
from app.spool import PrinterFailed
from models.text import Text
from ui.papers import device


class Tray:
    """A printer that keeps what comes out, and vanishes after so many copies.

    The real queue is in tests/app/test_spool.py; here it has to vanish at a certain copy.
    """

    name = "Tray"

    def __init__(self, folder: Path, most: int = 10_000) -> None:
        self.folder, self.most, self.out = folder, most, 0
        folder.mkdir(exist_ok=True)

    def put_out(self, pdf: bytes, title: str) -> None:
        assert title
        if self.out >= self.most:
            raise PrinterFailed(Text("打印机不见了。", "The printer is gone."))
        self.out += 1
        (self.folder / f"{self.out}.pdf").write_bytes(pdf)


def give_tray(monkeypatch: pytest.MonkeyPatch, tray: Tray) -> None:
    """Let the workstation have this printer alone."""
    monkeypatch.setattr(spool, "available", lambda: True)
    monkeypatch.setattr(spool, "printers", lambda: [tray.name])
    monkeypatch.setattr(spool, "trays", lambda _name: ["Tray1", "Tray2"])
    monkeypatch.setattr(device, "printer", lambda _name, _tray="": tray)
