"""The auditor's workplace over a real centre: filters, an entry in full, verification, export, two duties."""

from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app import auditing
from app.entrance import enter
from app.outbox import ask
from app.workstation import Workstation
from models.lending.case import LoanCase
from tests.ui.branch import Branch, Officer, passphrase
from tests.ui.conftest import Opened
from tests.ui.looking import cut, nameless, out_of_reach
from ui.audit.page import AuditPage
from ui.demo import PASSWORD
from ui.language import speak
from ui.shell import AUDIT


def opened(who: Officer) -> AuditPage:
    who.shell.open_place("audit")
    who.settle()
    page = who.page()
    assert isinstance(page, AuditPage)
    return page


def column(page: AuditPage, place: int) -> list[str]:
    table = page.trail.table
    return [item.text() for row in range(table.rowCount()) if (item := table.item(row, place))]


def test_only_the_auditor_has_the_workplace(officer: Opened) -> None:
    assert AUDIT not in officer("wangjun", "pc1").shell.places
    assert officer("xuqing", "pc2").shell.places[-1] is AUDIT


def test_the_trail_is_shown_and_an_entry_is_read_in_full(officer: Opened) -> None:
    who = officer("xuqing")
    page = opened(who)
    assert page.trail.table.rowCount() > 3
    assert "登录" in column(page, 3)
    page.trail.table.selectRow(0)
    said = page.trail.detail.toPlainText()
    for caption in ("时间：", "人员：", "事项：", "对象：", "设备：", "序号与指纹："):
        assert caption in said
    assert "许晴（xuqing）" in said


def test_the_filters_narrow_and_say_what_is_wrong(officer: Opened) -> None:
    who = officer("xuqing")
    page = opened(who)
    trail = page.trail
    trail.lines["officer"].setText("许晴")
    trail.kinds.setCurrentIndex(trail.kinds.findData("audit.read"))
    trail.look_up()
    who.settle()
    assert set(column(page, 2)) == {"许晴"}
    assert set(column(page, 3)) == {"查阅审计记录"}
    trail.lines["first"].setText("soon")
    trail.look_up()
    who.settle()
    assert "不是日期" in trail.state.text()
    trail.lines["first"].setText("")
    trail.lines["subject"].setText("没有这个编号")
    trail.look_up()
    who.settle()
    assert "没有编号为" in trail.state.text()
    trail.lines["subject"].setText("")
    trail.lines["device"].setText("没有这台电脑")
    trail.look_up()
    who.settle()
    assert trail.table.rowCount() == 0
    assert "没有符合条件的记录" in trail.state.text()


def test_the_trail_is_verified_and_exported_with_a_line_that_says_who(
    officer: Opened, tmp_path: Path
) -> None:
    who = officer("xuqing")
    page = opened(who)
    page.verify_button.click()
    who.settle()
    assert page.verdict.text().startswith("核验通过：")
    page.export(tmp_path / "trail.xlsx")
    who.settle()
    sheet = load_workbook(tmp_path / "trail.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert str(rows[0][0]).startswith("许晴（xuqing）")
    assert f"共{len(rows) - 2}条" in str(rows[0][0])
    assert rows[1][:3] == ("序号", "时间", "姓名")
    assert "xuqing" in {row[3] for row in rows[2:]}
    exported = who.workstation.database.read(
        "SELECT subject, detail FROM audit_entry WHERE action = 'export'"
    )
    assert exported[0][0] == "trail.xlsx"
    assert f'"rows": {len(rows) - 2}' in exported[0][1]


def test_the_trail_is_verified_in_stretches_and_stops_when_told_to(
    officer: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditing, "STRETCH", 3)
    who = officer("xuqing")
    page = opened(who)
    page.verify()
    assert not page.running.isHidden()
    who.settle()
    assert page.verdict.text().startswith("核验通过：")
    assert page.progress.maximum() > 3
    assert page.running.isHidden()
    page.verify()
    page.stop_button.click()
    who.settle()
    assert "核验已停止" in page.verdict.text()
    assert page.verify_button.isEnabled()


def test_without_a_network_it_says_so(officer: Opened, qtbot: QtBot) -> None:
    who = officer("xuqing")
    who.workstation.centre._http.base_url = "http://127.0.0.1:9"
    page = opened(who)
    assert "需联网查阅" in page.trail.state.text()
    page.verify()
    who.settle()
    assert "需联网查阅" in page.verdict.text()


def sign(branch: Branch, desk: Workstation, step: str, case: str, **arguments: str) -> None:
    bank = desk.actor.institution_id
    desk.database.run(lambda session: ask(session, bank, step, LoanCase.kind, UUID(case), arguments))
    desk.rounds.run()
    found = desk.database.read("SELECT state, zh FROM outbox ORDER BY sequence DESC LIMIT 1")
    assert found[0][0] == "accepted", found


def test_two_duties_on_this_computer_are_shown(branch: Branch, officer: Opened, tmp_path: Path) -> None:
    surveyor = enter(branch.settings(tmp_path / "a"), "lixue", PASSWORD, passphrase)
    surveyor.rounds.run()
    found = surveyor.database.read(
        "SELECT c.id, c.lead_officer, c.second_officer FROM loan_case c WHERE c.state = 'REVIEWING'"
    )
    reviewer = enter(branch.settings(tmp_path / "b"), "zhaomin", PASSWORD, passphrase)
    reviewer.rounds.run()
    sign(branch, reviewer, "return_from_review", found[0][0], comment="补充材料")
    lead = (
        surveyor
        if found[0][1] == "lixue"
        else enter(branch.settings(tmp_path / "c"), found[0][1], PASSWORD, passphrase)
    )
    lead.rounds.run()
    sign(branch, lead, "sign_survey", found[0][0])
    for each in {id(desk): desk for desk in (surveyor, reviewer, lead)}.values():
        each.close()
    who = officer("xuqing")
    page = opened(who)
    page.tabs.setCurrentIndex(1)
    who.settle()
    table = page.same_device.table
    duties = {item.text() for row in range(table.rowCount()) if (item := table.item(row, 2))}
    assert duties == {"调查", "审查"}
    assert "1个案件须核实" in page.same_device.state.text()


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_it_can_be_read_and_worked(officer: Opened, spoken: str) -> None:
    speak("en" if spoken == "en" else "zh")
    who = officer("xuqing")
    page = opened(who)
    page.trail.table.selectRow(0)
    for tab in (0, 1):
        page.tabs.setCurrentIndex(tab)
        who.settle()
        assert cut(who.shell) == []
        assert nameless(who.shell) == []
        assert out_of_reach(page) == []
    assert page.findChildren(QPushButton)
