"""The lawyers' desk: a template as text on the left, its page on the right, its findings below."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QPlainTextEdit,
    QSplitter,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app import drafts, templates
from app.clock import today
from models.approval.orders import ORDERS
from models.documents.template_text import TemplateText
from models.errors import LendingError, RuleBroken
from models.sample.papers import TERMS
from models.text import Text
from printing import linter, render, wording
from printing.differences import differences
from printing.documents import document, documents
from ui.desk import Desk
from ui.language import say
from ui.papers.preview import Preview
from ui.papers.trial_print import TrialPrint
from ui.pieces import button, label, row, set_tone
from ui.theme import ink

AFTER_MS = 350
LOOK = Text("左边修改，右边即时显示。", "Edit on the left; the page follows on the right.")
BUNDLED = Text("随系统提供的版本 {v}", "version {v} that came with Heitu")
OWN = Text("{v}（{day} 起用，{state}）", "{v} (from {day}, {state})")
RESTORED = Text(
    "已恢复上次未提交的模板修改；如不需要，请在“版本”中重新选择。",
    "What you wrote last time and did not hand in is here again; choose a version to give it up.",
)
DRAFT, RELEASED = Text("待发布", "to be released"), Text("已发布", "released")


class TemplatesTab(QWidget):
    """Edits one template with a live page.

    Attributes:
        names: The chooser of the document.
        versions: The chooser of the version.
        editor: The text.
        preview: The page, from synthetic terms, marked as not valid.
        findings: What the linter finds, or that it finds nothing.
        trial: Puts the page on paper.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._known: list[TemplateText] = []
        self._waiting: UUID | None = None
        self._asked = 0
        self._edited = ""  # The template whose text stands in the editor.
        self.names, self.versions = QComboBox(), QComboBox()
        self.editor, self.preview = QPlainTextEdit(), Preview(LOOK)
        self.findings = label("", "good")
        self.findings.hide()  # Until there is something to say.
        self.submit_button = button(
            Text("提交新版本", "Submit as a new version"), self.submit, shortcut="Ctrl+S"
        )
        self.release_button = button(Text("发布", "Release"), self.release, main=True)
        self.compare_button = button(Text("与现行版本比较…", "Compare with the one in force…"), self.compare)
        self.trial = TrialPrint(desk)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        roles = desk.workstation.actor.roles
        self.submit_button.setVisible(bool(ORDERS["submit_template"].roles & roles))
        self.release_button.setVisible(bool(ORDERS["release_template"].roles & roles))
        self._arrange()
        self._listen()
        self.load()

    def _listen(self) -> None:
        self._timer.timeout.connect(self.look)
        self._timer.timeout.connect(self.keep)
        self._desk.leaving.connect(self._keep_the_rest)
        self.editor.textChanged.connect(self._timer.start)
        self._desk.synced.connect(self._heard)
        self.names.currentIndexChanged.connect(lambda _place: self.load())
        self.versions.currentIndexChanged.connect(self._show_version)
        self.versions.activated.connect(self._give_up)

    def _arrange(self) -> None:
        self.names.setAccessibleName(say(Text("文书", "Document")))
        for key, kind in sorted(documents().items(), key=lambda each: each[1].code):
            self.names.addItem(f"{kind.code}　{say(kind.title)}", key)
        self.versions.setAccessibleName(say(Text("版本", "Version")))
        self.versions.setMinimumWidth(260)
        self.editor.setAccessibleName(say(Text("模板正文", "Text of the template")))
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.editor)
        halves.addWidget(self.preview)
        halves.setSizes([560, 560])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(row(self.names, self.versions, self.compare_button))
        layout.addWidget(halves, 1)
        layout.addWidget(self.findings)
        layout.addWidget(row(self.submit_button, self.release_button, self.trial))

    @property
    def key(self) -> str:
        """The key of the document whose template is edited."""
        return str(self.names.currentData())

    @property
    def name(self) -> str:
        """The name of the template that is edited."""
        return document(self.key).template

    def _heard(self) -> None:
        """Show what the centre has; what is being written here stays."""
        if not self.editor.document().isModified():
            self.load()

    def load(self) -> None:
        """Read the versions of the chosen template."""
        self.keep()
        workstation, name = self._desk.workstation, self.name

        def work(_job: object) -> tuple[list[TemplateText], dict[str, str]]:
            with workstation.database.session() as session:
                known = templates.versions(session, workstation.actor.institution_id, name)
                return known, drafts.kept(session, self._subject(name))

        self._desk.tasks.read(self, work, partial(self._read, name))

    def _read(self, name: str, found: tuple[list[TemplateText], dict[str, str]]) -> None:
        """Show what was read, and over it what was written here and never handed in."""
        if name != self.name:
            return
        known, kept = found
        self._edited = name
        self._show_versions(known)
        if kept:
            self.editor.setPlainText(kept["source"])
            self.editor.document().setModified(True)
            self._desk.tell(RESTORED)

    def keep(self) -> None:
        """Keep what is written in the editor, so that it survives a crash."""
        if not self.editor.document().isModified():
            return
        database, subject = self._desk.workstation.database, self._subject(self._edited)
        texts = {"source": self.editor.toPlainText()}
        self._desk.tasks.write_quietly(
            self._desk, lambda _job: database.run(lambda session: drafts.keep(session, subject, texts))
        )

    def _keep_the_rest(self) -> None:
        if self._timer.isActive():
            self.keep()

    @staticmethod
    def _subject(name: str) -> str:
        return f"template/{name}"

    def _show_versions(self, known: list[TemplateText]) -> None:
        self._known = known
        self.versions.blockSignals(True)  # noqa: FBT003 - Qt's argument has no name
        self.versions.clear()
        for each in known:
            state = RELEASED if each.released_by else DRAFT
            self.versions.addItem(say(OWN.fill(v=each.version_name, day=each.effective, state=state)))
        self.versions.addItem(say(BUNDLED.fill(v=wording.load(self.name).version)))
        self.versions.blockSignals(False)  # noqa: FBT003 - likewise
        self._show_version(0)

    def _show_version(self, place: int) -> None:
        own = self._known[place] if 0 <= place < len(self._known) else None
        self._waiting = own.id if own and not own.released_by else None
        self.release_button.setEnabled(False)  # Until the page was drawn and nothing was found.
        path = wording.FOLDER / f"{self.name}.txt"
        self.editor.setPlainText(own.source if own else path.read_text(encoding="utf-8"))
        self.editor.document().setModified(False)

    def _give_up(self, place: int) -> None:
        """Show a version as it is: what was written and not handed in is given up."""
        database, subject = self._desk.workstation.database, self._subject(self.name)
        self._show_version(place)
        self._desk.tasks.write_quietly(
            self._desk, lambda _job: database.run(lambda session: drafts.drop(session, subject))
        )

    def look(self) -> None:
        """Draw the page of what stands in the editor, and say what the linter finds."""
        key, name, source = self.key, self.name, self.editor.toPlainText()
        self._asked += 1
        asked = self._asked

        def work(_job: object) -> tuple[list[Text], bytes]:
            template = wording.parse(name, source)
            findings = linter.template_findings(template, document(key))
            if findings:
                return findings, b""
            drawn = render(key, TERMS[key], number="样稿", copy=None, draft=True, template=template)
            return [], drawn.pdf

        self._desk.tasks.read(self, work, partial(self._looked, asked), partial(self._unreadable, asked))

    def _looked(self, asked: int, found: tuple[list[Text], bytes]) -> None:
        findings, pdf = found
        if asked != self._asked:
            return
        self.trial.offer(pdf, say(document(self.key).title))
        if pdf:
            self.preview.show_pdf(pdf)
        self._say(findings)

    def _unreadable(self, asked: int, error: LendingError) -> None:
        if asked == self._asked:
            self.trial.offer(b"", "")
            self._say([error.text])

    def _say(self, findings: list[Text]) -> None:
        good = Text(
            "检查通过：必备条款、要素和提示齐全。", "Checked: every clause, word and prompt is there."
        )
        self.findings.setText("\n".join(f"· {say(each)}" for each in findings) or say(good))
        set_tone(self.findings, "bad" if findings else "good")
        self.findings.show()
        self.submit_button.setEnabled(not findings)
        self.release_button.setEnabled(not findings and self._waiting is not None)

    def submit(self) -> None:
        """Hand in what stands in the editor as a new version."""
        workstation, name, source = self._desk.workstation, self.name, self.editor.toPlainText()

        def hand_in(session: Any) -> Text:
            said = templates.submit(session, workstation.actor, name, source)
            drafts.drop(session, self._subject(name))
            return said

        self._order(hand_in)

    def release(self) -> None:
        """Release the version from its day on; who wrote it may not."""
        workstation, version = self._desk.workstation, self._waiting
        if version:
            self._order(lambda session: templates.release(session, workstation.actor, version))

    def _order(self, give: Callable[[Any], Text]) -> None:
        database = self._desk.workstation.database
        self._desk.tasks.write(self, lambda _job: database.run(give), self._ordered)

    def _ordered(self, text: Text) -> None:
        self.editor.document().setModified(False)
        self._desk.tell(text)
        self._desk.sync()

    def compare(self) -> None:
        """Show how the text differs from the version in force."""
        workstation, name, source = self._desk.workstation, self.name, self.editor.toPlainText()

        def work(_job: object) -> str:
            with workstation.database.session() as session:
                template = templates.template_on(session, workstation.actor.institution_id, name, today())
            return template.body

        def shown(body: str) -> None:
            try:
                changed = wording.parse(name, source).body
            except RuleBroken as broken:
                self._desk.refuse(broken)
                return
            DifferencesDialog(body, changed, self).open()

        self._desk.tasks.read(self, work, shown)


class DifferencesDialog(QDialog):
    """Two versions as one text: what is new stands in green, what is gone in red and struck out.

    Attributes:
        text: The paragraphs.
    """

    def __init__(self, old: str, new: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(say(Text("版本比较", "Versions compared")))
        self.resize(820, 640)
        self.text = QTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.windowTitle())
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        cursor = self.text.textCursor()
        found = differences(old, new)
        if all(each.change == "same" for each in found):
            cursor.insertText(say(Text("两个版本没有差别。", "Both versions are the same.")))
        for each in found:
            if each.change != "same":
                _write(
                    cursor,
                    each.text,
                    ink("on_good") if each.change == "new" else ink("on_bad"),
                    each.change == "gone",
                )


def _write(cursor: QTextCursor, text: str, colour: QColor, struck: bool) -> None:  # noqa: FBT001 - a private piece
    style = QTextCharFormat()
    style.setForeground(colour)
    style.setFontStrikeOut(struck)
    cursor.insertText(f"{text}\n\n", style)
