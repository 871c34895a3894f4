"""Short questions at the clerk's desk: why a copy is printed again, and where a copy went."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from models.documents.printed_copy import FATES, PLACES
from models.text import Text
from ui.language import say
from ui.pieces import answers, label


class Question(QDialog):
    """Asks for what a step on paper needs.

    Attributes:
        answers: What was answered, once the dialog was accepted.
    """

    def __init__(self, title: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(title))
        self.setMinimumWidth(420)
        self.answers: dict[str, Any] = {}
        self.form = QFormLayout()
        self.problem = label("", "problem")
        layout = QVBoxLayout(self)
        layout.addLayout(self.form)
        layout.addWidget(self.problem)
        layout.addWidget(answers(self, self.check, Text("确定", "OK")))

    def choose(self, caption: Text, options: Mapping[str, Text]) -> QComboBox:
        """Add a chooser."""
        box = QComboBox()
        box.setAccessibleName(say(caption))
        for key, text in options.items():
            box.addItem(say(text), key)
        self.form.addRow(say(caption), box)
        return box

    def write(self, caption: Text, longest: int) -> QLineEdit:
        """Add a line to write on."""
        line = QLineEdit()
        line.setMaxLength(longest)
        line.setAccessibleName(say(caption))
        self.form.addRow(say(caption), line)
        return line

    def count(self, caption: Text, most: int) -> QSpinBox:
        """Add a number from one on."""
        box = QSpinBox()
        box.setRange(1, most)
        box.setAccessibleName(say(caption))
        self.form.addRow(say(caption), box)
        return box

    def check(self) -> None:
        """Accept what was answered; a question that needs something says first what is missing."""
        self.accept()

    def require(self, line: QLineEdit, sentence: Text) -> bool:
        """Tell whether something is written; otherwise say what is missing."""
        if line.text().strip():
            return True
        self.problem.setText(say(sentence))
        line.setFocus()
        return False


class SpoiltCopy(Question):
    """Why one copy, or with *whole* the whole number, no longer counts."""

    def __init__(self, title: Text, parent: QWidget | None = None, *, whole: bool = False) -> None:
        super().__init__(title, parent)
        self.copy = None if whole else self.count(Text("第几份", "Which copy"), 20)
        self.fate = self.choose(Text("原件", "The old copy"), FATES)
        self.reason = self.write(Text("原因", "Reason"), 200)

    def check(self) -> None:
        """Take the answers, or ask for the reason."""
        if self.require(self.reason, Text("请填写原因。", "Give the reason.")):
            self.answers = {"fate": self.fate.currentData(), "comment": self.reason.text().strip()}
            self.answers |= {"copy": self.copy.value()} if self.copy else {}
            self.accept()


class Refusal(Question):
    """Why a reprint or a void is not allowed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Text("不予批准", "Refuse"), parent)
        self.reason = self.write(Text("原因", "Reason"), 200)

    def check(self) -> None:
        """Take the answer, or ask for the reason."""
        if self.require(self.reason, Text("请填写不予批准的原因。", "Say why it is refused.")):
            self.answers = {"comment": self.reason.text().strip()}
            self.accept()


class WhereTo(Question):
    """Where a signed copy went."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Text("登记归档或者交付", "File or hand over"), parent)
        self.place = self.choose(Text("去向", "Where"), PLACES)
        self.placed = self.write(Text("盒号或者接收人", "Box or receiver"), 80)

    def check(self) -> None:
        """Take the answers, or ask for the place."""
        if self.require(self.placed, Text("请填写盒号或者接收人。", "Give the box or the receiver.")):
            self.answers = {"place": self.place.currentData(), "placed": self.placed.text().strip()}
            self.accept()
