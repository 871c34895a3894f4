"""The demonstration branch of the tests: a real centre, and stores that have been in step with it once."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from app.config import Settings
from app.workstation import Workstation, log_in
from models.text import Text
from ui.demo import INSTITUTION, PASSWORD, CentreProcess
from ui.desk import Desk
from ui.form import FormView
from ui.shell import Shell
from ui.tasks import Tasks

PASSPHRASE = "long enough for a test"  # noqa: S105 - of stores that live as long as a test
PATIENCE_MS = 30_000
QUIET_TICKS = 5


class Patience(Protocol):
    """Waits for something to happen while the window works; pytest-qt's ``qtbot`` does."""

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int) -> None: ...  # noqa: N802 - Qt's way of naming


class Branch:
    """One centre, and by officer a store that already holds what the centre holds."""

    def __init__(self, folder: Path) -> None:
        self._templates = folder / "stores"
        self.centre = CentreProcess(folder / "central.db")
        self._given: set[str] = set()

    def settings(self, data: Path) -> Settings:
        return Settings(data, self.centre.address, INSTITUTION)

    def enter(self, login: str, data: Path) -> Workstation:
        """Return the workstation of an officer over a copy of a store in step with the centre."""
        template = self._templates / INSTITUTION / login
        if not template.exists():
            first = log_in(self.settings(self._templates), login, PASSWORD, passphrase)
            first.rounds.run()
            first.close()
        home = data / INSTITUTION / login
        if not home.exists():
            shutil.copytree(template, home)
        return log_in(self.settings(data), login, PASSWORD, passphrase)

    def case(self, workstation: Workstation, state: str, condition: str = "1") -> str:
        """Return the identity of a case in *state* that no other test is given."""
        rows = workstation.database.read(
            f"SELECT c.id FROM loan_case c WHERE c.state = ? AND {condition} ORDER BY c.id",  # noqa: S608 - the tests' own words
            (state,),
        )
        found: str = next(row[0] for row in rows if row[0] not in self._given)
        self._given.add(found)
        return found

    def customer(self, workstation: Workstation, kind: str = "farmer") -> str:
        """Return the identity of a customer that no other test is given."""
        rows = workstation.database.read(f"SELECT id FROM {kind} ORDER BY id DESC")  # noqa: S608 - likewise
        found: str = next(row[0] for row in rows if row[0] not in self._given)
        self._given.add(found)
        return found


def passphrase(_why: Text, _new: bool) -> str:
    return PASSPHRASE


class Officer:
    """Somebody at work: their window and how they use it."""

    def __init__(self, qtbot: Patience, workstation: Workstation, settings: Settings) -> None:
        self._qtbot = qtbot
        self.settings = settings
        self.workstation = workstation
        self.desk = Desk(workstation, Tasks())
        self.shell = Shell(self.desk)
        self.shell.resize(1366, 768)
        self.shell.show()
        self.settle()

    def settle(self) -> None:
        settle(self._qtbot, self.desk.tasks)

    def wait(self, happened: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(happened, timeout=PATIENCE_MS)

    def page(self) -> QWidget:
        return self.shell.current_page()

    def leave(self) -> None:
        self.desk.tasks.wait()
        self.shell.close()
        self.shell.deleteLater()
        self.settle()
        self.workstation.close()


def settle(qtbot: Patience, tasks: Tasks) -> None:
    """Wait until nothing has been running for a moment and everything is laid out."""
    quiet = 0

    def at_rest() -> bool:
        nonlocal quiet
        quiet = 0 if tasks.busy else quiet + 1
        return quiet > QUIET_TICKS

    qtbot.waitUntil(at_rest, timeout=PATIENCE_MS)


def write(editor: QWidget, text: str) -> None:
    """Type *text* over what stands in *editor* as an input method does: keyClicks cannot type Chinese."""
    assert isinstance(editor, QLineEdit | QPlainTextEdit)
    editor.setFocus()
    editor.selectAll()
    add(editor, text)


def add(editor: QWidget, text: str) -> None:
    """Type *text* where the cursor stands."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(editor, event)


def fill(view: FormView, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        editor = view.editors[name]
        if isinstance(editor, QComboBox):
            place = max(editor.findText(text), editor.findData(text))
            assert place >= 0, text
            editor.setCurrentIndex(place)
        else:
            write(editor, text)


def within(widget: QWidget) -> QWidget:
    """Return what a scroll area holds, or the widget itself."""
    inner = widget.widget() if isinstance(widget, QScrollArea) else widget
    assert inner is not None
    return inner
