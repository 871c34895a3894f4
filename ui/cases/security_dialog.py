"""Takes an object as security: choose its kind, write its facts, see what may be lent on it."""

from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.clock import today
from app.forms import Form, facts_form
from app.securities import Taking
from models.collateral.base import Kind, kinds
from models.collateral.object import Collateral, Pledge, Valuation
from models.errors import RuleBroken
from models.fields import fields_of
from models.money import parse_yuan, show_yuan
from models.parameters import parameters
from models.text import Text
from ui.form import FormView
from ui.language import language, say
from ui.pieces import answers, label

OBJECT_FIELDS = ("description", "owner_name", "owner_number", "third_party")
VALUE_FIELDS = ("value", "valuer", "basis")


class SecurityDialog(QDialog):
    """The facts of an object, its value, and what it is to secure.

    Attributes:
        kind: The chooser of the kind.
        object_view: Whose it is and what it is called.
        facts_view: The facts of the kind.
        value_view: Its value; empty means what the facts lead to.
        secured: What it is to secure, in yuan.
        taking: What was written down, once the dialog was accepted.
    """

    def __init__(
        self, owner: str, owner_number: str, amount: int | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Text("添加押品", "Take collateral")))
        self.resize(860, 760)
        self.taking: Taking | None = None
        self.kind = QComboBox()
        self.kind.setAccessibleName(say(Text("押品类型", "Kind")))
        for key, each in kinds().items():
            self.kind.addItem(say(each.label), key)
        shown = Collateral(owner_name=owner, owner_number=owner_number, third_party=False)
        self.object_view = FormView(_form(shown, OBJECT_FIELDS))
        self.facts_view = FormView(facts_form(self._kind(), {}, language()))
        self.value_view = FormView(_form(Valuation(), VALUE_FIELDS))
        self.secured = QLineEdit(show_yuan(amount) if amount else "")
        self.secured.setAccessibleName(say(Text("担保金额（元）", "Secured amount (yuan)")))
        self.effect, self.suggestion, self.problem = (
            label("", "warn"),
            label("", "good"),
            label("", "problem"),
        )
        self.buttons = answers(self, self._check, Text("保存", "Save"))
        self._facts_holder = QVBoxLayout()
        self._facts_holder.addWidget(self.facts_view)
        self._arrange()
        self.kind.currentIndexChanged.connect(lambda _index: self._change_kind())
        self._change_kind()

    def _arrange(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.addWidget(self.object_view)
        column.addLayout(self._facts_holder)
        column.addWidget(self.value_view)
        bottom = QFormLayout()
        bottom.addRow(say(Text("担保金额（元）", "Secured amount (yuan)")), self.secured)
        column.addLayout(bottom)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        top = QFormLayout()
        top.addRow(say(Text("押品类型", "Kind")), self.kind)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.effect)
        layout.addWidget(area, 1)
        layout.addWidget(self.suggestion)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _kind(self) -> type[Kind]:
        return kinds()[self.kind.currentData()]

    def _change_kind(self) -> None:
        kind = self._kind()
        self.facts_view.setParent(None)
        self.facts_view.deleteLater()
        self.facts_view = FormView(facts_form(kind, {}, language()))
        self.facts_view.changed.connect(self._suggest)
        self._facts_holder.addWidget(self.facts_view)
        words = {"effect": kind.effect.label, "source": kind.source, "registry": kind.registry}
        text = Text(
            "{effect}。依据：{source}。登记机构：{registry}。",
            "{effect}. By: {source}. Registry: {registry}.",
        )
        said = say(text.fill(**words))
        self.effect.setText(f"{said}\n{say(kind.notice)}" if kind.notice else said)
        self._suggest()

    def _suggest(self) -> None:
        """Show the value that the facts lead to, and what may be lent on it."""
        try:
            facts = self._kind()(**_values(self.facts_view))
        except RuleBroken:
            facts = self._kind()()
        value = facts.suggested_value()
        cap: int = parameters("collateral", today())["cap_percent"][facts.cap_key]
        text = Text("抵押率上限{cap}%。", "LTV cap {cap} %.").fill(cap=cap)
        if value is not None:
            text = Text(
                "按要素测算价值{value}元，抵押率上限{cap}%，最多可担保{lendable}元。",
                "The facts give {value} yuan; the LTV cap of {cap} % allows {lendable} yuan.",
            ).fill(value=show_yuan(value), cap=cap, lendable=show_yuan(value * cap // 100))
        self.suggestion.setText(say(text))

    def _check(self) -> None:
        try:
            valuation = {
                name: value for name, value in _values(self.value_view).items() if value not in (None, "")
            }
            self.taking = Taking(
                kind=self._kind().key,
                values=_values(self.object_view),
                facts=_values(self.facts_view),
                valuation=valuation,
                secured=parse_yuan(self.secured.text(), field="secured"),
            )
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            return
        self.accept()


def _form(record: Collateral | Valuation | Pledge, names: tuple[str, ...]) -> Form:
    fields = {name: each for name, each in fields_of(type(record)).items() if name in names}
    return Form(fields, {name: getattr(record, name) for name in names}, language())


def _values(view: FormView) -> dict[str, Any]:
    """Return what stands in every field of the form, touched or not.

    Raises:
        RuleBroken: One is not right.
    """
    read: dict[str, Any] = {}
    for name, each in view.form.fields.items():
        try:
            read[name] = each.read(view.form.texts[name])
        except RuleBroken as broken:
            text = Text("{label}：{why}", "{label}: {why}").fill(label=each.label, why=broken.text)
            raise RuleBroken(text, field=name) from None
    return read
