"""The lock: a window that was left alone shows nothing, and everything in it is there again after the password."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from tests.ui.branch import Officer, write
from tests.ui.conftest import Opened
from ui.demo import PASSWORD
from ui.lock import UnlockDialog


@pytest.fixture
def at_work(officer: Opened) -> Officer:
    return officer()


def asked(officer: Officer) -> UnlockDialog:
    """Return the question for the password, when it can be answered."""
    officer.wait(lambda: isinstance(QApplication.activeModalWidget(), UnlockDialog))
    dialog = officer.shell.lock.dialog
    assert dialog
    return dialog


def seen(window: QWidget) -> set[int]:
    image = window.grab().toImage()
    return {image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}


def unlock(officer: Officer, password: str = PASSWORD) -> None:
    dialog = asked(officer)
    write(dialog.password, password)
    dialog.enter.click()
    officer.settle()


def failures(officer: Officer) -> list[str]:
    rows = officer.workstation.database.read("SELECT detail FROM audit_entry WHERE action = 'log_in.failed'")
    return [row[0] for row in rows]


def test_a_window_that_was_left_alone_is_covered_and_opens_with_the_password(at_work: Officer) -> None:
    shell = at_work.shell
    write(shell.search, "张德福")
    at_work.settle()
    assert len(seen(shell)) > 10
    clock, minutes = shell.lock._alone, shell.lock._alone.interval()
    clock.start(30)
    asked(at_work)
    clock.setInterval(minutes)
    assert len(seen(shell)) == 1
    shell.resize(shell.width() + 200, shell.height() + 100)
    assert len(seen(shell)) == 1
    unlock(at_work)
    assert shell.lock.dialog is None
    assert len(seen(shell)) > 10
    assert shell.search.text() == "张德福"
    assert shell.lock._alone.isActive()


def test_a_wrong_password_is_refused_and_noted(at_work: Officer) -> None:
    at_work.shell.lock.lock()
    unlock(at_work, "not this one")
    dialog = asked(at_work)
    assert dialog.problem.text() == "密码不正确。"
    assert len(failures(at_work)) == 1
    assert '"locked": true' in failures(at_work)[0]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert len(seen(at_work.shell)) == 1
    unlock(at_work)
    assert at_work.shell.lock.dialog is None


def test_whoever_does_something_is_not_locked_out(at_work: Officer) -> None:
    clock = at_work.shell.lock._alone
    clock.setTimerType(Qt.TimerType.PreciseTimer)
    clock.start(60_000)
    QTest.qWait(30)
    assert clock.remainingTime() < 59_990
    handle = at_work.shell.windowHandle()
    QTest.mouseMove(handle, QPoint(200, 200))
    at_work.wait(lambda: clock.remainingTime() > 59_990)
    QTest.qWait(30)
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    at_work.wait(lambda: clock.remainingTime() > 59_990)
    at_work.shell.search.setFocus()
    QTest.qWait(30)
    assert clock.remainingTime() < 59_990
    write(at_work.shell.search, "刘")
    at_work.wait(lambda: clock.remainingTime() > 59_990)


def test_a_dialog_stays_open_behind_the_lock_and_one_that_opens_meanwhile_is_covered(
    at_work: Officer,
) -> None:
    shell = at_work.shell
    first, second = dialog_on(shell, "刘桂兰"), dialog_on(shell, "230123199001011234")
    first.open()
    shell.lock.lock()
    assert len(seen(first)) == 1
    assert not asked(at_work).leave.isVisible()
    second.open()
    at_work.wait(lambda: len(seen(second)) == 1)
    unlock(at_work)
    assert len(seen(first)) > 1
    assert len(seen(second)) > 1
    assert first.isVisible()
    second.accept()
    first.accept()


def dialog_on(window: QWidget, text: str) -> QDialog:
    dialog = QDialog(window)
    dialog.resize(200, 100)
    QLabel(text, dialog)
    return dialog


def test_somebody_else_may_log_in_instead(at_work: Officer) -> None:
    left: list[bool] = []
    at_work.shell.left.connect(left.append)
    at_work.shell.lock.lock()
    dialog = asked(at_work)
    assert dialog.leave.isVisible()
    dialog.leave.click()
    assert left == [False]
    assert not dialog.isVisible()
    assert not at_work.shell.isVisible()
