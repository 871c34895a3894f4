"""How many alerts the branch has, as a line above other things; the alerts themselves have their own page."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clock import today
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import button, label, set_tone

if TYPE_CHECKING:
    from models.lending.alerts import Alert

READ_AFTER_MS = 2_000
COUNTED = Text(
    "紧急 {urgent} 项，重要 {serious} 项，提示 {notice} 项",
    "{urgent} urgent, {serious} serious, {notice} notices",
)
ABOUT = Text("押品预警：{counted}", "Alerts on collateral: {counted}")


def read_alerts(desk: Desk) -> "list[Alert]":
    """Return the branch's alerts of today; for a thread in the background."""
    from app.alerts import branch_alerts  # noqa: PLC0415 - the first page is painted without the records

    workstation = desk.workstation
    with workstation.database.session() as session:
        return branch_alerts(session, workstation.actor, today())


def counted(alerts: "list[Alert]") -> Text:
    """Return how many alerts there are of each gravity."""
    urgent, serious, notice = (sum(each.gravity == gravity for each in alerts) for gravity in range(3))
    return COUNTED.fill(urgent=urgent, serious=serious, notice=notice)


class AlertLine(QWidget):
    """The counts with the way to the alerts; it hides where there are none.

    It reads once, well after the page it stands on has been painted.

    Attributes:
        text: The counts.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.text = label("", "warn")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text, 1)
        look = Text("查看预警", "Show the alerts")
        layout.addWidget(button(look, lambda: desk.open_place.emit("collateral")))
        self.hide()
        QTimer.singleShot(READ_AFTER_MS, self, self.reload)

    def reload(self) -> None:
        """Count the alerts anew."""
        self._desk.tasks.read(self, lambda _job: read_alerts(self._desk), self._show)

    def _show(self, alerts: "list[Alert]") -> None:
        self.setVisible(bool(alerts))
        self.text.setText(say(ABOUT.fill(counted=counted(alerts))))
        set_tone(self.text, "bad" if any(each.gravity == 0 for each in alerts) else "warn")
