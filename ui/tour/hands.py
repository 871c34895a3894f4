"""An officer's hands: typing, clicking, waiting and looking at the real window."""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMessageLogContext, QPoint, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from ui.form import FormView
from ui.login import PassphraseDialog
from ui.office import Office
from ui.shell import Shell

W = TypeVar("W", bound=QWidget)

PATIENCE = 120.0
TICK = 0.01
QUIET_TICKS = 12
PASSPHRASE = "heitu-tour-passphrase"  # noqa: S105 - of a store that lives as long as the tour


def _speak(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """Pass on what Qt says, but for what a platform without a screen says at every window."""
    if not text.startswith("This plugin does not support"):
        sys.stderr.write(f"{text}\n")


class Stuck(Exception):
    """Something that must happen did not."""


class Hands:
    """Works one office as a person would.

    Attributes:
        screens: The pictures that were taken.
    """

    def __init__(self, application: QApplication, out: Path) -> None:
        self._application = application
        self._out = out
        self.office: Office | None = None
        self.screens: list[str] = []
        self.asked_for_passphrase = False
        qInstallMessageHandler(_speak)
        self._answers = QTimer()
        self._answers.timeout.connect(self._answer_passphrase)
        self._answers.start(50)

    @property
    def shell(self) -> Shell:
        """The officer's window."""
        if self.office is None or self.office.shell is None:
            raise Stuck("no window is open")
        return self.office.shell

    def enter(self, office: Office, login: str, password: str) -> None:
        """Log in through the log-in window and wait for the first round."""
        self.office = office
        office.open()
        self.write(office.login.login, login)
        self.write(office.login.password, password)
        self.click(office.login.enter)
        self.wait(lambda: office.shell is not None or office.login.problem.isVisible(), f"{login} logs in")
        if office.shell is None:
            raise Stuck(office.login.problem.text())
        self.settle()

    def leave(self) -> None:
        """Log out and put the log-in window away."""
        office = self.office
        self.settle()
        self.shell.log_out()
        if office:
            office.login.close()
            office.login.deleteLater()
        self.office = None
        self._tick()

    def wait(self, happened: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Let the window work until *happened*.

        Raises:
            Stuck: It did not happen in time.
        """
        end = time.monotonic() + patience
        while not happened():
            if time.monotonic() > end:
                raise Stuck(what)
            self._tick()

    def settle(self) -> None:
        """Wait until nothing has been running for a moment and everything is laid out."""
        office, quiet = self.office, 0
        end = time.monotonic() + PATIENCE
        while quiet < QUIET_TICKS:
            self._tick()
            quiet = 0 if office and office.tasks.busy else quiet + 1
            if time.monotonic() > end:
                raise Stuck("the window never came to rest")

    def write(self, editor: QLineEdit | QPlainTextEdit, text: str) -> None:
        """Type *text* over what stands in *editor*, as an input method does."""
        editor.setFocus()
        editor.selectAll()
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(editor, event)
        shown = editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()
        if shown != text:
            raise Stuck(f"typed {text!r}, but {shown!r} stands there")

    def choose(self, box: QComboBox, text: str) -> None:
        """Choose an entry of a box by its text or its key."""
        place = max(box.findText(text), box.findData(text))
        if place < 0:
            raise Stuck(f"{text!r} cannot be chosen")
        box.setCurrentIndex(place)

    def fill(self, view: FormView, texts: Mapping[str, str]) -> None:
        """Fill in fields of a form."""
        for name, text in texts.items():
            editor = view.editors[name]
            if isinstance(editor, QComboBox):
                self.choose(editor, text)
            else:
                self.write(editor, text)

    def click(self, button: object) -> None:
        """Click a button that can be clicked."""
        if not isinstance(button, QAbstractButton) or not button.isEnabled():
            raise Stuck(f"{button} cannot be clicked")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))

    def dialog(self, kind: type[W]) -> W:
        """Return the open dialog of a kind, once it is there."""
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), kind), kind.__name__, 20)
        found = QApplication.activeModalWidget()
        if not isinstance(found, kind):
            raise Stuck(kind.__name__)
        return found

    def look(self, name: str) -> None:
        """Take a picture of the window, or of the dialog in front of it."""
        self.settle()
        front = QApplication.activeModalWidget()
        seen = front if isinstance(front, QDialog) else self.shell
        file = self._out / f"{len(self.screens) + 1:02d}-{name}.png"
        if not seen.grab().save(str(file)):
            raise Stuck(f"{file} cannot be written")
        self.screens.append(file.name)

    def _tick(self) -> None:
        self._application.processEvents()
        time.sleep(TICK)

    def _answer_passphrase(self) -> None:
        asking = QApplication.activeModalWidget()
        if isinstance(asking, PassphraseDialog):
            self.asked_for_passphrase = True
            asking.first.setText(PASSPHRASE)
            asking.second.setText(PASSPHRASE)
            asking.buttons.accepted.emit()
