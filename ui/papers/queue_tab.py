"""The queue of contracts: choose, look, compare with the approval, print."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QProgressBar,
    QSplitter,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import print_desk, printouts
from app.clock import today
from app.jobs import Job
from app.print_desk import BatchReport
from app.print_lists import ALL, ASKED, CONTRACTS, DUE
from models.approval.roles import Role
from models.documents.agreement import Compared
from models.documents.contract import Contract
from models.errors import LendingError
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.papers import device
from ui.papers.preview import Preview
from ui.papers.printer_chooser import PrinterChooser
from ui.papers.questions import Question, Refusal, SpoiltCopy
from ui.pieces import button, label, row, set_tone, sheet
from ui.table import TableView
from ui.tasks import Task

EMPTY = Text(
    "没有待打印的合同。案件进入“面签”并出具合同后，会出现在这里。",
    "Nothing to print. Contracts appear here once a case is at signing and they are issued.",
)
LOOK = Text(
    "选中一份合同即可预览；正式打印不带样稿水印。",
    "Choose a contract to look at it; formal prints bear no watermark.",
)
FILTERS = (
    (DUE, Text("待打印", "To print")),
    (ASKED, Text("申请待批", "Asked for")),
    (ALL, Text("全部", "All")),
)
Ask = Callable[[UUID, str, Mapping[str, Any]], None]


class QueueTab(QWidget):
    """What waits to be printed, with its preview.

    Attributes:
        table: The contracts.
        printers: The chooser of the printer.
        print_button: Prints what is chosen.
        bar: The progress of a batch.
        terms: Approved terms beside printed terms.
        preview: The pages.
        report: What the last batch did.
    """

    def __init__(self, desk: Desk, ask: Ask) -> None:
        super().__init__()
        self._desk, self._ask = desk, ask
        self._task: Task[BatchReport] | None = None
        self._wanted: str | None = None
        self.report: BatchReport | None = None
        self.table = TableView(desk, CONTRACTS, EMPTY, several=True)
        self.filters, self.chooser = QComboBox(), PrinterChooser(desk)
        self.printers = self.chooser.printers
        self.bar = QProgressBar()
        self.result = label("", "good")
        self.terms = sheet(
            Text("批复与合同对照", "Approved and printed"),
            [Text("要素", "Term"), Text("批复", "Approved"), Text("合同", "Contract")],
        )
        self.preview = Preview(LOOK)
        self._make_buttons()
        self._arrange()
        self.table.picked.connect(self._picked)
        self.table.narrow(DUE)
        self._count()
        self.chooser.known.connect(self._count)

    def _make_buttons(self) -> None:
        self.print_button = button(Text("打印所选", "Print"), self.print_chosen, main=True, shortcut="Ctrl+P")
        self.stop_button = button(Text("停止", "Stop"), self.stop)
        self.reprint_button = button(
            Text("申请重打…", "Ask for a reprint…"), partial(self._spoilt, "ask_reprint")
        )
        self.void_button = button(Text("申请作废…", "Ask to void…"), partial(self._spoilt, "ask_void"))
        self.allow_button = button(Text("批准申请", "Allow"), self._allow)
        self.refuse_button = button(Text("不予批准…", "Refuse…"), self._refuse)
        roles = self._desk.workstation.actor.roles
        clerk = Role.CONTRACT_CLERK in roles
        for each in (self.print_button, self.reprint_button, self.void_button, self.chooser):
            each.setVisible(clerk)
        for each in (self.allow_button, self.refuse_button):
            each.setVisible(Role.BRANCH_MANAGER in roles)
        self.stop_button.hide()
        self.bar.hide()
        self.result.hide()

    def _arrange(self) -> None:
        self.filters.setAccessibleName(say(Text("按状态筛选", "Filter by state")))
        for _condition, text in FILTERS:
            self.filters.addItem(say(text))
        self.filters.currentIndexChanged.connect(lambda place: self.table.narrow(FILTERS[place][0]))
        self.bar.setAccessibleName(say(Text("打印进度", "Progress of the prints")))
        self.terms.setMaximumHeight(190)
        self.terms.setColumnWidth(1, 190)
        left, right, halves = QWidget(), QWidget(), QSplitter(Qt.Orientation.Horizontal)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(row(self.filters, self.chooser, self.print_button, self.stop_button))
        column.addWidget(self.table, 1)
        column.addWidget(self.bar)
        column.addWidget(self.result)
        column.addWidget(row(self.reprint_button, self.void_button, self.allow_button, self.refuse_button))
        side = QVBoxLayout(right)
        side.setContentsMargins(8, 0, 0, 0)
        side.addWidget(self.terms)
        side.addWidget(self.preview, 1)
        halves.addWidget(left)
        halves.addWidget(right)
        halves.setSizes([620, 520])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(halves, 1)

    def _picked(self) -> None:
        self._count()
        chosen = self.table.chosen()
        if len(chosen) == 1 and chosen[0] != self._wanted:
            self._wanted = chosen[0]
            self._look(UUID(chosen[0]))

    def _count(self) -> None:
        chosen = len(self.table.chosen())
        idle = self._task is None
        self.print_button.setEnabled(chosen > 0 and idle and self.chooser.has_printer)
        for each in (self.reprint_button, self.void_button, self.allow_button, self.refuse_button):
            each.setEnabled(chosen == 1 and idle)

    def _look(self, contract_id: UUID) -> None:
        workstation = self._desk.workstation

        def work(_job: Job) -> tuple[str, bytes, tuple[Compared, ...]]:
            with workstation.database.session() as session:
                actor, case_id = workstation.actor, _case_of(session, workstation.actor, contract_id)
                seen = printouts.preview(session, actor, case_id, contract_id, today())
                lines = printouts.approved_and_printed(session, actor, case_id, contract_id, today())
            return seen.document, seen.rendered.pdf, lines

        self._desk.tasks.read(self, work, lambda found: self._show(*found), self._cannot_show)

    def _show(self, document: str, pdf: bytes, lines: tuple[Compared, ...]) -> None:
        self.chooser.recall(document)
        self.preview.show_pdf(pdf)
        self.terms.setRowCount(len(lines))
        for place, line in enumerate(lines):
            mark = "✓" if line.agrees else "✗"
            for column, text in enumerate((f"{mark} {say(line.label)}", line.approved, line.printed)):
                self.terms.setItem(place, column, QTableWidgetItem(text))

    def _cannot_show(self, error: LendingError) -> None:
        self.terms.setRowCount(0)
        self.preview.say(error.text, "bad")

    def print_chosen(self) -> None:
        """Print every copy that is due of the chosen contracts."""
        workstation, chosen = self._desk.workstation, [UUID(each) for each in self.table.chosen()]
        if not chosen or self._task:
            return
        choice = self.chooser.choice
        printer = device.printer(*choice)

        def work(job: Job) -> BatchReport:
            print_desk.remember_printer(workstation.database, workstation.actor, chosen, choice)
            return print_desk.print_batch(workstation.database, workstation.actor, chosen, printer, job)

        # Not in the lane of writing: a batch takes minutes, and a draft must not wait for it.
        self._task = self._desk.tasks.read(self, work, self._printed)
        self._task.progressed.connect(self._progress)
        self._task.ended.connect(self._ended)
        self.bar.setRange(0, len(chosen))
        self.bar.setValue(0)
        self.bar.show()
        self.stop_button.show()
        self._count()

    def stop(self) -> None:
        """Stop after the contract that is being printed."""
        if self._task:
            self._task.cancel()

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _printed(self, report: BatchReport) -> None:
        self.report = report
        lines = [
            say(
                Text("已打印并登记 {n} 份。", "{n} copies are printed and in the register.").fill(
                    n=report.printed
                )
            )
        ]
        lines += [say(report.stopped)] if report.stopped else []
        lines += [f"{number}：{say(why)}" for number, why in report.refused]
        self.result.setText("\n".join(lines))
        set_tone(self.result, "warn" if report.stopped or report.refused else "good")
        self.result.show()
        self._desk.tasks.wrote.emit()
        self._desk.sync()

    def _ended(self) -> None:
        self._task = None
        self.bar.hide()
        self.stop_button.hide()
        self.table.reload()
        self._count()

    def _spoilt(self, step: str) -> None:
        title = (
            Text("申请重打", "Ask for a reprint")
            if step == "ask_reprint"
            else Text("申请作废", "Ask to void")
        )
        dialog = SpoiltCopy(title, self, whole=step == "ask_void")
        dialog.finished.connect(partial(self._answered, dialog, step))
        dialog.open()

    def _answered(self, dialog: Question, step: str, result: int) -> None:
        chosen = self.table.chosen()
        if result == QDialog.DialogCode.Accepted and chosen:
            self._ask(UUID(chosen[0]), step, dialog.answers)

    def _refuse(self) -> None:
        dialog = Refusal(self)
        dialog.finished.connect(partial(self._answered, dialog, "refuse_reprint"))
        dialog.open()

    def _allow(self) -> None:
        chosen = self.table.chosen()
        if chosen:
            self._ask(UUID(chosen[0]), "allow_change", {})


def _case_of(session: Any, actor: Any, contract_id: UUID) -> UUID:
    contract = session.get(Contract, (actor.institution_id, contract_id))
    case_id: UUID = contract.case_id
    return case_id
