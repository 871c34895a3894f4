"""Asks how a notice was delivered."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from app.postloan.worklist import NoticeDue
from models.approval.steps import STEPS
from models.errors import RuleBroken
from models.postloan.words import NOTICE_LABELS
from models.text import Text
from ui.language import say
from ui.pieces import answers, label
from ui.questions import Questions

ASKED = ("notice", "sent_on", "delivery", "receiver")


class NoticeDialog(QDialog):
    """The question how a notice reached its receiver.

    Attributes:
        questions: What is asked.
        arguments: What was answered, once the dialog was accepted.
    """

    def __init__(self, notice: NoticeDue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.arguments: dict[str, Any] = {}
        self.setWindowTitle(f"{say(NOTICE_LABELS[notice.due.kind])} · {notice.loan.customer}")
        self.setMinimumWidth(480)
        asked = {name: STEPS["record_notice"].arguments[name] for name in ASKED}
        self.questions = Questions(asked, {})
        kind, receiver = self.questions.editors["notice"], self.questions.editors["receiver"]
        if isinstance(kind, QComboBox):
            kind.setCurrentIndex(kind.findData(notice.due.kind))
        if isinstance(receiver, QLineEdit):
            receiver.setText(notice.loan.customer)
        self.problem = label("", "problem")
        layout = QVBoxLayout(self)
        layout.addWidget(self.questions)
        layout.addWidget(self.problem)
        layout.addWidget(answers(self, self._check, Text("登记送达", "Record delivery")))

    def _check(self) -> None:
        try:
            answered = self.questions.answers()
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            return
        if not all(answered.values()):
            self.problem.setText(say(Text("请逐项填写。", "Fill in every line.")))
            return
        self.arguments = answered
        self.accept()
