"""A program of its own for the crash test: opens the real window on a real store and works in it.

``type`` types into a customer's form and waits to be killed; ``read`` says what stands there when the window
is opened again. It is started by tests/ui/test_crash.py with the folder of the store and the customer.
"""

import json
import sys
import time
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QApplication

from app.config import Settings
from app.workstation import log_in
from tests.ui.branch import add, passphrase, write
from ui.customers.file_page import FilePage
from ui.demo import INSTITUTION, PASSWORD
from ui.desk import Desk
from ui.form import FormView
from ui.shell import Shell
from ui.start import make_application
from ui.tasks import Tasks

TEXTS = {"full_name": "欧阳𬭎娜", "note": "秋收后还款。\n家有老人两位。"}
PATIENCE = 30


def open_form(application: QApplication, data: Path, customer: UUID) -> tuple[Shell, Desk, FormView]:
    # No centre is there: the officer works offline.
    workstation = log_in(Settings(data, "http://127.0.0.1:9", INSTITUTION), "wangjun", PASSWORD, passphrase)
    desk = Desk(workstation, Tasks())
    shell = Shell(desk)
    shell.show()
    shell.open_record("farmer", customer)
    page = shell.current_page()
    assert isinstance(page, FilePage)
    end = time.monotonic() + PATIENCE
    while page.view is None or desk.tasks.busy:
        assert time.monotonic() < end
        application.processEvents()
    return shell, desk, page.view


def main() -> None:
    deed, data, customer = sys.argv[1], Path(sys.argv[2]), UUID(sys.argv[3])
    application = make_application()
    shell, desk, view = open_form(application, data, customer)
    if deed == "read":
        end = time.monotonic() + 1
        while time.monotonic() < end:
            application.processEvents()
        print(json.dumps(view.form.touched))  # noqa: T201 - the test reads it
        desk.tasks.wait()
        return
    for name, text in TEXTS.items():
        write(view.editors[name], "")
        for sign in text:
            add(view.editors[name], sign)
            application.processEvents()
    # Still typing when the power goes.
    begun, told = time.monotonic(), False
    while shell.isVisible():
        application.processEvents()
        time.sleep(0.01)
        if not told and time.monotonic() - begun > 1:
            told = True
            print("typed", flush=True)  # noqa: T201 - the test waits for it
        elif told:
            add(view.editors["note"], "再")


if __name__ == "__main__":
    main()
