"""Bringing a file in: choose it, see a verdict for every row, then bring it in."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

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
from app.register.verdicts import Status, Verdict, count
from app.workstation import Workstation
from models.compliance.actions import EXPORT, IMPORT
from models.errors import LendingError
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import FIGURE, button, label, row, set_tone, sheet
from ui.tasks import Task
from ui.theme import ink

SHOWN_ROWS = 1000
JUDGED = Text(
    "共{all}行：可导入{taken}行（其中{warned}行有提示），退回{refused}行。",
    "{all} rows: {taken} can be brought in ({warned} with a warning), {refused} refused.",
)
MORE = Text(
    "列表只显示最要紧的{shown}行，全部结果请另存。", "The worst {shown} are listed; save them to see all."
)


@dataclass(frozen=True)
class Importing:
    """What is brought in.

    Attributes:
        title: What the window says above.
        hint: What to choose, and where it comes from.
        files: Which files are offered, as Qt filters them.
        name: What the name of a row is.
        done: What is said afterwards, with ``{taken}`` and ``{refused}``.
        bring_in: Judges a file and, unless the second argument says that it only judges, brings it in.
        judged: What is said after judging, with ``{all}``, ``{taken}``, ``{warned}``, ``{known}``, ``{refused}``.
        button: What the button says that brings in.
        action: As what it is noted.
        at_once: Whether what was brought in goes to head office at once.
    """

    title: Text
    hint: Text
    files: str
    name: Text
    done: Text
    bring_in: Callable[[Path, Workstation, bool, Job], Sequence[Verdict]]
    judged: Text = JUDGED
    button: Text = Text("导入通过的行", "Bring in accepted rows")
    action: str = IMPORT
    at_once: bool = False


@dataclass(frozen=True)
class _Outcome:
    """Verdicts as they are shown: how many of each, and the worst first."""

    verdicts: Sequence[Verdict]
    counted: dict[Status, int]
    worst: list[Verdict]


class ImportDialog(QDialog):
    """An import, first judged, then brought in.

    Attributes:
        verdicts: What was said of each row, once it has been judged.
    """

    def __init__(self, desk: Desk, importing: Importing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._importing = desk, importing
        self._path: Path | None = None
        self._task: Task[_Outcome] | None = None
        self.verdicts: Sequence[Verdict] = []
        self.setWindowTitle(say(importing.title))
        self.resize(980, 620)
        self.summary = label(say(importing.hint), "warn")
        headings = (Text("行号", "Row"), importing.name, Text("结果", "Verdict"), Text("原因", "Why"))
        self.table = sheet(Text("校验结果", "Verdicts"), headings, {0})
        self.table.setColumnWidth(1, 190)
        self.table.setColumnWidth(2, 190)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(say(Text("进度", "Progress")))
        self.progress.hide()
        self.choose_button = button(Text("选择文件…", "Choose a file…"), self._choose)
        self.stop_button = button(Text("停止", "Stop"), self._stop)
        self.save_button = button(Text("保存校验结果…", "Save the verdicts…"), self._save)
        self.import_button = button(importing.button, self.bring_in, main=True)
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
        bring_in, action = self._importing.bring_in, self._importing.action
        if path is None:
            return

        def work(job: Job) -> _Outcome:
            verdicts = bring_in(path, workstation, dry_run, job)
            outcome = _Outcome(verdicts, count(verdicts), heapq.nsmallest(SHOWN_ROWS, verdicts, key=_gravity))
            if not dry_run:
                totals = {status.value: number for status, number in outcome.counted.items()}
                note(workstation.database, workstation.actor, action, path.name, **totals)
            return outcome

        self.progress.setRange(0, 0)
        self.progress.show()
        self.choose_button.setEnabled(False)
        self.stop_button.setEnabled(True)
        self.import_button.setEnabled(False)
        lane = self._desk.tasks.read if dry_run else self._desk.tasks.write
        self._task = lane(self, work, lambda outcome: self._show(outcome, dry_run=dry_run), self._refused)
        self._task.progressed.connect(self._progress)

    def _progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _at_rest(self) -> None:
        self.progress.hide()
        self.stop_button.setEnabled(False)
        self.choose_button.setEnabled(True)

    def _show(self, outcome: _Outcome, *, dry_run: bool) -> None:
        self._at_rest()
        self.verdicts, counted = outcome.verdicts, outcome.counted
        self.save_button.setEnabled(True)
        taken = counted[Status.ACCEPTED] + counted[Status.WARNED]
        self.import_button.setEnabled(dry_run and taken > 0)
        words = {
            "all": len(outcome.verdicts),
            "taken": taken,
            "warned": counted[Status.WARNED],
            "known": counted.get(Status.KNOWN, 0),
            "refused": counted[Status.REFUSED],
        }
        said = say((self._importing.judged if dry_run else self._importing.done).fill(**words))
        if len(outcome.verdicts) > SHOWN_ROWS:
            said += " " + say(MORE.fill(shown=SHOWN_ROWS))
        self.summary.setText(said)
        set_tone(self.summary, "good" if taken else "bad")
        self._fill(outcome.worst)
        if self._importing.at_once and not dry_run:
            self._desk.sync()

    def _fill(self, shown: list[Verdict]) -> None:
        self.table.setRowCount(len(shown))
        for line, verdict in enumerate(shown):
            texts = (
                str(verdict.line or "—"),
                verdict.name,
                say(verdict.label),
                "；".join(map(say, verdict.reasons)),
            )
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if column == 0:
                    item.setTextAlignment(FIGURE)
                if verdict.status is Status.REFUSED:
                    item.setForeground(ink("problem"))
                self.table.setItem(line, column, item)

    def _refused(self, error: LendingError) -> None:
        self._at_rest()
        self.summary.setText(say(error.text))
        set_tone(self.summary, "bad")

    def _choose(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileName(self, self.windowTitle(), "", self._importing.files)
        if chosen:
            self.judge(Path(chosen))

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()
        self._at_rest()
        self.summary.setText(say(Text("已停止，没有导入任何数据。", "Stopped; nothing was brought in.")))
        set_tone(self.summary, "warn")

    def _save(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(
            self, self.windowTitle(), "导入结果.xlsx", "Excel (*.xlsx)"
        )
        if chosen:
            verdicts, workstation, path = self.verdicts, self._desk.workstation, Path(chosen)
            named_by = self._importing.name.zh

            def work(_job: object) -> int:
                from app.register.report import write_verdicts  # noqa: PLC0415 - the page opens without openpyxl

                note(workstation.database, workstation.actor, EXPORT, path.name, rows=len(verdicts))
                return write_verdicts(path, verdicts, named_by)

            self._desk.tasks.write(
                self,
                work,
                lambda number: self._desk.tell(
                    Text("已保存{number}行校验结果。", "{number} verdicts saved.").fill(number=number)
                ),
                self._refused,
            )


def _gravity(verdict: Verdict) -> tuple[bool, bool, int]:
    return verdict.status is not Status.REFUSED, not verdict.reasons, verdict.line
