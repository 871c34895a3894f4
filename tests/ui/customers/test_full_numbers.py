"""Numbers of a customer's file: shown in part, in full for a reason, and in part again after a while."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLineEdit

from tests.ui.branch import Branch, Officer, write
from tests.ui.conftest import Opened
from ui.customers.file_page import FilePage
from ui.reason_dialog import ReasonDialog

NUMBERS = ("id_number", "phone", "bank_card")


@pytest.fixture
def who(officer: Opened) -> Officer:
    return officer()


@pytest.fixture
def page(who: Officer, branch: Branch) -> FilePage:
    who.shell.open_record("farmer", UUID(branch.customer(who.workstation)))
    who.settle()
    shown = who.page()
    assert isinstance(shown, FilePage)
    return shown


def shown(page: FilePage, name: str) -> str:
    assert page.view
    editor = page.view.editors[name]
    assert isinstance(editor, QLineEdit)
    return editor.text()


def asked(who: Officer, page: FilePage) -> ReasonDialog:
    page.reveal_button.click()
    who.settle()
    dialogs = page.findChildren(ReasonDialog)
    return dialogs[-1]


def noted(who: Officer) -> list[tuple[str, dict[str, object]]]:
    rows = who.workstation.database.read("SELECT subject, detail FROM audit_entry WHERE action = 'unmask'")
    return [(subject, json.loads(detail)) for subject, detail in rows]


def test_numbers_are_masked_and_cannot_be_typed_over(who: Officer, page: FilePage) -> None:
    assert page.view
    assert page.view.hidden == {name for name in NUMBERS if page.view.form.texts[name]}
    for name in page.view.hidden:
        assert "*" in shown(page, name)
        assert "*" not in page.view.form.texts[name]
        editor = page.view.editors[name]
        assert isinstance(editor, QLineEdit)
        assert editor.isReadOnly()
    assert page.view.form.touched == {}


def test_without_a_reason_nothing_is_shown(who: Officer, page: FilePage) -> None:
    dialog = asked(who, page)
    dialog._check()
    assert dialog.isVisible()
    assert "事由" in dialog.problem.text()
    dialog.reject()
    who.settle()
    assert "*" in shown(page, "phone")
    assert noted(who) == []


def test_a_reason_is_noted_and_the_numbers_are_shown_for_a_while(who: Officer, page: FilePage) -> None:
    dialog = asked(who, page)
    write(dialog.reason, "电话回访核对号码")
    dialog._check()
    who.settle()
    assert page.view
    assert shown(page, "phone") == page.view.form.texts["phone"]
    assert not page.reveal_button.isVisible()
    assert page._concealing.isActive()
    ((subject, detail),) = noted(who)
    assert subject == f"farmer {page.identity}"
    assert detail["reason"] == "电话回访核对号码"
    assert "phone" in str(detail["fields"])
    write(page.view.editors["phone"], "19900000042")
    page._conceal()
    assert shown(page, "phone") == "19900000042"  # What is being changed stays readable.
    assert "*" in shown(page, "id_number")
    assert page.view.form.touched == {"phone": "19900000042"}
    assert page.reveal_button.isVisible()


def test_a_new_customer_is_typed_in_plain(who: Officer) -> None:
    who.shell.open_place("customers")
    who.settle()
    who.page().new_farmer.click()  # type: ignore[attr-defined] # the page of customers
    who.settle()
    page = who.page()
    assert isinstance(page, FilePage)
    assert page.view
    write(page.view.editors["phone"], "19900000042")
    assert shown(page, "phone") == "19900000042"
    assert not page.reveal_button.isVisible()


def test_the_window_says_by_how_much_its_clock_differs(who: Officer) -> None:
    assert not who.shell.status.clock.isVisible()
    who.workstation.centre.skew = timedelta(minutes=-7)
    who.desk.synced.emit(None)
    assert who.shell.status.clock.isVisible()
    assert who.shell.status.clock.text() == "电脑时钟比总行快7分钟"
