"""A dialog around a form: what is typed is taken as values, or a sentence says what is wrong with it."""

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from app.forms import Form
from models.errors import RuleBroken
from models.fields import fields_of
from models.text import Text
from ui.form import FormView
from ui.language import language, say
from ui.pieces import answers, label

MOST_HEIGHT = 640


class FormDialog(QDialog):
    """Some fields of a record, typed over.

    Attributes:
        view: The form.
        area: What scrolls it.
        values: What was changed, once the dialog was accepted.
        seen: What the record held when the dialog was opened.
    """

    def __init__(
        self, title: Text, form: Form, parent: QWidget | None = None, *, yes: Text | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(title))
        self.values: dict[str, Any] = {}
        self.seen = dict(form.seen)
        self.view = FormView(form)
        self.problem = label("", "problem")
        self.column = QVBoxLayout(self)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setWidget(self.view)
        self.column.addWidget(self.area, 1)
        self.column.addWidget(self.problem)
        self.buttons = answers(self, self.save, yes or Text("保存", "Save"))
        self.column.addWidget(self.buttons)
        self.resize(860, min(MOST_HEIGHT, self.view.sizeHint().height() + 120))

    def save(self) -> None:
        """Take what is written down, or say what is wrong with it."""
        try:
            self.values = self.view.form.values()
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            if broken.field in self.view.editors:
                self.view.focus(broken.field)
            return
        self.accept()


def part_of(record: Any, names: Collection[str], shown: Mapping[str, Any] | None = None) -> Form:
    """Return the form of some fields of a record, in order of declaration; *shown* stands in for its values."""
    fields = {name: each for name, each in fields_of(type(record)).items() if name in names}
    values = {name: getattr(record, name) for name in fields}
    form = Form(fields, {**values, **(shown or {})}, language())
    form.seen.update(values)
    return form
