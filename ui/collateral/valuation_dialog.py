"""Records what an object is worth now."""

from typing import Any

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.clock import today
from app.forms import Form
from models.collateral.object import Valuation
from models.errors import RuleBroken
from models.fields import fields_of
from models.text import Text
from ui.form import FormView
from ui.language import language, say
from ui.pieces import answers, label

FIELDS = ("value", "valued_on", "valuer", "basis")


class ValuationDialog(QDialog):
    """Value, day, valuer and basis.

    Attributes:
        view: The form.
        values: What was written down, once the dialog was accepted.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Text("登记新估值", "New valuation")))
        self.resize(720, 260)
        self.values: dict[str, Any] = {}
        known = fields_of(Valuation)
        self.view = FormView(Form({name: known[name] for name in FIELDS}, {}, language()))
        self.view.restore({"valued_on": today().isoformat()})
        self.problem = label("", "problem")
        layout = QVBoxLayout(self)
        layout.addWidget(self.view)
        layout.addWidget(self.problem)
        layout.addWidget(answers(self, self.save, Text("保存", "Save")))

    def save(self) -> None:
        """Take what is written down, or say what is wrong with it."""
        try:
            self.values = self.view.form.values()
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            return
        self.accept()
