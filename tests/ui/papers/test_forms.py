"""Pre-printed forms: what was measured is kept, and a scan that is none is refused."""

import os
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from app import spool
from tests.ui.branch import Officer
from tests.ui.conftest import Opened
from ui.papers.forms_tab import FormsTab
from ui.papers.page import PapersPage

SHOTS = os.environ.get("HEITU_SHOTS")


def _tab(who: Officer) -> FormsTab:
    who.shell.open_place("papers")
    page = who.page()
    assert isinstance(page, PapersPage)
    page.tabs.setCurrentIndex(3)
    who.settle()
    assert page.forms
    return page.forms


def test_what_was_measured_is_kept_for_the_printer(
    officer: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(spool, "available", lambda: True)
    monkeypatch.setattr(spool, "printers", lambda: ["LQ-630K", "LQ-730K"])
    who = officer("zhoufang")
    tab = _tab(who)
    assert tab.preview.paper.pageCount() == 1
    tab.dx.setValue(1.3)
    tab.dy.setValue(-0.7)
    tab.keep_button.click()
    who.settle()
    tab.printers.setCurrentIndex(1)
    who.settle()
    assert (tab.dx.value(), tab.dy.value()) == (0, 0)
    tab.printers.setCurrentIndex(0)
    who.settle()
    assert (tab.calibration.dx, tab.calibration.dy) == (13, -7)
    scan = QImage(964, 560, QImage.Format.Format_RGB32)
    scan.fill(QColor("#f4e9d8"))
    scan.save(str(tmp_path / "scan.png"))
    tab.show_scan(tmp_path / "scan.png")
    who.settle()
    assert _corner(tab) != QColor("white")
    if SHOTS:
        who.shell.grab().save(f"{SHOTS}/forms.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    told: list[str] = []
    who.shell.desk.told.connect(lambda text, _tone: told.append(text.zh))
    tab.show_scan(tmp_path / "bad.png")
    who.settle()
    assert told == ["底图不是图片，请使用扫描得到的 PNG 或 JPEG。"]
    assert _corner(tab) != QColor("white"), "the scan before stays"


def _corner(tab: FormsTab) -> QColor:
    paper = tab.preview.paper
    return paper.render(0, paper.pagePointSize(0).toSize()).pixelColor(3, 3)
