"""The editor of templates: the page follows the text, the linter speaks, and two people release a version."""

import os
from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor

from app.clock import today
from tests.printing.reading import page_texts
from tests.ui.branch import Officer, add
from tests.ui.conftest import Opened
from tests.ui.papers.tray import Tray, give_tray
from ui.papers.page import PapersPage
from ui.papers.templates_tab import DifferencesDialog, TemplatesTab

SHOTS = os.environ.get("HEITU_SHOTS")


def _editor(who: Officer, document: str) -> TemplatesTab:
    who.shell.open_place("papers")
    page = who.page()
    assert isinstance(page, PapersPage)
    page.tabs.setCurrentWidget(page._templates)
    who.settle()
    tab = page.templates
    assert tab
    tab.names.setCurrentIndex(tab.names.findData(document))
    who.settle()
    _look(who, tab)
    return tab


def _look(who: Officer, tab: TemplatesTab) -> None:
    tab.look()
    who.settle()


def test_the_page_follows_the_text_and_the_linter_speaks(officer: Opened) -> None:
    who = officer("zhoufang")
    tab = _editor(who, "loan_contract")
    assert tab.preview.paper.pageCount() == 5
    assert "检查通过" in tab.findings.text()
    if SHOTS:
        who.shell.grab().save(f"{SHOTS}/templates.png")
    tab.editor.moveCursor(QTextCursor.MoveOperation.End)
    add(tab.editor, "\n\n{purpse}\n\n- 逾期的，抵押财产归贷款人所有。\n")
    _look(who, tab)
    assert "是否为“purpose”" in tab.findings.text()
    assert "流押" in tab.findings.text()
    assert not tab.submit_button.isEnabled()
    if SHOTS:
        who.shell.grab().save(f"{SHOTS}/templates_bad.png")


def test_a_test_print_says_on_every_sheet_that_it_is_none(
    officer: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tray = Tray(tmp_path)
    give_tray(monkeypatch, tray)
    who = officer("zhoufang")
    tab = _editor(who, "loan_contract")
    tab.trial.button.click()
    who.settle()
    pages = page_texts((tmp_path / "1.pdf").read_bytes())
    assert len(pages) == 5
    assert all({"样", "稿", "无", "效"} <= set(page) for page in pages)
    add(tab.editor, "{purpse}")
    _look(who, tab)
    assert not tab.trial.button.isEnabled(), "what a legal department would not sign is not printed either"


def test_a_version_is_written_compared_kept_and_released_by_another(officer: Opened) -> None:
    writer = officer("zhoufang")
    tab = _editor(writer, "settlement_certificate")
    text = tab.editor.toPlainText()
    text = text.replace("version: 2026.1", "version: 2026.9").replace("2026-08-01", today().isoformat())
    tab.editor.setPlainText(text.rstrip() + "\n\n特此证明。\n")
    tab.compare_button.click()
    writer.settle()
    compared = tab.findChild(DifferencesDialog)
    assert compared
    assert "特此证明" in compared.text.toPlainText()
    compared.close()
    tab.submit_button.click()
    writer.settle()
    assert "待发布" in tab.versions.currentText()
    other = officer("sunlei", "pc2")
    other.desk.sync()
    other.settle()
    theirs = _editor(other, "settlement_certificate")
    assert "待发布" in theirs.versions.currentText()
    assert theirs.release_button.isEnabled()
    theirs.release_button.click()
    other.settle()
    assert "已发布" in theirs.versions.currentText()
    assert not theirs.release_button.isEnabled()


def test_what_is_written_survives_a_crash_until_it_is_given_up(officer: Opened) -> None:
    writer = officer("zhoufang")
    tab = _editor(writer, "due_notice")
    tab.editor.moveCursor(QTextCursor.MoveOperation.End)
    add(tab.editor, "\n\n请务必按时还款。\n")
    tab.keep()
    writer.settle()
    again = officer("zhoufang")  # Another window over the same store, as after a crash.
    tab = _editor(again, "due_notice")
    assert "请务必按时还款。" in tab.editor.toPlainText()
    tab.versions.activated.emit(tab.versions.currentIndex())
    again.settle()
    assert "请务必按时还款。" not in tab.editor.toPlainText()
    tab.load()
    again.settle()
    assert "请务必按时还款。" not in tab.editor.toPlainText()
