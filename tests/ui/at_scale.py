"""A program of its own for the test of scaling: the factor is read when the application is made."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.config import Settings
from app.workstation import log_in
from tests.ui import looking
from tests.ui.branch import Officer, passphrase
from tests.ui.gallery import pages
from ui.demo import INSTITUTION, PASSWORD
from ui.start import make_application


class Clock:
    """Waits as the fixture of the tests does, without a test."""

    def __init__(self, application: QApplication) -> None:
        self._application = application

    def waitUntil(self, callback: Callable[[], bool], *, timeout: int) -> None:  # noqa: N802 - as pytest-qt names it
        end = time.monotonic() + timeout / 1000
        while not callback():
            assert time.monotonic() < end
            self._application.processEvents()
            time.sleep(0.01)


def main() -> None:
    application = make_application()
    settings = Settings(Path(sys.argv[2]), sys.argv[1], INSTITUTION)
    who = Officer(Clock(application), log_in(settings, "wangjun", PASSWORD, passphrase), settings)
    found = {
        f"{name}: {each}"
        for name, widget in pages(who)
        for each in looking.cut(widget) + looking.outside(widget)
    }
    print("ratio", who.shell.devicePixelRatio())  # noqa: T201 - the test reads it
    print(f"pages {len(found)} offenders", *sorted(found), sep="\n" if found else " ")  # noqa: T201
    who.leave()


if __name__ == "__main__":
    main()
