"""Asks for what a step needs to be told: a comment, a date, a colleague, a registration number."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.cases import CaseView
from app.clock import today
from models.approval.roles import Role
from models.approval.step import Step
from models.errors import RuleBroken
from models.text import Text
from ui.language import say
from ui.pieces import answers, label

LABELS = {
    "comment": Text("意见", "Comment"),
    "signed_on": Text("签字日期", "Signed on"),
    "second_officer": Text("协办客户经理", "Second officer"),
    "pledge_id": Text("担保", "Security"),
    "registration_number": Text("登记编号", "Registration number"),
    "registered_on": Text("登记日期", "Registered on"),
    "registered_until": Text("登记到期日（可不填）", "Registered until (optional)"),
    "reference": Text("登记机构编号", "Number of the registry"),
    "done_on": Text("办理日期", "Done on"),
    "until": Text("展期后到期日", "New last day"),
    "note": Text("说明", "Note"),
    "move": Text("出入方式", "Move"),
    "paper": Text("权证名称", "Paper"),
    "paper_number": Text("权证号码", "Number of the paper"),
    "person": Text("交接人（签收）", "Handed to or by"),
    "second": Text("复核人", "Second person"),
    "fixed_by": Text("确定事由", "Reason"),
}
DAYS_OF_TODAY = frozenset({"signed_on", "registered_on", "done_on"})


class StepDialog(QDialog):
    """The question before a step.

    Attributes:
        editors: The widgets, by the name of what they ask for.
        arguments: What was answered, once the dialog was accepted.
    """

    def __init__(self, step: Step, view: CaseView, login: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step, self._view, self._login = step, view, login
        self.editors: dict[str, QWidget] = {}
        self.arguments: dict[str, Any] = {}
        self.setWindowTitle(say(step.label))
        self.setMinimumWidth(480)
        self.problem = label("", "problem")
        form = QFormLayout()
        for name in step.arguments:
            self.editors[name] = self._editor(name)
            caption = say(LABELS.get(name, Text(name, name)))
            self.editors[name].setAccessibleName(caption)
            form.addRow(caption, self.editors[name])
        self.buttons = answers(self, self._check, Text("确定", "OK"))
        layout = QVBoxLayout(self)
        if view.authority:
            layout.addWidget(label(say(view.authority), "good"))
        layout.addLayout(form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _editor(self, name: str) -> QWidget:
        if name == "comment":
            box = QPlainTextEdit()
            box.setFixedHeight(110)
            box.setTabChangesFocus(True)
            return box
        if name in {"second_officer", "second", "pledge_id"} or self._step.arguments[name].choices:
            chooser = QComboBox()
            for key, shown in self._choices(name).items():
                chooser.addItem(shown, key)
            return chooser
        line = QLineEdit(today().isoformat() if name in DAYS_OF_TODAY else "")
        line.setMinimumWidth(280)
        return line

    def _choices(self, name: str) -> Mapping[Any, str]:
        if name == "pledge_id":
            return {each.pledge.id: each.collateral.description for each in self._view.dossier.standing}
        choices = self._step.arguments[name].choices
        if choices:
            return {key: say(text) for key, text in choices.items()}
        return {
            officer.login: f"{officer.full_name}（{officer.login}）"
            for officer in self._view.officers.values()
            if officer.login != self._login
            and officer.branch_id == self._view.dossier.case.branch_id
            and (name == "second" or officer.has(Role.LOAN_OFFICER))
        }

    def _check(self) -> None:
        answers: dict[str, Any] = {}
        for name, editor in self.editors.items():
            try:
                answers[name] = self._answer(name, editor)
            except RuleBroken as broken:
                self.problem.setText(say(broken.text))
                editor.setFocus()
                return
        if "comment" in answers and not answers["comment"]:
            self.problem.setText(say(Text("请填写意见。", "Please write a comment.")))
            self.editors["comment"].setFocus()
            return
        self.arguments = answers
        self.accept()

    def _answer(self, name: str, editor: QWidget) -> Any:
        if isinstance(editor, QComboBox):
            return editor.currentData()
        typed = editor.toPlainText() if isinstance(editor, QPlainTextEdit) else ""
        typed = editor.text() if isinstance(editor, QLineEdit) else typed
        return self._step.arguments[name].parse(typed) if typed.strip() else None
