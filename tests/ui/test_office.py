"""The office: log-in, the officer's window, log-out, the other language and the dark window."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app import drafts, error_log
from app.memory import remembered
from app.sync.support import write_support_file
from app.workstation import DARK
from tests.ui.branch import PASSPHRASE, Branch, settle, write
from ui.customers.file_page import FilePage
from ui.demo import PASSWORD
from ui.language import language
from ui.login import PassphraseDialog
from ui.office import OWN_UP_AGAIN_AFTER, Office
from ui.shell import Shell
from ui.start import hear_mistakes
from ui.tasks import UNEXPECTED
from ui.theme import dress


@pytest.fixture
def office(branch: Branch, qtbot: QtBot, tmp_path: Path) -> Iterator[Office]:
    branch.enter("wangjun", tmp_path).close()
    made = Office(branch.settings(tmp_path))
    clock = QTimer()
    clock.timeout.connect(_answer)
    clock.start(20)
    made.open()
    yield made
    clock.stop()
    if made.shell:
        made.shell.close()
    made.login.close()
    made.login.deleteLater()
    settle(qtbot, made.tasks)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    dress(application)


def _answer() -> None:
    asking = QApplication.activeModalWidget()
    if isinstance(asking, PassphraseDialog):
        asking.first.setText(PASSPHRASE)
        asking.buttons.accepted.emit()


Entered = Callable[[], Shell]


@pytest.fixture
def enter(office: Office, qtbot: QtBot) -> Entered:
    def log_in() -> Shell:
        write(office.login.login, "wangjun")
        write(office.login.password, PASSWORD)
        office.login.enter.click()
        qtbot.waitUntil(lambda: office.shell is not None, timeout=30_000)
        settle(qtbot, office.tasks)
        assert office.shell
        return office.shell

    return log_in


def file_of(shell: Shell, customer: str, qtbot: QtBot) -> FilePage:
    shell.open_record("farmer", UUID(customer))
    settle(qtbot, shell.desk.tasks)
    page = shell.current_page()
    assert isinstance(page, FilePage)
    assert page.view
    return page


def test_entering_shows_the_window_and_syncs(office: Office, enter: Entered) -> None:
    shell = enter()
    assert shell.isVisible()
    assert not office.login.isVisible()
    assert shell.status.sync_state.text() == "已同步"
    assert "王军（客户经理）" in shell.status.who.text()


def test_nobody_gets_a_second_desk_beside_the_first(
    office: Office, enter: Entered, branch: Branch, qtbot: QtBot, tmp_path: Path
) -> None:
    shell, desk = enter(), office.desk
    surplus = branch.enter("wangjun", tmp_path)
    office.login.entered.emit(surplus)
    settle(qtbot, office.tasks)
    assert (office.shell, office.desk) == (shell, desk)
    assert surplus.database._opened == []
    shell.log_out()
    settle(qtbot, office.tasks)
    assert not [
        each for each in QApplication.topLevelWidgets() if isinstance(each, Shell) and each.isVisible()
    ]


def test_logging_out_leads_back_to_the_log_in_window_and_closes_the_store(
    office: Office, enter: Entered, qtbot: QtBot
) -> None:
    shell = enter()
    database = shell.desk.workstation.database
    gone: list[bool] = []
    shell.destroyed.connect(lambda: gone.append(True))
    shell.log_out()
    qtbot.waitUntil(lambda: bool(gone), timeout=5000)
    settle(qtbot, office.tasks)
    assert office.login.isVisible()
    assert office.shell is None
    assert office.desk is None
    assert database._opened == []
    office.tasks.wrote.emit()
    settle(qtbot, office.tasks)
    assert database._opened == []


def test_a_mistake_of_the_programs_own_is_told_and_written_down_without_what_was_typed(
    office: Office, enter: Entered, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", lambda *_: None)
    hear_mistakes(office.mistaken.emit)

    def mistake(_job: object = None) -> None:
        message = "张德福 230123199001011234"
        raise ZeroDivisionError(message)

    QTimer.singleShot(0, office, mistake)
    qtbot.waitUntil(office.login.problem.isVisible, timeout=5000)
    assert office.login.problem.text() == UNEXPECTED.zh
    shell = enter()
    qtbot.wait(round(1000 * OWN_UP_AGAIN_AFTER))
    office.tasks.read(shell, mistake, lambda _none: None)
    settle(qtbot, office.tasks)
    assert (shell.notice.text(), shell.notice.isVisible()) == (UNEXPECTED.zh, True)

    for _ in range(3):
        office.mistaken.emit(ZeroDivisionError())  # In a row, as painting makes them.
    home = shell.desk.workstation.database.path.parent
    for folder in (tmp_path, home):
        (noted,) = error_log.last(folder)
        assert noted["error"] == "builtins.ZeroDivisionError"
        assert noted["frames"][-1].endswith(" mistake")
        assert "张德福" not in (folder / error_log.NAME).read_text("utf-8")
    write_support_file(shell.desk.workstation, tmp_path / "support.json")
    assert json.loads((tmp_path / "support.json").read_text("utf-8"))["errors"] == error_log.last(home)


def test_a_window_that_another_language_has_replaced_hears_nothing_more(
    office: Office, enter: Entered, qtbot: QtBot
) -> None:
    shell = enter()
    for place in shell.places:
        shell.open_place(place.key)
        settle(qtbot, office.tasks)
    desk = shell.desk
    with capture_exceptions() as raised:
        desk.sync()  # The round may be under way when the window goes.
        shell.other_language.emit()
        settle(qtbot, office.tasks)
        desk.sync()
        desk.carry()
        desk.tasks.wrote.emit()
        settle(qtbot, office.tasks)
    assert raised == []
    assert office.shell
    assert office.shell.status.sync_state.text() == "In step with head office"


def test_the_next_officer_enters_through_the_same_office(office: Office, enter: Entered) -> None:
    first = enter()
    first.log_out()
    second = enter()
    assert second is not first
    assert second.isVisible()


def test_logging_out_right_after_typing_keeps_the_draft(
    office: Office, enter: Entered, branch: Branch, qtbot: QtBot
) -> None:
    shell = enter()
    customer = branch.customer(shell.desk.workstation)
    page = file_of(shell, customer, qtbot)
    assert page.view
    write(page.view.editors["note"], "还没来得及保存")
    shell.log_out()
    again = file_of(enter(), customer, qtbot)
    assert again.view
    assert again.view.form.touched == {"note": "还没来得及保存"}


def test_the_language_changes_on_the_same_page_and_keeps_what_is_typed(
    office: Office, enter: Entered, branch: Branch, qtbot: QtBot
) -> None:
    shell = enter()
    customer = branch.customer(shell.desk.workstation)
    page = file_of(shell, customer, qtbot)
    assert page.view
    write(page.view.editors["note"], "正在输入")
    page.view.editors["marital"].setCurrentIndex(4)  # type: ignore[union-attr] # a choice
    typed = page.view.form.values()
    shell.setGeometry(40, 50, 1200, 700)
    shell.other_language.emit()
    settle(qtbot, office.tasks)
    new = office.shell
    assert new
    assert new is not shell
    assert language() == "en"
    assert new.geometry().getRect() == (40, 50, 1200, 700)
    shown = new.current_page()
    assert isinstance(shown, FilePage)
    assert shown.identity == UUID(customer)
    assert shown.view
    assert shown.view.form.values() == typed
    new.other_language.emit()
    settle(qtbot, office.tasks)
    assert language() == "zh"
    database = office.shell.desk.workstation.database if office.shell else None
    assert database
    kept = database.run(lambda session: drafts.kept(session, f"farmer/{UUID(customer)}"))
    assert kept["note"] == "正在输入"


def test_the_other_language_is_spoken_everywhere_at_once(
    office: Office, enter: Entered, qtbot: QtBot
) -> None:
    shell = enter()
    shell.other_language.emit()
    settle(qtbot, office.tasks)
    assert office.shell
    words = " ".join(each.text() for each in office.shell.findChildren(QLabel))
    assert "Loan officer" in words
    assert "客户经理" not in words
    assert "待发送" not in words


def test_the_dark_window_is_remembered(office: Office, enter: Entered, qtbot: QtBot) -> None:
    def darkness() -> int:
        return QApplication.palette().color(QPalette.ColorRole.Base).lightness()

    shell = enter()
    light = darkness()
    shell.other_light.emit()
    settle(qtbot, office.tasks)
    assert darkness() < 80 < light
    assert shell.desk.workstation.database.run(lambda session: remembered(session, DARK)) is True
    shell.close()
    shell = enter()
    assert darkness() < 80
    shell.other_light.emit()
    settle(qtbot, office.tasks)
    assert darkness() == light


def test_closing_the_window_ends_the_work_without_a_log_in_window(
    office: Office, enter: Entered, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(office.closed, timeout=5000):
        enter().close()
    settle(qtbot, office.tasks)
    assert not office.login.isVisible()
    assert office.desk is None
