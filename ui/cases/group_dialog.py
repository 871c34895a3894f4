"""Joint-guarantee groups: take one the borrower belongs to, or form a new one."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from app.guarantees import Candidate, Group
from models.errors import RuleBroken
from models.lending.guarantee import GuaranteeGroup
from models.money import parse_yuan, show_yuan
from models.text import Text
from ui.form_dialog import FormDialog, part_of
from ui.language import say
from ui.pieces import label

Find = Callable[[str, Callable[[list[Candidate]], None]], None]
NEW = Text("新建联保小组", "Form a new group")
KNOWN = Text("{name}（{count}户，每户限额 {cap} 元）", "{name} ({count} members, up to {cap} yuan each)")
CHOSEN = Text("已选：借款人、{names}", "Chosen: the borrower, {names}")
LIST_HEIGHT = 220
TALL, SHORT = 640, 130


class GroupDialog(FormDialog):
    """A chooser of groups; for a new one its name, agreement, members and their cap.

    Attributes:
        groups: The chooser; the last entry forms a new group.
        search: Whom to look for as a member.
        people: Who may be ticked; the borrower belongs to the group anyway.
        cap: How much each member answers for, in yuan.
        group_id: The group to take, once the dialog was accepted; nothing for a new one.
        members: Kind and identity of each ticked member.
        cap_fen: The cap in fen.
    """

    def __init__(self, find: Find, known: Sequence[Group], parent: QWidget | None = None) -> None:
        form = part_of(GuaranteeGroup(), ("full_name", "agreement", "agreed_on"))
        super().__init__(Text("联保小组", "Joint-guarantee group"), form, parent, yes=Text("确定", "OK"))
        self._find, self._ticked = find, dict[tuple[str, UUID], str]()
        self.group_id: UUID | None = None
        self.members: list[tuple[str, UUID]] = []
        self.cap_fen: int | None = None
        self.groups, self.search = QComboBox(), QLineEdit()
        self.people, self.cap = QListWidget(), QLineEdit()
        self.groups.setAccessibleName(say(Text("联保小组", "Joint-guarantee group")))
        for each in known:
            self.groups.addItem(say(_known(each)), each.group.id)
        self.groups.addItem(say(NEW), None)
        self.search.setPlaceholderText(say(Text("查找成员：姓名或证件号码", "Find members: name or number")))
        self.search.setAccessibleName(self.search.placeholderText())
        self.people.setAccessibleName(say(Text("小组成员", "Members of the group")))
        self.people.setFixedHeight(LIST_HEIGHT)
        self.cap.setPlaceholderText(say(Text("每户联保限额（元）", "Cap of each member (yuan)")))
        self.cap.setAccessibleName(self.cap.placeholderText())
        self.chosen = label(say(CHOSEN.fill(names="…")), "quiet")
        for place, widget in enumerate((self.search, self.people, self.chosen, self.cap)):
            self.column.insertWidget(1 + place, widget)
        self.column.insertWidget(0, self.groups)
        self.search.textChanged.connect(self._look)
        self.people.itemChanged.connect(self._tick)
        self.groups.currentIndexChanged.connect(lambda _index: self._switch())
        self._look("")
        self._switch()

    def save(self) -> None:
        """Take the chosen group, or what is written down of a new one."""
        self.group_id = self.groups.currentData()
        if self.group_id is not None:
            self.accept()
            return
        try:
            self.cap_fen = parse_yuan(self.cap.text(), field="cap")
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            self.cap.setFocus()
            return
        self.members = list(self._ticked)
        super().save()

    def _switch(self) -> None:
        new = self.groups.currentData() is None
        for widget in (self.area, self.search, self.people, self.cap, self.chosen):
            widget.setVisible(new)
        self.resize(self.width(), TALL if new else SHORT)

    def _look(self, typed: str) -> None:
        self._find(typed, lambda people: self._show(typed, people))

    def _show(self, typed: str, people: list[Candidate]) -> None:
        if typed != self.search.text():
            return
        quiet = QSignalBlocker(self.people)
        self.people.clear()
        for each in people:
            item = QListWidgetItem(f"{each.name}　{each.number}")
            key: Any = (each.kind, each.identity)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
            ticked = Qt.CheckState.Checked if key in self._ticked else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            self.people.addItem(item)
        quiet.unblock()

    def _tick(self, item: QListWidgetItem) -> None:
        kind, identity = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() is Qt.CheckState.Checked:
            self._ticked[kind, identity] = item.text().split("　")[0]
        else:
            self._ticked.pop((kind, identity), None)
        names = "、".join(self._ticked.values())
        self.chosen.setText(say(CHOSEN.fill(names=names or "…")))


def _known(each: Group) -> Text:
    cap = max((member.cap or 0 for member in each.members), default=0)
    return KNOWN.fill(name=each.group.full_name, count=len(each.members), cap=show_yuan(cap))
