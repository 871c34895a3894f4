"""The log-in window, and the question for a passphrase where there is no keyring."""

from threading import Event

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.config import Settings
from app.keys import SHORTEST_PASSPHRASE
from app.workstation import Workstation, enrol, log_in, needs_enrolment
from models.errors import LendingError, RuleBroken
from models.text import Text
from ui.language import language, say
from ui.pieces import PROGRAM, answers, button, label
from ui.tasks import Tasks

TOO_SHORT = Text("口令至少{length}位。", "The passphrase needs at least {length} characters.")
LOG_IN = Text("登录", "Log in")
ENROL = Text("登记并登录", "Enrol and log in")
CODE = Text("登记码", "Enrolment code")
NOT_ANSWERED = Text(
    "没有输入口令，本机数据没有打开。请再次登录并输入口令。",
    "No passphrase was given and the local store stays closed. Log in again and type it.",
)


class PassphraseDialog(QDialog):
    """Asks for the passphrase that encrypts the store; a new one is typed twice."""

    def __init__(self, why: Text, *, new: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Text("本机数据口令", "Passphrase of the local store")))
        self.first, self.second = _secret_line(), _secret_line()
        self.problem = label("", "problem")
        form = QFormLayout()
        for line, text, asked in (
            (self.first, Text("口令", "Passphrase"), True),
            (self.second, Text("再次输入", "Once more"), new),
        ):
            line.setAccessibleName(say(text))
            if asked:
                form.addRow(say(text), line)
        self.buttons = answers(self, self._check, Text("确定", "OK"))
        layout = QVBoxLayout(self)
        layout.addWidget(label(say(why), "warn"))
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self._new = new
        self.setMinimumWidth(440)

    def _check(self) -> None:
        if len(self.first.text()) < SHORTEST_PASSPHRASE:
            self._object(TOO_SHORT.fill(length=SHORTEST_PASSPHRASE), self.first)
        elif self._new and self.first.text() != self.second.text():
            self._object(Text("两次输入不一致。", "The two do not match."), self.second)
        else:
            self.accept()

    def _object(self, text: Text, line: QLineEdit) -> None:
        self.problem.setText(say(text))
        line.setFocus()
        line.selectAll()


class _Question(QObject):
    """Carries a question from a background thread to the window and the answer back."""

    asked = Signal(object, bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._answered = Event()
        self._answer: str | None = None
        self._given_up = False
        self._window = parent
        self.asked.connect(self._ask, Qt.ConnectionType.QueuedConnection)

    def __call__(self, why: Text, new: bool) -> str:  # noqa: FBT001 - the shape of ``AskPassphrase``
        self._answered.clear()
        if not self._given_up:
            self.asked.emit(why, new)
            self._answered.wait()
        if self._answer is None:
            raise RuleBroken(NOT_ANSWERED)
        return self._answer

    def give_up(self) -> None:
        """Let nobody wait for an answer any more: the window is about to go."""
        self._given_up = True
        self._answered.set()

    def _ask(self, why: Text, new: bool) -> None:  # noqa: FBT001 - a signal's arguments have no names
        dialog = PassphraseDialog(why, new=new, parent=self._window)
        self._answer = dialog.first.text() if dialog.exec() else None
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
        self.code = QLineEdit()
        self.code.setAccessibleName(say(CODE))
        self.code.setPlaceholderText("XXXX-XXXX-XXXX-XXXX")
        self.enter = button(LOG_IN, self.try_to_enter, main=True)
        self.enter.setDefault(True)
        self.problem = label("", "bad")
        self.problem.hide()
        self._question = _Question(self)
        self._form = self._lines()
        self._ask_for_code(asked=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(36, 30, 36, 30)
        layout.setSpacing(14)
        layout.addWidget(label(say(PROGRAM), "title"))
        where = Text("总行：{address}", "Head office: {address}").fill(address=settings.centre)
        layout.addWidget(label(where.say(language()), "quiet"))
        layout.addLayout(self._form)
        layout.addWidget(self.enter)
        layout.addWidget(self.problem)
        if hint:
            layout.addWidget(label(say(hint), "good"))
        layout.addStretch(1)
        self.setFixedWidth(540)

    def _lines(self) -> QFormLayout:
        """Return the lines to fill in; the one for the code is only shown to a computer that needs it."""
        form = QFormLayout()
        form.addRow(say(Text("登录名", "Login")), self.login)
        form.addRow(say(Text("密码", "Password")), self.password)
        form.addRow(say(CODE), self.code)
        self.password.returnPressed.connect(self.try_to_enter)
        self.code.returnPressed.connect(self.try_to_enter)
        self.login.returnPressed.connect(self.password.setFocus)
        for line in (self.login, self.password, self.code, self.enter):
            line.setMinimumHeight(34)
        return form

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the wrapped sentences need."""
        super().showEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let a log-in that is under way end without its passphrase."""
        self._question.give_up()
        super().closeEvent(event)

    def _fit(self) -> None:
        layout = self.layout()
        if layout:
            layout.activate()
            self.resize(self.width(), layout.heightForWidth(self.width()))

    def try_to_enter(self) -> None:
        """Log in with what was typed, unless that is under way; a new computer is enrolled first."""
        if not self.enter.isEnabled():
            return  # The key Enter does not ask the button.
        self.enter.setEnabled(False)
        self.problem.hide()
        login, password, settings = self.login.text().strip(), self.password.text(), self._settings

        code = self.code.text().strip() if self._form.isRowVisible(self.code) else ""

        def work(_job: object) -> Workstation:
            if code:
                enrol(settings, code)
            return log_in(settings, login, password, self._question)

        self._tasks.talk(self, work, self._entered, self.refuse).ended.connect(self._may_try_again)

    def _may_try_again(self) -> None:
        self.enter.setEnabled(True)

    def _entered(self, workstation: Workstation) -> None:
        self.password.clear()
        self.code.clear()
        self._ask_for_code(asked=False)
        self.entered.emit(workstation)

    def refuse(self, error: LendingError) -> None:
        """Tell why nobody was let in."""
        self.problem.setText(say(error.text))
        self.problem.show()
        self._ask_for_code(asked=needs_enrolment(error))
        self._fit()
        wrong = self.login if error.field == "login" else self.password
        if self._form.isRowVisible(self.code):
            wrong = self.code
        wrong.setFocus()
        wrong.selectAll()

    def _ask_for_code(self, *, asked: bool) -> None:
        """Show the line for the one-time code where head office does not know this computer."""
        self._form.setRowVisible(self.code, asked)
        self.enter.setText(say(ENROL if asked else LOG_IN))


def _secret_line() -> QLineEdit:
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line
