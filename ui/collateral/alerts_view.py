"""The alerts of the branch: what threatens the securities, the worst first, each with what to do about it."""

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QTableWidgetItem, QVBoxLayout, QWidget

from models.text import Text
from ui.alert_line import counted, read_alerts
from ui.desk import Desk, News
from ui.language import say
from ui.pieces import label, set_tone, sheet
from ui.theme import ink

if TYPE_CHECKING:
    from models.lending.alerts import Alert

HEADINGS = (
    Text("程度", "Gravity"),
    Text("押品、保证人", "Object or guarantor"),
    Text("案件编号", "Case number"),
    Text("情况", "What is the matter"),
    Text("怎么办", "What to do"),
)
WIDTHS = (90, 220, 210, 320)
NONE = Text("没有预警，担保都正常。", "No alerts: the securities stand as they should.")
INKS = ("problem", "on_warn", "quiet")


class AlertsView(QWidget):
    """A table of alerts; Enter or a double click opens what an alert is about.

    Attributes:
        changed: The alerts were read anew; how many there are.
        table: The table.
        alerts: What it shows, in order.
    """

    changed = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.alerts: list[Alert] = []
        self.summary = label(say(NONE), "good")
        self.table = sheet(Text("押品预警", "Alerts on collateral"), HEADINGS)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        self.table.activated.connect(lambda index: self.open_row(index.row()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        News(self, desk.tasks, self.reload)

    def reload(self) -> None:
        """Read the alerts anew."""
        self._desk.tasks.read(self, lambda _job: read_alerts(self._desk), self._show)

    def open_row(self, row: int) -> None:
        """Open the object that an alert is about, or the case where it is about none."""
        alert = self.alerts[row]
        kind, identity = ("loan_case", alert.case_id)
        if alert.collateral_id:
            kind, identity = "collateral", alert.collateral_id
        self._desk.open_record.emit(kind, UUID(str(identity)))

    def _show(self, alerts: "list[Alert]") -> None:
        self.alerts = alerts
        self.summary.setText(say(counted(alerts) if alerts else NONE))
        set_tone(self.summary, "warn" if alerts else "good")
        self.table.setRowCount(len(alerts))
        for row, alert in enumerate(alerts):
            words = (say(alert.gravity.label), alert.name, alert.number, say(alert.text), say(alert.fix))
            for column, word in enumerate(words):
                item = QTableWidgetItem(word)
                item.setToolTip(word)
                if column == 0:
                    item.setForeground(QBrush(ink(INKS[alert.gravity])))
                item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
                self.table.setItem(row, column, item)
        self.changed.emit(len(alerts))
