"""What an officer does with papers: put on file, replace, sort anew, remove, fetch, save a copy."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.attachments import papers
from app.attachments.keeping import Arrival, Kept, keep_all
from app.attachments.papers import Folder, Paper, Subject
from app.audit_trail import note
from app.clock import today
from app.disk import writing
from app.jobs import Job
from models.compliance.actions import EXPORT
from models.errors import LendingError, RuleBroken
from models.text import Text
from ui.attachments.add_dialog import AddDialog
from ui.desk import Desk
from ui.form_dialog import FormDialog, part_of
from ui.language import say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FILES = "PDF / JPG / PNG / Excel / docx (*.pdf *.jpg *.jpeg *.png *.xlsx *.docx)"
FILED = Text("已登记{count}份资料，文件将自动上传总行。", "{count} papers are on file and will be sent.")
CHANGED = Text("已保存到本机，将自动发送总行。", "Saved here; it goes to head office by itself.")
SAVED = Text("已另存：{file}（已记入审计记录）", "Saved as {file}; noted in the audit trail")


class Filing(QObject):
    """The deeds behind the buttons of a list of papers.

    Attributes:
        dialog: The question that stands open, if any.
    """

    def __init__(self, desk: Desk, view: QWidget) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view
        self.dialog: QDialog | None = None

    def add(self, arrivals: Sequence[Arrival], folder: Folder) -> None:
        """Ask what the files are, look them through, and put those that are fit on file."""
        dialog = AddDialog([each.name for each in arrivals], folder, self._view)
        self._open(
            dialog, lambda: self._keep(list(zip(arrivals, dialog.kinds, strict=True)), dialog.subject_of)
        )

    def _keep(self, arrivals: Sequence[tuple[Arrival, str]], subject_of: Callable[[str], Subject]) -> None:
        actor = self._desk.workstation.actor

        def put(kept: Kept) -> None:
            homes = [(subject_of(each.paper), each) for each in kept.taken]

            def work(session: "Session") -> None:
                for subject, each in homes:
                    papers.file_paper(session, actor, subject, each, today())

            self._refuse(kept.refusals)
            if kept.taken:
                self._write(work, FILED.fill(count=len(kept.taken)), kept.refusals)

        self._look_through(arrivals, put)

    def replace(self, paper: Paper, path: Path) -> None:
        """Look a file through and put it in the place of a paper."""
        actor, old = self._desk.workstation.actor, paper.record

        def put(kept: Kept) -> None:
            self._refuse(kept.refusals)
            for each in kept.taken:
                self._write(
                    partial(papers.replace_paper, actor=actor, paper_id=old.id, taken=each, today=today())
                )

        self._look_through([(Arrival(path.name, path), old.paper)], put)

    def sort(self, paper: Paper) -> None:
        """Ask anew which kind of paper it is, and what it is called."""
        actor, record = self._desk.workstation.actor, paper.record
        form = part_of(record, ("paper", "title"))
        dialog = FormDialog(Text("修改归类", "Sort anew"), form, self._view)

        def write() -> None:
            told = {"paper": record.paper, "title": record.title, **dialog.values}
            self._write(lambda session: papers.sort_paper(session, actor, record.id, **told))

        self._open(dialog, write)

    def remove(self, paper: Paper) -> None:
        """Ask why a paper is removed; it stays on record."""
        actor, record = self._desk.workstation.actor, paper.record
        form = part_of(record, ("removed_because",))
        dialog = FormDialog(
            Text("移除资料", "Remove the paper"), form, self._view, yes=Text("移除", "Remove")
        )

        def write() -> None:
            why = dialog.values.get("removed_because", "")
            self._write(lambda session: papers.remove_paper(session, actor, record.id, why, today()))

        self._open(dialog, write)

    def fetch(self, paper: Paper) -> None:
        """Let the contents come from head office now."""
        database, record = self._desk.workstation.database, paper.record
        if record.received_at is None:
            return
        self._desk.tasks.write(
            self,
            lambda _job: database.run(lambda session: papers.fetch(session, record)),
            lambda _none: self._desk.carry(),
        )

    def save_copy(self, paper: Paper) -> None:
        """Ask where a copy is to lie."""
        title = say(Text("另存资料", "Save a copy"))
        path, _filter = QFileDialog.getSaveFileName(self._view, title, paper.record.title)
        if path:
            self.write_copy(paper, Path(path))

    def write_copy(self, paper: Paper, path: Path) -> None:
        """Write a copy outside of the store; that it left is noted first."""
        workstation, record = self._desk.workstation, paper.record

        def work(_job: Job) -> None:
            content = workstation.database.papers.read(record.sha256)
            subject = f"attachment {record.id}"
            note(workstation.database, workstation.actor, EXPORT, subject, rows=1, sha256=record.sha256)
            with writing(path):
                path.write_bytes(content)

        self._desk.tasks.write(
            self, work, lambda _none: self._desk.tell(SAVED.fill(file=path.name)), self._desk.refuse
        )

    def _look_through(self, arrivals: Sequence[tuple[Arrival, str]], put: Callable[[Kept], None]) -> None:
        database = self._desk.workstation.database
        self._desk.tasks.read(self, lambda job: keep_all(database, arrivals, today(), job), put)

    def _write(
        self,
        work: "Callable[[Session], object]",
        told: Text = CHANGED,
        refusals: Sequence[LendingError] = (),
    ) -> None:
        database = self._desk.workstation.database

        def written(_result: object) -> None:
            self._desk.tell(told)
            self._refuse(refusals)
            self._desk.sync()

        self._desk.tasks.write(self, lambda _job: database.run(work), written, self._desk.refuse)

    def _refuse(self, refusals: Sequence[LendingError]) -> None:
        if refusals:
            texts = [each.text for each in refusals]
            both = Text("".join(each.zh for each in texts), " ".join(each.en for each in texts))
            self._desk.refuse(RuleBroken(both))

    def _open(self, dialog: QDialog, accepted: Callable[[], None]) -> None:
        self.dialog = dialog
        dialog.accepted.connect(accepted)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self, _result: int) -> None:
        self.dialog = None
