"""The question before an order."""

from PySide6.QtWidgets import QWidget

from models.approval.orders import Order
from models.text import Text
from ui.questions import Choices, QuestionsDialog


class OrderDialog(QuestionsDialog):
    """The question before an order."""

    def __init__(self, order: Order, choices: Choices, parent: QWidget) -> None:
        super().__init__(order.label, order.arguments, choices, parent)
        if not order.arguments:
            self.say(Text("确定办理“{order}”？", "Carry out “{order}”?").fill(order=order.label))
