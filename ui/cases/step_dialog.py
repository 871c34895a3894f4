"""Asks for what a step needs to be told: a comment, a date, a colleague, a registration number."""

from PySide6.QtWidgets import QWidget

from app.cases import CaseView
from models.approval.roles import Role
from models.approval.step import Step
from models.money import show_yuan
from models.postloan.words import SIGNAL_LABELS
from ui.language import say
from ui.questions import Choices, QuestionsDialog


class StepDialog(QuestionsDialog):
    """The question before a step; under whose authority it is taken stands above it."""

    def __init__(self, step: Step, view: CaseView, login: str, parent: QWidget | None = None) -> None:
        super().__init__(step.label, step.arguments, _choices(view, login), parent)
        if view.authority:
            self.say(view.authority, "good")


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
