"""The sync page: offline, refused, sent again, in conflict and decided, and compared."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from app import jobs
from app.config import Settings
from app.workstation import log_in
from models.identity import new_id
from tests.ui.branch import Branch, Officer, fill, passphrase, write
from tests.ui.conftest import Opened
from ui.cases.case_page import CasePage
from ui.demo import INSTITUTION, PASSWORD
from ui.sync.conflict_dialog import ConflictDialog
from ui.sync.page import SyncPage

LEAD = "c.lead_officer = 'wangjun' AND c.second_officer = 'lixue'"


def sync_page(who: Officer) -> SyncPage:
    who.shell.open_place("sync")
    who.settle()
    page = who.page()
    assert isinstance(page, SyncPage)
    return page


def case_page(who: Officer, case: str) -> CasePage:
    who.shell.open_record("loan_case", UUID(case))
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    assert page.form
    return page


def states(who: Officer) -> list[str]:
    return [row[0] for row in who.workstation.database.read("SELECT state FROM outbox ORDER BY sequence")]


@pytest.fixture
def alone(branch: Branch, qtbot: QtBot, tmp_path: Path) -> Iterator[Officer]:
    """Somebody whose head office cannot be reached."""
    branch.enter("wangjun", tmp_path).close()
    settings = Settings(tmp_path, "http://127.0.0.1:9", INSTITUTION)
    made = Officer(qtbot, log_in(settings, "wangjun", PASSWORD, passphrase), settings)
    yield made
    made.leave()


def test_offline_work_waits_and_says_so(alone: Officer, branch: Branch) -> None:
    assert alone.shell.status.sync_state.text() == "离线"
    page = case_page(alone, branch.case(alone.workstation, "DRAFT", "c.lead_officer = 'wangjun'"))
    assert page.form
    write(page.form.editors["purpose"], "离线填写")
    page.save_button.click()
    alone.settle()
    shown = sync_page(alone)
    shown.sync_button.click()
    alone.settle()
    assert states(alone) in (["pending"], ["sent"])
    assert "离线" in shown.state.text()
    assert shown.table.model.rowCount() == 1
    assert alone.shell.status.outbox_count.text() == "待发送 1 项"
    assert alone.shell.notice.property("tone") == "warn"
    model = shown.rounds.model
    assert "离线" in str(model.data(model.index(0, model.columnCount() - 1)))


def test_comparing_without_head_office_is_refused_with_a_sentence(alone: Officer) -> None:
    page = sync_page(alone)
    page.compare_button.click()
    alone.settle()
    assert alone.shell.notice.property("tone") == "bad"


def test_both_sides_hold_the_same(officer: Opened) -> None:
    who = officer()
    page = sync_page(who)
    page.sync_button.click()
    who.settle()
    assert page.state.text() == "本轮同步完成。"
    page.compare_button.click()
    who.settle()
    assert "完全一致" in page.state.text()
    assert page.state.property("tone") == "good"
    assert page.table._empty.isVisible()


def refuse(who: Officer) -> None:
    """Put a step into the outbox that head office will refuse."""
    case = who.workstation.database.read("SELECT id FROM loan_case WHERE state = 'DISBURSED' LIMIT 1")[0][0]
    sql = (
        "INSERT INTO outbox (op, type, record_kind, record_id, body, state, zh, en, made_at, attempts)"
        """ VALUES (?, 'command', 'loan_case', ?, '{"step": "submit", "arguments": {}}', 'pending', '', '', 0, 0)"""
    )
    who.workstation.database.run(
        lambda session: session.connection().exec_driver_sql(sql, (new_id().hex, case))
    )


def test_a_refused_step_says_why_and_can_be_sent_again(officer: Opened) -> None:
    who = officer()
    refuse(who)
    page = sync_page(who)
    page.sync_button.click()
    who.settle()
    assert states(who) == ["refused"]
    model = page.table.model
    cells = [model.data(model.index(0, column)) for column in range(model.columnCount())]
    assert cells[0] == "提交受理"
    assert "被退回" in cells
    assert any("已放款" in str(cell) for cell in cells)
    page.table.table.selectRow(0)
    page.decide_button.click()
    who.settle()
    assert "没有冲突" in who.shell.notice.text()
    op = who.workstation.database.read("SELECT op FROM outbox")
    page.retry_button.click()
    who.settle()
    assert states(who) == ["refused"]
    assert who.workstation.database.read("SELECT op FROM outbox") != op


def test_what_was_accepted_is_not_sent_again(officer: Opened, branch: Branch) -> None:
    who = officer()
    case = case_page(who, branch.case(who.workstation, "DRAFT", "c.lead_officer = 'wangjun'"))
    assert case.form
    write(case.form.editors["purpose"], "买化肥")
    case.save_button.click()
    who.settle()
    page = sync_page(who)
    page.sync_button.click()
    who.settle()
    page.shown.setCurrentIndex(page.shown.findData("all"))
    who.settle()
    assert states(who) == ["accepted"]
    page.table.table.selectRow(0)
    op = who.workstation.database.read("SELECT op FROM outbox")
    page.retry_button.click()
    who.settle()
    assert who.workstation.database.read("SELECT op, state FROM outbox") == [(op[0][0], "accepted")]
    assert "只有被退回的操作" in who.shell.notice.text()


def test_nothing_selected_is_said(officer: Opened) -> None:
    who = officer()
    page = sync_page(who)
    for button in (page.decide_button, page.retry_button):
        who.shell.notice.hide()
        button.click()
        who.settle()
        assert who.shell.notice.text() == "请先选中一项。"


@pytest.mark.parametrize("keep_mine", [True, False], ids=["mine stands", "theirs stands"])
def test_two_officers_on_one_amount_decide_it(officer: Opened, branch: Branch, keep_mine: bool) -> None:
    mine, theirs = officer("wangjun"), officer("lixue", "pc2")
    case = branch.case(mine.workstation, "INVESTIGATING", LEAD)
    for who, amount in ((theirs, "31000.00"), (mine, "32000.00")):
        page = case_page(who, case)
        assert page.form
        fill(page.form, {"amount": amount})
        page.save_button.click()
        who.settle()
    theirs.desk.sync()
    theirs.settle()
    shown = sync_page(mine)
    shown.sync_button.click()
    mine.settle()
    assert states(mine) == ["conflict"]
    assert "1 项需处理" in mine.shell.status.outbox_count.text()
    decide(mine, shown, keep_mine=keep_mine)
    for who in (mine, theirs):
        who.desk.sync()
        who.settle()
        agreed = 3_200_000 if keep_mine else 3_100_000
        assert who.workstation.database.read("SELECT amount FROM loan_case WHERE id = ?", (case,)) == [
            (agreed,)
        ]
        editor = case_page(who, case).form.editors["amount"]  # type: ignore[union-attr] # just opened
        assert isinstance(editor, QLineEdit)
        assert editor.text() == ("32,000.00" if keep_mine else "31,000.00")
    assert "conflict" not in states(mine)


def decide(who: Officer, page: SyncPage, *, keep_mine: bool) -> None:
    page.table.table.selectRow(0)
    page.table.table.activated.emit(page.table.model.index(0, 0))
    who.settle()
    asking = [each for each in page.findChildren(ConflictDialog) if each.isVisible()]
    assert len(asking) == 1
    assert [button.text() for button in asking[0].mine.values()] == ["32,000.00"]
    assert not asking[0].mine["amount"].isChecked()
    signatures = {
        each.text().partition("，")[0] for each in asking[0].findChildren(QLabel) if "，" in each.text()
    }
    assert signatures == {"我", "李雪"}
    asking[0].mine["amount"].setChecked(keep_mine)
    asking[0].buttons.accepted.emit()
    who.settle()


def test_rounds_are_told_of_and_what_was_refused_is_given_up(officer: Opened, tmp_path: Path) -> None:
    who = officer()
    refuse(who)
    page = sync_page(who)
    page.sync_button.click()
    assert page.running.isVisibleTo(page)
    who.settle()
    assert not page.running.isVisibleTo(page)
    assert "需处理 1" in page.counts.text()
    page.tabs.setCurrentIndex(1)
    who.settle()
    model = page.rounds.model
    assert model.rowCount() >= 1
    assert model.data(model.index(0, model.columnCount() - 1)) == "完成"
    page.tabs.setCurrentIndex(0)
    page.export(tmp_path / "no such folder" / "support.json")
    who.settle()
    assert "无法写入“support.json”" in who.shell.notice.text()
    page.export(tmp_path / "support.json")
    who.settle()
    assert "已导出1项" in who.shell.notice.text()
    page.table.table.selectRow(0)
    page.give_up_button.click()
    asking = page.findChild(QMessageBox)
    assert asking is not None
    asking.buttons()[0].click()
    who.settle()
    assert states(who) == []
    assert "需处理 0" in page.counts.text()


def test_the_round_before_the_page_is_told_of(officer: Opened) -> None:
    who = officer("wangjun")
    who.desk.sync()
    who.settle()
    page = sync_page(who)
    assert page.state.text().startswith("上次同步 ")
    assert page.state.text().endswith("：完成")
    assert page.rounds.model.rowCount() == 1


def test_a_comparison_says_how_far_it_is_and_can_be_stopped(
    officer: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "REPORT_EVERY", 0.0)
    who = officer()
    page = sync_page(who)
    page.sync_button.click()
    who.settle()
    told: list[str] = []
    page.running.progress.valueChanged.connect(lambda _value: told.append(page.running.progress.format()))
    page.compare_button.click()
    assert (page.running.isVisibleTo(page), page.compare_button.isEnabled()) == (True, False)
    who.settle()
    assert "完全一致" in page.state.text()
    assert any(each.startswith("已核对 ") for each in told)
    assert (page.running.isVisibleTo(page), page.compare_button.isEnabled()) == (False, True)

    said = page.state.text()
    page.state.setText("")
    page.compare_button.click()
    page.sync_button.click()
    page.running.stop_button.click()
    who.settle()
    assert page.state.text() != said
    assert (page.running.isVisibleTo(page), page.compare_button.isEnabled()) == (False, True)


def test_a_running_round_can_be_stopped(officer: Opened) -> None:
    who = officer()
    page = sync_page(who)
    for _ in range(3):
        refuse(who)
    page.sync_button.click()
    page.running.stop_button.click()
    who.settle()
    assert not page.running.isVisibleTo(page)
    page.sync_button.click()
    who.settle()
    assert set(states(who)) == {"refused"}
