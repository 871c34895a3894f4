"""Tables that hold only the pages somebody looks at."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from app.lists import Column, Filter, Listing
from models.text import Text
from ui.choice import choice_kept
from ui.desk import Desk, News
from ui.language import language, say
from ui.pieces import HEADING_ROOM, label
from ui.theme import ink

PAGE = 100
HEAD = 50
KEPT_PAGES = 60

Index = QModelIndex | QPersistentModelIndex
Display = Qt.ItemDataRole.DisplayRole
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class LazyTable(QAbstractTableModel):
    """The rows of a listing: their order is known, their contents come page by page.

    ``ask(identities, give)`` fetches rows in the background and hands them to *give*.

    Attributes:
        order: The identities of all rows, from the top.
    """

    def __init__(
        self, columns: Sequence[Column], ask: Callable[[list[str], Callable[[list[Any]], None]], None]
    ) -> None:
        super().__init__()
        self._columns, self._ask = list(columns), ask
        self.order: list[str] = []
        self._rows: dict[str, tuple[Any, ...]] = {}
        self._asked: set[int] = set()

    def show_order(self, order: list[str], known: Sequence[tuple[Any, ...]] = ()) -> None:
        """Show these rows in this order; *known* ones need not be fetched."""
        self.beginResetModel()
        self.order, self._asked = order, set()
        self._rows = {row[0]: row for row in known}
        self.endResetModel()

    def identity(self, row: int) -> str:
        """Return which record stands in *row*."""
        return self.order[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many rows there are, fetched or not."""
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Display) -> Any:
        """Return a column's heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self._columns[section].figure else LEFT
        return say(self._columns[section].label) if role == Display else None

    def data(self, index: Index, role: int = Display) -> Any:
        """Return what a cell shows; a row that is not here yet shows an ellipsis and is fetched."""
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.figure else None
        if role not in (Display, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole):
            return None
        row = self._rows.get(self.order[index.row()])
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = column.tone(row[index.column() + 1]) if row else ""
            return ink(tone) if tone else None
        if row is None:
            self._fetch(index.row() // PAGE)
            return "…"
        return column.show(row[index.column() + 1], language())

    def _fetch(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        self._ask(self.order[page * PAGE : (page + 1) * PAGE], lambda rows: self._take(page, rows))

    def _take(self, page: int, rows: list[tuple[Any, ...]]) -> None:
        if len(self._asked) > KEPT_PAGES:
            self._rows.clear()
            self._asked = {page}
        self._rows.update({row[0]: row for row in rows})
        last = min(len(self.order), (page + 1) * PAGE) - 1
        if last >= page * PAGE:
            self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self._columns) - 1))


class TableView(QWidget):
    """A listing on screen: sorted by a click on a heading, opened by Enter or a double click.

    Attributes:
        opened: Somebody wants to see a row's record, by its identity.
        picked: Other rows were chosen.
    """

    opened = Signal(str)
    picked = Signal()

    def __init__(self, desk: Desk, listing: Listing, empty: Text, *, several: bool = False) -> None:
        """Show *listing*, or the sentence *empty*; *several* rows may be chosen at once."""
        super().__init__()
        self._several = several
        self._desk, self._listing, self._narrow = desk, listing, Filter("1")
        self._sort: str | None = None
        self._descending = True
        self._asked = 0
        self._empty = label(say(empty), "quiet")
        self.model = LazyTable(listing.columns, self._ask)
        self.table = QTableView()
        self.table.setAccessibleName(say(Text("列表", "List")))
        self._arrange()
        News(self, desk.tasks, self.reload)

    def _arrange(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        table.setSelectionMode(mode.ExtendedSelection if self._several else mode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(32)
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sectionClicked.connect(self._sort_by)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for place, column in enumerate(self._listing.columns):
            heading = header.fontMetrics().horizontalAdvance(say(column.label)) + HEADING_ROOM
            table.setColumnWidth(place, max(column.width * 8 + 18, heading))
        table.selectionModel().selectionChanged.connect(lambda _new, _old: self.picked.emit())
        # A double click activates as well; listening to both would open the row twice.
        table.activated.connect(lambda index: self.opened.emit(self.model.identity(index.row())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(table, 1)
        self._empty.hide()

    def say_when_empty(self, sentence: Text) -> None:
        """Say *sentence* where no row is shown."""
        self._empty.setText(say(sentence))

    def narrow(self, condition: Filter) -> None:
        """Show only the rows that meet *condition*."""
        self._narrow = condition
        self.reload()

    def reload(self) -> None:
        """Read the list anew, the first rows before the whole order."""
        database, narrow = self._desk.workstation.database, self._narrow
        self._asked += 1
        asked = self._asked

        def head_shown(rows: list[tuple[Any, ...]]) -> None:
            if asked == self._asked:
                self._show([row[0] for row in rows], rows)
                self._read_order(asked)

        if self._sort is None and not self.model.rowCount():
            self._desk.tasks.read(self, lambda _job: self._listing.head(database, HEAD, narrow), head_shown)
        else:
            self._read_order(asked)

    def _read_order(self, asked: int) -> None:
        database, narrow, sort = self._desk.workstation.database, self._narrow, self._sort
        descending = self._descending

        def work(_job: object) -> tuple[list[str], list[tuple[Any, ...]]]:
            order = self._listing.order(database, sort, narrow, descending=descending)
            return order, self._listing.rows(database, order[:HEAD])

        def shown(found: tuple[list[str], list[tuple[Any, ...]]]) -> None:
            if asked == self._asked:  # A slower answer to an earlier question is out of date.
                self._show(*found)

        self._desk.tasks.read(self, work, shown)

    def show_head(self) -> None:
        """Show the newest rows at once; used for the first paint."""
        rows = self._listing.head(self._desk.workstation.database, HEAD, self._narrow)
        self._show([row[0] for row in rows], rows)

    def selected(self) -> str | None:
        """Return the identity of the selected row."""
        index = self.table.currentIndex()
        return self.model.identity(index.row()) if index.isValid() else None

    def chosen(self) -> list[str]:
        """Return the identities of all selected rows."""
        return [self.model.identity(index.row()) for index in self.table.selectionModel().selectedRows()]

    def _show(self, order: list[str], known: Sequence[tuple[Any, ...]]) -> None:
        with choice_kept(self.table, lambda: self.model.order):
            self.model.show_order(order, known)
            self._empty.setVisible(not order)

    def _ask(self, identities: list[str], give: Callable[[list[Any]], None]) -> None:
        database = self._desk.workstation.database
        self._desk.tasks.read(self, lambda _job: self._listing.rows(database, identities), give)

    def _sort_by(self, section: int) -> None:
        key = self._listing.columns[section].key
        self._descending = not self._descending if key == self._sort else False
        self._sort = key
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicator(section, order)
        self.reload()
