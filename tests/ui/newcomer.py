"""A program of its own for the test of enrolment: it has a keyring, and sits down at a log-in window."""

import json
import sys
from pathlib import Path

from app.config import Settings
from tests.ui.at_scale import Clock
from tests.ui.branch import settle
from ui.demo import INSTITUTION, PASSWORD
from ui.login import LoginWindow
from ui.start import make_application
from ui.tasks import Tasks


def main() -> None:
    application = make_application()
    data, address, *codes = sys.argv[1:]
    tasks = Tasks()
    window = LoginWindow(Settings(Path(data), address, INSTITUTION), tasks)
    window.entered.connect(lambda workstation: workstation.close())
    window.show()
    seen = [(window.code.isVisible(), window.enter.text(), "")]
    for code in ("", *codes):
        window.login.setText("wangjun")
        window.password.setText(PASSWORD)
        window.code.setText(code)
        window.enter.click()
        settle(Clock(application), tasks)
        assert not window.code.isVisible() or window.focusWidget() is window.code
        problem = window.problem.text() if window.problem.isVisible() else ""
        seen.append((window.code.isVisible(), window.enter.text(), problem))
    print(json.dumps(seen))  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main()
