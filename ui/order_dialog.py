"""The question before an order."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from models.approval.orders import Order
from models.errors import RuleBroken
from models.text import Text
from ui.language import say
from ui.pieces import answers, label
from ui.questions import Questions


class OrderDialog(QDialog):
    """The question before an order.

    Attributes:
        questions: What is asked.
        arguments: What was answered, once the dialog was accepted.
    """

    def __init__(self, order: Order, choices: Mapping[str, Mapping[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.arguments: dict[str, Any] = {}
        self.setWindowTitle(say(order.label))
        self.setMinimumWidth(520)
        self.questions = Questions(order.arguments, choices)
        self.problem = label("", "problem")
        layout = QVBoxLayout(self)
        if not order.arguments:
            sure = Text("确定办理“{order}”？", "Carry out “{order}”?").fill(order=order.label)
            layout.addWidget(label(say(sure)))
        layout.addWidget(self.questions)
        layout.addWidget(self.problem)
        layout.addWidget(answers(self, self._check, Text("确定", "OK")))

    def _check(self) -> None:
        try:
            self.arguments = self.questions.answers()
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            return
        self.accept()
