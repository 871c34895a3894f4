"""The tabs of a case: taking a security, the plan and its reasons, papers as drafts and for signing."""

from pathlib import Path
from uuid import UUID

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.clock import today
from models.collateral.base import kinds
from models.fields import fields_of
from models.lending.days import add_months
from models.money import show_yuan
from models.parameters import parameters
from models.sample.objects import object_of
from tests.ui.branch import Branch, Officer, fill, write
from tests.ui.conftest import Opened
from ui.cases.case_page import CasePage
from ui.cases.pick_dialog import PickDialog
from ui.cases.security_dialog import SecurityDialog, _values
from ui.tour.texts import security

LEAD = "c.lead_officer = 'wangjun'"
STILL_VALID = "EXISTS (SELECT 1 FROM facility f WHERE f.case_id = c.id AND f.first_draw_by >= date('now'))"
LOANS = {"farmland_right": "farmer", "receivable": "firm"}


def case_page(who: Officer, case: str) -> CasePage:
    who.shell.open_record("loan_case", UUID(case))
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    assert page.view
    return page


def fill_dialog(dialog: SecurityDialog, key: str) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(key))
    _kind, about, facts, value = security(LOANS[key], today(), add_months(today(), 12))
    fill(dialog.object_view, about)
    fill(dialog.facts_view, facts)
    fill(dialog.value_view, value)


def texts_of(key: str) -> dict[str, str]:
    """Return what an officer would type into every field of a kind."""
    if key in LOANS:
        return security(LOANS[key], today(), add_months(today(), 12))[2]
    facts = object_of(key, 7, today(), secured=10_000_000, owner="测试县黑土粮食加工有限公司")
    shown = {name: (each, getattr(facts, name)) for name, each in fields_of(kinds()[key]).items()}
    return {
        name: each.kind.show(value, "zh") for name, (each, value) in shown.items() if value not in (None, "")
    }


@pytest.mark.parametrize("key", kinds())
def test_every_kind_is_taken_by_its_own_form(qtbot: QtBot, key: str) -> None:
    dialog = SecurityDialog("王𬭎", "", 10_000_000)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.kind.setCurrentIndex(dialog.kind.findData(key))
    kind = kinds()[key]
    assert kind.effect.label.zh in dialog.effect.text()
    fill(dialog.object_view, {"description": "一件押品"})
    fill(dialog.facts_view, texts_of(key))
    facts = kind(**_values(dialog.facts_view))
    cap = parameters("collateral", today())["cap_percent"][facts.cap_key]
    assert f"{cap}%" in dialog.suggestion.text()
    value = facts.suggested_value()
    assert (value is None) or show_yuan(value) in dialog.suggestion.text()
    dialog.buttons.accepted.emit()
    assert dialog.problem.text() == ""
    assert dialog.taking
    assert kind(**dialog.taking.facts) == facts
    assert dialog.taking.secured == 10_000_000


@pytest.mark.parametrize("key", LOANS)
def test_taking_a_security_suggests_its_value_and_what_it_may_secure(
    officer: Opened, branch: Branch, key: str
) -> None:
    who = officer()
    case = branch.case(who.workstation, "DRAFT", LEAD)
    page = case_page(who, case)
    assert page.view
    known = len(page.view.dossier.securities)
    page.tabs.setCurrentWidget(page.securities)
    page.securities.add_button.click()
    dialog = next(each for each in page.findChildren(SecurityDialog) if each.isVisible())
    fill_dialog(dialog, key)
    value = kinds()[key](**_values(dialog.facts_view)).suggested_value()
    cap = parameters("collateral", today())["cap_percent"][key]
    assert value
    assert show_yuan(value) in dialog.suggestion.text()
    assert show_yuan(value * cap // 100) in dialog.suggestion.text()
    assert f"{cap}%" in dialog.suggestion.text()
    write(dialog.secured, "12,345.67")
    dialog.buttons.accepted.emit()
    who.settle()
    assert page.view
    assert len(page.view.dossier.securities) == known + 1
    taken = page.view.dossier.securities[-1]
    assert taken.pledge.secured == 1_234_567
    assert taken.valuation
    assert taken.valuation.value == value
    words = " ".join(each.text() for each in page.securities.findChildren(QLabel))
    assert "12,345.67 元" in words
    assert "尚未登记" in words


@pytest.mark.parametrize("key", LOANS)
def test_a_fact_that_cannot_be_keeps_the_dialog_open(officer: Opened, branch: Branch, key: str) -> None:
    who = officer()
    page = case_page(who, branch.case(who.workstation, "DRAFT", LEAD))
    page.securities.add_button.click()
    dialog = next(each for each in page.findChildren(SecurityDialog) if each.isVisible())
    fill_dialog(dialog, key)
    write(dialog.secured, "很多")
    dialog.buttons.accepted.emit()
    assert dialog.isVisible()
    assert "不是金额" in dialog.problem.text()
    assert dialog.taking is None
    dialog.reject()
    who.settle()
    assert who.workstation.database.read("SELECT count(*) FROM outbox") == [(0,)]


def test_the_plan_explains_each_row(officer: Opened) -> None:
    who = officer()
    rows = who.workstation.database.read(
        "SELECT id FROM loan_case WHERE state NOT IN ('LEAD', 'DRAFT') AND months > 3 AND method <> 'BULLET' LIMIT 1"
    )
    page = case_page(who, rows[0][0])
    page.tabs.setCurrentWidget(page.plan)
    table = page.plan.table
    assert page.plan._plan
    assert table.rowCount() == len(page.plan._plan.rows) > 1
    assert "利息合计" in page.plan.summary.text()
    seen = set()
    for line in range(table.rowCount()):
        table.setCurrentCell(line, 4)
        assert page.plan.why.isVisible()
        interest = table.item(line, 4)
        assert interest
        assert interest.text() in page.plan.why.text()
        seen.add(page.plan.why.text())
    assert len(seen) == table.rowCount()
    last = table.item(table.rowCount() - 1, 6)
    assert last
    assert last.text() == "0.00"


def test_without_terms_the_plan_says_what_to_fill_in(officer: Opened) -> None:
    who = officer()
    rows = who.workstation.database.read("SELECT id FROM loan_case WHERE amount IS NULL LIMIT 1")
    page = case_page(who, rows[0][0])
    assert page.plan.table.rowCount() == 0
    assert "填写金额" in page.plan.summary.text()
    assert not page.plan.curve.isVisibleTo(page.plan)


def test_drafts_are_written_and_say_that_they_are_drafts(officer: Opened, prints: Path) -> None:
    who = officer()
    rows = who.workstation.database.read(
        "SELECT p.case_id FROM pledge p JOIN loan_case c ON c.id = p.case_id WHERE c.state = 'SIGNING' LIMIT 1"
    )
    page = case_page(who, rows[0][0])
    page.tabs.setCurrentWidget(page.papers)
    assert len(page.papers.drafts) >= 3
    for document in list(page.papers.drafts):
        before = len(page.papers.printed)
        button = page.papers.drafts[document]
        assert isinstance(button, QPushButton)
        button.click()
        who.wait(lambda before=before: len(page.papers.printed) > before)  # type: ignore[misc] # bound now
        text = "".join(each.extract_text() for each in PdfReader(page.papers.printed[-1]).pages)
        assert "样稿" in text, document
    assert len(list(prints.glob("*.pdf"))) == len(page.papers.printed)


def test_only_the_clerk_prints_formally_and_head_office_records_it(
    officer: Opened, branch: Branch, prints: Path
) -> None:
    clerk = officer("zhoufang")
    case = branch.case(clerk.workstation, "SIGNING")
    page = case_page(clerk, case)
    button = page.papers.formal["loan_contract"]
    assert isinstance(button, QPushButton)
    assert button.isEnabled()
    button.click()
    clerk.wait(lambda: bool(page.papers.printed))
    clerk.settle()
    number = clerk.workstation.database.read(
        "SELECT number FROM contract WHERE case_id = ? AND document = 'loan_contract'", (case,)
    )[0][0]
    text = "".join(each.extract_text() for each in PdfReader(page.papers.printed[0]).pages)
    assert number in text
    assert "样稿" not in text
    assert ("record_print", "accepted") in clerk.workstation.database.read(
        "SELECT json_extract(body, '$.step'), state FROM outbox WHERE type = 'command'"
    )
    lead = officer("wangjun", "pc2")
    other = case_page(lead, case)
    shut = other.papers.formal["loan_contract"]
    assert isinstance(shut, QPushButton)
    assert not shut.isEnabled()
    out = page.papers.formal["loan_contract"]
    assert isinstance(out, QPushButton)
    assert not out.isEnabled()
    assert any("各份均已出具" in each.text() for each in page.papers.findChildren(QLabel))


def test_a_contract_is_numbered_and_printed_without_a_connection(
    officer: Opened, branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = officer()
    case = branch.case(lead.workstation, "APPROVED", f"{LEAD} AND {STILL_VALID}")
    case_page(lead, case).request("show_cost", {"signed_on": today()})
    lead.settle()
    clerk = officer("zhoufang", "pc2")
    clerk.desk.sync()
    clerk.settle()
    monkeypatch.setattr(clerk.desk, "sync", lambda: None)
    page = case_page(clerk, case)
    page.request("issue_contracts", {})
    clerk.settle()
    assert any("已用本机预留编号" in each.text() for each in page.papers.findChildren(QLabel))
    button = page.papers.formal["loan_contract"]
    assert isinstance(button, QPushButton)
    button.click()
    clerk.wait(lambda: bool(page.papers.printed))
    clerk.settle()
    out = page.papers.formal["loan_contract"]
    assert isinstance(out, QPushButton)
    assert not out.isEnabled()
    clerk.workstation.rounds.run()
    answers = clerk.workstation.database.read("SELECT DISTINCT state FROM outbox WHERE type = 'command'")
    assert answers == [("accepted",)]


def test_the_papers_of_a_case_are_printed_from_its_records(
    officer: Opened, branch: Branch, prints: Path
) -> None:
    who = officer()
    case = branch.case(who.workstation, "PERFORMING")
    page = case_page(who, case)
    assert page.view
    papers = page.papers.papers
    offered = [papers.papers.itemData(place).paper.document for place in range(papers.papers.count())]
    assert {"application", "release_form", "due_notice"} <= set(offered)
    papers.papers.setCurrentIndex(offered.index("application"))
    papers.print_button.click()
    who.wait(lambda: bool(papers.printed))
    assert page.view.dossier.applicant
    text = "".join(each.extract_text() for each in PdfReader(papers.printed[0]).pages)
    assert page.view.dossier.applicant.full_name in text.replace("\n", "")
    papers.papers.setCurrentIndex(offered.index("interview_record"))
    papers.print_button.click()
    assert papers.dialog
    papers.dialog._check()
    who.settle()
    assert papers.dialog.isVisible()
    assert "问答记录" in papers.dialog.problem.text()
    write(papers.dialog.questions.editors["answers"], "借款做什么？买种子。")
    papers.dialog._check()
    who.wait(lambda: len(papers.printed) == 2)
    assert not papers.dialog.isVisible()
    assert list(prints.glob("application*.pdf"))


def test_a_known_object_is_found_and_secures_this_case_too(officer: Opened, branch: Branch) -> None:
    who = officer()
    case = branch.case(who.workstation, "DRAFT", LEAD)
    page = case_page(who, case)
    assert page.view
    known = len(page.view.dossier.securities)
    name = who.workstation.database.read("SELECT description FROM collateral ORDER BY id LIMIT 1")[0][0]
    page.securities.pick_button.click()
    who.settle()
    dialog = next(each for each in page.findChildren(PickDialog) if each.isVisible())
    dialog.buttons.accepted.emit()
    assert dialog.problem.text() == "请选择一个押品。"
    write(dialog.search, name)
    who.settle()
    assert dialog.found.count() >= 1
    assert all(name in dialog.found.item(row).text() for row in range(dialog.found.count()))
    dialog.found.setCurrentRow(0)
    write(dialog.secured, "很多")
    dialog.buttons.accepted.emit()
    assert "不是金额" in dialog.problem.text()
    write(dialog.secured, "5,000.00")
    dialog.buttons.accepted.emit()
    who.settle()
    assert page.view
    assert len(page.view.dossier.securities) == known + 1
    assert page.view.dossier.securities[-1].pledge.secured == 500_000


def test_an_object_that_has_not_come_yet_is_said_where_it_would_stand(officer: Opened) -> None:
    who = officer()
    database = who.workstation.database
    rows = database.read(
        "SELECT case_id, collateral_id FROM pledge GROUP BY case_id HAVING count(*) = 1 LIMIT 1"
    )
    [(case, land)] = rows
    away = "DELETE FROM collateral WHERE id = ?"
    database.run(lambda session: session.connection().exec_driver_sql(away, (land,)))
    page = case_page(who, case)
    words = " ".join(each.text() for each in page.securities.findChildren(QLabel))
    assert "有1项押品的资料在本机不全，请先同步；仍不全的，请升级程序。" in words
    assert "尚未登记" not in words
