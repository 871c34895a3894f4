"""Takes a guarantor for a case: find a farmer or a firm, then say for how much and how long."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.guarantees import Candidate
from models.lending.guarantee import Guarantee
from models.money import show_yuan
from models.text import Text
from ui.form_dialog import FormDialog, part_of
from ui.language import say

Find = Callable[[str, Callable[[list[Candidate]], None]], None]
TERMS = ("amount", "liability", "begins_on", "ends_on")
CONSENTS = ("spouse_consent_on", "authorised_by", "authorised_on", "renewal_consent_on")
MAXIMUM = ("mode", "claims_ceiling", "principal_ceiling", "claims_from", "claims_until")
LINE = Text(
    "{name}　{kind}　{number}　已对外保证 {given} 元", "{name} · {kind} · {number} · guarantees {given} yuan"
)
KINDS = {"farmer": Text("农户", "farmer"), "enterprise": Text("企业", "enterprise")}
LIST_HEIGHT = 150


class GuarantorDialog(FormDialog):
    """A list of people and firms that narrows while one types, above the terms of the guarantee.

    Attributes:
        search: What is looked for.
        found: Who may be chosen.
        chosen: Kind and identity of the guarantor's file, once the dialog was accepted.
    """

    def __init__(self, find: Find, terms: Mapping[str, Any], parent: QWidget | None = None) -> None:
        form = part_of(Guarantee(), (*TERMS, *CONSENTS, *MAXIMUM), terms)
        super().__init__(Text("添加保证人", "Take a guarantor"), form, parent)
        # What is suggested counts as typed, so that it is saved as it stands.
        form.shown = dict.fromkeys(form.shown, "")
        self.chosen: tuple[str, UUID] | None = None
        self._find, self._people = find, list[Candidate]()
        self.search, self.found = QLineEdit(), QListWidget()
        self.search.setPlaceholderText(say(Text("姓名、企业名称或证件号码", "Name or number")))
        self.search.setAccessibleName(self.search.placeholderText())
        self.found.setAccessibleName(say(Text("可选保证人", "Possible guarantors")))
        self.found.setFixedHeight(LIST_HEIGHT)
        self.column.insertWidget(0, self.found)
        self.column.insertWidget(0, self.search)
        self.resize(self.width(), 700)
        self.search.textChanged.connect(self._look)
        self._look("")
        self.search.setFocus()

    def _look(self, typed: str) -> None:
        self._find(typed, lambda people: self._show(typed, people))

    def _show(self, typed: str, people: list[Candidate]) -> None:
        # An answer to what was typed earlier must not replace a later one.
        if typed != self.search.text():
            return
        self._people = people
        self.found.clear()
        for each in people:
            text = LINE.fill(
                name=each.name, kind=KINDS[each.kind], number=each.number, given=show_yuan(each.given)
            )
            item = QListWidgetItem(say(text))
            item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
            self.found.addItem(item)

    def save(self) -> None:
        """Take the chosen one on these terms, or say what is missing."""
        place = self.found.currentRow()
        if place < 0:
            self.problem.setText(say(Text("请选择一个保证人。", "Choose a guarantor.")))
            self.search.setFocus()
            return
        self.chosen = self._people[place].kind, self._people[place].identity
        super().save()
