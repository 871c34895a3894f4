"""Asks for what a step needs to be told: a comment, a date, a colleague, a registration number."""

from typing import Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.cases import CaseView
from models.approval.roles import Role
from models.approval.step import Step
from models.errors import RuleBroken
from models.money import show_yuan
from models.postloan.words import SIGNAL_LABELS
from models.text import Text
from ui.language import say
from ui.pieces import answers, label
from ui.questions import Choices, Questions


class StepDialog(QDialog):
    """The question before a step.

    Attributes:
        questions: What is asked.
        arguments: What was answered, once the dialog was accepted.
    """

    def __init__(self, step: Step, view: CaseView, login: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.arguments: dict[str, Any] = {}
        self.setWindowTitle(say(step.label))
        self.setMinimumWidth(480)
        self.problem = label("", "problem")
        self.questions = Questions(step.asked, _choices(view, login))
        self.buttons = answers(self, self._check, Text("确定", "OK"))
        layout = QVBoxLayout(self)
        if view.authority:
            layout.addWidget(label(say(view.authority), "good"))
        layout.addWidget(self.questions)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    @property
    def editors(self) -> dict[str, QWidget]:
        """The widgets, by the name of what they ask for."""
        return self.questions.editors

    def _check(self) -> None:
        try:
            self.arguments = self.questions.answers()
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            return
        self.accept()


def _choices(view: CaseView, login: str) -> Choices:
    """Return from what a security and a colleague are chosen."""
    case = view.dossier.case
    lenders = {
        officer.login: f"{officer.full_name}（{officer.login}）"
        for officer in view.officers.values()
        if officer.has(Role.LOAN_OFFICER) and officer.branch_id == case.branch_id
    }
    return {
        "note_id": {
            each.id: f"{each.number}　{show_yuan(each.outstanding or 0)}" for each in view.dossier.notes
        },
        "signal_id": {
            each.id: say(SIGNAL_LABELS[each.signal]) for each in view.dossier.aftercare.open_signals
        },
        "pledge_id": {each.pledge.id: each.collateral.description for each in view.dossier.standing},
        "second_officer": {key: shown for key, shown in lenders.items() if key != login},
        "second": {
            officer.login: f"{officer.full_name}（{officer.login}）"
            for officer in view.officers.values()
            if officer.login != login and officer.branch_id == case.branch_id
        },
        "new_lead": {key: shown for key, shown in lenders.items() if key != case.lead_officer},
    }
