"""One step for many cases: choose the rows, choose the step, read the verdict of each case."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.colleagues import lenders
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import answers, button, label, row, sheet
from ui.table import TableView
from ui.tasks import Task

if TYPE_CHECKING:
    from app.bulk import Verdict
    from models.approval.step import Step

BULK = (
    "pass_review",
    "return_from_review",
    "approve",
    "reject",
    "return_from_approval",
    "pass_up",
    "disburse",
    "hand_over",
)
"""The steps that make sense for many cases at once: their arguments are the same for each."""

_STEPS_OF_ROLES = frozenset({"reviewer", "branch_manager", "head_approver", "president", "disburser"})


class BulkBar(QWidget):
    """The line below a list of cases: how many are chosen, and what may be done with all of them.

    Attributes:
        choose: Opens the question which step it shall be.
        verdicts: The dialog with the verdicts, once there are some.
    """

    def __init__(self, desk: Desk, table: TableView) -> None:
        super().__init__()
        self._desk, self._table = desk, table
        self._task: Task[list[Verdict]] | None = None
        self.verdicts: VerdictDialog | None = None
        self.chosen = QLabel()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(say(Text("进度", "Progress")))
        self.bar.hide()
        self.choose = button(Text("批量办理…", "Do for all…"), self._ask)
        self.stop = button(Text("停止", "Stop"), self._stop)
        self.stop.hide()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.chosen)
        line.addWidget(self.bar, 1)
        line.addStretch(1)
        line.addWidget(self.stop)
        line.addWidget(self.choose)
        self.setVisible(bool(_STEPS_OF_ROLES & desk.workstation.actor.roles))
        table.picked.connect(self._count)
        self._count()

    def _count(self) -> None:
        count = len(self._table.chosen())
        self.chosen.setText(say(Text("已选 {count} 件", "{count} chosen").fill(count=count)))
        self.choose.setEnabled(count > 0 and self._task is None)

    def _ask(self) -> None:
        dialog = BulkDialog(self._desk, len(self._table.chosen()), self)
        dialog.finished.connect(partial(self._answered, dialog))
        dialog.open()

    def _answered(self, dialog: "BulkDialog", result: int) -> None:
        if result == QDialog.DialogCode.Accepted and dialog.step:
            self._run(dialog.step.key, dialog.arguments)

    def _run(self, key: str, arguments: Mapping[str, Any]) -> None:
        workstation, wanted = self._desk.workstation, [UUID(each) for each in self._table.chosen()]

        def work(job: Any) -> "list[Verdict]":
            from app.bulk import request_steps  # noqa: PLC0415 - see ui/bulk: loaded when it is used

            return request_steps(workstation, wanted, key, arguments, job)

        self._task = self._desk.tasks.write(self, work, self._done, self._desk.refuse)
        self._task.progressed.connect(self._progress)
        self._task.ended.connect(self._ended)
        self.bar.show()
        self.stop.show()
        self._count()

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _stop(self) -> None:
        if self._task:
            self._task.cancel()

    def _ended(self) -> None:
        self._task = None
        self.bar.hide()
        self.stop.hide()
        self._count()
        self._table.reload()
        self._desk.sync()

    def _done(self, verdicts: "list[Verdict]") -> None:
        self.verdicts = VerdictDialog(verdicts, self)
        self.verdicts.open()


class BulkDialog(QDialog):
    """Which step, and what it needs to be told.

    Attributes:
        step: The chosen step.
        arguments: What was answered, once the dialog was accepted.
    """

    def __init__(self, desk: Desk, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        from models.approval.steps import STEPS  # noqa: PLC0415 - the page is painted before

        self.setWindowTitle(say(Text("批量办理 {count} 件", "Do for {count} cases").fill(count=count)))
        self.setMinimumWidth(480)
        self.step: Step | None = None
        self.arguments: dict[str, Any] = {}
        self._colleagues: dict[str, str] = {}
        self._questions: Any = None
        actor = desk.workstation.actor
        self._steps = [STEPS[key] for key in BULK if actor.plays(STEPS[key].role)]
        self.steps = QComboBox()
        self.steps.setAccessibleName(say(Text("办理事项", "What to do")))
        for step in self._steps:
            self.steps.addItem(say(step.label))
        self.problem = label("", "problem")
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self.steps)
        if not self._steps:
            nothing = Text(
                "您的岗位没有可以批量办理的事项。", "Your part has nothing to do for many cases at once."
            )
            self.problem.setText(say(nothing))
        self._place = QVBoxLayout()
        self._layout.addLayout(self._place)
        self._layout.addWidget(self.problem)
        self._layout.addWidget(answers(self, self._check, Text("开始办理", "Start")))
        self.steps.currentIndexChanged.connect(lambda _index: self._show_questions())
        self._show_questions()
        desk.tasks.read(self, lambda _job: lenders(desk.workstation.database), self._know)

    def _know(self, colleagues: dict[str, str]) -> None:
        self._colleagues = colleagues
        self._show_questions()

    def _show_questions(self) -> None:
        from ui.questions import Questions  # noqa: PLC0415 - see above

        if self._questions is not None:
            self._place.removeWidget(self._questions)
            self._questions.deleteLater()
        self._questions = None
        if self._steps:
            step = self._steps[self.steps.currentIndex()]
            told = {name: kind for name, kind in step.asked.items() if name != "amount"}
            self._questions = Questions(told, {"new_lead": self._colleagues})
            self._place.addWidget(self._questions)

    def _check(self) -> None:
        from models.errors import RuleBroken  # noqa: PLC0415 - see above

        if self._questions is None:
            self.reject()
            return
        try:
            self.arguments = self._questions.answers()
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
            return
        self.step = self._steps[self.steps.currentIndex()]
        self.accept()


class VerdictDialog(QDialog):
    """What became of each case.

    Attributes:
        table: Case, result, reason.
    """

    def __init__(self, verdicts: "Sequence[Verdict]", parent: QWidget) -> None:
        super().__init__(parent)
        asked = sum(each.asked for each in verdicts)
        heading = Text("已提交 {asked} 件，未通过 {refused} 件", "{asked} asked for, {refused} refused")
        self.setWindowTitle(say(heading.fill(asked=asked, refused=len(verdicts) - asked)))
        self.resize(760, 420)
        self.table = sheet(
            Text("办理结果", "Verdicts"), [Text("案件", "Case"), Text("结果", "Result"), Text("说明", "Why")]
        )
        self.table.setRowCount(len(verdicts))
        for place, each in enumerate(sorted(verdicts, key=lambda verdict: verdict.asked)):
            result = Text("已提交", "Asked for") if each.asked else Text("未通过", "Refused")
            for column, shown in enumerate((each.title, say(result), say(each.text))):
                self.table.setItem(place, column, QTableWidgetItem(shown))
        self.table.setColumnWidth(0, 260)
        layout = QVBoxLayout(self)
        layout.addWidget(label(self.windowTitle(), "heading"))
        layout.addWidget(self.table, 1)
        layout.addWidget(row(button(Text("关闭", "Close"), self.accept, main=True)))
