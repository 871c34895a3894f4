"""A page of the window: a title, its buttons, and what it shows."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import label


class Page(QWidget):
    """One page; ``body`` is where it puts what it shows."""

    def __init__(self, desk: Desk, title: Text) -> None:
        super().__init__()
        self.desk = desk
        self.title = label(say(title), "title")
        self.buttons = QHBoxLayout()
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addLayout(self.buttons)
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 14)
        layout.addLayout(top)
        layout.addLayout(self.body, 1)
