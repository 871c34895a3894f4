"""The workplace of loan care, used as officers use it, over a real centre."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.modeltest import ModelTester

from app.postloan.worklist import CheckDue
from app.register.verdicts import Status
from tests.app.attachments.files import picture
from tests.ui.branch import Officer, fill
from ui.import_dialog import ImportDialog
from ui.language import speak
from ui.postloan.ageing import by_band
from ui.postloan.check_dialog import CheckDialog
from ui.postloan.notice_dialog import NoticeDialog
from ui.postloan.page import CarePage

Opened = Callable[..., Officer]
SELECT_ROW = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


def care(who: Officer, *, everybody: bool = True) -> CarePage:
    who.shell.open_place("postloan")
    page = who.page()
    assert isinstance(page, CarePage)
    page.mine.setChecked(not everybody)
    who.settle()
    return page


def synced(who: Officer) -> None:
    who.settle()
    who.wait(
        lambda: not who.workstation.database.read("SELECT 1 FROM outbox WHERE state IN ('pending', 'sent')")
    )
    who.settle()


def test_the_lists_are_full_sorted_and_lead_to_the_case(officer: Opened) -> None:
    who = officer()
    page = care(who)
    days = [each.days for each in page.arrears.model.rows]
    assert days == sorted(days, reverse=True)
    assert {6, 91, 360} <= {*days}
    tiers = [each.loan.care.tier for each in page.checks.model.rows]
    assert tiers == sorted(tiers, reverse=True)
    assert page.notices.model.rows
    assert page.tabs.tabText(1).endswith(str(len(days)))
    assert page.ageing.accessibleDescription()
    whole = len(days)
    page.mine.setChecked(True)
    who.settle()
    leads = {each.loan.lead for each in page.arrears.model.rows}
    assert leads == {"wangjun"}
    assert len(page.arrears.model.rows) < whole
    page.arrears.opened.emit(page.arrears.model.rows[0])
    who.settle()
    assert who.shell.shown() == f"loan_case/{page.arrears.model.rows[0].loan.case_id}"


def test_a_click_on_a_heading_sorts(officer: Opened, qtmodeltester: ModelTester) -> None:
    page = care(officer())
    table = page.arrears
    table._sort_by(1)
    owed = [each.owed.total for each in table.model.rows]
    assert owed == sorted(owed)
    table._sort_by(1)
    assert [each.owed.total for each in table.model.rows] == owed[::-1]
    assert table.model.data(table.model.index(0, 0), Qt.ItemDataRole.TextAlignmentRole)
    qtmodeltester.check(table.model)


def test_what_is_chosen_stays_chosen_when_the_lists_are_sorted_and_read_anew(officer: Opened) -> None:
    who = officer()
    page = care(who)
    rows = page.arrears.model.rows
    wanted = {rows[0].loan.note_id, rows[2].loan.note_id}
    for row in (0, 2):
        page.arrears.table.selectionModel().select(page.arrears.model.index(row, 0), SELECT_ROW)

    def chosen() -> set[UUID]:
        return {each.loan.note_id for each in page.arrears.chosen()}

    page.arrears._sort_by(1)
    assert chosen() == wanted
    page.reload()
    who.settle()
    assert chosen() == wanted
    assert page.overdue_button.isEnabled()
    page.arrears.show_rows([each for each in page.arrears.model.rows if each.loan.note_id not in wanted])
    assert chosen() == set()
    assert not page.overdue_button.isEnabled()


def test_a_check_is_filled_in_with_what_is_known_and_recorded_once(officer: Opened, tmp_path: Path) -> None:
    who = officer()
    page = care(who, everybody=False)
    before = len(page.checks.model.rows)
    wanted = next(each for each in page.checks.model.rows if each.due.kind != "overdue")
    page.checks.table.selectRow(page.checks.model.rows.index(wanted))
    page.record_check()
    who.settle()
    dialog = page.dialog
    assert isinstance(dialog, CheckDialog)
    assert dialog.form
    assert wanted.loan.customer in dialog.form.form.texts["met"]
    assert "合同用途" in dialog.form.form.texts["use_of_funds"]
    dialog.keep()
    who.settle()
    assert "检查结论" in dialog.problem.text()
    fill(dialog.form, {"findings": "苗情良好，用途相符。", "result": "正常"})
    photo = tmp_path / "地头.jpg"
    photo.write_bytes(b"no photograph")
    dialog.take_photo(photo)
    who.settle()
    assert "JPG" in dialog.problem.text()
    photo.write_bytes(picture())
    dialog.take_photo(photo)
    who.settle()
    for _ in range(2):
        dialog.keep()  # Whoever is in a hurry clicks twice.
    synced(who)
    assert kept(who, wanted) == [
        (hashlib.sha256(photo.read_bytes()).hexdigest(), "地头.jpg", "苗情良好，用途相符。")
    ]
    assert len(page.checks.model.rows) < before
    assert who.workstation.database.read("SELECT count(*) FROM draft") == [(0,)]


def kept(who: Officer, check: CheckDue) -> list[tuple[Any, ...]]:
    """Return what is kept of a check whose photograph is among the papers."""
    return who.workstation.database.read(
        "SELECT photo_sha256, photo_name, findings FROM post_check JOIN attachment ON sha256 = photo_sha256"
        ' WHERE note_id = ? AND "check" = ? AND due_on = ?',
        (check.loan.note_id.hex, check.due.kind, check.due.on.isoformat()),
    )


def test_what_is_typed_into_a_check_survives(officer: Opened) -> None:
    who = officer("lixue")
    page = care(who, everybody=False)
    page.checks.table.selectRow(0)
    page.record_check()
    who.settle()
    dialog = page.dialog
    assert isinstance(dialog, CheckDialog)
    assert dialog.form
    fill(dialog.form, {"findings": "写到一半"})
    who.wait(lambda: bool(who.workstation.database.read("SELECT 1 FROM draft")))
    dialog.reject()
    who.settle()
    page.record_check()
    who.settle()
    again = page.dialog
    assert isinstance(again, CheckDialog)
    assert again.form
    assert again.form.form.texts["findings"] == "写到一半"


def test_the_delivery_of_a_notice_is_recorded(officer: Opened) -> None:
    who = officer()
    page = care(who)
    wanted = page.notices.model.rows[0]
    page.notices.table.selectRow(0)
    page.record_notice()
    dialog = page.dialog
    assert isinstance(dialog, NoticeDialog)
    how = dialog.questions.editors["delivery"]
    dialog._check()
    assert "逐项" in dialog.problem.text()
    assert isinstance(how, QComboBox)
    how.setCurrentIndex(how.findData("signed"))
    dialog._check()
    synced(who)
    left = [(each.loan.note_id, each.due) for each in page.notices.model.rows]
    assert (wanted.loan.note_id, wanted.due) not in left
    sent = "SELECT delivery, receiver FROM notice WHERE note_id = ? ORDER BY sent_on DESC, id DESC LIMIT 1"
    rows = who.workstation.database.read(sent, (wanted.loan.note_id.hex,))
    assert rows == [("signed", wanted.loan.customer)]


def repayments(path: Path, *rows: Any) -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["借据编号", "还款日期", "本金", "利息", "罚息复利", "费用", "核心流水号"])
    for each in rows:
        page.append(list(each))
    book.save(path)
    return path


def test_repayments_are_judged_then_booked_at_the_centre(officer: Opened, tmp_path: Path) -> None:
    who = officer("wuhao")
    page = care(who)
    late = page.arrears.model.rows[-1].loan
    today = page.arrears.model.rows[-1].loan.care
    path = repayments(
        tmp_path / "还款.xlsx",
        (late.number, (today.unpaid_since or today.due_on).isoformat(), "1.00", "", "", "", "HX-ui-1"),
        ("JJ-0", "2026-01-01", "1.00", "", "", "", "HX-ui-2"),
    )
    page.import_repayments()
    dialog = page.dialog
    assert isinstance(dialog, ImportDialog)
    dialog.judge(path)
    who.settle()
    assert [each.status for each in dialog.verdicts] == [Status.ACCEPTED, Status.REFUSED]
    why: Any = dialog.table.item(0, 3)
    assert "没有这张借据" in why.text()
    assert dialog.import_button.isEnabled()
    dialog.bring_in()
    synced(who)
    sql = "SELECT principal FROM repayment WHERE reference = 'HX-ui-1'"
    assert who.workstation.database.read(sql) == [(100,)]
    dialog.judge(path)
    who.settle()
    assert dialog.verdicts[0].status is Status.KNOWN
    assert not dialog.import_button.isEnabled()


def test_who_does_not_book_cannot_import(officer: Opened) -> None:
    page = care(officer())
    assert not page.import_button.isVisible()
    assert page.check_button.isVisible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_loan_of_a_case_shows_due_and_paid(officer: Opened, language: Any) -> None:
    speak(language)
    who = officer()
    late = care(who).arrears.model.rows[0]
    who.shell.open_record("loan_case", late.loan.case_id)
    who.settle()
    case: Any = who.page()
    case.tabs.setCurrentWidget(case.loan)
    who.settle()
    assert str(late.days) in case.loan.summary.text()
    assert case.loan.lines.rowCount() >= 1
    assert case.loan.history.rowCount() > 3
    assert not case.loan.grab().isNull()


def test_a_renewal_opens_a_draft_that_names_the_old_case(officer: Opened) -> None:
    who = officer()
    row = who.workstation.database.read(
        "SELECT id, applicant_id FROM loan_case WHERE state = 'PERFORMING' AND lead_officer = 'wangjun' LIMIT 1"
    )[0]
    who.shell.open_record("loan_case", UUID(row[0]))
    who.settle()
    case: Any = who.page()
    case.loan.renew_button.click()
    who.settle()
    new = who.workstation.database.read(
        "SELECT applicant_id, state FROM loan_case WHERE renews = ?", (row[0],)
    )
    assert new == [(row[1], "DRAFT")]


def test_empty_lists_say_what_to_do(officer: Opened) -> None:
    who = officer()
    page = care(who)
    for table in (page.checks, page.arrears, page.notices):
        table.show_rows([])
        assert table._empty.isVisibleTo(table)
        assert len(table._empty.text()) > 10


def test_the_bands_of_ageing() -> None:
    rows = [(1, 1), (30, 2), (31, 4), (90, 8), (91, 16), (270, 32), (271, 64), (360, 128), (361, 256)]
    assert by_band(rows) == [(2, 3), (2, 12), (2, 48), (2, 192), (1, 256)]
