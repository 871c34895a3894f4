"""Before files are put on file: what each of them is, and what they belong to."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QScrollArea, QVBoxLayout, QWidget

from app.attachments.papers import Folder, Subject, belongs_to
from app.clock import today
from models.documents.attachment import PAPERS
from models.text import Text
from ui.language import say
from ui.pieces import answers, label

BY_KIND = Text("按资料类型自动归属", "By the kind of paper")


class AddDialog(QDialog):
    """One line a file.

    Attributes:
        subject: What they belong to.
        papers: Which kind of paper each is, in order.
    """

    def __init__(self, names: Sequence[str], folder: Folder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Text("添加资料", "Add papers")))
        self._folder = folder
        self.subject = QComboBox()
        self.subject.setAccessibleName(say(Text("归属", "Belongs to")))
        if len(folder.subjects) > 1:
            self.subject.addItem(say(BY_KIND), None)
        for subject, text in folder.subjects.items():
            self.subject.addItem(say(text), subject)
        self.subject.currentIndexChanged.connect(lambda _index: self._guess())
        self._names = list(names)
        self.papers = [self._choice(name) for name in names]
        form = QFormLayout()
        form.addRow(say(Text("归属", "Belongs to")), self.subject)
        for name, box in zip(names, self.papers, strict=True):
            caption = label(name)
            caption.setBuddy(box)
            form.addRow(caption, box)
        inner = QWidget()
        inner.setLayout(form)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addWidget(answers(self, self.accept, Text("登记", "Put on file")))
        self.resize(560, min(600, 160 + 40 * len(self.papers)))
        self._guess()

    @property
    def kinds(self) -> list[str]:
        """Which kind of paper each file is."""
        return [str(box.currentData()) for box in self.papers]

    def subject_of(self, paper: str) -> Subject:
        """Return what a paper of that kind belongs to: what was chosen, or what the bank's list asks it of."""
        chosen: Subject | None = self.subject.currentData()
        return chosen or belongs_to(paper, self._folder, today())

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(say(Text("资料类型：{name}", "Kind of paper: {name}").fill(name=name)))
        for key, text in PAPERS.items():
            box.addItem(say(text), key)
        return box

    def _guess(self) -> None:
        """Propose what the name says; otherwise what is still missing, in order; otherwise another paper."""
        chosen = self.subject.currentData()
        missing = [text for subject, text in self._folder.missing if chosen in {None, subject}]
        waiting = [key for key, text in PAPERS.items() if text in missing]
        for name, box in zip(self._names, self.papers, strict=True):
            named = next((key for key, text in PAPERS.items() if text.zh in name), None)
            if named in waiting:
                waiting.remove(str(named))
            proposed = named or (waiting.pop(0) if waiting else "other")
            box.setCurrentIndex(box.findData(proposed))
