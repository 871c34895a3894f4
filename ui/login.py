"""The log-in window, and the question for a passphrase where there is no keyring."""

from threading import Event

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.config import Settings
from app.workstation import Workstation, log_in
from models.errors import LendingError
from models.text import Text
from ui.language import say
from ui.pieces import button, label, set_tone
from ui.tasks import Tasks


class PassphraseDialog(QDialog):
    """Asks for the passphrase that encrypts the store; a new one is typed twice."""

    def __init__(self, why: Text, *, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Text("本机数据口令", "Passphrase of the local store")))
        self.first, self.second = _secret_line(), _secret_line()
        self.problem = label("", "problem")
        form = QFormLayout()
        form.addRow(say(Text("口令", "Passphrase")), self.first)
        if new:
            form.addRow(say(Text("再次输入", "Once more")), self.second)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.accepted.connect(self._check)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label(say(why), "warn"))
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self._new = new
        self.setMinimumWidth(440)

    def _check(self) -> None:
        if self._new and self.first.text() != self.second.text():
            self.problem.setText(say(Text("两次输入不一致。", "The two do not match.")))
            return
        self.accept()


class _Question(QObject):
    """Carries a question from a background thread to the window and the answer back."""

    asked = Signal(object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._answered = Event()
        self._answer = ""
        self._window = parent
        self.asked.connect(self._ask, Qt.ConnectionType.QueuedConnection)

    def __call__(self, why: Text, new: bool) -> str:  # noqa: FBT001 - the shape of ``AskPassphrase``
        self._answered.clear()
        self.asked.emit(why, new)
        self._answered.wait()
        return self._answer

    def _ask(self, why: Text, new: bool) -> None:  # noqa: FBT001 - a signal's arguments have no names
        dialog = PassphraseDialog(why, new=new, parent=self._window)
        self._answer = dialog.first.text() if dialog.exec() else ""
        self._answered.set()


class LoginWindow(QWidget):
    """Who works here?

    Attributes:
        entered: Somebody was let in, with their workstation.
    """

    entered = Signal(object)

    def __init__(self, settings: Settings, tasks: Tasks, *, hint: Text | None = None) -> None:
        super().__init__()
        self._settings, self._tasks = settings, tasks
        self.setWindowTitle(say(Text("登录 · 黑土信贷工作站", "Log in · Heitu")))
        self.login, self.password = QLineEdit(), _secret_line()
        self.login.setAccessibleName(say(Text("登录名", "Login")))
        self.password.setAccessibleName(say(Text("密码", "Password")))
        self.enter = button(Text("登录", "Log in"), self.try_to_enter, main=True)
        self.enter.setDefault(True)
        self.problem = label("", "bad")
        self.problem.hide()
        self._question = _Question(self)
        form = QFormLayout()
        form.addRow(say(Text("登录名", "Login")), self.login)
        form.addRow(say(Text("密码", "Password")), self.password)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(36, 30, 36, 30)
        layout.setSpacing(14)
        layout.addWidget(label(say(Text("黑土信贷工作站", "Heitu lending workstation")), "title"))
        layout.addWidget(label(say(Text("总行", "Head office")) + f"：{settings.centre}", "quiet"))
        layout.addLayout(form)
        layout.addWidget(self.enter)
        layout.addWidget(self.problem)
        if hint:
            layout.addWidget(label(say(hint), "good"))
        layout.addStretch(1)
        self.password.returnPressed.connect(self.try_to_enter)
        self.login.returnPressed.connect(self.password.setFocus)
        for line in (self.login, self.password, self.enter):
            line.setMinimumHeight(34)
        self.setFixedWidth(540)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the wrapped sentences need."""
        super().showEvent(event)
        layout = self.layout()
        if layout:
            self.resize(self.width(), layout.heightForWidth(self.width()))

    def try_to_enter(self) -> None:
        """Log in with what was typed."""
        self.enter.setEnabled(False)
        self.problem.hide()
        login, password, settings = self.login.text().strip(), self.password.text(), self._settings

        def work(_job: object) -> Workstation:
            return log_in(settings, login, password, self._question)

        self._tasks.talk(self, work, self._entered, self._refused)

    def _entered(self, workstation: Workstation) -> None:
        self.enter.setEnabled(True)
        self.password.clear()
        self.entered.emit(workstation)

    def _refused(self, error: LendingError) -> None:
        self.enter.setEnabled(True)
        self.problem.setText(say(error.text))
        set_tone(self.problem, "bad")
        self.problem.show()
        self.password.setFocus()


def _secret_line() -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
