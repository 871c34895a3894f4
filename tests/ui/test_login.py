"""Logging in: who is let in, what is said to whoever is not, and the passphrase where there is no keyring."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.config import Settings
from app.keys import NO_KEYRING
from app.workstation import Workstation
from models.text import Text
from tests.ui.branch import PASSPHRASE, Branch, settle, write
from ui import login
from ui.demo import HINT, INSTITUTION, PASSWORD
from ui.language import speak
from ui.login import LoginWindow, PassphraseDialog
from ui.tasks import UNEXPECTED, Tasks, Unexpected

NOBODY = "http://127.0.0.1:9"


class Door:
    """A log-in window, and how it is answered when it asks for a passphrase."""

    def __init__(self, qtbot: QtBot, settings: Settings) -> None:
        self._qtbot = qtbot
        self.tasks = Tasks()
        self.window = LoginWindow(settings, self.tasks, hint=HINT)
        self.entered: list[Workstation] = []
        self.window.entered.connect(self.entered.append)
        self.passphrases: list[str | None] = []
        self.asked: list[bool] = []
        self._clock = QTimer()
        self._clock.timeout.connect(self._answer)
        self._clock.start(20)
        qtbot.addWidget(self.window)
        self.window.show()

    def _answer(self) -> None:
        asking = QApplication.activeModalWidget()
        if not isinstance(asking, PassphraseDialog):
            return
        self.asked.append(asking._new)
        answer = self.passphrases.pop(0)
        if answer is None:
            asking.buttons.rejected.emit()
            return
        asking.first.setText(answer)
        asking.second.setText(answer)
        asking.buttons.accepted.emit()

    def knock(self, login: str, password: str = PASSWORD, *passphrases: str | None) -> str:
        """Try to enter and return what is said, or nothing."""
        self.passphrases = list(passphrases)
        write(self.window.login, login)
        write(self.window.password, password) if password else self.window.password.clear()
        self.window.enter.click()
        assert not self.window.enter.isEnabled()
        settle(self._qtbot, self.tasks)
        assert self.window.enter.isEnabled()
        return self.window.problem.text() if self.window.problem.isVisible() else ""

    def leave(self) -> None:
        self._clock.stop()
        for each in self.entered:
            each.close()


@pytest.fixture
def door(branch: Branch, qtbot: QtBot, tmp_path: Path) -> Iterator[Door]:
    made = Door(qtbot, branch.settings(tmp_path))
    yield made
    made.leave()


@pytest.fixture
def closed_door(qtbot: QtBot, tmp_path: Path) -> Iterator[Door]:
    made = Door(qtbot, Settings(tmp_path, NOBODY, INSTITUTION))
    yield made
    made.leave()


def stores(folder: Path) -> list[Path]:
    return list(folder.rglob("store.db"))


def test_whoever_is_known_is_let_in(door: Door) -> None:
    assert door.knock("zhaomin", PASSWORD, PASSPHRASE) == ""
    assert [each.actor.name for each in door.entered] == ["赵敏"]
    assert door.asked == [True]
    assert door.window.password.text() == ""


def test_enter_goes_from_the_name_to_the_password_and_in(door: Door, qtbot: QtBot) -> None:
    door.window.activateWindow()
    door.passphrases = [PASSPHRASE]
    write(door.window.login, "zhaomin")
    door.window.login.returnPressed.emit()
    assert door.window.focusWidget() is door.window.password
    write(door.window.password, PASSWORD)
    door.window.password.returnPressed.emit()
    settle(qtbot, door.tasks)
    assert len(door.entered) == 1


def test_enter_pressed_again_while_somebody_is_let_in_does_nothing(door: Door, qtbot: QtBot) -> None:
    door.passphrases = [PASSPHRASE]
    write(door.window.login, "zhaomin")
    write(door.window.password, PASSWORD)
    door.window.password.returnPressed.emit()
    door.window.refuse(Unexpected())  # A mistake elsewhere in the program is told here as well.
    door.window.password.returnPressed.emit()
    settle(qtbot, door.tasks)
    assert len(door.entered) == 1
    assert door.window.enter.isEnabled()


def test_a_wrong_password_is_said_below_the_field_and_the_field_is_ready(door: Door, tmp_path: Path) -> None:
    said = door.knock("zhoufang", "not the password")
    assert "密码不正确" in said
    assert door.window.focusWidget() is door.window.password
    assert door.window.password.selectedText() == "not the password"
    assert not door.entered
    assert stores(tmp_path) == []


def test_the_window_grows_with_what_it_says(door: Door) -> None:
    before = door.window.height()
    door.knock("wuhao", "not the password")
    layout = door.window.layout()
    assert layout
    assert door.window.height() > before
    assert door.window.height() >= layout.totalHeightForWidth(door.window.width())


@pytest.mark.parametrize("login", ["", "../../etc", "a b", "wang jun\\", "x" * 3 + "/"])
def test_a_name_that_could_not_be_one_is_refused_in_the_field(door: Door, login: str, tmp_path: Path) -> None:
    door.window.login.setText(login)
    said = door.knock(login) if login else _press(door)
    assert "登录名" in said
    assert door.window.focusWidget() is door.window.login
    assert stores(tmp_path) == []


def _press(door: Door) -> str:
    door.window.password.setText(PASSWORD)
    door.window.enter.click()
    settle(door._qtbot, door.tasks)
    return door.window.problem.text()


def test_no_password_is_asked_for(door: Door) -> None:
    assert "请输入密码" in door.knock("wangjun", "")


def test_without_head_office_the_first_log_in_says_what_it_needs(closed_door: Door, tmp_path: Path) -> None:
    assert "首次在这台电脑登录须连接总行" in closed_door.knock("wangjun")
    assert stores(tmp_path) == []


def test_without_head_office_whoever_was_here_before_works_on(
    branch: Branch, closed_door: Door, tmp_path: Path
) -> None:
    branch.enter("wangjun", tmp_path).close()
    assert closed_door.knock("wangjun", "not the password", PASSPHRASE) == "登录名或密码不正确。"
    assert closed_door.knock("wangjun", PASSWORD, PASSPHRASE) == ""
    assert [each.online for each in closed_door.entered] == [False]
    assert closed_door.asked == [False, False]


def test_a_wrong_passphrase_leaves_the_store_shut(branch: Branch, door: Door, tmp_path: Path) -> None:
    branch.enter("wangjun", tmp_path).close()
    assert "打不开本机数据" in door.knock("wangjun", PASSWORD, "another long passphrase")
    assert not door.entered
    assert door.knock("wangjun", PASSWORD, PASSPHRASE) == ""


def test_no_passphrase_means_no_store_and_a_sentence(door: Door, tmp_path: Path) -> None:
    said = door.knock("lixue", PASSWORD, None)
    assert "没有输入口令" in said
    assert stores(tmp_path) == []
    speak("en")
    assert "No passphrase" in door.knock("lixue", PASSWORD, None)


def test_a_window_that_was_closed_asks_for_no_passphrase(door: Door, qtbot: QtBot, tmp_path: Path) -> None:
    door.passphrases = [PASSPHRASE]
    door.window.login.setText("lixue")
    door.window.password.setText(PASSWORD)
    door.window.enter.click()
    door.window.close()
    settle(qtbot, door.tasks)
    assert door.asked == []
    assert door.entered == []
    assert stores(tmp_path) == []


@pytest.mark.parametrize(
    ("first", "second", "new", "says"),
    [
        ("short", "short", True, "至少10位"),
        ("", "", True, "至少10位"),
        ("short", "", False, "至少10位"),
        ("long enough to be one", "long enough to be two", True, "不一致"),
    ],
)
def test_the_passphrase_dialog_refuses(first: str, second: str, new: bool, says: str, qtbot: QtBot) -> None:
    dialog = PassphraseDialog(NO_KEYRING, new=new)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.first.setText(first)
    dialog.second.setText(second)
    dialog.buttons.accepted.emit()
    assert says in dialog.problem.text()
    assert dialog.isVisible()


def test_a_known_passphrase_is_asked_for_once(qtbot: QtBot) -> None:
    dialog = PassphraseDialog(Text("为什么", "why"), new=False)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.first.isVisible()
    assert not dialog.second.isVisible()
    dialog.first.setText(PASSPHRASE)
    with qtbot.waitSignal(dialog.accepted, timeout=1000):
        dialog.buttons.accepted.emit()


def test_after_a_mistake_of_the_programs_own_one_can_try_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistake(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(login, "log_in", mistake)
    with capture_exceptions() as raised:
        assert door.knock("wangjun") == UNEXPECTED.zh
    assert len(raised) == 1
    assert door.window.enter.isEnabled()
