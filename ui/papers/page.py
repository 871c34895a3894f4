"""The clerk's desk: the queue, the copies that are out, the blank forms, the templates and the overprint."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from app.cases import request_step
from app.clock import today
from models.base import find
from models.documents.contract import Contract
from models.errors import NotFound
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.papers.copies_tab import CopiesTab
from ui.papers.forms_tab import FormsTab
from ui.papers.queue_tab import QueueTab
from ui.papers.stock_tab import StockTab
from ui.papers.templates_tab import TemplatesTab


class PapersPage(Page):
    """Everything about paper that is not inside one case.

    Attributes:
        tabs: The parts of the desk.
        queue: What waits to be printed.
        copies: What is out.
        stock: The blank forms, once somebody looked at them.
        templates: The editor of templates, once somebody looked at it.
        forms: The calibration of pre-printed forms, likewise.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("合同", "Contracts"))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(say(Text("合同岗工作", "The clerk's desk")))
        self.queue, self.copies = QueueTab(desk, self.ask), CopiesTab(desk, self.ask)
        self.tabs.addTab(self.queue, say(Text("打印", "Print")))
        self.tabs.addTab(self.copies, say(Text("在外与核对", "Out and counted")))
        self.stock: StockTab | None = None
        self._stock = QWidget()
        self.tabs.addTab(self._stock, say(Text("空白凭证", "Blank forms")))
        self.templates: TemplatesTab | None = None
        self._templates = QWidget()
        self.tabs.addTab(self._templates, say(Text("模板", "Templates")))
        self.forms: FormsTab | None = None
        self._forms = QWidget()
        self.tabs.addTab(self._forms, say(Text("套打", "Forms")))
        self.tabs.currentChanged.connect(self._open_tab)
        self.body.addWidget(self.tabs, 1)

    def _open_tab(self, place: int) -> None:
        """Make a part of the desk when it is looked at for the first time; both draw a page at once."""
        if self.tabs.widget(place) is self._stock and self.stock is None:
            self.stock = StockTab(self.desk)
            _put(self._stock, self.stock)
        if self.tabs.widget(place) is self._templates and self.templates is None:
            self.templates = TemplatesTab(self.desk)
            _put(self._templates, self.templates)
        if self.tabs.widget(place) is self._forms and self.forms is None:
            self.forms = FormsTab(self.desk)
            _put(self._forms, self.forms)

    def ask(self, contract_id: UUID, step: str, arguments: Mapping[str, Any]) -> None:
        """Ask the centre for a step on the papers of a contract."""
        workstation = self.desk.workstation

        def use(session: Any) -> Text:
            contract = find(session, Contract, workstation.actor.institution_id, contract_id)
            if contract.case_id is None:
                raise NotFound(Text("合同没有案件。", "The contract has no case."))
            told = {"contract_id": contract_id, **arguments}
            return request_step(session, workstation.actor, contract.case_id, step, told, today())

        self.desk.tasks.write(self, lambda _job: workstation.database.run(use), self._asked)

    def _asked(self, text: Text) -> None:
        self.desk.tell(text)
        self.desk.sync()


def _put(holder: QWidget, part: QWidget) -> None:
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(part)


def page(desk: Desk) -> Page:
    """Return the page."""
    return PapersPage(desk)
