"""The office: log-in window first, then the officer's window, then the log-in window again."""

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.config import Settings
from app.memory import remember
from app.workstation import DARK, Workstation
from models.errors import LendingError
from models.text import Text
from ui.desk import Desk
from ui.language import language, speak
from ui.login import LoginWindow
from ui.tasks import Tasks, Unexpected
from ui.theme import dress

if TYPE_CHECKING:
    from ui.shell import Shell


OWN_UP_AGAIN_AFTER = 1.0
"""Seconds within which the same kind of mistake is told once."""


class Office(QObject):
    """Shows the right window and closes what is left behind.

    Attributes:
        entered: Somebody works here now.
        closed: The last window was closed.
        mistaken: The program has made a mistake: an error that nobody expected, on whichever thread.
    """

    entered = Signal()
    closed = Signal()
    mistaken = Signal(object)

    def __init__(self, settings: Settings, *, hint: Text | None = None) -> None:
        super().__init__()
        self.tasks = Tasks()
        self.desk: Desk | None = None
        self.shell: Shell | None = None
        self._settings, self._hint = settings, hint
        self._dark = False
        self._owned_up: tuple[type[Exception], float] | None = None
        self.login = self._make_login()
        self.mistaken.connect(self._own_up)

    def open(self) -> None:
        """Show the log-in window."""
        self.login.show()

    def close(self) -> None:
        """Finish what runs and close the store, if one is open."""
        if self.desk:
            self.desk.leaving.emit()
        # Also a log-in whose window was closed is waited for: nothing may run when Qt goes.
        self.tasks.wait()
        self.tasks.abandon()
        if self.desk is None:
            return
        if self.shell:
            # Pages that stayed would go on listening, and read from a store that is closed.
            self.shell.deleteLater()
            self.shell = None
        self.desk.workstation.close()
        self.desk.deleteLater()
        self.desk = None

    def _make_login(self) -> LoginWindow:
        window = LoginWindow(self._settings, self.tasks, hint=self._hint)
        window.entered.connect(self._enter)
        return window

    def _enter(self, workstation: Workstation) -> None:
        if self.desk:
            # A second desk would outlive the log-out of the first, with everything that its window shows.
            workstation.close()
            return
        self.desk = Desk(workstation, self.tasks)
        self._dark = workstation.dark
        self._dress()
        self._show_shell()
        self.login.hide()
        self.desk.sync()
        self.entered.emit()

    def _show_shell(self) -> None:
        if self.desk is None:
            return
        from ui.shell import Shell  # noqa: PLC0415 - the log-in window is painted without it

        self.shell = Shell(self.desk)
        self.shell.left.connect(self._leave)
        self.shell.other_language.connect(self._switch)
        self.shell.other_light.connect(self._switch_light)
        self.shell.show()

    def _switch(self) -> None:
        """Make the window anew in the other language, on the same page; drafts are kept by their forms."""
        old, shown = self.shell, self.shell.shown() if self.shell else "today"
        if self.desk:
            self.desk.leaving.emit()
        speak("en" if language() == "zh" else "zh")
        self._show_shell()
        if old and self.shell:
            self.shell.setGeometry(old.geometry())
            self.shell.show_again(shown)
            old.left.disconnect()
            old.close()
            old.deleteLater()

    def _switch_light(self) -> None:
        """Change between the light and the dark window, and remember it in the officer's store."""
        self._dark = dark = not self._dark
        self._dress()
        if self.desk:
            database = self.desk.workstation.database
            self.tasks.write_quietly(
                self.desk, lambda _job: database.run(lambda session: remember(session, DARK, dark))
            )

    def _dress(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, dark=self._dark)

    def _own_up(self, error: Exception) -> None:
        """Write a mistake of the program's own down, and tell whoever sits here that there was one."""
        kind, before, self._owned_up = type(error), self._owned_up, (type(error), monotonic())
        if before and kind is before[0] and monotonic() - before[1] < OWN_UP_AGAIN_AFTER:
            return  # Painting made it, say, and to tell of it paints again.
        desk = self.desk
        folder = desk.workstation.database.path.parent if desk else self._settings.data

        def write_down(_job: object) -> None:
            from app import error_log  # noqa: PLC0415 - only who makes mistakes needs it

            error_log.note(folder, error)

        self.tasks.read(self, write_down, lambda _none: None)
        # A refusal that nobody caught still says best what it is about.
        told = error if isinstance(error, LendingError) else Unexpected()
        (desk or self.login).refuse(told)

    def _leave(self, for_good: bool) -> None:  # noqa: FBT001 - a signal's argument has no name
        self.close()
        self.login = self._make_login()
        if not for_good:
            self.login.show()
        self.closed.emit()
