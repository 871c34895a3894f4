"""Before files are put on file: what each of them is, and what they belong to."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QScrollArea, QVBoxLayout, QWidget

from app.attachments.papers import Folder, Subject, belongs_to, paper_named
from app.clock import today
from models.documents.attachment import PAPERS
from models.text import Text
from ui.language import say
from ui.pieces import answers, label

UNKNOWN = Text("请为每份文件选择资料类型。", "Choose a kind of paper for every file.")
BY_KIND = Text("按资料类型自动归属", "By the kind of paper")


class AddDialog(QDialog):
    """One line a file.

    Attributes:
        subject: What they belong to.
        papers: Which kind of paper each is, in order.
        problem: What is to be done before they can be put on file.
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
        self.papers = [self._choice(name) for name in names]
        self.problem = label("", "bad")
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
        layout.addWidget(self.problem)
        layout.addWidget(answers(self, self.accept, Text("登记", "Put on file")))
        self.resize(560, min(600, 160 + 40 * len(self.papers)))

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
        box.setPlaceholderText(say(Text("请选择资料类型", "Choose a kind of paper")))
        # What the name does not say is not guessed: a list that is complete by a wrong guess misses a paper.
        box.setCurrentIndex(box.findData(paper_named(name)))
        return box

    def accept(self) -> None:
        """Close once every file has its kind."""
        open_box = next((box for box in self.papers if box.currentData() is None), None)
        if open_box is None:
            super().accept()
            return
        self.problem.setText(say(UNKNOWN))
        open_box.setFocus()
