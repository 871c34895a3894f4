"""Importing a farmer register: choose a file, see a verdict for every row, then bring it in."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QProgressBar,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.audit_trail import note
from app.jobs import Job
from app.register.farmers import Status, Verdict, bring_in, count
from app.register.report import write_verdicts
from models.compliance.actions import EXPORT, IMPORT
from models.errors import LendingError
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import FIGURE, button, label, row, set_tone, sheet
from ui.tasks import Task

SHOWN_ROWS = 2000
CHOOSE = Text(
    "请选择农户名册（.xlsx）。先逐行校验，再导入。", "Choose a register (.xlsx). Every row is checked first."
)


class RegisterDialog(QDialog):
    """The import of a register, first judged, then brought in.

    Attributes:
        verdicts: What was said of each row, once it has been judged.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._path: Path | None = None
        self._task: Task[list[Verdict]] | None = None
        self.verdicts: list[Verdict] = []
        self.setWindowTitle(say(Text("导入农户名册", "Import a farmer register")))
        self.resize(980, 620)
        self.summary = label(say(CHOOSE), "warn")
        headings = (Text("行号", "Row"), Text("姓名", "Name"), Text("结果", "Verdict"), Text("原因", "Why"))
        self.table = sheet(Text("校验结果", "Verdicts"), headings, {0})
        self.progress = QProgressBar()
        self.progress.setAccessibleName(say(Text("进度", "Progress")))
        self.progress.hide()
        self.choose_button = button(Text("选择文件…", "Choose a file…"), self._choose)
        self.stop_button = button(Text("停止", "Stop"), self._stop)
        self.save_button = button(Text("保存校验结果…", "Save the verdicts…"), self._save)
        self.import_button = button(Text("导入通过的行", "Bring in accepted rows"), self.bring_in, main=True)
        for each in (self.stop_button, self.save_button, self.import_button):
            each.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.progress)
        layout.addWidget(row(self.choose_button, self.stop_button, self.save_button, self.import_button))

    def judge(self, path: Path) -> None:
        """Judge every row of the file; nothing is brought in."""
        self._path = path
        # The verdicts on another file must not stand beside this one's.
        self.verdicts = []
        self.table.setRowCount(0)
        self.save_button.setEnabled(False)
        self._start(dry_run=True)

    def bring_in(self) -> None:
        """Bring in the accepted rows."""
        self._start(dry_run=False)

    def _start(self, *, dry_run: bool) -> None:
        path, workstation = self._path, self._desk.workstation
        if path is None:
            return

        def work(job: Job) -> list[Verdict]:
            verdicts = bring_in(path, workstation.database, workstation.actor, dry_run=dry_run, job=job)
            if not dry_run:
                totals = {status.value: number for status, number in count(verdicts).items()}
                note(workstation.database, workstation.actor, IMPORT, path.name, **totals)
            return verdicts

        self.progress.show()
        self.stop_button.setEnabled(True)
        self.import_button.setEnabled(False)
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
        taken = counted[Status.ACCEPTED] + counted[Status.WARNED]
        self.import_button.setEnabled(dry_run and taken > 0)
        text = (
            Text(
                "共{all}行：可导入{taken}行（其中{warned}行有提示），退回{refused}行。",
                "{all} rows: {taken} can be brought in ({warned} with a warning), {refused} refused.",
            )
            if dry_run
            else Text(
                "已导入{taken}户，退回{refused}行。", "{taken} households brought in, {refused} rows refused."
            )
        )
        words = {
            "all": len(verdicts),
            "taken": taken,
            "warned": counted[Status.WARNED],
            "refused": counted[Status.REFUSED],
        }
        self.summary.setText(say(text.fill(**words)))
        set_tone(self.summary, "good")
        self._fill(
            sorted(
                verdicts, key=lambda each: (each.status is not Status.REFUSED, not each.reasons, each.line)
            )
        )

    def _fill(self, verdicts: list[Verdict]) -> None:
        shown = verdicts[:SHOWN_ROWS]
        self.table.setRowCount(len(shown))
        for line, verdict in enumerate(shown):
            texts = (
                str(verdict.line),
                verdict.name,
                say(verdict.status.label),
                "；".join(map(say, verdict.reasons)),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                if column == 0:
                    item.setTextAlignment(FIGURE)
                if verdict.status is Status.REFUSED:
                    item.setForeground(Qt.GlobalColor.darkRed)
                self.table.setItem(line, column, item)

    def _refused(self, error: LendingError) -> None:
        self.progress.hide()
        self.stop_button.setEnabled(False)
        self.summary.setText(say(error.text))
        set_tone(self.summary, "bad")

    def _choose(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, self.windowTitle(), "", "Excel (*.xlsx)")
        if chosen:
            self.judge(Path(chosen))

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()
        self.progress.hide()
        self.stop_button.setEnabled(False)
        self.summary.setText(say(Text("已停止，没有导入任何数据。", "Stopped; nothing was brought in.")))
        set_tone(self.summary, "warn")

    def _save(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(
            self, self.windowTitle(), "导入结果.xlsx", "Excel (*.xlsx)"
        )
        if chosen:
            verdicts, workstation, path = self.verdicts, self._desk.workstation, Path(chosen)

            def work(_job: object) -> int:
                note(workstation.database, workstation.actor, EXPORT, path.name, rows=len(verdicts))
                return write_verdicts(path, verdicts)

            self._desk.tasks.write(
                self,
                work,
                lambda number: self._desk.tell(
                    Text("已保存{number}行校验结果。", "{number} verdicts saved.").fill(number=number)
                ),
            )
