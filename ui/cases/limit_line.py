"""The limit that a case reserves from: which one, how much is left, and choosing another."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.cases import limits_to_reserve_from
from app.clock import today
from models.lending.limits import Limit
from models.money import show_yuan
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import label

NONE = Text("不占用额度", "No limit")


class LimitLine(QWidget):
    """Choose from the limits in force.

    Attributes:
        chosen: Another limit was chosen, or none.
        box: The choice.
    """

    chosen = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._limit_id: UUID | None = None
        self.box = QComboBox()
        self.box.setAccessibleName(say(Text("占用额度", "Reserves from")))
        self.box.activated.connect(lambda _index: self.chosen.emit(self.box.currentData()))
        self.left = label("", "quiet")
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 12, 0)
        line.addWidget(label(say(Text("占用额度", "Reserves from"))))
        line.addWidget(self.box)
        line.addWidget(self.left, 1)

    def show_limit(self, limit_id: UUID | None, limit: Limit | None, *, read_only: bool) -> None:
        """Show the limit of the case; the others are read in the background."""
        self._limit_id = limit_id
        self.box.setEnabled(not read_only)
        rest = Text("可用 {left} 元，{day}到期", "{left} yuan left, until {day}")
        text = say(rest.fill(left=show_yuan(limit.available), day=limit.closes_on)) if limit else ""
        self.left.setText(text)
        database, day = self._desk.workstation.database, today()
        self._desk.tasks.read_latest(
            self,
            "limits",
            lambda _job: limits_to_reserve_from(database, day, limit_id),
            self._show_choices,
        )

    def _show_choices(self, limits: dict[UUID, str]) -> None:
        self.box.clear()
        self.box.addItem(say(NONE), None)
        for identity, title in limits.items():
            self.box.addItem(title, identity)
        self.box.setCurrentIndex(max(0, self.box.findData(self._limit_id)))
        self.setVisible(bool(limits))
