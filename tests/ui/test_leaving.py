"""The program that cannot begin says why; closed while somebody is being logged in, it waits for what runs."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.demo import INSTITUTION

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from ui.login import LoginWindow
from ui.start import make_application, run

application = make_application()

def log_in_and_leave():
    window = next(each for each in application.topLevelWidgets() if isinstance(each, LoginWindow))
    window.login.setText("wangjun")
    window.password.setText("any")
    window.enter.click()
    QTimer.singleShot(200, window.close)

QTimer.singleShot(200, log_in_and_leave)
sys.exit(run(demo=False))
"""


@pytest.fixture
def slow_centre() -> Iterator[str]:
    """The address of a head office that hangs up on everybody after a while."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def hang_up() -> None:
            while not over.is_set():
                caller, _address = server.accept()
                over.wait(2)
                caller.close()

        answering = threading.Thread(target=hang_up)
        answering.start()
        host, port = server.getsockname()
        yield f"http://{host}:{port}"
        over.set()
        socket.create_connection((host, port)).close()
        answering.join()


READER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from app.cli import answer_errors
from ui.start import make_application, run

application = make_application()

def read_and_close():
    box = application.activeModalWidget()
    assert isinstance(box, QMessageBox)
    print(box.text())
    box.accept()

QTimer.singleShot(500, read_and_close)
sys.exit(answer_errors(lambda: run(demo=False)))
"""


def test_settings_that_cannot_be_read_are_told_in_a_box(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("centre = ", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", READER],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HEITU_DATA": str(tmp_path)},
        timeout=120,
        check=False,
    )
    assert "settings.toml无法读取，请改正或删除。" in done.stdout, done.stderr
    assert done.returncode == 1


def test_closing_the_log_in_window_waits_for_the_log_in(slow_centre: str, tmp_path: Path) -> None:
    surroundings = {
        "QT_QPA_PLATFORM": "offscreen",
        "HEITU_DATA": str(tmp_path),
        "HEITU_CENTRE": slow_centre,
        "HEITU_INSTITUTION": INSTITUTION,
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **surroundings},
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 0
