"""Real parts for the window: a centre process for all tests, encrypted stores for each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.branch import Branch, Officer
from ui.language import speak
from ui.start import make_application

Opened = Callable[..., Officer]


@pytest.fixture(scope="session", autouse=True)
def dressed(qapp: QApplication) -> None:
    make_application()


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    speak("zh")
    yield
    speak("zh")


@pytest.fixture(autouse=True)
def no_key_held(qapp: QApplication) -> Iterator[None]:
    """Take the hands off the keyboard: to Qt, what was held at the last click of a test is held in the next one."""
    yield
    QTest.keyRelease(QWidget(), Qt.Key.Key_Control)


@pytest.fixture(autouse=True)
def prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Papers are written here, and no viewer is started for them."""
    monkeypatch.setenv("HEITU_PRINTS", str(tmp_path / "prints"))
    return tmp_path / "prints"


@pytest.fixture(scope="session")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    made = Branch(tmp_path_factory.mktemp("branch"))
    yield made
    made.centre.stop()


@pytest.fixture
def officer(branch: Branch, qtbot: QtBot, tmp_path: Path) -> Iterator[Opened]:
    """Give officers at work by login; another place is another computer."""
    working: list[Officer] = []

    def work(login: str = "wangjun", place: str = "pc1") -> Officer:
        data = tmp_path / place
        working.append(Officer(qtbot, branch.enter(login, data), branch.settings(data)))
        return working[-1]

    yield work
    for each in reversed(working):
        each.leave()
