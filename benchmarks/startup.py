"""From the start of the process to the first painted window, offscreen, against an empty PySide6 window."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from benchmarks.data import CACHE, interleaved, store, table

COUNT = 100_000
PAINT = """
from PySide6.QtCore import QEvent, QEventLoop, QObject

class Seen(QObject):
    painted = False

    def eventFilter(self, _watched, event):
        self.painted = self.painted or event.type() == QEvent.Type.Paint
        return False

def show(application, window, ready=lambda: True):
    seen = Seen()
    window.installEventFilter(seen)
    window.show()
    while not (seen.painted and ready()):
        # To wait in a busy loop would take the interpreter away from the thread that reads the page.
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    window.grab()
    import os
    os._exit(0)
"""
EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
show(application, QMainWindow())
"""
LOG_IN = """
from datetime import timedelta
from types import SimpleNamespace
from ui.start import make_application
application = make_application()
from pathlib import Path
from app.config import Settings
from ui.login import LoginWindow
from ui.tasks import Tasks
show(application, LoginWindow(Settings(Path("."), "http://127.0.0.1:9", "23990100"), Tasks()))
"""
UNLOCKED = """
import sys
from pathlib import Path
from datetime import timedelta
from types import SimpleNamespace
from ui.start import make_application
application = make_application()
from app.database import Database
from app.workstation import Workstation
from ui.desk import Desk
from ui.shell import Shell
from ui.tasks import Tasks
from PySide6.QtWidgets import QTableView
{loaded}
database = Database(Path(sys.argv[1]), bytes(range(32)))
desk = Desk(Workstation(actor, database, SimpleNamespace(skew=timedelta()), None, online=False), Tasks())
shell = Shell(desk)
shell.open_place("cases")
models = [view.model() for view in shell.current_page().findChildren(QTableView)]
show(application, shell, lambda: any(model.rowCount() for model in models))
"""
# Without the libraries of the work: who works here is told by the bare minimum that the window asks for.
LIGHT = """
from types import SimpleNamespace
actor = SimpleNamespace(login="wangjun", name="王军", roles=frozenset(), institution_id="23990100", branch_id="1")
"""
WORKING = """
from app import cases, customers, entrance
from models.approval.roles import Actor
actor = Actor("wangjun", "王军", frozenset(), "23990100", "2399010001")
"""
EAGER = """
import sqlalchemy.orm, httpx2, keyring, reportlab.platypus, openpyxl, pypinyin, argon2, holidays, alembic.command
"""
PROGRAMS = {
    "empty PySide6 window": EMPTY,
    "ours: log-in window": LOG_IN,
    "ours: main window, first page": UNLOCKED.replace("{loaded}", LIGHT),
    "ours: the same, libraries loaded": UNLOCKED.replace("{loaded}", WORKING),
    "all libraries loaded first": EAGER + UNLOCKED.replace("{loaded}", WORKING),
}


def _start(program: str) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", PAINT + program, str(store(COUNT))]
    subprocess.run(command, check=True, env=environment, stderr=subprocess.DEVNULL)


def main() -> None:
    """Print the table."""
    CACHE.mkdir(exist_ok=True)
    taken = interleaved({name: partial(_start, program) for name, program in PROGRAMS.items()}, rounds=7)
    empty = "empty PySide6 window"
    targets = {"ours: log-in window": (empty, 1.1), "ours: main window, first page": (empty, 1.5)}
    targets["ours: the same, libraries loaded"] = ("all libraries loaded first", 1.0)
    table(f"process start to painted window, {COUNT:,} cases in the encrypted store", taken, targets)


if __name__ == "__main__":
    main()
