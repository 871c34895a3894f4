"""The lock: whoever comes to a window that was left alone sees nothing of it before they have typed the password.

Everything in it stays as it was: what was typed, the dialogs that are open, what runs in the background.
"""

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.clock import today
from app.workstation import Workstation
from models.errors import LendingError
from models.parameters import parameters
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import button, label, row

LOOK_EVERY_MS = 250
_DOING = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}
_KEPT = Text("输入登录密码后继续；未保存的内容都在。", "Type your password to go on; nothing typed is lost.")
_WINDOWS = {Qt.WindowType.Window, Qt.WindowType.Dialog, Qt.WindowType.Sheet, Qt.WindowType.Tool}


class Lock(QObject):
    """Covers the windows of an officer who has done nothing for a while, or who asks for it.

    Attributes:
        left: Somebody else wants to log in.
    """

    left = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self.dialog: UnlockDialog | None = None
        self._desk, self._window = desk, window
        self._alone = QTimer(self)
        self._alone.setSingleShot(True)
        self._alone.setInterval(timedelta(minutes=_minutes()) // timedelta(milliseconds=1))
        self._alone.timeout.connect(self.lock)
        self._alone.start()
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_EVERY_MS)
        self._looking.timeout.connect(self._cover)
        QApplication.instance().focusWindowChanged.connect(self._watch)  # type: ignore[union-attr] # there is one
        # What an input method composes is no key to Qt, but it moves the cursor.
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._busy)

    def lock(self) -> None:
        """Cover every window and ask for the password."""
        if self.dialog:
            return
        while popup := QApplication.activePopupWidget():
            popup.close()
        self.dialog = UnlockDialog(self._desk, self._window)
        self.dialog.accepted.connect(self._open)
        self.dialog.left.connect(self.left)
        self._cover()
        self._looking.start()

    def stop(self) -> None:
        """Lock no more: the window is about to go."""
        self._alone.stop()
        self._looking.stop()
        if self.dialog:
            self.dialog.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to count anew whenever the officer does something."""
        if event.type() in _DOING:
            self._busy()
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        # Each event passes a window once; at the application the same filter would see every paint of every widget.
        if window:
            window.installEventFilter(self)

    def _busy(self) -> None:
        if self._alone.isActive():
            self._alone.start()

    def _cover(self) -> None:
        """Cover what is open, also what work in the background has opened since, and keep the question above it."""
        if self.dialog is None:
            return
        windows = [each for each in _open_windows() if each is not self.dialog]
        for each in windows:
            if not each.findChild(_Curtain):
                _Curtain(each)
        # Whoever logs out takes the window away, but not from under a dialog that waits for its answer.
        self.dialog.leave.setVisible(windows == [self._window])
        if QApplication.activeModalWidget() is not self.dialog:
            # The youngest modal window is the one that can be used.
            self.dialog.hide()
            self.dialog.show()
            self.dialog.activateWindow()

    def _open(self) -> None:
        self._looking.stop()
        for each in QApplication.topLevelWidgets():
            for curtain in each.findChildren(_Curtain):
                curtain.hide()
                curtain.deleteLater()
        if self.dialog:
            self.dialog.deleteLater()
            self.dialog = None
        self._alone.start()


def _open_windows() -> list[QWidget]:
    windows = QApplication.topLevelWidgets()
    return [each for each in windows if each.isVisible() and each.windowType() in _WINDOWS]


def _minutes() -> int:
    minutes: int = parameters("security", today())["locked_after_minutes"]
    return minutes


class _Curtain(QWidget):
    """Covers a window whole."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAutoFillBackground(True)
        window.installEventFilter(self)
        self._draw()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the window, and stay above what is put into it."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.ChildAdded}:
            self._draw()
        return super().eventFilter(watched, event)

    def _draw(self) -> None:
        self.setGeometry(self._window.rect())
        self.raise_()


class UnlockDialog(QDialog):
    """Asks for the password of the officer whose window it is.

    Attributes:
        left: Somebody else wants to log in.
    """

    left = Signal()

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(
            window, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        )
        self._desk = desk
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle(say(Text("已锁定", "Locked")))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(say(Text("密码", "Password")))
        self.problem = label("", "bad")
        self.problem.hide()
        self.enter = button(Text("解锁", "Unlock"), self.try_to_enter, main=True)
        self.enter.setDefault(True)
        self.leave = button(Text("退出登录", "Log out"), self.left.emit)
        self.leave.setAutoDefault(False)
        form = QFormLayout()
        form.addRow(say(Text("密码", "Password")), self.password)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(label(desk.workstation.actor.name, "title"))
        layout.addWidget(label(say(_KEPT), "quiet"))
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(row(self.enter, self.leave))
        self.setMinimumWidth(420)

    def try_to_enter(self) -> None:
        """Open the windows again if the password is right."""
        self.enter.setEnabled(False)
        self.problem.hide()
        workstation: Workstation = self._desk.workstation
        password = self.password.text()
        self._desk.tasks.read(self, lambda _job: workstation.unlock(password), self._let_in, self.refuse)

    def _let_in(self, _nothing: None) -> None:
        self.accept()

    def refuse(self, error: LendingError) -> None:
        """Tell why the windows stay covered."""
        self.enter.setEnabled(True)
        self.problem.setText(say(error.text))
        self.problem.show()
        self.password.setFocus()
        self.password.selectAll()

    def reject(self) -> None:
        """Stay: no key closes the question."""

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay, unless the computer is being shut down."""
        application = QApplication.instance()
        leaving = isinstance(application, QApplication) and application.isSavingSession()
        event.setAccepted(leaving)
