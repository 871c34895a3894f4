"""What was not taken: given up, kept as a proposal, behind another; and customers who are handed over."""

from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from models.lending.case import LoanCase
from tests.ui.branch import Branch, Officer, write
from tests.ui.conftest import Opened
from tests.ui.sync.test_sync_page import case_page, states, sync_page
from ui.customers.file_page import FilePage
from ui.order_dialog import OrderDialog
from ui.sync.page import SyncPage
from ui.tasks import Task

LED = "c.lead_officer = 'wangjun'"
FROZEN = "APPROVED"


def cells(page: SyncPage) -> list[str]:
    model = page.table.model
    return [str(model.data(model.index(0, column))) for column in range(model.columnCount())]


def type_behind_the_freeze(who: Officer, branch: Branch) -> str:
    """Type into a case that head office has frozen, as somebody does who was offline meanwhile."""
    case = branch.case(who.workstation, FROZEN, LED)

    def work(session: object) -> None:
        stored = session.get(LoanCase, (who.workstation.actor.institution_id, UUID(case)))  # type: ignore[attr-defined] # a session
        stored.purpose = "买农机"

    who.workstation.database.run(work)
    return case


def answer(who: Officer, page: SyncPage, role: QMessageBox.ButtonRole) -> None:
    page.table.table.selectRow(0)
    page.give_up_button.click()
    [asking] = [each for each in page.findChildren(QMessageBox) if each.isVisible()]
    assert asking.text()
    next(each for each in asking.buttons() if asking.buttonRole(each) is role).click()
    who.settle()


def test_a_proposal_is_shown_kept_and_given_up(officer: Opened, branch: Branch) -> None:
    who = officer()
    case = type_behind_the_freeze(who, branch)
    purpose = "SELECT purpose FROM loan_case WHERE id = ?"
    page = sync_page(who)
    page.sync_button.click()
    who.settle()
    assert states(who) == ["proposal"]
    assert "已存为变更建议" in cells(page)
    assert any("条件已冻结" in cell for cell in cells(page))
    assert who.workstation.database.read(purpose, (case,)) != [("买农机",)]
    assert "1 项需处理" in who.shell.status.outbox_count.text()
    page.table.table.selectRow(0)
    page.table.table.activated.emit(page.table.model.index(0, 0))
    who.settle()
    [asking] = [each for each in page.findChildren(QMessageBox) if each.isVisible()]
    assert "变更建议" in asking.text()
    asking.buttons()[0].click()
    who.settle()
    assert states(who) == ["proposal"]  # The terms are still frozen, and what was typed is still there.
    answer(who, page, QMessageBox.ButtonRole.RejectRole)
    assert states(who) == ["proposal"]
    page.give_up_button.click()
    [asking] = [each for each in page.findChildren(QMessageBox) if each.isVisible()]
    QTest.keyClick(asking, Qt.Key.Key_Return)  # Whoever presses Enter twice gives nothing up.
    who.settle()
    assert states(who) == ["proposal"]
    answer(who, page, QMessageBox.ButtonRole.AcceptRole)
    assert states(who) == []
    assert page.state.property("tone") == "good"


def test_nothing_to_give_up_is_said(officer: Opened) -> None:
    who = officer()
    page = sync_page(who)
    page.give_up_button.click()
    who.settle()
    assert who.shell.notice.text() == "请先选中一项。"


def test_what_was_repaired_is_said(officer: Opened, branch: Branch) -> None:
    who = officer()
    farmer = branch.customer(who.workstation)
    database = who.workstation.database
    sql = "UPDATE farmer SET village = '别处' WHERE id = ?"
    database.run(lambda session: session.connection().exec_driver_sql(sql, (farmer,)))
    page = sync_page(who)
    page.compare_button.click()
    who.wait(lambda: "重新领取1条" in page.state.text())
    assert database.read("SELECT village FROM farmer WHERE id = ?", (farmer,)) != [("别处",)]
    page.compare_button.click()
    who.wait(lambda: "完全一致" in page.state.text())


def test_progress_stands_in_the_status_bar(officer: Opened) -> None:
    who = officer()
    page, task = sync_page(who), Task(lambda _job: None, lambda _none: None, lambda _error: None, who.desk)
    who.desk.syncing.emit(task)
    task.progressed.emit(1_200, 5_000)
    assert page.running.progress.format() == "已领取 1,200 / 5,000"
    assert (page.running.progress.value(), page.running.progress.maximum()) == (1_200, 5_000)
    task.progressed.emit(7, 8)
    assert page.running.progress.format() == "已传7项"
    task.ended.emit()
    assert not page.running.isVisible()
    assert who.shell.status.sync_state.text() == "正在同步 7 / 8"


def file_page(who: Officer, farmer: str) -> FilePage:
    who.shell.open_record("farmer", UUID(farmer))
    who.settle()
    page = who.page()
    assert isinstance(page, FilePage)
    return page


@pytest.mark.parametrize(("login", "may"), [("weiguo", True), ("wangjun", False)])
def test_only_who_may_order_it_hands_customers_over(
    officer: Opened, branch: Branch, login: str, may: bool
) -> None:
    who = officer(login)
    page = file_page(who, branch.customer(who.workstation))
    assert page.transfer_button.isVisible() is may
    if may:
        page.transfer_button.click()
        who.settle()
        [asking] = [each for each in page.findChildren(OrderDialog) if each.isVisible()]
        assert asking.windowTitle() == "移交客户"
        asking.reject()


def test_a_change_that_was_typed_shows_where_it_is(officer: Opened, branch: Branch) -> None:
    who = officer()
    page = case_page(who, branch.case(who.workstation, "DRAFT", LED))
    assert page.form
    write(page.form.editors["purpose"], "买化肥")
    page.save_button.click()
    who.settle()
    assert states(who) == ["pending"]
