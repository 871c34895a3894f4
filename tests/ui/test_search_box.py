"""The search box: while one types, by keys and by mouse, and never with an answer to something else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.search import Hit
from models.party.farmer import Farmer
from tests.ui.branch import Officer, add, write
from tests.ui.conftest import Opened
from ui.search_box import SearchBox

NAME = "司马𬭎"
OTHER = "欧阳青禾"


@pytest.fixture
def who(officer: Opened) -> Officer:
    made = officer()
    home = {
        "institution_id": made.workstation.actor.institution_id,
        "branch_id": made.workstation.actor.branch_id,
    }
    for name in (NAME, OTHER):
        made.workstation.database.run(
            lambda session, name=name: session.add(  # type: ignore[misc] # bound now
                Farmer(**home, full_name=name, village="青山乡测试村", phone="19900000123")
            )
        )
    return made


def opened(who: Officer) -> list[str]:
    shown: list[str] = []
    who.desk.open_record.connect(lambda kind, _identity: shown.append(kind))
    return shown


def look_for(who: Officer, typed: str) -> SearchBox:
    box = who.shell.search
    box.setText("")
    add(box, typed)
    who.wait(lambda: box._answered == box.text())
    return box


def titles(box: SearchBox) -> list[str]:
    hits = [box.results.item(row).data(Qt.ItemDataRole.UserRole) for row in range(box.results.count())]
    return [hit.title for hit in hits if isinstance(hit, Hit)]


@pytest.mark.parametrize("typed", [NAME, "司马", "simahong", "sm", "0123"])
def test_people_are_found_by_what_officers_type(who: Officer, typed: str) -> None:
    assert NAME in titles(look_for(who, typed))
    assert who.shell.search.results.isVisible()


def test_results_change_while_one_types(who: Officer, qtbot: QtBot) -> None:
    box = look_for(who, NAME)
    assert titles(box) == [NAME]
    box.setText(OTHER)
    qtbot.waitUntil(lambda: titles(box) == [OTHER], timeout=5000)


def test_arrows_enter_and_escape(who: Officer, qtbot: QtBot) -> None:
    shown = opened(who)
    box = look_for(who, "青山乡")
    assert len(titles(box)) == 2
    for key, row in ((Qt.Key.Key_Down, 0), (Qt.Key.Key_Down, 1), (Qt.Key.Key_Up, 0)):
        qtbot.keyClick(box, key)
        assert box.results.currentRow() == row
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert shown == ["farmer"]
    assert box.text() == ""
    assert not box.results.isVisible()
    look_for(who, "青山乡")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""
    who.settle()
    assert not box.results.isVisible()
    assert shown == ["farmer"]


def test_a_click_opens_a_result(who: Officer, qtbot: QtBot) -> None:
    shown = opened(who)
    box = look_for(who, OTHER)
    who.shell.activateWindow()
    box.setFocus()
    at = box.results.visualItemRect(box.results.item(0)).center()
    qtbot.mouseClick(box.results.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert shown == ["farmer"]
    assert not box.results.isVisible()


def test_enter_waits_for_the_answer_to_what_is_typed_now(who: Officer, qtbot: QtBot) -> None:
    box = look_for(who, NAME)
    found: list[object] = []
    who.desk.open_record.connect(lambda _kind, identity: found.append(identity))
    write(box, OTHER)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(found), timeout=5000)
    name = who.workstation.database.read(
        "SELECT full_name FROM farmer WHERE id = ?",
        (found[0].hex,),  # type: ignore[attr-defined] # an identity
    )
    assert name == [(OTHER,)]


def test_an_answer_to_an_earlier_text_is_dropped(who: Officer) -> None:
    box = look_for(who, NAME)
    box.setText(OTHER)
    box._show("司马乱", [])
    assert titles(box) == [NAME]
    who.wait(lambda: titles(box) == [OTHER])


@pytest.mark.parametrize(
    "hostile",
    ['"', "'; DROP TABLE search_words; --", "* OR *", 'name:"', "(" * 500, "王" * 5000, "\x00\x01", "𠮷𬭎",
     "NEAR(a b)", "%_%", "\u202e王", "AND OR NOT", "-- ", "\ud83d", "１３９"],
)  # fmt: skip
def test_hostile_words_find_nothing_and_break_nothing(who: Officer, hostile: str) -> None:
    box = look_for(who, hostile)
    assert NAME not in titles(box)
    assert titles(look_for(who, NAME)) == [NAME]


def test_nothing_found_is_said_and_cannot_be_opened(who: Officer, qtbot: QtBot) -> None:
    shown = opened(who)
    box = look_for(who, "查无此人者")
    assert box.results.item(0).text() == "没有找到"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert shown == []


def test_going_elsewhere_puts_the_results_away(who: Officer) -> None:
    box = look_for(who, NAME)
    who.shell.activateWindow()
    box.setFocus()
    assert box.results.isVisible()
    who.shell.rail.setFocus()
    assert not box.results.isVisible()


def test_ctrl_k_leads_into_the_box_and_selects_what_stands_there(who: Officer, qtbot: QtBot) -> None:
    box = look_for(who, NAME)
    who.shell.activateWindow()
    who.shell.rail.setFocus()
    qtbot.keyClick(who.shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is box
    assert box.selectedText() == NAME
