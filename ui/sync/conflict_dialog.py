"""Two people changed the same field: base, mine and theirs side by side, one choice a field."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.conflicts import Dispute
from models.days import in_china
from models.errors import RuleBroken
from models.text import Text
from ui.language import language, say
from ui.pieces import answers, label

HEADINGS = (
    Text("字段", "Field"),
    Text("原值", "Before"),
    Text("我的修改", "Mine"),
    Text("总行现值", "Head office"),
)
_ME = Text("我", "Me")
_BY = Text("{who}，{when}", "{who}, {when}")


class ConflictDialog(QDialog):
    """Decides a conflict.

    Attributes:
        decided: The names of the fields where mine stands.
    """

    decided = Signal(object)

    def __init__(self, disputes: list[Dispute], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Text("处理冲突", "Decide a conflict")))
        self.mine: dict[str, QRadioButton] = {}
        grid = QGridLayout()
        for column, text in enumerate(HEADINGS):
            grid.addWidget(label(say(text), "heading"), 0, column)
        for line, dispute in enumerate(disputes, start=1):
            mine, theirs = (
                QRadioButton(_shown(dispute, dispute.mine)),
                QRadioButton(_shown(dispute, dispute.theirs)),
            )
            group = QButtonGroup(self)
            group.addButton(mine)
            group.addButton(theirs)
            theirs.setChecked(True)
            for chooser, whose in ((mine, HEADINGS[2]), (theirs, HEADINGS[3])):
                chooser.setAccessibleName(f"{say(dispute.field.label)} {say(whose)} {chooser.text()}")
            self.mine[dispute.name] = mine
            for column, widget in enumerate(
                (
                    label(say(dispute.field.label)),
                    label(_shown(dispute, dispute.base), "quiet"),
                    _signed(mine, say(_ME), dispute.typed_at),
                    _signed(theirs, dispute.their_author, dispute.written_at),
                )
            ):
                grid.addWidget(widget, line, column)
        self.buttons = answers(self, self._decide, Text("确定", "OK"))
        layout = QVBoxLayout(self)
        layout.addLayout(grid)
        layout.addWidget(self.buttons)

    def _decide(self) -> None:
        self.decided.emit({name for name, chosen in self.mine.items() if chosen.isChecked()})
        self.accept()


def _signed(chooser: QRadioButton, who: str, at: datetime | None) -> QWidget:
    """Return a choice with who wrote it and when below, as far as that is known."""
    if at is None:
        return chooser
    cell = QWidget()
    layout = QVBoxLayout(cell)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(chooser)
    signature = _BY.fill(who=who, when=f"{in_china(at):%m-%d %H:%M}")
    layout.addWidget(label(say(signature), "quiet"))
    chooser.setAccessibleDescription(say(signature))
    return cell


def _shown(dispute: Dispute, packed: Any) -> str:
    if packed in (None, ""):
        return "—"
    try:
        return dispute.field.kind.show(dispute.field.kind.unpack(packed), language())
    except (RuleBroken, TypeError, ValueError):
        return str(packed)
