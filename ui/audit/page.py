"""The auditor's workplace: read the trail, verify it, take it out, and see who met on one device."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QProgressBar, QTabWidget

from app import auditing
from app.jobs import Job
from models.errors import LendingError
from models.text import Text
from ui.audit.same_device_tab import SameDeviceTab
from ui.audit.trail_tab import AWAY, TrailTab
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.pieces import button, label, row, set_tone
from ui.tasks import Task

WHOLE = Text(
    "核验通过：{count}条审计记录首尾相接，额度流水相符。",
    "Verified: {count} entries follow one another, and limits agree with their ledgers.",
)
STOPPED = Text(
    "核验已停止，只核验到第{done}条，尚不能得出结论。",
    "Verification was stopped after entry {done}; nothing can be said of the whole.",
)
BROKEN = Text("核验发现问题：{findings}", "Something is wrong: {findings}")
FILE = "审计记录.xlsx"
SHOWN_FINDINGS = 5


class AuditPage(Page):
    """The workplace.

    Attributes:
        trail: The bank's trail.
        same_device: The report of two duties on one device.
        progress: How far the running verification is.
        verdict: How the last verification ended.
        tabs: Both.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("稽核", "Audit"))
        self.trail, self.same_device = TrailTab(desk), SameDeviceTab(desk)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(say(Text("稽核内容", "Parts of the audit")))
        self.tabs.addTab(self.trail, say(Text("审计记录", "Audit trail")))
        self.tabs.addTab(self.same_device, say(Text("同机不相容岗位", "Two duties on one device")))
        self.tabs.currentChanged.connect(lambda _index: self._look())
        self.verdict = label("", "good")
        self.verdict.hide()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(say(Text("核验进度", "Progress of the verification")))
        self.stop_button = button(Text("停止", "Stop"), self.stop)
        self.running = row(self.progress, self.stop_button, stretch_first=True)
        self.running.hide()
        self._verification: Task[tuple[int, list[Text]]] | None = None
        self.verify_button = button(Text("核验审计链", "Verify the trail"), self.verify)
        self.export_button = button(Text("导出…", "Export…"), self._choose)
        for each in (self.verify_button, self.export_button):
            self.buttons.addWidget(each)
        self.body.addWidget(self.running)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self.tabs, 1)
        self.trail.look_up()

    def verify(self) -> None:
        """Let head office verify the whole trail of the bank, stretch by stretch."""
        self.verify_button.setEnabled(False)
        self.verdict.hide()
        self.progress.setRange(0, 0)
        self.running.show()
        centre = self.desk.workstation.centre
        self._verification = self.desk.tasks.talk(
            self,
            lambda job: auditing.verification(centre, job),
            lambda found: self._verified(*found),
            self._away,
            self._show_progress,
        )
        self._verification.ended.connect(self._at_rest)

    def stop(self) -> None:
        """Stop the running verification behind the stretch that head office is looking at."""
        if self._verification:
            self._verification.cancel()

    def export(self, path: Path) -> None:
        """Take every entry that meets the filters out as a workbook."""
        workstation, typed = self.desk.workstation, self.trail.typed()

        def work(job: Job) -> int:
            filters = auditing.resolve(workstation.database, typed)
            entries = auditing.read_all(workstation.centre, filters, job)
            return auditing.export(path, entries, workstation.database, workstation.actor, filters)

        def done(count: int) -> None:
            self.desk.tell(
                Text("已导出{count}条：{file}", "{count} entries exported: {file}").fill(
                    count=count, file=path.name
                )
            )

        self.desk.tasks.talk(self, work, done, self.desk.refuse)

    def _choose(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(self, self.title.text(), FILE, "Excel (*.xlsx)")
        if chosen:
            self.export(Path(chosen))

    def _look(self) -> None:
        if self.tabs.currentWidget() is self.same_device:
            self.same_device.look_up(self.trail.typed())

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _verified(self, count: int, findings: list[Text]) -> None:
        shown = "\n".join(say(each) for each in findings[:SHOWN_FINDINGS])
        text = BROKEN.fill(findings=shown) if findings else WHOLE.fill(count=count)
        self._say(text, "bad" if findings else "good")

    def _away(self, error: LendingError) -> None:
        self._say(AWAY.fill(why=error.text), "warn")

    def _at_rest(self) -> None:
        if self.verdict.isHidden():
            self._say(STOPPED.fill(done=max(self.progress.value(), 0)), "warn")
        self.running.hide()
        self.verify_button.setEnabled(True)

    def _say(self, text: Text, tone: str) -> None:
        self.verdict.setText(say(text))
        set_tone(self.verdict, tone)
        self.verdict.show()


def page(desk: Desk) -> AuditPage:
    """Return the page."""
    return AuditPage(desk)
