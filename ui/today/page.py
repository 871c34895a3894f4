"""The officer's desk for today: what waits for them, the riskiest and latest first, one by one or many at once."""

from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit

from app.clock import today
from app.queue import URGENCIES, awaited_states, narrowed, queue, waiting_for
from models.lending.states import STATE_LABELS
from models.text import Text
from ui.alert_line import AlertLine
from ui.bulk import BulkBar
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.table import TableView

NARROW_AFTER_MS = 200
NOTHING = Text("没有待您办理的案件。新到的会显示在这里。", "Nothing waits for you. What comes appears here.")
NOTHING_TO_LEND = Text(
    "今天没有待办理的案件。可到“客户”建档或导入农户名册，再从客户档案受理案件。",
    "Nothing waits for you. Open a customer's file or import a register, then open a case from it.",
)
NOTHING_SUCH = Text(
    "没有符合筛选条件的待办案件。请改选“全部待办”和“全部时限”，或者清空查找内容。",
    "Nothing that waits is like this. Choose every state and any time again, or clear the text.",
)


class TodayPage(Page):
    """What waits for the officer, narrowed by state, urgency, and what name or number hold.

    Attributes:
        table: The list.
        states: The chooser of where the cases stand.
        urgencies: The chooser of how urgent they are.
        typed: The text.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("工作台 · 待我办理", "Today · waiting for me"))
        actor, self._day = desk.workstation.actor, today()
        self._mine = waiting_for(actor.login, actor.roles, self._day)
        self._nothing = NOTHING_TO_LEND if "loan_officer" in actor.roles else NOTHING
        self.table = TableView(desk, queue(self._day), self._nothing, several=True)
        self.table.opened.connect(lambda identity: desk.open_record.emit("loan_case", UUID(identity)))
        self.states, self.urgencies, self.typed = QComboBox(), QComboBox(), QLineEdit()
        self._arrange_filters()
        self.body.addWidget(AlertLine(desk))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(BulkBar(desk, self.table))
        self.table.narrow(self._mine)

    def _arrange_filters(self) -> None:
        self.states.setAccessibleName(say(Text("按待办环节筛选", "Filter by state")))
        self.states.addItem(say(Text("全部待办", "All that waits")), "")
        for state in awaited_states(self.desk.workstation.actor.roles):
            self.states.addItem(say(STATE_LABELS[state]), state.value)
        self.urgencies.setAccessibleName(say(Text("按时限和风险筛选", "Filter by urgency")))
        for key, label in URGENCIES.items():
            self.urgencies.addItem(say(label), key)
        self.typed.setPlaceholderText(say(Text("借款人、案件编号", "Borrower, case number")))
        self.typed.setAccessibleName(self.typed.placeholderText())
        self.typed.setMinimumWidth(180)
        self.typed.setClearButtonEnabled(True)
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(NARROW_AFTER_MS)
        timer.timeout.connect(self.narrow)
        self.typed.textChanged.connect(timer.start)
        for box in (self.states, self.urgencies):
            box.currentIndexChanged.connect(self.narrow)
        for widget in (self.typed, self.states, self.urgencies):
            self.buttons.addWidget(widget)

    def narrow(self) -> None:
        """Show only what the choosers and the text let through."""
        state, urgency, typed = self.states.currentData(), self.urgencies.currentData(), self.typed.text()
        chosen = bool(state or urgency or typed.strip())
        self.table.say_when_empty(NOTHING_SUCH if chosen else self._nothing)
        self.table.narrow(narrowed(self._mine, state, urgency, typed, self._day))


def page(desk: Desk) -> Page:
    """Return the page."""
    return TodayPage(desk)
