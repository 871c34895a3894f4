"""The work queue as an officer uses it: choose rows, do one thing for all of them, read what became of each."""

from uuid import UUID

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit

from models.approval.orders import ORDERS
from models.lending.limits import Limit
from models.lending.states import State
from tests.ui.branch import Branch, Officer, write
from tests.ui.conftest import Opened
from ui.bulk import BulkBar, BulkDialog
from ui.cases.case_page import CasePage
from ui.customers.file_page import FilePage
from ui.powers.page import PowersPage
from ui.questions import Questions
from ui.table import TableView
from ui.today.page import TodayPage

FLAG = QItemSelectionModel.SelectionFlag


def bar_of(who: Officer) -> BulkBar:
    bar = who.page().findChild(BulkBar)
    assert isinstance(bar, BulkBar)
    return bar


def choose(who: Officer, count: int) -> BulkBar:
    table = who.page().findChild(TableView)
    assert isinstance(table, TableView)
    for row in range(count):
        table.table.selectionModel().select(table.model.index(row, 0), FLAG.Select | FLAG.Rows)
    return bar_of(who)


def asked(bar: BulkBar) -> BulkDialog:
    bar.choose.click()
    dialog = bar.findChild(BulkDialog)
    assert isinstance(dialog, BulkDialog)
    return dialog


def comment(dialog: BulkDialog, text: str) -> None:
    questions = dialog.findChild(Questions)
    assert isinstance(questions, Questions)
    editor = questions.editors["comment"]
    assert isinstance(editor, QPlainTextEdit)
    write(editor, text)


def test_the_rail_says_how_much_waits(officer: Opened) -> None:
    who = officer("zhaomin")
    table = who.page().findChild(TableView)
    assert isinstance(table, TableView)
    assert who.shell.rail.item(0).text() == f"工作台（{table.model.rowCount()}）"


def test_the_queue_is_narrowed_and_says_when_nothing_is_like_this(officer: Opened) -> None:
    who = officer("wangjun")
    page = who.page()
    assert isinstance(page, TodayPage)
    everything = page.table.model.rowCount()
    page.states.setCurrentIndex(page.states.findData(State.DRAFT.value))
    who.settle()
    drafts = page.table.model.rowCount()
    assert 0 < drafts < everything
    states = {page.table.model.data(page.table.model.index(row, 1)) for row in range(drafts)}
    assert states == {"受理登记"}
    page.urgencies.setCurrentIndex(page.urgencies.findData("late"))
    who.settle()
    assert page.table.model.rowCount() < drafts
    write(page.typed, "没有这个人")
    who.wait(lambda: not page.table.model.rowCount())
    assert any("没有符合筛选条件" in each.text() for each in page.findChildren(QLabel) if each.isVisible())
    page.typed.clear()
    for box in (page.states, page.urgencies):
        box.setCurrentIndex(0)
    who.wait(lambda: page.table.model.rowCount() == everything)


def test_one_step_for_many_gives_a_verdict_for_each(officer: Opened) -> None:
    who = officer("zhaomin")
    bar = choose(who, 3)
    assert bar.chosen.text() == "已选 3 件"
    dialog = asked(bar)
    dialog._check()
    assert dialog.problem.text() == "请填写意见。"
    comment(dialog, "资料齐全，同意上报。")
    dialog._check()
    who.wait(lambda: bar.verdicts is not None)
    assert bar.verdicts
    assert bar.verdicts.windowTitle() == "已提交 3 件，未通过 0 件"
    bar.verdicts.accept()
    who.settle()
    assert who.workstation.database.read(
        "SELECT count(*), min(state) FROM outbox WHERE json_extract(body, '$.step') = 'pass_review'"
    ) == [(3, "accepted")]


def test_what_is_refused_is_told_beside_the_others(officer: Opened) -> None:
    who = officer("zhaomin")
    who.shell.open_place("cases")
    who.settle()
    bar = choose(who, 2)  # The newest cases are drafts: nobody reviews them.
    dialog = asked(bar)
    comment(dialog, "同意")
    dialog._check()
    who.wait(lambda: bar.verdicts is not None)
    assert bar.verdicts
    texts = [bar.verdicts.table.item(row, 2) for row in range(2)]
    assert all(each and "案件现为" in each.text() for each in texts)
    bar.verdicts.accept()
    who.settle()


def test_whose_part_has_no_step_for_many_sees_no_bar(officer: Opened) -> None:
    assert bar_of(officer("zhoufang")).isHidden()


def test_a_lead_is_noted_from_the_customers_file(officer: Opened, branch: Branch) -> None:
    who = officer("wangjun")
    who.shell.open_record("farmer", UUID(branch.customer(who.workstation)))
    who.settle()
    file = who.page()
    assert isinstance(file, FilePage)
    file.lead_button.click()
    who.wait(lambda: isinstance(who.page(), CasePage))
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    assert page.chips.text() == "融资意向"
    assert next(iter(page.steps.buttons)) == "take_up"


def open_limit(manager: Officer) -> None:
    """Open a limit for a village as the branch manager does."""
    manager.shell.open_place("powers")
    manager.settle()
    powers = manager.page()
    assert isinstance(powers, PowersPage)
    powers.ask(ORDERS["open_limit"])
    assert powers.dialog
    editors = powers.dialog.questions.editors
    sort = editors["sort"]
    assert isinstance(sort, QComboBox)
    sort.setCurrentIndex(sort.findData("village"))
    for name, text in (
        ("title", "松涛镇整村授信"),
        ("ceiling", "3000000"),
        ("closes_on", "2030-12-31"),
        ("document", "测商信〔2026〕9号"),
    ):
        editor = editors[name]
        assert isinstance(editor, QLineEdit)
        write(editor, text)
    powers.dialog._check()
    manager.settle()
    manager.wait(lambda: bool(manager.workstation.database.read("SELECT 1 FROM credit_limit")))
    assert manager.workstation.database.read("SELECT title, ceiling, standing FROM credit_limit") == [
        ("松涛镇整村授信", 300_000_000, "open")
    ]


def test_a_limit_is_opened_and_a_case_reserves_from_it(officer: Opened, branch: Branch) -> None:
    open_limit(officer("sunlei"))
    lead = officer("wangjun")
    lead.desk.sync()
    lead.settle()
    case = branch.case(lead.workstation, "DRAFT", "c.lead_officer = 'wangjun'")
    lead.shell.open_record("loan_case", UUID(case))
    lead.settle()
    page = lead.page()
    assert isinstance(page, CasePage)
    assert page.limit.box.count() == 2
    page.limit.box.setCurrentIndex(1)
    page.limit.box.activated.emit(1)
    lead.settle()
    assert "可用 3,000,000.00 元" in page.limit.left.text()
    with lead.workstation.database.session() as session:
        assert session.query(Limit).one().used == 0


def test_an_order_without_a_row_or_a_word_is_not_sent(officer: Opened) -> None:
    who = officer("sunlei")
    who.shell.open_place("powers")
    who.settle()
    powers = who.page()
    assert isinstance(powers, PowersPage)
    powers.ask(ORDERS["suspend_limit"])
    assert "请先在列表中选择一行" in who.shell.notice.text()
    powers.ask(ORDERS["delegate"])
    assert powers.dialog
    powers.dialog._check()
    who.settle()
    assert who.shell.notice.property("tone") == "bad"
    assert who.workstation.database.read("SELECT count(*) FROM outbox WHERE type = 'command'") == [(0,)]
