"""One case on one page: what may be done by whom, what is missing, and what is being typed."""

from uuid import UUID

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton
from sqlalchemy.orm import Session

from app import drafts
from app.sync.intake import take_in, understand
from models.lending.case import LoanCase
from models.lending.states import State
from models.sync.wire import pack_record
from tests.ui.branch import Branch, Officer, fill, write
from tests.ui.conftest import Opened
from ui.cases.case_page import CasePage
from ui.cases.step_dialog import StepDialog
from ui.customers.file_page import FilePage
from ui.language import say

UNDO = {"withdraw", "reopen"}
AFTER_REGISTRATION = {"change_registration", "extend_registration", "record_vault", "fix_claims"}
OFFICE = {
    ("DRAFT", "wangjun"): {"submit", "withdraw"},
    ("DRAFT", "zhaomin"): set(),
    ("SUBMITTED", "wangjun"): {"begin_survey", "withdraw"},
    ("INVESTIGATING", "wangjun"): {"sign_survey", "withdraw"},
    ("REVIEWING", "zhaomin"): {"pass_review", "return_from_review"},
    ("REVIEWING", "wangjun"): set(),
    ("APPROVING", "sunlei"): {"approve", "return_from_approval", "reject", "hand_over"},
    ("APPROVING", "zhaomin"): set(),
    ("APPROVED", "wangjun"): {"show_cost", *UNDO},
    ("COST_SHOWN", "zhoufang"): {"issue_contracts"},
    ("SIGNING", "wangjun"): {"sign_contracts", *UNDO},
    ("SIGNING", "zhoufang"): set(),
    ("SECURING", "zhoufang"): {"register", "apply_registration", *AFTER_REGISTRATION},
    ("SECURING", "wangjun"): {"request_payout", *UNDO},
    ("READY", "wuhao"): {"disburse"},
    ("READY", "wangjun"): UNDO,
    ("DISBURSED", "wuhao"): {"record_repayment"},
    ("PERFORMING", "wuhao"): {"record_repayment"},
    ("PERFORMING", "zhoufang"): {"release_security", *AFTER_REGISTRATION},
    ("ARCHIVED", "wangjun"): set(),
    ("REJECTED", "wangjun"): set(),
    ("WITHDRAWN", "wangjun"): set(),
}
PLEDGED = "EXISTS (SELECT 1 FROM pledge p WHERE p.case_id = c.id)"
LEAD = "c.lead_officer = 'wangjun'"


def case_page(who: Officer, case: str) -> CasePage:
    who.shell.open_record("loan_case", UUID(case))
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    assert page.view
    assert page.form
    return page


def shown(page: CasePage, code: str) -> list[QLabel]:
    return page.steps.findChildren(QLabel, code)


@pytest.fixture
def lead(officer: Opened) -> Officer:
    return officer("wangjun")


@pytest.mark.parametrize(("state", "login"), OFFICE)
def test_whoever_may_act_finds_the_buttons_for_it(officer: Opened, state: str, login: str) -> None:
    who = officer(login)
    rows = who.workstation.database.read(
        f"SELECT c.id FROM loan_case c WHERE c.state = ? ORDER BY {LEAD} DESC, {PLEDGED} DESC, c.id DESC LIMIT 1",  # noqa: S608 - the tests' own words
        (state,),
    )
    page = case_page(who, rows[0][0])
    assert set(page.steps.buttons) == OFFICE[state, login]
    assert page.chips.text() == say(State(state).label)
    assert page.form
    open_to_change = state in {"DRAFT", "SUBMITTED", "INVESTIGATING"}
    assert page.form.read_only is not open_to_change
    assert page.save_button.isVisible() is open_to_change
    assert page.securities.add_button.isEnabled() is open_to_change


@pytest.mark.parametrize("before", ["DRAFT", "PERFORMING"])
def test_a_case_at_a_state_of_a_newer_release_is_only_read(lead: Officer, before: str) -> None:
    work = lead.workstation
    case = work.database.read(
        f"SELECT c.id FROM loan_case c WHERE c.state = ? AND {LEAD} AND {PLEDGED} ORDER BY c.id LIMIT 1",  # noqa: S608 - likewise
        (before,),
    )[0][0]
    page = case_page(lead, case)
    assert page.steps.buttons

    def go_on(session: Session) -> None:
        here = session.get_one(LoanCase, (work.actor.institution_id, UUID(case)))
        sent = {**pack_record(here), "state": "SOLD_ON"}
        arrival = understand(LoanCase.kind, (case, (here.version or 0) + 1, "0" * 32), sent)
        take_in(session, (here.institution_id, here.branch_id), [arrival])

    work.database.run(go_on)
    page.reload()
    lead.settle()
    assert page.chips.text() == "新状态（请升级程序）"
    assert page.steps.buttons == {}
    assert "请升级程序后办理" in "".join(each.text() for each in page.steps.findChildren(QLabel))
    assert page.form
    assert page.form.read_only
    assert not page.save_button.isVisible()
    assert not page.limit.box.isEnabled()
    for tab in (page.securities, page.loan, page.papers):
        buttons = tab.findChildren(QPushButton)
        assert buttons
        assert not any(each.isEnabled() for each in buttons)


@pytest.mark.parametrize(
    ("state", "login", "main", "turn"),
    [
        ("READY", "wangjun", [], "现由登记岗、放款岗办理。"),
        ("REVIEWING", "wangjun", [], "现由审查岗办理。"),
        ("APPROVED", "wangjun", ["show_cost"], ""),
    ],
)
def test_what_a_case_does_not_wait_for_is_no_main_button(
    officer: Opened, state: str, login: str, main: list[str], turn: str
) -> None:
    who = officer(login)
    case = who.workstation.database.read(
        f"SELECT c.id FROM loan_case c WHERE c.state = ? AND {LEAD} ORDER BY c.id LIMIT 1",  # noqa: S608 - likewise
        (state,),
    )[0][0]
    steps = case_page(who, case).steps
    buttons = [(key, each) for key, each in steps.buttons.items() if isinstance(each, QPushButton)]
    assert [key for key, each in buttons if each.property("main")] == main
    said = "".join(each.text() for each in steps.findChildren(QLabel))
    assert (turn in said) if turn else ("当前不由您办理" not in said)


def test_a_new_case_says_what_it_lacks_and_where(lead: Officer, branch: Branch) -> None:
    page = open_case(lead, branch)
    assert page.view
    missing = page.view.missing["submit"]
    assert len(missing) > 3
    for condition in missing:
        assert condition.text.zh in shown(page, condition.code)[0].text()
    assert any("[申请]" in each.text() for each in page.steps.findChildren(QLabel))


def open_case(who: Officer, branch: Branch) -> CasePage:
    """Open a case as an officer does: from the customer's file."""
    who.shell.open_record("farmer", UUID(branch.customer(who.workstation)))
    who.settle()
    file = who.page()
    assert isinstance(file, FilePage)
    file.case_button.click()
    who.wait(lambda: isinstance(who.page(), CasePage))
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    assert page.form
    return page


def test_a_closed_gate_lists_each_condition_once(lead: Officer, branch: Branch) -> None:
    page = open_case(lead, branch)
    assert page.view
    before = [each.code for each in page.view.missing["submit"]]
    press(page, "submit")
    lead.settle()
    assert lead.shell.notice.property("tone") == "bad"
    assert f"还差{len(before)}项条件" in lead.shell.notice.text()
    lines = [each.text() for each in page.steps.findChildren(QLabel) if each.text().startswith("· ")]
    assert len(lines) == len(before) == len(set(lines))
    assert page.view.dossier.state is State.DRAFT
    assert lead.workstation.database.read("SELECT count(*) FROM outbox WHERE type = 'command'") == [(0,)]


def press(page: CasePage, step: str) -> None:
    button = page.steps.buttons[step]
    assert isinstance(button, QPushButton)
    button.click()


def dialog_of(page: CasePage) -> StepDialog:
    return next(each for each in page.findChildren(StepDialog) if each.isVisible())


def test_a_decision_needs_words_and_reaches_head_office(officer: Opened, branch: Branch) -> None:
    who = officer("zhaomin")
    page = case_page(who, branch.case(who.workstation, "REVIEWING"))
    press(page, "return_from_review")
    asking = dialog_of(page)
    asking.buttons.accepted.emit()
    assert asking.isVisible()
    assert asking.problem.text() == "请填写意见。"
    write(asking.editors["comment"], "请补充近半年流水。")
    asking.buttons.accepted.emit()
    assert not asking.isVisible()
    who.wait(lambda: bool(page.view) and page.view.dossier.state is State.INVESTIGATING)  # type: ignore[union-attr] # just looked
    who.settle()
    assert page.steps.buttons == {}
    assert "请补充近半年流水。" in [each.text() for each in page.opinions.findChildren(QLabel)]


def test_a_dismissed_dialog_takes_no_step(officer: Opened, branch: Branch) -> None:
    who = officer("sunlei")
    page = case_page(who, branch.case(who.workstation, "APPROVING"))
    press(page, "reject")
    dialog_of(page).reject()
    who.settle()
    assert who.workstation.database.read("SELECT count(*) FROM outbox") == [(0,)]


@pytest.mark.parametrize(("typed", "says"), [("昨天", "不是日期"), ("2026-02-30", "不是日期")])
def test_a_day_that_is_none_is_refused_in_the_dialog(
    lead: Officer, branch: Branch, typed: str, says: str
) -> None:
    page = case_page(lead, branch.case(lead.workstation, "APPROVED", LEAD))
    press(page, "show_cost")
    asking = dialog_of(page)
    write(asking.editors["signed_on"], typed)
    asking.buttons.accepted.emit()
    assert asking.isVisible()
    assert says in asking.problem.text()
    assert asking.focusWidget() is asking.editors["signed_on"]
    asking.reject()


def test_what_is_typed_is_saved_and_the_draft_is_gone(lead: Officer, branch: Branch) -> None:
    case = branch.case(lead.workstation, "DRAFT", LEAD)
    page = case_page(lead, case)
    assert page.form
    fill(page.form, {"purpose": "购买𬭎牌农机", "months": "9", "repayment_source": "秋粮销售\n合作社分红"})
    assert page.save_button.isEnabled()
    page.save_button.click()
    lead.settle()
    saved = lead.workstation.database.read(
        "SELECT purpose, months, repayment_source FROM loan_case WHERE id = ?", (case,)
    )
    assert saved == [("购买𬭎牌农机", 9, "秋粮销售\n合作社分红")]
    assert lead.workstation.database.read("SELECT count(*) FROM draft") == [(0,)]
    assert not page.save_button.isEnabled()
    assert "已保存" in lead.shell.notice.text()


def test_a_draft_is_not_shown_for_what_was_approved(lead: Officer, branch: Branch) -> None:
    work = lead.workstation
    case = branch.case(work, "APPROVED", LEAD)
    subject, typed = f"loan_case/{UUID(case)}", {"amount": "987654.00"}
    work.database.run(lambda session: drafts.keep(session, subject, typed))
    page = case_page(lead, case)
    assert page.form
    assert page.form.form.touched == {}
    editor = page.form.editors["amount"]
    assert isinstance(editor, QLineEdit)
    assert editor.text() == page.form.form.shown["amount"]
    with work.database.session() as session:
        assert drafts.kept(session, subject) == typed


def test_a_problem_keeps_the_save_button_shut(lead: Officer, branch: Branch) -> None:
    page = case_page(lead, branch.case(lead.workstation, "DRAFT", LEAD))
    assert page.form
    write(page.form.editors["months"], "九百")
    assert not page.save_button.isEnabled()
    write(page.form.editors["months"], "12")
    write(page.form.editors["purpose"], "买种子")
    assert page.save_button.isEnabled()


def test_a_round_does_not_touch_what_is_typed_nor_the_cursor(officer: Opened, branch: Branch) -> None:
    mine = officer("wangjun")
    theirs = officer("lixue", "pc2")
    case = branch.case(mine.workstation, "INVESTIGATING", f"{LEAD} AND c.second_officer = 'lixue'")
    page, other = case_page(mine, case), case_page(theirs, case)
    assert page.form
    assert other.form
    write(page.form.editors["survey"], "正在写调查意见")
    write(other.form.editors["visited_place"], "测试县红旗村")
    other.save_button.click()
    theirs.settle()
    theirs.desk.sync()
    theirs.settle()
    mine.desk.sync()
    mine.settle()
    editor = page.form.editors["survey"]
    assert isinstance(editor, QPlainTextEdit)
    assert editor.toPlainText() == "正在写调查意见"
    place = mine.workstation.database.read("SELECT visited_place FROM loan_case WHERE id = ?", (case,))
    assert place == [("测试县红旗村",)]
    page.save_button.click()
    mine.settle()
    mine.desk.sync()
    mine.settle()
    theirs.desk.sync()
    theirs.settle()
    merged = theirs.workstation.database.read(
        "SELECT visited_place, survey FROM loan_case WHERE id = ?", (case,)
    )
    assert merged == [("测试县红旗村", "正在写调查意见")]


def test_an_amount_that_came_while_another_was_typed_is_not_written_over(
    officer: Opened, branch: Branch
) -> None:
    mine, theirs = officer("wangjun"), officer("lixue", "pc2")
    case = branch.case(mine.workstation, "INVESTIGATING", f"{LEAD} AND c.second_officer = 'lixue'")
    page, other = case_page(mine, case), case_page(theirs, case)
    assert page.form
    assert other.form
    fill(page.form, {"amount": "50000.00"})
    fill(other.form, {"amount": "30000.00"})
    other.save_button.click()
    for who in (theirs, mine):
        who.settle()
        who.desk.sync()
        who.settle()
    page.save_button.click()
    mine.settle()
    mine.desk.sync()
    mine.settle()
    assert mine.workstation.database.read("SELECT state FROM outbox") == [("conflict",)]


def test_a_reload_without_news_leaves_the_form_alone(lead: Officer, branch: Branch) -> None:
    page = case_page(lead, branch.case(lead.workstation, "DRAFT", LEAD))
    form = page.form
    lead.desk.tasks.wrote.emit()
    lead.settle()
    assert page.form is form


def test_a_case_that_is_not_here_is_said(lead: Officer) -> None:
    lead.shell.open_record("loan_case", UUID(int=7))
    lead.settle()
    assert lead.shell.notice.property("tone") == "bad"
    assert lead.shell.notice.text().strip()
