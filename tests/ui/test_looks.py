"""Every page and dialog, in both languages: nothing empty, nothing nameless, nothing cut, nothing out of reach."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from models.text import Language
from tests.ui import looking
from tests.ui.branch import Branch, Officer
from tests.ui.conftest import Opened
from tests.ui.gallery import dialogs, pages
from ui.language import speak

ROOT = Path(__file__).parents[2]


def offenders(name: str, widget: QWidget) -> list[str]:
    found = []
    for rule in (
        looking.empty_labels,
        looking.nameless,
        looking.out_of_reach,
        looking.cut,
        looking.outside,
    ):
        found += [f"{name}: {rule.__name__}: {each}" for each in rule(widget)]
    return found


def speaking(officer: Opened, spoken: Language) -> Officer:
    speak(spoken)
    QAccessible.setActive(True)
    who = officer()
    who.shell.resize(1366, 768)
    return who


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_every_page_can_be_read_and_worked(officer: Opened, spoken: Language) -> None:
    who = speaking(officer, spoken)
    found = {each for name, widget in pages(who) for each in offenders(name, widget)}
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_every_dialog_can_be_read_and_worked(officer: Opened, spoken: Language, tmp_path: Path) -> None:
    who = speaking(officer, spoken)
    found = {each for name, widget in dialogs(who, tmp_path) for each in offenders(name, widget)}
    assert not found, "\n".join(sorted(found))


def test_the_eye_itself_sees_what_is_wrong(qtbot: QtBot) -> None:
    root = QWidget()
    qtbot.addWidget(root)
    QAccessible.setActive(True)
    QLabel("", root)
    narrow = QLabel("这一句话没有足够的地方", root)
    narrow.resize(20, 20)
    QLineEdit(root)
    far = QPushButton("远", root)
    far.move(5000, 10)
    root.show()
    assert [len(rule(root)) for rule in (looking.empty_labels, looking.nameless, looking.outside)] == [
        1,
        1,
        1,
    ]
    assert len(looking.cut(root)) >= 1


def test_everything_still_fits_at_twice_the_size(branch: Branch, tmp_path: Path) -> None:
    """A screen of 2732 by 1536 at 200 % leaves 1366 by 768 to the window."""
    branch.enter("wangjun", tmp_path).close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.at_scale", branch.centre.address, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": "2"},
    )
    assert done.stdout.splitlines() == ["ratio 2.0", "pages 0 offenders"], done.stdout + done.stderr
    assert done.returncode == 0


def test_the_application_is_dressed_in_its_own_font(qtbot: QtBot) -> None:
    assert QApplication.font().family() == "Heitu Hei"
