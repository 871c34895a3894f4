"""The main window: it arranges the workplaces and says where things stand. It does nothing itself."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from uuid import UUID

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.lock import Lock
from ui.newcomers import Newcomers
from ui.pieces import PROGRAM, button, label, set_tone
from ui.rhythm import Rhythm
from ui.search_box import SearchBox
from ui.status_bar import StatusBar

TOLD_MS = 8_000
RAIL_ROW = 42
WARM_AFTER_MS = 700


@dataclass(frozen=True)
class Workplace:
    """One entry of the rail; its module has a function ``page(desk)`` and is loaded when it is opened."""

    key: str
    label: Text
    module: str


WORKPLACES = (
    Workplace("today", Text("工作台", "Today"), "ui.today.page"),
    Workplace("customers", Text("客户", "Customers"), "ui.customers.page"),
    Workplace("cases", Text("案件", "Cases"), "ui.cases.page"),
    Workplace("collateral", Text("押品", "Collateral"), "ui.collateral.page"),
    Workplace("papers", Text("合同", "Contracts"), "ui.papers.page"),
    Workplace("postloan", Text("贷后", "Loan care"), "ui.postloan.page"),
    Workplace("powers", Text("授权额度", "Authority"), "ui.powers.page"),
    Workplace("sync", Text("同步", "Sync"), "ui.sync.page"),
)

AUDIT = Workplace("audit", Text("稽核", "Audit"), "ui.audit.page")
"""What only an auditor has; the role by its name, for the records are not loaded before the first paint."""
AUDITOR = "auditor"

RECORD_PAGES = {
    "loan_case": "ui.cases.case_page",
    "farmer": "ui.customers.file_page",
    "enterprise": "ui.customers.file_page",
    "collateral": "ui.collateral.object_page",
}

HOME_OF = {"loan_case": "cases", "farmer": "customers", "enterprise": "customers", "collateral": "collateral"}


# What the pages need and what takes long to load; none of it makes a widget.
WARM = (
    "app.attachments.papers",
    "app.attachments.intake",
    "app.customers",
    "app.securities",
    "app.conflicts",
    "app.plans",
    "app.postloan.repayments",
    "app.postloan.worklist",
    "app.printouts",
    "app.register.farmers",
    "app.register.report",
    "printing.documents",
)


def _warm(_job: object) -> None:
    """Load in the background what the first visit to a page would wait for."""
    for name in WARM:
        import_module(name)


class Shell(QMainWindow):
    """The officer's window.

    Attributes:
        left: The officer has logged out, or has closed the window for good.
        other_language: The officer wants the other language.
        other_light: The officer wants the window dark, or light again.
        lock: What covers the window when nobody is there.
        places: The workplaces that the officer has.
        status: Who works here, what waits, and how sync stands.
    """

    left = Signal(bool)
    other_language = Signal()
    other_light = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.places = (*WORKPLACES, AUDIT) if AUDITOR in desk.workstation.actor.roles else WORKPLACES
        self.stack = QStackedWidget()
        self.rail = QListWidget()
        self.search = SearchBox(desk)
        self.notice = label("", "good")
        self.status = StatusBar(desk)
        self._pages: dict[str, QWidget] = {}
        self._logging_out = False
        self._rhythm = Rhythm(desk, self)
        self.lock = Lock(desk, self)
        self._quiet = QTimer(self)
        self.resize(1360, 860)
        self._arrange()
        self._listen()
        self.open_place("today")
        # The first page is painted before anything else asks for the interpreter.
        QTimer.singleShot(WARM_AFTER_MS, self, lambda: desk.tasks.read(self, _warm, lambda _none: None))

    def _arrange(self) -> None:
        name = self.desk.workstation.actor.name
        self.setWindowTitle(f"{say(PROGRAM)} · {name}")
        body = QVBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(self._top())
        self.notice.setContentsMargins(16, 4, 16, 4)
        self.notice.hide()
        body.addWidget(self.notice)
        body.addWidget(self.stack, 1)
        whole = QHBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._side())
        whole.addLayout(body, 1)
        centre = QWidget()
        centre.setLayout(whole)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)
        self._shortcut("Ctrl+K", self._find)
        self._shortcut("Ctrl+D", self.other_light.emit)

    def _side(self) -> QWidget:
        self.rail.setObjectName("rail")
        self.rail.setAccessibleName(say(Text("工作区", "Workplaces")))
        for number, place in enumerate(self.places, start=1):
            item = QListWidgetItem(say(place.label))
            item.setSizeHint(QSize(0, RAIL_ROW))
            self.rail.addItem(item)
            self._shortcut(f"Alt+{number}", partial(self.open_place, place.key))
        bank = QLabel(say(Text("黑土信贷", "Heitu")))
        bank.setObjectName("bank")
        side = QVBoxLayout()
        side.setSpacing(0)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(bank)
        side.addWidget(self.rail, 1)
        holder = QWidget()
        holder.setFixedWidth(132)
        holder.setLayout(side)
        return holder

    def _top(self) -> QHBoxLayout:
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 4)
        top.addWidget(self.search, 1)
        top.addWidget(button(Text("同步", "Sync"), self.desk.sync, shortcut="F5"))
        top.addWidget(button(Text("English", "中文"), self.other_language.emit))
        top.addWidget(button(Text("锁定", "Lock"), self.lock.lock, shortcut="Ctrl+L"))
        top.addWidget(button(Text("退出登录", "Log out"), self.log_out))
        return top

    def _shortcut(self, keys: str, act: Callable[[], None]) -> None:
        action = QAction(self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _checked: act())
        self.addAction(action)

    def _listen(self) -> None:
        desk = self.desk
        self.rail.currentRowChanged.connect(lambda row: self.open_place(self.places[row].key))
        desk.open_place.connect(self.open_place)
        desk.open_record.connect(self.open_record)
        desk.told.connect(self.tell)
        self.lock.left.connect(self.log_out)
        Newcomers(desk, self).counted.connect(self._show_queue)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self.notice.hide)
        self._rhythm.troubled.connect(lambda text: self.tell(text, "warn"))

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def open_place(self, key: str) -> None:
        """Show a workplace."""
        place = next(each for each in self.places if each.key == key)
        if key not in self._pages:
            self._pages[key] = import_module(place.module).page(self.desk)
            self.stack.addWidget(self._pages[key])
        self._show(self._pages[key])
        self._mark(key)

    def open_record(self, kind: str, identity: UUID) -> None:
        """Show the page of a record."""
        key = f"{kind}/{identity}"
        if key not in self._pages and kind in RECORD_PAGES:
            page = import_module(RECORD_PAGES[kind]).page(self.desk, kind, identity)
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QScrollArea.Shape.NoFrame)
            area.setWidget(page)
            self._pages[key] = area
            self.stack.addWidget(area)
        if key in self._pages:
            self._show(self._pages[key])
            self._mark(HOME_OF[kind])

    def current_page(self) -> QWidget:
        """Return the page that is shown."""
        shown = self.stack.currentWidget()
        inner = shown.widget() if isinstance(shown, QScrollArea) else shown
        if inner is None:
            message = "a page is always shown"
            raise RuntimeError(message)
        return inner

    def tell(self, text: Text, tone: str) -> None:
        """Show a sentence above the page for a while; a refusal stays until the next one."""
        self.notice.setText(say(text))
        set_tone(self.notice, tone)
        self.notice.show()
        if tone == "good":
            self._quiet.start(TOLD_MS)
        else:
            self._quiet.stop()

    def log_out(self) -> None:
        """Close the window to let somebody else log in."""
        self._logging_out = True
        self.close()

    def shown(self) -> str:
        """Return the key of the page that is shown."""
        return next(key for key, page in self._pages.items() if page is self.stack.currentWidget())

    def show_again(self, key: str) -> None:
        """Show the page that another window showed under *key*."""
        kind, _slash, identity = key.partition("/")
        if identity:
            self.open_record(kind, UUID(identity))
        else:
            self.open_place(kind)

    def _mark(self, key: str) -> None:
        """Mark the workplace in the rail without opening it."""
        row = next(number for number, each in enumerate(self.places) if each.key == key)
        with QSignalBlocker(self.rail):
            self.rail.setCurrentRow(row)

    def _show(self, page: QWidget) -> None:
        if page is not self.stack.currentWidget():
            self.notice.hide()  # What was said of one page does not stand over another.
        self.stack.setCurrentWidget(page)

    def _show_queue(self, waiting: int, more: int) -> None:
        """Show beside the workplace how much waits in it, and tell when something has come."""
        counted = say(Text("（{n}）", " ({n})").fill(n=waiting)) if waiting else ""
        self.rail.item(0).setText(say(WORKPLACES[0].label) + counted)
        # What came by itself does not cover a refusal that the officer has not read yet.
        refused = self.notice.isVisible() and self.notice.property("tone") != "good"
        if more and not refused:
            self.tell(
                Text("工作台新到 {count} 件待办。", "{count} new cases wait for you.").fill(count=more),
                "good",
            )

    def changeEvent(self, event: QEvent) -> None:
        """Look after the network again when the officer comes back to the window."""
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.status.count_waiting()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the clock; whoever made the window closes the store."""
        self._rhythm.stop()
        self.lock.stop()
        self.left.emit(not self._logging_out)
        event.accept()
