"""The list of every collateral of the branch."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.clock import today
from app.collateral_filters import STATES, narrowed
from app.lists import COLLATERAL
from models.collateral.labels import KIND_LABELS
from models.text import Text
from ui.collateral.export_dialog import EXPORTS, ExportDialog
from ui.collateral.imports import IMPORTS
from ui.collateral.tabs import CollateralTabs
from ui.desk import Desk
from ui.import_dialog import ImportDialog, Importing
from ui.language import say
from ui.page import Page
from ui.pieces import menu_button
from ui.table import TableView

NARROW_AFTER_MS = 200
EMPTY = Text(
    "还没有押品。请在案件的“担保”页添加。", "No collateral yet. Take it on a case's page of securities."
)


class CollateralPage(Page):
    """Every object, narrowed by kind, by state, and by what its name, owner or place holds.

    Attributes:
        table: The list.
        kinds: The chooser of the kind.
        states: The chooser of the state.
        typed: The text.
        import_button: What can be brought in.
        export_button: What can be written for the registries.
        tabs: The list beside guarantees, alerts and the vault.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("押品", "Collateral"))
        self.table = TableView(desk, COLLATERAL, EMPTY)
        self.table.opened.connect(lambda identity: desk.open_record.emit("collateral", UUID(identity)))
        self._filters: list[QWidget] = []
        self.kinds, self.states, self.typed = QComboBox(), QComboBox(), QLineEdit()
        self.kinds.setAccessibleName(say(Text("按类型筛选", "Filter by kind")))
        self.kinds.addItem(say(Text("全部类型", "All kinds")), "")
        for key, label in KIND_LABELS.items():
            self.kinds.addItem(say(label), key)
        self.states.setAccessibleName(say(Text("按状态筛选", "Filter by state")))
        for key, label in STATES.items():
            self.states.addItem(say(label), key)
        self.typed.setPlaceholderText(say(Text("名称、权利人、村屯", "Name, owner, village")))
        self.typed.setAccessibleName(self.typed.placeholderText())
        self.typed.setMinimumWidth(180)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NARROW_AFTER_MS)
        self._timer.timeout.connect(self.narrow)
        self.typed.textChanged.connect(self._timer.start)
        for box in (self.kinds, self.states):
            box.currentIndexChanged.connect(self.narrow)
        self.import_button = menu_button(
            Text("导入", "Import"),
            [(each.title, partial(self.open_import, each)) for each in IMPORTS],
        )
        self.export_button = menu_button(
            Text("登记导出", "For registries"),
            [(title, partial(self.open_export, registry)) for registry, title in EXPORTS.items()],
        )
        for widget in (self.typed, self.kinds, self.states, self.import_button, self.export_button):
            self.buttons.addWidget(widget)
            self._filters.append(widget)
        self.tabs = CollateralTabs(desk, self.table)
        self.tabs.currentChanged.connect(self._show_filters)
        self.body.addWidget(self.tabs, 1)
        self.table.reload()

    def _show_filters(self, tab: int) -> None:
        """Only the objects are narrowed."""
        for widget in self._filters:
            widget.setVisible(tab == 0)

    def narrow(self) -> None:
        """Show only what the choosers and the text let through."""
        self.table.narrow(
            narrowed(self.kinds.currentData(), self.states.currentData(), self.typed.text(), today())
        )

    def open_import(self, importing: Importing) -> None:
        """Open the dialog that brings a file in."""
        ImportDialog(self.desk, importing, self).open()

    def open_export(self, registry: str) -> None:
        """Open the dialog that writes a batch for a registry."""
        ExportDialog(self.desk, registry, self).open()


def page(desk: Desk) -> Page:
    """Return the page."""
    return CollateralPage(desk)
