"""Forms: an editor for every field there is, problems beside the field, and every keystroke kept."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app import drafts
from app.forms import Form, facts_form
from models.base import Record
from models.collateral.base import Kind, kinds
from models.errors import RuleBroken
from models.party.farmer import Farmer
from models.records import RECORDS
from models.sample.numbers import resident_id
from tests.ui.branch import Officer, add, fill, write
from tests.ui.conftest import Opened
from ui.form import FormView, Keeper
from ui.language import language, speak

SUBJECT = "farmer/draft-of-a-test"
FARMER = {"full_name": "王𬭎", "marital": "married", "phone": "19900000001", "note": "第一行\n第二行"}


def forms() -> dict[str, Any]:
    made: dict[str, Any] = dict(RECORDS)
    return made | {f"collateral {key}": kind for key, kind in kinds().items()}


def form_of(owner: Any) -> Form:
    if issubclass(owner, Record):
        return Form.of(owner(), language())
    assert issubclass(owner, Kind)
    return facts_form(owner, {}, language())


def wanted(kind: str) -> type:
    return {"choice": QComboBox, "flag": QComboBox, "lines": QPlainTextEdit}.get(kind, QLineEdit)


@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("name", forms())
def test_every_field_has_the_editor_of_its_kind(name: str, spoken: Any, qtbot: QtBot) -> None:
    speak(spoken)
    form = form_of(forms()[name])
    view = FormView(form)
    qtbot.addWidget(view)
    assert set(view.editors) == set(form.fields)
    for field, editor in view.editors.items():
        described = form.fields[field]
        assert type(editor) is wanted(described.kind.name), field
        assert editor.accessibleName().strip(), field
        if isinstance(editor, QComboBox) and described.kind.name == "choice":
            assert editor.count() == len(described.kind.choices) + 1


@pytest.mark.parametrize("name", forms())
def test_every_required_field_wears_a_star_and_says_its_unit(name: str, qtbot: QtBot) -> None:
    form = form_of(forms()[name])
    view = FormView(form)
    qtbot.addWidget(view)
    captions = {each.buddy(): each.text() for each in view.findChildren(QLabel) if each.buddy()}
    for field, described in form.fields.items():
        caption = captions[view.editors[field]]
        assert caption.startswith(described.label.zh)
        assert caption.endswith("*") == described.required, caption
        assert described.unit is None or described.unit.zh in caption


@pytest.mark.parametrize("name", forms())
def test_hostile_texts_become_problems_and_never_stop_the_window(name: str, qtbot: QtBot) -> None:
    form = form_of(forms()[name])
    view = FormView(form)
    qtbot.addWidget(view)
    for hostile in (
        "'; DROP TABLE farmer; --",
        "9" * 5000,
        "\u202e王",
        "=1+1",
        "\ud83d",
        "１２３",
        "NaN",
        "-0",
    ):
        for field, editor in view.editors.items():
            if isinstance(editor, QLineEdit):
                write(editor, hostile)
            try:
                form.fields[field].read(form.texts[field])
                good = True
            except RuleBroken:
                good = False
            assert (view.problems[field].text() == "") == good, (field, hostile)


@pytest.fixture
def view(qtbot: QtBot) -> FormView:
    made = FormView(Form.of(Farmer(), "zh"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_problem_stands_by_its_field_until_it_is_put_right(view: FormView) -> None:
    number = view.editors["id_number"]
    write(number, "239901198001011234")
    assert "校验码" in view.problems["id_number"].text()
    assert view.problems["id_number"].isVisible()
    assert number.property("problem") is True
    assert not view.problems["phone"].isVisible()
    write(number, resident_id(239901, date(1980, 1, 1), 12))
    assert view.form.problems() == {}
    assert not view.problems["id_number"].isVisible()
    assert number.property("problem") is False


def test_an_empty_required_field_is_no_problem_before_it_matters(view: FormView) -> None:
    assert view.form.problems() == {}
    assert not any(each.isVisible() for each in view.problems.values())


def test_typing_reaches_the_form_whole(view: FormView) -> None:
    told: list[int] = []
    view.changed.connect(lambda: told.append(1))
    fill(view, FARMER)
    assert view.form.values() == FARMER
    assert len(told) >= len(FARMER)


def test_restored_texts_stand_in_their_editors(view: FormView) -> None:
    view.restore({**FARMER, "marital": "已婚", "a_field_that_is_gone": "x"})
    assert view.form.values() == FARMER
    editor = view.editors["note"]
    assert isinstance(editor, QPlainTextEdit)
    assert editor.toPlainText() == FARMER["note"]


def test_choices_kept_in_one_language_are_restored_in_the_other(qtbot: QtBot) -> None:
    speak("en")
    made = FormView(Form.of(Farmer(), "en"))
    qtbot.addWidget(made)
    made.restore({"marital": "已婚", "id_long_term": "是"})
    assert made.form.values() == {"marital": "married", "id_long_term": True}


def test_what_is_typed_while_saving_stays_to_be_saved(view: FormView) -> None:
    fill(view, FARMER)
    saved = view.form.touched
    add(view.editors["full_name"], "二")
    view.form.settle(saved)
    assert view.form.touched == {"full_name": "王𬭎二"}


def test_a_form_to_be_read_cannot_be_typed_into(qtbot: QtBot) -> None:
    made = FormView(Form.of(Farmer(), "zh"), read_only=True)
    qtbot.addWidget(made)
    for editor in made.editors.values():
        if isinstance(editor, QComboBox):
            assert not editor.isEnabled()
        else:
            qtbot.keyClicks(editor, "x")
            assert not editor.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert made.form.touched == {}


def test_the_wheel_over_a_choice_changes_nothing(view: FormView) -> None:
    box = view.editors["marital"]
    assert isinstance(box, QComboBox)
    centre = QPointF(box.rect().center())
    turned = QWheelEvent(
        centre,
        QPointF(box.mapToGlobal(box.rect().center())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's constructor takes no names
    )
    view.editors["full_name"].setFocus()
    QApplication.sendEvent(box, turned)
    assert box.currentIndex() == 0


def test_tab_reaches_every_field_in_the_order_of_the_form(view: FormView, qtbot: QtBot) -> None:
    view.activateWindow()
    names = list(view.editors)
    view.editors[names[0]].setFocus()
    reached = []
    for _ in names:
        focused = QApplication.focusWidget()
        reached.append(next((name for name, each in view.editors.items() if each is focused), "?"))
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert reached == names


def kept(who: Officer) -> dict[str, str]:
    return who.workstation.database.run(lambda session: drafts.kept(session, SUBJECT))


def form_with_keeper(who: Officer, qtbot: QtBot) -> tuple[FormView, Keeper]:
    made = FormView(Form.of(Farmer(), language()))
    qtbot.addWidget(made)
    made.show()
    keeper = Keeper(who.desk, made, SUBJECT)
    who.settle()
    return made, keeper


def test_a_draft_is_kept_moments_after_typing_and_comes_back(officer: Opened, qtbot: QtBot) -> None:
    who = officer()
    first, _keeper = form_with_keeper(who, qtbot)
    fill(first, FARMER)
    qtbot.waitUntil(lambda: kept(who).get("full_name") == "王𬭎", timeout=3000)
    second, _keeper = form_with_keeper(who, qtbot)
    assert second.form.values() == FARMER


def test_what_was_seen_comes_back_with_the_draft(officer: Opened, qtbot: QtBot) -> None:
    who = officer()
    first, _keeper = form_with_keeper(who, qtbot)
    first.form.seen["village"] = "前进村"
    fill(first, {"village": "红星村"})
    qtbot.waitUntil(lambda: kept(who) == {"village": "红星村"}, timeout=3000)
    second, _keeper = form_with_keeper(who, qtbot)
    assert second.form.seen["village"] == "前进村"


def test_taking_everything_back_keeps_no_draft(officer: Opened, qtbot: QtBot) -> None:
    who = officer()
    view, _keeper = form_with_keeper(who, qtbot)
    write(view.editors["full_name"], "王")
    qtbot.waitUntil(lambda: kept(who) == {"full_name": "王"}, timeout=3000)
    editor = view.editors["full_name"]
    assert isinstance(editor, QLineEdit)
    editor.clear()
    qtbot.waitUntil(lambda: kept(who) == {}, timeout=3000)


def test_typing_before_the_draft_was_read_loses_neither(officer: Opened, qtbot: QtBot) -> None:
    who = officer()
    first, _keeper = form_with_keeper(who, qtbot)
    fill(first, {"full_name": "旧名", "phone": "19900000001"})
    qtbot.waitUntil(lambda: len(kept(who)) == 2, timeout=3000)
    second = FormView(Form.of(Farmer(), "zh"))
    qtbot.addWidget(second)
    Keeper(who.desk, second, SUBJECT)
    write(second.editors["full_name"], "新名")
    who.settle()
    assert second.form.values() == {"full_name": "新名", "phone": "19900000001"}


def test_the_last_keystrokes_are_kept_when_the_window_goes(officer: Opened, qtbot: QtBot) -> None:
    who = officer()
    view, _keeper = form_with_keeper(who, qtbot)
    write(view.editors["full_name"], "刚刚输入")
    who.desk.leaving.emit()
    who.desk.tasks.wait()
    assert kept(who) == {"full_name": "刚刚输入"}
