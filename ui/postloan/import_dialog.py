"""Bringing in core banking's repayments: choose a table, see a verdict for every row, then book what passes."""

from pathlib import Path

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QFileDialog, QProgressBar, QTableWidgetItem, QVBoxLayout, QWidget

from app.audit_trail import note
from app.clock import today
from app.jobs import Job
from app.postloan.repayments import COLUMNS, Status, Verdict, bring_in, count, write_verdicts
from models.compliance.actions import EXPORT, REPAYMENTS
from models.errors import LendingError
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import FIGURE, button, label, row, set_tone, sheet
from ui.tasks import Task
from ui.theme import ink

SHOWN_ROWS = 2000
CHOOSE = Text(
    "请选择核心系统导出的还款明细（Excel 或 CSV），须有列：{zh}。先逐行校验，再入账。",
    "Choose the repayments that core banking exported (Excel or CSV) with the columns {en}. "
    "Every row is checked first.",
)
HEADINGS = (
    Text("行号", "Row"),
    Text("借据编号", "Note"),
    Text("结果", "Verdict"),
    Text("原因", "Why"),
)


class RepaymentDialog(QDialog):
    """The import of repayments, first judged, then booked.

    Attributes:
        verdicts: What was said of each row, once it has been judged.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path: Path | None = None
        self._task: Task[list[Verdict]] | None = None
        self.verdicts: list[Verdict] = []
        self.setWindowTitle(say(Text("导入还款", "Import repayments")))
        self.resize(980, 620)
        names = [labels for labels, _kind in COLUMNS.values()]
        self.summary = label(
            say(
                CHOOSE.fill(zh="、".join(each.zh for each in names), en=", ".join(each.en for each in names))
            ),
            "warn",
        )
        self.table = sheet(Text("校验结果", "Verdicts"), HEADINGS, {0})
        self.table.setColumnWidth(1, 240)
        self.table.setColumnWidth(2, 130)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(say(Text("进度", "Progress")))
        self.progress.hide()
        self.choose_button = button(Text("选择文件…", "Choose a file…"), self._choose)
        self.stop_button = button(Text("停止", "Stop"), self._stop)
        self.save_button = button(Text("保存校验结果…", "Save the verdicts…"), self._save)
        self.book_button = button(Text("通过的行入账", "Book accepted rows"), self.book, main=True)
        for each in (self.stop_button, self.save_button, self.book_button):
            each.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.progress)
        layout.addWidget(row(self.choose_button, self.stop_button, self.save_button, self.book_button))

    def judge(self, path: Path) -> None:
        """Judge every row of the file; nothing is booked."""
        self._path = path
        self.verdicts = []
        self.table.setRowCount(0)
        self.save_button.setEnabled(False)
        self._start(dry_run=True)

    def book(self) -> None:
        """Ask the centre to book the accepted rows."""
        self._start(dry_run=False)

    def _start(self, *, dry_run: bool) -> None:
        path, workstation = self._path, self._desk.workstation
        if path is None:
            return

        def work(job: Job) -> list[Verdict]:
            verdicts = bring_in(
                path, workstation.database, workstation.actor, today(), dry_run=dry_run, job=job
            )
            if not dry_run:
                totals = {status.value: number for status, number in count(verdicts).items()}
                note(workstation.database, workstation.actor, REPAYMENTS, path.name, **totals)
            return verdicts

        self.progress.show()
        self.stop_button.setEnabled(True)
        self.book_button.setEnabled(False)
        self._task = self._desk.tasks.write(
            self, work, lambda verdicts: self._show(verdicts, dry_run=dry_run), self._refused
        )
        self._task.progressed.connect(self._progress)

    def _progress(self, done: int, total: int) -> None:
        self.progress.setMaximum(total)
        self.progress.setValue(done)

    def _show(self, verdicts: list[Verdict], *, dry_run: bool) -> None:
        self.verdicts = verdicts
        self.progress.hide()
        self.stop_button.setEnabled(False)
        self.save_button.setEnabled(True)
        counted = count(verdicts)
        self.book_button.setEnabled(dry_run and counted[Status.ACCEPTED] > 0)
        text = (
            Text(
                "共{all}行：可入账{accepted}行，已入账{known}行，退回{refused}行。",
                "{all} rows: {accepted} can be booked, {known} are booked already, {refused} refused.",
            )
            if dry_run
            else Text(
                "{accepted}行已提交总行入账，{known}行此前已入账，退回{refused}行。",
                "{accepted} rows sent to be booked, {known} were booked before, {refused} refused.",
            )
        )
        figures = {status.value: number for status, number in counted.items()}
        self.summary.setText(say(text.fill(all=len(verdicts), **figures)))
        set_tone(self.summary, "good")
        order = {Status.REFUSED: 0, Status.KNOWN: 1, Status.ACCEPTED: 2}
        self._fill(sorted(verdicts, key=lambda each: (order[each.status], each.line)))
        if not dry_run:
            self._desk.sync()

    def _fill(self, verdicts: list[Verdict]) -> None:
        shown = verdicts[:SHOWN_ROWS]
        self.table.setRowCount(len(shown))
        for line, verdict in enumerate(shown):
            reasons = "；".join(map(say, verdict.reasons))
            texts = (str(verdict.line), verdict.name, say(verdict.status.label), reasons)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column == 0:
                    item.setTextAlignment(FIGURE)
                if verdict.status is Status.REFUSED:
                    item.setForeground(QColor(ink("problem")))
                self.table.setItem(line, column, item)

    def _refused(self, error: LendingError) -> None:
        self.progress.hide()
        self.stop_button.setEnabled(False)
        self.summary.setText(say(error.text))
        set_tone(self.summary, "bad")

    def _choose(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(
            self, self.windowTitle(), "", "Excel, CSV (*.xlsx *.csv)"
        )
        if chosen:
            self.judge(Path(chosen))

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()
        self.progress.hide()
        self.stop_button.setEnabled(False)
        self.summary.setText(say(Text("已停止，没有入账任何数据。", "Stopped; nothing was booked.")))
        set_tone(self.summary, "warn")

    def _save(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(
            self, self.windowTitle(), "入账结果.xlsx", "Excel (*.xlsx)"
        )
        if chosen:
            verdicts, workstation, path = self.verdicts, self._desk.workstation, Path(chosen)
            saved = Text("已保存{number}行校验结果。", "{number} verdicts saved.")

            def work(_job: object) -> int:
                note(workstation.database, workstation.actor, EXPORT, path.name, rows=len(verdicts))
                return write_verdicts(path, verdicts)

            self._desk.tasks.write(
                self,
                work,
                lambda number: self._desk.tell(saved.fill(number=number)),
            )
