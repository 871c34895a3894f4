"""Asks why somebody needs to see full numbers."""

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from app.disclosure import LONGEST_REASON, REASON, SHORTEST_REASON
from models.text import Text
from ui.language import say
from ui.pieces import answers, label

WHY = Text(
    "查看完整号码须写明事由，事由和时间会记入审计记录。",
    "Full numbers are shown for a reason; reason and time go into the audit trail.",
)


class ReasonDialog(QDialog):
    """A line for the reason; it is accepted only when there is one.

    Attributes:
        reason: Where the reason is typed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Text("显示完整号码", "Show full numbers")))
        self.reason = QLineEdit()
        self.reason.setMaxLength(LONGEST_REASON)
        self.reason.setAccessibleName(say(Text("事由", "Reason")))
        self.reason.setPlaceholderText(say(Text("如：电话回访核对号码", "Such as: checking by phone")))
        self.problem = label("", "problem")
        layout = QVBoxLayout(self)
        layout.addWidget(label(say(WHY), "warn"))
        layout.addWidget(self.reason)
        layout.addWidget(self.problem)
        layout.addWidget(answers(self, self._check, Text("显示", "Show")))
        self.setMinimumWidth(460)

    def _check(self) -> None:
        if len(self.reason.text().strip()) < SHORTEST_REASON:
            self.problem.setText(say(REASON))
            self.reason.setFocus()
        else:
            self.accept()
