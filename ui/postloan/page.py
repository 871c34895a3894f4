"""The workplace of loan care: checks to be made, loans in arrears, notices to be delivered."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QDialog, QPushButton, QTabWidget, QVBoxLayout, QWidget

from app import cases
from app.bulk import Verdict, request_steps
from app.clock import today
from app.jobs import Job
from app.postloan.worklist import CheckDue, Loan, NoticeDue, Overdue, checks_due, notices_due, overdue
from models.approval.roles import Role
from models.approval.steps import STEPS
from models.errors import RuleBroken
from models.money import show_yuan
from models.postloan.care import Due
from models.text import Text
from ui.desk import Desk, News
from ui.import_dialog import ImportDialog
from ui.language import say
from ui.page import Page
from ui.pieces import button, label, row
from ui.postloan.ageing import AgeingBars
from ui.postloan.check_dialog import CheckDialog
from ui.postloan.import_dialog import IMPORTING
from ui.postloan.lists import arrears, checks, notices
from ui.postloan.notice_dialog import NoticeDialog
from ui.rows import RowTable

CHOOSE = Text("请先在列表中选择一行。", "First choose a row of the list.")
NO_CHECKS = Text(
    "近期没有待办检查。放款后系统按产品和季节自动生成检查任务。",
    "No check is due. After a payout they come by product and season.",
)
NO_ARREARS = Text(
    "没有逾期贷款。还款由放款岗从核心系统明细导入。",
    "Nothing is overdue. The disbursing desk imports repayments from core banking.",
)
NO_NOTICES = Text(
    "没有待送达的通知。到期前和逾期后会在此提示。", "No notice is due before or after a maturity."
)


class CarePage(Page):
    """The three lists and what may be done from them.

    Attributes:
        checks: The checks to be made.
        arrears: The loans in arrears.
        notices: The notices to be delivered.
        ageing: How much is overdue for how long.
        dialog: The dialog that is open.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("贷后管理", "Loan care"))
        day = today()
        self.dialog: QDialog | None = None
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(say(Text("贷后列表", "Lists of loan care")))
        self.checks: RowTable[CheckDue] = RowTable(
            Text("待检查", "Checks due"), checks(day), NO_CHECKS, _to_do
        )
        self.arrears: RowTable[Overdue] = RowTable(
            Text("逾期", "Overdue"), arrears(), NO_ARREARS, lambda each: each.loan.note_id
        )
        self.notices: RowTable[NoticeDue] = RowTable(
            Text("待通知", "Notices due"), notices(day), NO_NOTICES, _to_do
        )
        self.ageing = AgeingBars()
        self.summary = label("", "warn")
        self.mine = QCheckBox(say(Text("只看我主办的", "Mine only")))
        self.mine.setChecked(Role.LOAN_OFFICER in desk.workstation.actor.roles)
        self.mine.toggled.connect(self.reload)
        self.check_button = button(Text("登记检查…", "Record a check…"), self.record_check, main=True)
        self.overdue_button = button(Text("转入逾期", "Mark overdue"), self.mark_overdue)
        self.notice_button = button(Text("登记送达…", "Record delivery…"), self.record_notice, main=True)
        self.import_button = button(Text("导入还款…", "Import repayments…"), self.import_repayments)
        self._arrange()
        News(self, desk.tasks, self.reload)
        self.reload()

    def _arrange(self) -> None:
        roles = self.desk.workstation.actor.roles
        for each in (self.check_button, self.overdue_button, self.notice_button):
            each.setVisible(Role.LOAN_OFFICER in roles)
        self.import_button.setVisible(Role.DISBURSER in roles)
        self.mine.setVisible(Role.LOAN_OFFICER in roles)
        self.buttons.addWidget(self.mine)
        self.buttons.addWidget(self.import_button)
        self._add(self.checks, Text("待检查", "Checks due"), [self.check_button])
        self._add(
            self.arrears,
            Text("逾期", "Overdue"),
            [self.overdue_button],
            above=[self.summary, self.ageing],
        )
        self._add(self.notices, Text("通知催收", "Notices"), [self.notice_button])
        for table in (self.checks, self.arrears, self.notices):
            table.opened.connect(self._open)
        self.checks.picked.connect(self._enable)
        self.arrears.picked.connect(self._enable)
        self.notices.picked.connect(self._enable)
        self.body.addWidget(self.tabs, 1)

    def _add(
        self,
        table: RowTable[Any],
        heading: Text,
        buttons: Sequence[QPushButton],
        above: Sequence[QWidget] = (),
    ) -> None:
        holder = QWidget()
        layout = QVBoxLayout(holder)
        for each in above:
            layout.addWidget(each)
        layout.addWidget(table, 1)
        layout.addWidget(row(*buttons))
        self.tabs.addTab(holder, say(heading))

    def reload(self) -> None:
        """Read the three lists anew."""
        database, day = self.desk.workstation.database, today()
        lead = self.desk.workstation.actor.login if self.mine.isChecked() else None

        def mine(loan: Loan) -> bool:
            return lead in (None, loan.lead)

        read = self.desk.tasks.read_latest
        read(self, "checks", lambda _job: checks_due(database, day, lead), self._show_checks)
        read(
            self,
            "arrears",
            lambda job: [each for each in overdue(database, day, job) if mine(each.loan)],
            self._show_arrears,
        )
        read(
            self,
            "notices",
            lambda _job: [each for each in notices_due(database, day) if mine(each.loan)],
            self._show_notices,
        )

    def _show_checks(self, rows: list[CheckDue]) -> None:
        self.checks.show_rows(rows)
        self.tabs.setTabText(0, say(Text("待检查 {count}", "Checks due {count}").fill(count=len(rows))))

    def _show_arrears(self, rows: list[Overdue]) -> None:
        self.arrears.show_rows(rows)
        self.ageing.show_rows([(each.days, each.loan.outstanding) for each in rows])
        owed = sum(each.owed.total for each in rows)
        text = Text("逾期{count}笔，欠款合计 {owed} 元。", "{count} loans overdue, {owed} yuan owed in all.")
        self.summary.setText(say(text.fill(count=len(rows), owed=show_yuan(owed))))
        self.summary.setVisible(bool(rows))
        self.ageing.setVisible(bool(rows))
        self.tabs.setTabText(1, say(Text("逾期 {count}", "Overdue {count}").fill(count=len(rows))))

    def _show_notices(self, rows: list[NoticeDue]) -> None:
        self.notices.show_rows(rows)
        self.tabs.setTabText(2, say(Text("通知催收 {count}", "Notices {count}").fill(count=len(rows))))

    def _enable(self) -> None:
        self.check_button.setEnabled(len(self.checks.chosen()) == 1)
        self.notice_button.setEnabled(len(self.notices.chosen()) == 1)
        self.overdue_button.setEnabled(bool(self.arrears.chosen()))

    def _open(self, row_: CheckDue | Overdue | NoticeDue) -> None:
        self.desk.open_record.emit("loan_case", row_.loan.case_id)

    def record_check(self) -> None:
        """Fill in the form of the chosen check."""
        chosen = self.checks.chosen()
        if not chosen:
            self.desk.refuse(RuleBroken(CHOOSE))
            return
        self.dialog = CheckDialog(self.desk, chosen[0], self)
        self.dialog.open()

    def record_notice(self) -> None:
        """Ask how the chosen notice was delivered."""
        chosen = self.notices.chosen()
        if not chosen:
            self.desk.refuse(RuleBroken(CHOOSE))
            return
        dialog = NoticeDialog(chosen[0], self)
        dialog.finished.connect(partial(self._delivered, dialog, chosen[0]))
        self.dialog = dialog
        dialog.open()

    def _delivered(self, dialog: NoticeDialog, notice: NoticeDue, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            told = {"note_id": notice.loan.note_id, "due_on": notice.due.on, **dialog.arguments}
            self._request("record_notice", notice.loan.case_id, told)

    def _request(self, key: str, case_id: UUID, told: dict[str, Any]) -> None:
        workstation = self.desk.workstation

        def work(_job: object) -> Text:
            return workstation.database.run(
                lambda session: cases.request_step(session, workstation.actor, case_id, key, told, today())
            )

        self.desk.tasks.write(self, work, self._requested)

    def _requested(self, text: Text) -> None:
        self.desk.tell(text)
        self.desk.sync()

    def mark_overdue(self) -> None:
        """Ask for the chosen loans to be marked overdue, where they are not yet."""
        step = STEPS["mark_overdue"]
        wanted = [each.loan.case_id for each in self.arrears.chosen() if each.loan.state in step.sources]
        workstation = self.desk.workstation
        if not wanted:
            nothing = Text("所选贷款均已转入逾期或在处置中。", "The chosen loans are marked already.")
            self.desk.refuse(RuleBroken(nothing))
            return

        def work(job: Job) -> list[Verdict]:
            return request_steps(workstation, wanted, step.key, {}, job)

        self.desk.tasks.write(self, work, self._marked)

    def _marked(self, verdicts: list[Verdict]) -> None:
        refused = [each for each in verdicts if not each.asked]
        if refused:
            self.desk.refuse(RuleBroken(refused[0].text))
        else:
            text = Text("{count}笔已提交转入逾期。", "{count} loans sent to be marked overdue.")
            self.desk.tell(text.fill(count=len(verdicts)))
        self.desk.sync()

    def import_repayments(self) -> None:
        """Open the import of repayments."""
        self.dialog = ImportDialog(self.desk, IMPORTING, self)
        self.dialog.open()


def _to_do(row_: CheckDue | NoticeDue) -> tuple[UUID, Due]:
    return row_.loan.note_id, row_.due


def page(desk: Desk) -> CarePage:
    """Return the page."""
    return CarePage(desk)
