"""A table over rows that are all in memory: sorted by a click, opened by Enter or a double click."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableView, QVBoxLayout, QWidget

from models.text import Text
from ui.choice import choice_kept
from ui.language import say
from ui.pieces import HEADING_ROOM, label
from ui.theme import ink

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
Display = Qt.ItemDataRole.DisplayRole
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class Cell(Generic[R]):
    """One column.

    Attributes:
        label: Its heading.
        text: What a row shows.
        key: By what it is sorted; by the text where nothing is said.
        figure: Whether it is aligned to the right.
        width: In characters.
        tone: The ink of a row's cell, where it has one.
    """

    label: Text
    text: Callable[[R], str]
    key: Callable[[R], Any] | None = None
    figure: bool = False
    width: int = 10
    tone: Callable[[R], str] = lambda _row: ""


class Rows(QAbstractTableModel, Generic[R]):
    """The rows as they are sorted now."""

    def __init__(self, cells: Sequence[Cell[R]]) -> None:
        super().__init__()
        self._cells = list(cells)
        self.rows: list[R] = []

    def show(self, rows: Sequence[R]) -> None:
        """Show other rows, in this order."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def show_again(self) -> None:
        """Show the same rows as they are now; what is chosen stays chosen."""
        if self.rows:
            last = self.index(len(self.rows) - 1, len(self._cells) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._cells)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> Any:
        """Return a column's heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self._cells[section].figure else LEFT
        return say(self._cells[section].label) if role == Display else None

    def data(self, index: Index, role: int = Display) -> Any:
        """Return what a cell shows, how it is aligned, and in which ink."""
        cell, row = self._cells[index.column()], self.rows[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if cell.figure else LEFT
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = cell.tone(row)
            return QColor(ink(tone)) if tone else None
        return cell.text(row) if role in (Display, Qt.ItemDataRole.ToolTipRole) else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows that are alike keep their order."""
        if not 0 <= column < len(self._cells):
            return
        cell = self._cells[column]
        self.beginResetModel()
        self.rows.sort(key=cell.key or cell.text, reverse=order == Qt.SortOrder.DescendingOrder)
        self.endResetModel()


class RowTable(QWidget, Generic[R]):
    """The table with what it says when it is empty.

    Attributes:
        model: Its rows.
        table: The view.
        opened: Somebody wants to see a row.
        picked: Other rows were chosen.
    """

    opened = Signal(object)
    picked = Signal()

    def __init__(
        self, name: Text, cells: Sequence[Cell[R]], empty: Text, identity: Callable[[R], Hashable]
    ) -> None:
        """Show rows that are told apart by their *identity*, or the sentence *empty*."""
        super().__init__()
        self._identity = identity
        self.model: Rows[R] = Rows(cells)
        self.table = QTableView()
        self._empty = label(say(empty), "quiet")
        self._empty.setWordWrap(True)
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(say(name))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(32)
        self._arrange_header(cells)
        table.activated.connect(lambda index: self.opened.emit(self.model.rows[index.row()]))
        table.selectionModel().selectionChanged.connect(lambda _new, _old: self.picked.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(table, 1)

    def _arrange_header(self, cells: Sequence[Cell[R]]) -> None:
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setStretchLastSection(True)
        header.setSortIndicatorShown(False)
        header.sectionClicked.connect(self._sort_by)
        for place, cell in enumerate(cells):
            heading = header.fontMetrics().horizontalAdvance(say(cell.label)) + HEADING_ROOM
            self.table.setColumnWidth(place, max(cell.width * 8 + 18, heading))

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these rows, sorted as the last ones were; what is chosen stays chosen."""
        with choice_kept(self.table, self._order):
            self.model.show(rows)
            self._empty.setVisible(not rows)
            if self._sorted:
                self.model.sort(*self._sorted)
        self.picked.emit()

    def chosen(self) -> list[R]:
        """Return the rows that are chosen."""
        return [self.model.rows[index.row()] for index in self.table.selectionModel().selectedRows()]

    def _order(self) -> list[Hashable]:
        return [self._identity(each) for each in self.model.rows]

    def _sort_by(self, section: int) -> None:
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        turn = down if self._sorted == (section, up) else up
        self._sorted = (section, turn)
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicator(section, turn)
        with choice_kept(self.table, self._order):
            self.model.sort(section, turn)
