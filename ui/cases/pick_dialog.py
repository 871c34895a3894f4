"""Takes an object that is known already: find it, see what it secures, say what it is to secure here."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import securities
from app.clock import today
from app.securities import Offer
from models.collateral.labels import KIND_LABELS
from models.errors import RuleBroken
from models.money import parse_yuan, show_yuan
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import answers, label

Find = Callable[[str, Callable[[list[Offer]], None]], None]
TAKEN = Text("已选用，本机已保存。", "Taken; saved here.")
LINE = Text(
    "{name}　{kind}　权利人 {owner}　估值 {value} 元　第 {rank} 顺位可担保 {lendable} 元",
    "{name} · {kind} · {owner} · value {value} yuan · rank {rank} may secure {lendable} yuan",
)


class PickDialog(QDialog):
    """A list of objects that narrows while one types.

    Attributes:
        search: What is looked for.
        found: The objects.
        secured: What the chosen one is to secure, in yuan.
        chosen: The object and the amount in fen, once the dialog was accepted.
    """

    def __init__(self, find: Find, amount: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Text("选用已有押品", "Take a known object")))
        self.resize(980, 520)
        self.chosen: tuple[UUID, int | None] | None = None
        self._find, self._offers = find, list[Offer]()
        self.search, self.found = QLineEdit(), QListWidget()
        self.search.setPlaceholderText(say(Text("押品名称或权利人", "Name of the object or its owner")))
        self.search.setAccessibleName(self.search.placeholderText())
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setAccessibleName(say(Text("已有押品", "Known objects")))
        self.secured = QLineEdit(show_yuan(amount) if amount else "")
        self.secured.setAccessibleName(say(Text("担保金额（元）", "Secured amount (yuan)")))
        self.problem = label("", "problem")
        self.buttons = answers(self, self.accept_chosen, Text("选用", "Take"))
        bottom = QFormLayout()
        bottom.addRow(say(Text("担保金额（元）", "Secured amount (yuan)")), self.secured)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.found, 1)
        layout.addLayout(bottom)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.search.textChanged.connect(self._look)
        self._look("")

    def _look(self, typed: str) -> None:
        self._find(typed, lambda offers: self._show(typed, offers))

    def _show(self, typed: str, offers: list[Offer]) -> None:
        # An answer to what was typed earlier must not replace a later one.
        if typed != self.search.text():
            return
        self._offers = offers
        self.found.clear()
        for offer in offers:
            text = LINE.fill(
                name=offer.collateral.description,
                kind=KIND_LABELS[offer.collateral.collateral_kind],
                owner=offer.collateral.owner_name,
                value=show_yuan(offer.value) if offer.value else "—",
                rank=offer.rank,
                lendable=show_yuan(offer.lendable),
            )
            item = QListWidgetItem(say(text))
            item.setToolTip(say(text))
            item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
            self.found.addItem(item)

    def accept_chosen(self) -> None:
        """Take the chosen object, or say what is missing."""
        place = self.found.currentRow()
        if place < 0:
            self.problem.setText(say(Text("请选择一个押品。", "Choose an object.")))
            return
        try:
            secured = parse_yuan(self.secured.text(), field="secured")
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            return
        self.chosen = self._offers[place].collateral.id, secured
        self.accept()


def pick(desk: Desk, owner: QWidget, case_id: UUID, amount: int | None) -> PickDialog:
    """Open the dialog for a case; what is chosen secures it behind every other claim."""
    workstation = desk.workstation

    def find(typed: str, show: Callable[[list[Offer]], None]) -> None:
        def work(_job: object) -> list[Offer]:
            with workstation.database.session() as session:
                return securities.offers(session, workstation.actor, typed, today())

        desk.tasks.read(owner, work, show)

    def taken(result: int) -> None:
        chosen = dialog.chosen
        if result == QDialog.DialogCode.Accepted and chosen:
            desk.tasks.write(
                owner,
                lambda _job: workstation.database.run(
                    lambda session: securities.take_again(session, workstation.actor, case_id, *chosen)
                ),
                lambda _pledge: desk.tell(TAKEN),
                desk.refuse,
            )

    dialog = PickDialog(find, amount, owner)
    dialog.finished.connect(taken)
    dialog.open()
    return dialog
