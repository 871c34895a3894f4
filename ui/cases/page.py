"""The list of all cases of the branch."""

from uuid import UUID

from PySide6.QtWidgets import QComboBox

from app.lists import CASES, Filter
from models.lending.states import STATE_LABELS, State
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.table import TableView


def page(desk: Desk) -> Page:
    """Return the page."""
    made = Page(desk, Text("案件", "Cases"))
    empty = Text(
        "没有符合条件的案件。请从客户档案受理新案件。", "No such case. Open one from a customer's file."
    )
    table = TableView(desk, CASES, empty)
    table.opened.connect(lambda identity: desk.open_record.emit("loan_case", UUID(identity)))
    states = QComboBox()
    states.setAccessibleName(say(Text("按状态筛选", "Filter by state")))
    states.addItem(say(Text("全部状态", "All states")), "")
    for state, label in STATE_LABELS.items():
        states.addItem(say(label), state.value)
    states.currentIndexChanged.connect(lambda _index: table.narrow(_in_state(states.currentData())))
    made.buttons.addWidget(states)
    made.body.addWidget(table, 1)
    table.reload()
    return made


def _in_state(state: str) -> Filter:
    return Filter("c.state = ?", (State(state).value,)) if state else Filter("1")
