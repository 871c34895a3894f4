"""The list of all cases of the branch, narrowed by state and lead officer, one by one or many at once."""

from uuid import UUID

from PySide6.QtWidgets import QComboBox

from app.colleagues import lenders
from app.lists import CASES, Filter
from models.lending.states import STATE_LABELS
from models.text import Text
from ui.bulk import BulkBar
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.table import TableView


class CasesPage(Page):
    """Every case, narrowed by two boxes.

    Attributes:
        table: The list.
        states: The state to which it is narrowed.
        leads: The lead officer to whom it is narrowed.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("案件", "Cases"))
        empty = Text(
            "没有符合条件的案件。请从客户档案受理新案件。", "No such case. Open one from a customer's file."
        )
        self.table = TableView(desk, CASES, empty, several=True)
        self.table.opened.connect(lambda identity: desk.open_record.emit("loan_case", UUID(identity)))
        self.states = _box(Text("按状态筛选", "Filter by state"), Text("全部状态", "All states"))
        for state, label in STATE_LABELS.items():
            self.states.addItem(say(label), state.value)
        self.leads = _box(Text("按主办筛选", "Filter by lead"), Text("全部主办", "All officers"))
        for box in (self.leads, self.states):
            box.currentIndexChanged.connect(lambda _index: self._narrow())
            self.buttons.addWidget(box)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(BulkBar(desk, self.table))
        self.table.reload()
        database = desk.workstation.database
        desk.tasks.read(self, lambda _job: lenders(database), self._know)

    def _know(self, officers: dict[str, str]) -> None:
        for login, name in officers.items():
            self.leads.addItem(name, login)

    def _narrow(self) -> None:
        parts, values = ["1"], []
        for column, box in (("c.state", self.states), ("c.lead_officer", self.leads)):
            if box.currentData():
                parts.append(f"{column} = ?")
                values.append(box.currentData())
        self.table.narrow(Filter(" AND ".join(parts), tuple(values)))


def _box(name: Text, every: Text) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(say(name))
    made.addItem(say(every), "")
    return made


def page(desk: Desk) -> CasesPage:
    """Return the page."""
    return CasesPage(desk)
