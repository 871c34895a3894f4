"""Guarantors, groups, terms and seizure in the window, as an officer uses them."""

from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QPushButton

from app.clock import today
from models.approval.steps import STEPS
from tests.ui.branch import Branch, Officer, fill, write
from tests.ui.conftest import Opened
from ui.alert_line import AlertLine
from ui.cases.case_page import CasePage
from ui.cases.group_dialog import GroupDialog
from ui.cases.guarantor_dialog import GuarantorDialog
from ui.cases.step_dialog import StepDialog
from ui.collateral.object_page import ObjectPage
from ui.collateral.page import CollateralPage
from ui.form_dialog import FormDialog

D = TypeVar("D", bound=QDialog)
FREE = "NOT EXISTS (SELECT 1 FROM guarantee g WHERE g.case_id = c.id)"


def opened(page: CasePage | ObjectPage, kind: type[D]) -> D:
    return [each for each in page.findChildren(kind) if each.isVisible()][-1]


def case_page(who: Officer, case: str) -> CasePage:
    who.shell.open_record("loan_case", UUID(case))
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    page.tabs.setCurrentWidget(page.securities)
    return page


def words(page: CasePage) -> str:
    return "\n".join(each.text() for each in page.securities.findChildren(QLabel))


def press(page: CasePage, text: str) -> None:
    next(each for each in page.securities.findChildren(QPushButton) if each.text() == text).click()


def test_a_guarantor_is_taken_changed_and_taken_off(officer: Opened, branch: Branch) -> None:
    who = officer()
    page = case_page(
        who, branch.case(who.workstation, "DRAFT", f"c.amount > 0 AND c.amount < 10000000 AND {FREE}")
    )
    page.securities.guarantor_button.click()
    dialog = opened(page, GuarantorDialog)
    who.settle()
    assert dialog.view.editors["liability"].property("currentText") == "连带责任保证"
    dialog.save()
    assert dialog.problem.text()
    name = dialog.found.item(0).text().split("　")[0]
    write(dialog.search, name)
    who.settle()
    dialog.found.setCurrentRow(0)
    dialog.save()
    who.settle()
    assert f"保证 · {name}" in words(page)
    press(page, "修改保证…")
    change = opened(page, FormDialog)
    fill(change.view, {"amount": "12345.67", "spouse_consent_on": today().isoformat()})
    change.save()
    who.settle()
    assert "12,345.67" in words(page)
    press(page, "撤下保证人")
    who.settle()
    assert f"保证 · {name}" not in words(page)


def test_a_group_is_formed_and_guarantees(officer: Opened, branch: Branch) -> None:
    who = officer()
    condition = f"c.applicant_kind = 'farmer' AND c.amount > 0 AND {FREE}"
    page = case_page(who, branch.case(who.workstation, "INVESTIGATING", condition))
    page.securities.group_button.click()
    who.settle()
    dialog = opened(page, GroupDialog)
    dialog.groups.setCurrentIndex(dialog.groups.count() - 1)
    fill(dialog.view, {"full_name": "前进村联保二组", "agreed_on": today().isoformat()})
    for row in range(2):
        dialog.people.item(row).setCheckState(Qt.CheckState.Checked)
    dialog.save()
    assert dialog.problem.text()
    write(dialog.cap, "5000")
    dialog.save()
    who.settle()
    assert words(page).count("联保小组：前进村联保二组，3户") == 2
    page.securities.group_button.click()
    who.settle()
    again = opened(page, GroupDialog)
    assert "前进村联保二组" in again.groups.itemText(0)
    assert not again.area.isVisible()


def test_a_pledge_becomes_one_up_to_a_maximum(officer: Opened, branch: Branch) -> None:
    who = officer()
    pledged = "EXISTS (SELECT 1 FROM pledge p WHERE p.case_id = c.id)"
    page = case_page(who, branch.case(who.workstation, "INVESTIGATING", pledged))
    press(page, "担保条件…")
    dialog = opened(page, FormDialog)
    fill(
        dialog.view,
        {
            "mode": "最高额担保",
            "claims_ceiling": "990000",
            "principal_ceiling": "880000",
            "claims_from": "2026-01-01",
            "claims_until": "2029-01-01",
        },
    )
    dialog.save()
    who.settle()
    assert "最高债权额 990,000.00 元　最高本金 880,000.00 元" in words(page)


def test_a_seizure_is_written_down_after_approval_and_shown(officer: Opened) -> None:
    who = officer()
    rows = who.workstation.database.read(
        "SELECT p.collateral_id FROM pledge p JOIN loan_case c ON c.id = p.case_id WHERE c.state = 'SECURING' LIMIT 1"
    )
    who.shell.open_record("collateral", UUID(rows[0][0]))
    who.settle()
    page = who.page()
    assert isinstance(page, ObjectPage)
    page.status_button.click()
    dialog = opened(page, FormDialog)
    fill(
        dialog.view,
        {"seized": "是", "seized_on": today().isoformat(), "seized_by": "测试县人民法院2399执1号"},
    )
    dialog.save()
    who.settle()
    shown = "\n".join(each.text() for each in page.findChildren(QLabel))
    assert "已被查封：测试县人民法院2399执1号" in shown
    assert "紧急" in shown


def test_alerts_open_what_they_are_about_and_the_vault_its_case(officer: Opened) -> None:
    who = officer()
    who.shell.open_place("collateral")
    page = who.page()
    assert isinstance(page, CollateralPage)
    for tab in (1, 3, 2):
        page.tabs.setCurrentIndex(tab)
        who.settle()
        assert not page.kinds.isVisible()
    assert page.tabs.guarantees.model.rowCount() >= 1
    assert page.tabs.vault.model.rowCount() == 1
    alerts = page.tabs.alerts
    gravities = [each.gravity for each in alerts.alerts]
    assert gravities == sorted(gravities)
    assert alerts.table.rowCount() == len(gravities) >= 3
    alerts.open_row(0)
    who.settle()
    assert isinstance(who.page(), ObjectPage)


def test_the_desk_of_today_counts_the_alerts(officer: Opened) -> None:
    who = officer()
    line = who.page().findChild(AlertLine)
    assert isinstance(line, AlertLine)
    who.wait(line.isVisible)
    assert line.text.text().startswith("押品预警：紧急")
    line.findChild(QPushButton).click()  # type: ignore[union-attr] # it has one
    who.settle()
    assert isinstance(who.page(), CollateralPage)


def test_the_registrar_is_asked_for_paper_and_second_person(officer: Opened) -> None:
    who = officer("zhoufang")
    rows = who.workstation.database.read("SELECT case_id FROM vault_entry LIMIT 1")
    page = case_page(who, rows[0][0])
    assert "借出" in words(page)
    assert page.view
    dialog = StepDialog(STEPS["record_vault"], page.view, "zhoufang", page)
    assert set(dialog.editors) == set(STEPS["record_vault"].arguments)
    second = dialog.editors["second"]
    logins = [second.itemData(row) for row in range(second.count())]  # type: ignore[attr-defined] # a chooser
    assert "wangjun" in logins
    assert "zhoufang" not in logins
