"""What is chosen in a table stays chosen while its rows change."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QTableView


@contextmanager
def choice_kept(table: QTableView, order: Callable[[], Sequence[Hashable]]) -> Iterator[None]:
    """Keep what is chosen, as far as it is still shown, and the place that is looked at.

    *order* names every row as it stands now, from the top.
    """
    bar, selection = table.verticalScrollBar(), table.selectionModel()
    seen, before = bar.value(), order()
    chosen = [before[index.row()] for index in selection.selectedRows()]
    yield
    place = {identity: row for row, identity in enumerate(order())} if chosen else {}
    flag = QItemSelectionModel.SelectionFlag
    for identity in chosen:
        if identity in place:
            index = table.model().index(place[identity], 0)
            # The view itself would ask which keys are held down, and let go of a row while Ctrl is.
            selection.select(index, flag.Select | flag.Rows)
            selection.setCurrentIndex(index, flag.NoUpdate)
    bar.setValue(seen)
