"""Customers: a new file, a number that cannot be, a person who is known already, and a register."""

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from app.register.verdicts import Status, count
from models.sample.numbers import resident_id
from tests.disks import full, needs_root, small_disk
from tests.ui.branch import Branch, Officer, fill, write
from tests.ui.conftest import Opened
from ui.customers.file_page import FilePage
from ui.customers.page import CustomersPage
from ui.customers.register_dialog import RegisterDialog
from ui.tour.register import write_register

ROWS = 60


@pytest.fixture
def who(officer: Opened) -> Officer:
    return officer()


def customers(who: Officer) -> CustomersPage:
    who.shell.open_place("customers")
    who.settle()
    page = who.page()
    assert isinstance(page, CustomersPage)
    return page


def new_farmer(who: Officer) -> FilePage:
    customers(who).new_farmer.click()
    who.settle()
    page = who.page()
    assert isinstance(page, FilePage)
    assert page.view
    return page


def number(serial: int) -> str:
    return resident_id(239901, date(1979, 5, 6), serial)


def test_a_new_farmer_is_filed_and_listed(who: Officer, qtbot: QtBot) -> None:
    page = new_farmer(who)
    assert not page.case_button.isEnabled()
    assert page.view
    fill(page.view, {"full_name": "王㛃", "id_number": number(901), "village": "测试镇东岗村"})
    page.save_button.click()
    who.settle()
    assert page.title.text() == "王㛃"
    assert page.case_button.isEnabled()
    found = who.workstation.database.read("SELECT full_name FROM farmer WHERE id = ?", (page.identity.hex,))
    assert found == [("王㛃",)]
    model = customers(who).farmers.model
    assert page.identity.hex in [model.identity(row) for row in range(model.rowCount())]
    assert who.workstation.database.read("SELECT count(*) FROM outbox") == [(1,)]


@needs_root
def test_what_is_typed_stays_where_the_disk_is_full(officer: Opened, tmp_path: Path) -> None:
    with small_disk(tmp_path / "pc1", "64m") as disk:
        who = officer(place="pc1")
        page = new_farmer(who)
        assert page.view
        typed = {"full_name": "王㛃", "id_number": number(902), "village": "测试镇东岗村"}
        with full(disk):
            fill(page.view, typed)
            page.save_button.click()
            who.settle()
            assert "磁盘已满" in who.shell.notice.text()
            assert who.workstation.database.read("SELECT count(*) FROM outbox") == [(0,)]
            assert page.view.form.values().items() >= typed.items()
        page.save_button.click()
        who.settle()
        assert who.workstation.database.read("SELECT count(*) FROM outbox") == [(1,)]
        assert page.title.text() == "王㛃"


def test_a_wrong_check_digit_is_said_beside_the_field(who: Officer) -> None:
    page = new_farmer(who)
    assert page.view
    write(page.view.editors["full_name"], "王㛃")
    assert page.save_button.isEnabled()
    good = number(902)
    write(page.view.editors["id_number"], good[:-1] + ("1" if good[-1] != "1" else "2"))
    assert "校验码" in page.view.problems["id_number"].text()
    assert not page.save_button.isEnabled()
    write(page.view.editors["id_number"], good)
    assert page.save_button.isEnabled()


def test_a_known_person_is_not_filed_twice_and_nothing_is_lost(who: Officer) -> None:
    name, known = who.workstation.database.read(
        "SELECT full_name, id_number FROM farmer WHERE id_number <> '' LIMIT 1"
    )[0]
    page = new_farmer(who)
    who.shell.activateWindow()
    assert page.view
    fill(page.view, {"full_name": "另一个人", "id_number": known})
    page.save_button.click()
    who.settle()
    assert who.shell.notice.property("tone") == "bad"
    assert name in who.shell.notice.text()
    assert QApplication.focusWidget() is page.view.editors["id_number"]
    assert page.view.form.texts["full_name"] == "另一个人"
    kept = who.workstation.database.read("SELECT texts FROM draft")
    assert [json.loads(each) for (each,) in kept] == [{"full_name": "另一个人", "id_number": known}]
    assert who.workstation.database.read("SELECT count(*) FROM outbox") == [(0,)]
    write(page.view.editors["id_number"], number(903))
    page.save_button.click()
    who.settle()
    assert page.title.text() == "另一个人"


@pytest.mark.parametrize("anew", [False, True])
def test_a_file_that_was_begun_and_never_saved_is_found_again(officer: Opened, *, anew: bool) -> None:
    before = officer()
    begun = new_farmer(before)
    assert begun.view
    fill(begun.view, {"full_name": "王㛃", "village": "测试镇东岗村"})
    before.wait(lambda: before.workstation.database.read("SELECT count(*) FROM draft") == [(1,)])
    who = officer()
    page = customers(who)
    page.new_farmer.click()
    who.settle()
    [asking] = page.findChildren(QMessageBox)
    assert "王㛃" in asking.text()
    answer = "另建新档" if anew else "继续录入"
    next(each for each in asking.buttons() if each.text() == answer).click()
    who.settle()
    shown = who.page()
    assert isinstance(shown, FilePage)
    assert shown.view
    assert (shown.identity == begun.identity) is not anew
    assert shown.view.form.touched == ({} if anew else {"full_name": "王㛃", "village": "测试镇东岗村"})


def test_a_file_that_was_begun_is_dropped_for_good(officer: Opened) -> None:
    who = officer()
    begun = new_farmer(who)
    assert begun.view
    fill(begun.view, {"full_name": "王㛃"})
    who.wait(lambda: who.workstation.database.read("SELECT count(*) FROM draft") == [(1,)])
    page = customers(who)
    page.new_farmer.click()
    who.settle()
    [asking] = page.findChildren(QMessageBox)
    next(each for each in asking.buttons() if each.text() == "放弃并另建").click()
    who.settle()
    assert who.workstation.database.read("SELECT count(*) FROM draft") == [(0,)]
    shown = who.page()
    assert isinstance(shown, FilePage)
    assert shown.identity != begun.identity


def test_whoever_clicks_twice_opens_one_case(who: Officer, branch: Branch) -> None:
    customer = branch.customer(who.workstation)
    who.shell.open_record("farmer", UUID(customer))
    who.settle()
    page = who.page()
    assert isinstance(page, FilePage)
    for _ in range(2):
        page.case_button.click()
    who.settle()
    opened = "SELECT count(*) FROM loan_case WHERE applicant_id = ? AND version = 0"
    assert who.workstation.database.read(opened, (customer,)) == [(1,)]
    assert page.case_button.isEnabled()
    assert page.lead_button.isEnabled()


def test_typing_on_while_it_is_saved_is_not_lost(who: Officer, branch: Branch) -> None:
    customer = branch.customer(who.workstation)
    who.shell.open_record("farmer", UUID(customer))
    who.settle()
    page = who.page()
    assert isinstance(page, FilePage)
    assert page.view
    write(page.view.editors["note"], "第一句。")
    page.save()
    write(page.view.editors["note"], "第一句。第二句。")
    who.settle()
    assert page.view.form.touched == {"note": "第一句。第二句。"}
    assert page.save_button.isEnabled()
    assert who.workstation.database.read("SELECT note FROM farmer WHERE id = ?", (customer,)) == [
        ("第一句。",)
    ]


def test_a_household_is_shown_or_said_to_be_missing(who: Officer) -> None:
    read = who.workstation.database.read
    large = read("SELECT farmer_id, count(*) FROM household_member GROUP BY 1 ORDER BY 2 DESC LIMIT 1")[0]
    alone = read("SELECT id FROM farmer WHERE id NOT IN (SELECT farmer_id FROM household_member) LIMIT 1")[0][
        0
    ]
    for identity, said in ((large[0], None), (alone, "还没有登记家庭成员。")):
        who.shell.open_record("farmer", UUID(identity))
        who.settle()
        words = [each.text() for each in who.page().findChildren(QLabel)]
        assert "家庭成员" in words
        assert (said in words) == (said is not None)


@pytest.fixture
def register(who: Officer) -> RegisterDialog:
    page = customers(who)
    page.import_button.click()
    assert page.register
    return page.register


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "名册.xlsx"
    write_register(path, ROWS)
    return path


def farmers(who: Officer) -> int:
    return int(who.workstation.database.read("SELECT count(*) FROM farmer")[0][0])


def test_a_register_is_judged_first_and_brought_in_on_demand(
    who: Officer, register: RegisterDialog, file: Path
) -> None:
    before = farmers(who)
    register.judge(file)
    who.settle()
    counted = count(register.verdicts)
    assert len(register.verdicts) == ROWS
    assert counted[Status.REFUSED] > 0
    assert farmers(who) == before
    assert register.table.rowCount() == ROWS
    refused = [register.table.item(row, 3) for row in range(counted[Status.REFUSED])]
    assert all(each and each.text().strip() for each in refused)
    register.import_button.click()
    who.settle()
    taken = ROWS - counted[Status.REFUSED]
    assert f"已导入{taken}户" in register.summary.text()
    assert farmers(who) == before + taken
    assert not register.import_button.isEnabled()
    assert customers(who).farmers.model.rowCount() == before + taken


def test_a_stopped_import_brings_nothing_in(who: Officer, register: RegisterDialog, file: Path) -> None:
    before = farmers(who)
    register.judge(file)
    who.settle()
    register.import_button.click()
    register.stop_button.click()
    who.settle()
    assert farmers(who) == before
    assert "没有导入任何数据" in register.summary.text()
    assert not register.progress.isVisible()


def broken(folder: Path, kind: str) -> Path:
    path = folder / "坏.xlsx"
    if kind == "text":
        path.write_text("姓名,身份证号\n王,1", encoding="utf-8")
    elif kind == "empty":
        path.touch()
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "no workbook")
    elif kind == "cut":
        whole = folder / "ganz.xlsx"
        write_register(whole, 5)
        path.write_bytes(whole.read_bytes()[:1500])
    elif kind == "folder":
        path.mkdir()
    return path


@pytest.mark.parametrize("kind", ["text", "empty", "zip", "cut", "missing", "folder"])
def test_a_file_that_is_no_register_gets_a_sentence(
    who: Officer, register: RegisterDialog, tmp_path: Path, kind: str
) -> None:
    before = farmers(who)
    register.judge(broken(tmp_path, kind))
    who.settle()
    assert register.summary.property("tone") == "bad"
    assert len(register.summary.text()) > 8
    assert register.verdicts == []
    assert not register.import_button.isEnabled()
    assert not register.progress.isVisible()
    assert farmers(who) == before


def test_after_a_bad_file_the_old_verdicts_are_gone(
    who: Officer, register: RegisterDialog, file: Path, tmp_path: Path
) -> None:
    register.judge(file)
    who.settle()
    shutil.copy(broken(tmp_path, "text"), tmp_path / "2.xlsx")
    register.judge(tmp_path / "2.xlsx")
    who.settle()
    assert register.verdicts == []
    assert register.table.rowCount() == 0
    assert not register.save_button.isEnabled()
