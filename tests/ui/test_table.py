"""Tables hold only the pages somebody looks at, and keep their place while the store changes under them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.lists import CASES, ENTERPRISES, FARMERS, OUTBOX, Column, Filter
from models.text import Text
from tests.ui.branch import Officer
from tests.ui.conftest import Opened
from ui.language import speak
from ui.table import PAGE, RIGHT, LazyTable, TableView

COLUMNS = (
    Column("name", Text("名称", "Name"), "n"),
    Column("size", Text("大小", "Size"), "s", figure=True),
)
EMPTY = Text("什么也没有。", "Nothing here.")


class Pages:
    """Answers of a store that come when the test lets them come."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], Callable[[list[Any]], None]]] = []
        self.gone: set[str] = set()

    def __call__(self, identities: list[str], give: Callable[[list[Any]], None]) -> None:
        self.asked.append((identities, give))

    def answer(self, place: int = 0) -> None:
        identities, give = self.asked.pop(place)
        give([(each, f"n{each}", len(each)) for each in identities if each not in self.gone])


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def table(pages: Pages, qtbot: QtBot) -> LazyTable:
    made = LazyTable(COLUMNS, pages)
    # The tester belongs to the model and watches every change of it for as long as it lives.
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    return made


def shown(table: LazyTable, row: int, column: int = 0) -> Any:
    return table.data(table.index(row, column))


def identities(count: int) -> list[str]:
    return [str(number) for number in range(count)]


def test_a_page_is_asked_for_once_and_shown_when_it_comes(table: LazyTable, pages: Pages) -> None:
    table.show_order(identities(250))
    pages.asked.clear()  # The tester looks at cells of its own accord.
    table.show_order(identities(250))
    assert shown(table, 120) == "…"
    assert shown(table, 121) == "…"
    asked = [each for each, _give in pages.asked if each[0] == str(PAGE)]
    assert len(asked) == 1
    assert len(asked[0]) == PAGE
    while pages.asked:
        pages.answer()
    assert shown(table, 120) == "n120"


def test_late_answers_to_an_earlier_order_do_no_harm(table: LazyTable, pages: Pages) -> None:
    table.show_order(identities(300))
    shown(table, 0), shown(table, 299)
    late = list(pages.asked)
    pages.asked.clear()
    table.show_order(["299", "7"])
    shown(table, 0)
    for wanted, give in late:
        give([(each, f"old{each}", 1) for each in wanted])
    while pages.asked:
        pages.answer()
    assert table.rowCount() == 2
    assert [shown(table, 0), shown(table, 1)] == ["n299", "n7"]


def test_a_row_that_has_vanished_is_asked_for_no_more_than_once(table: LazyTable, pages: Pages) -> None:
    pages.gone = {"1"}
    table.show_order(identities(3))
    shown(table, 1)
    while pages.asked:
        pages.answer()
    assert [shown(table, row) for row in range(3)] == ["n0", "…", "n2"]
    assert pages.asked == []


def test_known_rows_are_shown_without_asking(table: LazyTable, pages: Pages) -> None:
    table.show_order(["a"], [("a", "known", 5)])
    assert shown(table, 0) == "known"
    assert pages.asked == []


def test_figures_stand_on_the_right_under_their_heading(table: LazyTable) -> None:
    table.show_order(["a"], [("a", "known", 5)])
    role = Qt.ItemDataRole.TextAlignmentRole
    assert table.data(table.index(0, 1), role) == RIGHT
    assert table.headerData(1, Qt.Orientation.Horizontal, role) == RIGHT
    assert table.headerData(0, Qt.Orientation.Horizontal, role) != RIGHT


def test_headings_speak_the_language_of_the_window(table: LazyTable) -> None:
    assert table.headerData(0, Qt.Orientation.Horizontal) == "名称"
    speak("en")
    assert table.headerData(0, Qt.Orientation.Horizontal) == "Name"


def test_rows_have_no_rows_of_their_own(table: LazyTable) -> None:
    table.show_order(["a"], [("a", "known", 5)])
    assert table.rowCount(table.index(0, 0)) == 0
    assert table.columnCount(table.index(0, 0)) == 0
    assert table.rowCount(QModelIndex()) == 1


def test_memory_stays_bounded_while_everything_is_scrolled_past(pages: Pages, qtbot: QtBot) -> None:
    table = LazyTable(COLUMNS, pages)
    table.show_order(identities(100_000))
    for row in range(0, 100_000, PAGE):
        shown(table, row)
        while pages.asked:
            pages.answer()
    assert shown(table, 99_900) == "n99900"
    assert len(table._rows) <= 62 * PAGE


@pytest.fixture
def view(officer: Opened, qtbot: QtBot) -> Callable[..., tuple[Officer, TableView]]:
    def make(listing: Any, condition: Filter | None = None) -> tuple[Officer, TableView]:
        who = officer()
        made = TableView(who.desk, listing, EMPTY)
        qtbot.addWidget(made)
        made.resize(1100, 600)
        made.show()
        made.narrow(condition or Filter("1"))
        who.settle()
        return who, made

    return make


Viewed = Callable[..., tuple[Officer, TableView]]


@pytest.mark.parametrize("listing", [CASES, FARMERS, ENTERPRISES], ids=["cases", "farmers", "enterprises"])
def test_each_heading_sorts_both_ways(view: Viewed, listing: Any) -> None:
    who, made = view(listing)
    header = made.table.horizontalHeader()
    for section, column in enumerate(listing.columns):
        for descending in (False, True):
            header.sectionClicked.emit(section)
            who.settle()
            expected = listing.order(who.workstation.database, column.key, descending=descending)
            assert [made.model.identity(row) for row in range(made.model.rowCount())] == expected
            assert len(expected) > 10
    assert header.isSortIndicatorShown()


def test_enter_opens_the_row_once(view: Viewed, qtbot: QtBot) -> None:
    _who, made = view(CASES)
    opened: list[str] = []
    made.opened.connect(opened.append)
    made.table.selectRow(2)
    qtbot.keyClick(made.table, Qt.Key.Key_Return)
    assert opened == [made.model.identity(2)]


def test_a_double_click_opens_the_row_once(view: Viewed, qtbot: QtBot) -> None:
    _who, made = view(CASES)
    opened: list[str] = []
    made.opened.connect(opened.append)
    at: QPoint = made.table.visualRect(made.model.index(1, 1)).center()
    qtbot.mouseClick(made.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseDClick(made.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened == [made.model.identity(1)]


def test_an_empty_list_says_so(view: Viewed) -> None:
    _who, made = view(OUTBOX)
    assert made._empty.isVisible()
    assert made._empty.text() == EMPTY.zh
    made = view(CASES)[1]
    assert not made._empty.isVisible()


def test_a_reload_keeps_selection_and_place(view: Viewed) -> None:
    who, made = view(CASES)
    made.table.selectRow(60)
    made.table.verticalScrollBar().setValue(50)
    who.settle()
    chosen, place = made.selected(), made.table.verticalScrollBar().value()
    assert place > 0
    made.reload()
    who.settle()
    assert made.selected() == chosen
    assert made.table.verticalScrollBar().value() == place


def test_a_hundred_thousand_rows_are_not_all_fetched(view: Viewed, tmp_path: Path) -> None:
    many = 100_000
    who, _made = view(CASES, Filter("0"))
    home = who.workstation.actor
    sql = (
        "INSERT INTO farmer (institution_id, id, branch_id, version, full_name)"
        " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " SELECT ?, printf('%032x', i), ?, 1, '农户' || i FROM n"
    )
    values = (many, home.institution_id, home.branch_id)
    who.workstation.database.run(lambda session: session.connection().exec_driver_sql(sql, values))
    farmers = TableView(who.desk, FARMERS, EMPTY)
    farmers.resize(1100, 600)
    farmers.show()
    farmers.reload()
    who.settle()
    assert farmers.model.rowCount() >= many
    farmers.table.scrollToBottom()
    who.settle()
    last = farmers.model.index(farmers.model.rowCount() - 1, 0)
    assert str(farmers.model.data(last)).startswith("农户")
    assert len(farmers.model._rows) < 10 * PAGE
    farmers.deleteLater()
