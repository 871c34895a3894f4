"""The list of every collateral of the branch."""

from uuid import UUID

from PySide6.QtWidgets import QComboBox

from app.lists import COLLATERAL, Filter
from models.collateral.labels import KIND_LABELS
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.table import TableView


def page(desk: Desk) -> Page:
    """Return the page."""
    made = Page(desk, Text("押品", "Collateral"))
    empty = Text(
        "还没有押品。请在案件的“担保”页添加。", "No collateral yet. Take it on a case's page of securities."
    )
    table = TableView(desk, COLLATERAL, empty)
    table.opened.connect(lambda identity: desk.open_record.emit("collateral", UUID(identity)))
    kinds = QComboBox()
    kinds.setAccessibleName(say(Text("按类型筛选", "Filter by kind")))
    kinds.addItem(say(Text("全部类型", "All kinds")), "")
    for key, label in KIND_LABELS.items():
        kinds.addItem(say(label), key)
    kinds.currentIndexChanged.connect(lambda _index: table.narrow(_of_kind(kinds.currentData())))
    made.buttons.addWidget(kinds)
    made.body.addWidget(table, 1)
    table.reload()
    return made


def _of_kind(kind: str) -> Filter:
    return Filter("k.collateral_kind = ?", (kind,)) if kind else Filter("1")
