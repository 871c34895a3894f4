"""What the collateral workplace shows side by side: objects, guarantees, alerts, the vault."""

from uuid import UUID

from PySide6.QtWidgets import QTabWidget, QWidget

from app.cases import case_of
from app.lists import GUARANTEES, VAULT
from models.text import Text
from ui.collateral.alerts_view import AlertsView
from ui.desk import Desk
from ui.language import say
from ui.table import TableView

NO_GUARANTEES = Text(
    "还没有保证。请在案件的“担保”页添加保证人。",
    "No guarantees yet. Take a guarantor on a case's page of securities.",
)
NO_PAPERS = Text(
    "库中没有权证。登记岗在案件中办理“权证出入库”。",
    "Nothing in the vault. The registrar records moves from a case.",
)


class CollateralTabs(QTabWidget):
    """Objects, guarantees, alerts, the vault; each is read when it is first looked at.

    Attributes:
        guarantees: The guarantees of the branch.
        alerts: What threatens the securities.
        vault: The certificates that the bank keeps.
    """

    def __init__(self, desk: Desk, objects: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self.setAccessibleName(say(Text("押品各部分", "Parts of the collateral workplace")))
        self.guarantees = TableView(desk, GUARANTEES, NO_GUARANTEES)
        self.alerts = AlertsView(desk)
        self.vault = TableView(desk, VAULT, NO_PAPERS)
        self.guarantees.opened.connect(lambda identity: self._open_case("guarantee", identity))
        self.vault.opened.connect(lambda identity: self._open_case("vault_entry", identity))
        self.addTab(objects, say(Text("押品", "Objects")))
        self.addTab(self.guarantees, say(Text("保证", "Guarantees")))
        self.addTab(self.alerts, say(Text("预警", "Alerts")))
        self.addTab(self.vault, say(Text("权证库", "Vault")))
        self._unread = {1: self.guarantees.reload, 2: self.alerts.reload, 3: self.vault.reload}
        self.currentChanged.connect(self._look)

    def _open_case(self, kind: str, identity: str) -> None:
        database = self._desk.workstation.database
        self._desk.tasks.read(self, lambda _job: case_of(database, kind, identity), self._show_case)

    def _show_case(self, case_id: UUID | None) -> None:
        if case_id:
            self._desk.open_record.emit("loan_case", case_id)

    def _look(self, place: int) -> None:
        read = self._unread.pop(place, None)
        if read:
            read()
