"""The papers that the records of a case fill, in the places where an officer needs them."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.audit_trail import note
from app.case_papers import case_paper, papers_of
from app.clock import today
from app.papers.catalogue import Needed, Place, needed_papers
from models.compliance.actions import PRINT
from models.errors import LendingError, RuleBroken
from models.kinds import Kind
from models.lending.dossier import Dossier
from models.text import Text
from printing.documents import document
from ui.desk import Desk
from ui.language import say
from ui.papers.files import folder, show_written
from ui.pieces import button, label, row
from ui.questions import QuestionsDialog

NOTHING = Text("目前没有需要打印的文书。", "No paper is needed now.")


class CasePapers(QWidget):
    """A chooser of the papers of some places, and the button that prints the chosen one.

    Attributes:
        papers: The chooser; each entry holds what it is.
        print_button: Prints the chosen paper.
        printed: The files that were written here.
        dialog: The question before a print, while it is open.
    """

    def __init__(self, desk: Desk, *places: Place) -> None:
        super().__init__()
        self._desk, self._places = desk, places
        self._case_id: UUID | None = None
        self.printed: list[Path] = []
        self.dialog: AskedDialog | None = None
        self.papers = QComboBox()
        self.papers.setAccessibleName(say(Text("文书", "Paper")))
        self.papers.setMinimumWidth(360)
        self.print_button = button(Text("打印文书", "Print the paper"), self.print_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(row(label(say(Text("文书", "Paper")), "quiet"), self.papers, self.print_button))

    def show_dossier(self, dossier: Dossier) -> None:
        """Offer what the case needs as it stands."""
        self._case_id = dossier.case.id
        self._offer(needed_papers(dossier, *self._places))

    def load(self, case_id: UUID, about: UUID) -> None:
        """Offer what a case needs that was not read yet, of all its securities only about one."""
        workstation, places = self._desk.workstation, self._places
        self._case_id = case_id

        def work(_job: object) -> list[Needed]:
            with workstation.database.session() as session:
                found = papers_of(session, workstation.actor, case_id, *places)
            return [each for each in found if each.subject == about]

        self._desk.tasks.read(self, work, self._offer)

    def _offer(self, found: list[Needed]) -> None:
        chosen = self.papers.currentText()
        self.papers.clear()
        for each in found:
            kind = document(each.paper.document)
            self.papers.addItem("　".join(filter(None, (kind.code, say(kind.title), each.name))), each)
        if not found:
            self.papers.addItem(say(NOTHING))
        self.papers.setCurrentIndex(max(0, self.papers.findText(chosen)))
        self.papers.setEnabled(bool(found))
        self.print_button.setEnabled(bool(found))

    def print_chosen(self) -> None:
        """Print the chosen paper, after asking what no record holds."""
        wanted: Needed | None = self.papers.currentData()
        if wanted is None:
            return
        if not wanted.paper.asked:
            self._print(wanted, {})
            return
        title = document(wanted.paper.document).title
        self.dialog = AskedDialog(title, wanted.paper.asked, self)
        self.dialog.answered.connect(partial(self._print, wanted))
        self.dialog.open()

    def _print(self, wanted: Needed, told: Mapping[str, Any]) -> None:
        workstation, case_id = self._desk.workstation, self._case_id
        if case_id is None:
            return
        key, subject = wanted.paper.document, wanted.subject

        def work(_job: object) -> Path:
            with workstation.database.session() as session:
                made = case_paper(session, workstation.actor, case_id, (key, subject), told, today())
            detail = {"document": key, "number": made.number, "data": made.rendered.data_hash, "paper": True}
            note(workstation.database, workstation.actor, PRINT, f"loan_case {case_id}", copies=1, **detail)
            return made.write(folder("prints"))

        self._desk.tasks.write(self, work, self._written, self._refused)

    def _refused(self, error: LendingError) -> None:
        """Say what is missing, beside what was answered where something was asked."""
        if self.dialog and self.dialog.isVisible():
            self.dialog.problem.setText(say(error.text))
        else:
            self._desk.refuse(error)

    def _written(self, file: Path) -> None:
        if self.dialog:
            self.dialog.accept()
        self.printed.append(file)
        show_written(self._desk, file)


class AskedDialog(QuestionsDialog):
    """What a paper says that no record holds. It stays open until the paper is printed, so that no answer is lost.

    Attributes:
        answered: What was answered, by name.
    """

    answered = Signal(dict)

    def __init__(self, title: Text, asked: Mapping[str, Kind], parent: QWidget) -> None:
        super().__init__(title, asked, {}, parent)

    def _check(self) -> None:
        try:
            self.answered.emit(self.questions.answers())
        except RuleBroken as broken:
            self.problem.setText(say(broken.text))
