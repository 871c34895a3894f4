"""A form on screen: one editor a field, each problem beside its field, every keystroke kept."""

from collections.abc import Mapping
from functools import partial
from itertools import groupby
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app import drafts
from app.forms import Form, is_hidden, masked
from models.errors import RuleBroken
from models.fields import Field
from models.text import Text
from ui.desk import Desk
from ui.language import language, say
from ui.pieces import label

KEEP_AFTER_MS = 150
PER_ROW = 2
EDITOR_HEIGHT = 32
LINES_HEIGHT = 84
CAPTION_WIDTH = 140

Editor = QLineEdit | QPlainTextEdit | QComboBox


class FormView(QWidget):
    """Fill in a form.

    Attributes:
        changed: Something was typed.
        editors: The widgets, by field.
        problems: What is wrong, beside each field.
        read_only: Whether nothing can be typed.
        hidden: The fields whose numbers are shown only in part, and cannot be changed until they are revealed.
    """

    changed = Signal()

    def __init__(self, form: Form, *, read_only: bool = False, hides: bool = False) -> None:
        super().__init__()
        self.form = form
        self.hidden = {
            name for name, each in form.fields.items() if hides and is_hidden(each) and form.texts[name]
        }
        self.editors: dict[str, Editor] = {}
        self.problems: dict[str, QLabel] = {}
        self.read_only = read_only
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        for heading, names in groupby(form.fields, lambda name: form.fields[name].group):
            layout.addWidget(label(say(heading), "heading"))
            layout.addWidget(self._group(list(names)))
        layout.addStretch(1)
        self._show_problems()

    def focus(self, name: str) -> None:
        """Put the cursor into a field."""
        self.editors[name].setFocus()

    def reveal(self) -> None:
        """Show whole numbers; whoever calls this has noted why."""
        for name in sorted(self.hidden):
            editor = self.editors[name]
            _write(editor, self.form.texts[name])
            self._allow(editor, typing=not self.read_only)
        self.hidden = set()

    def conceal(self) -> None:
        """Show numbers only in part again, but for those that are being changed."""
        for name, each in self.form.fields.items():
            if is_hidden(each) and self.form.shown[name] and name not in self.form.touched:
                self.hidden.add(name)
                _write(self.editors[name], masked(each, self.form.texts[name]))
                self._allow(self.editors[name], typing=False)

    @staticmethod
    def _allow(editor: Editor, *, typing: bool) -> None:
        if isinstance(editor, QLineEdit):
            editor.setReadOnly(not typing)

    def restore(self, texts: dict[str, str], seen: Mapping[str, Any] | None = None) -> None:
        """Take over texts that were kept from an earlier run, perhaps in the other language; see ``Form.restore``."""
        kept = {
            name: _spoken(self.form.fields[name], text)
            for name, text in texts.items()
            if name in self.editors
        }
        self.form.restore(kept, seen)
        for name, text in kept.items():
            _write(self.editors[name], masked(self.form.fields[name], text) if name in self.hidden else text)
        self._show_problems()

    def _group(self, names: list[str]) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 8)
        grid.setHorizontalSpacing(10)
        place = 0
        for name in names:
            each = self.form.fields[name]
            whole_row = each.kind.name == "lines"
            place += place % PER_ROW if whole_row else 0
            line, column = divmod(place, PER_ROW)
            self._add(grid, name, (line * 2, column * 2), 3 if whole_row else 1)
            place += PER_ROW if whole_row else 1
        for column in range(PER_ROW):
            grid.setColumnStretch(column * 2 + 1, 1)
        return holder

    def _add(self, grid: QGridLayout, name: str, place: tuple[int, int], span: int) -> None:
        each = self.form.fields[name]
        editor = self._editor(name, each)
        problem = label("", "problem")
        # A wrapping label would let the scroll area squeeze the rows below their height.
        problem.setWordWrap(False)
        problem.hide()
        self.editors[name], self.problems[name] = editor, problem
        caption = QLabel(_caption(each))
        caption.setMinimumWidth(CAPTION_WIDTH)
        caption.setBuddy(editor)
        line, column = place
        grid.addWidget(caption, line, column)
        grid.addWidget(editor, line, column + 1, 1, span)
        grid.addWidget(problem, line + 1, column + 1, 1, span)

    def _editor(self, name: str, each: Field) -> Editor:
        text = self.form.texts[name]
        made: Editor
        if each.kind.name == "choice":
            made = self._choice(each)
            _write(made, text)
            made.currentTextChanged.connect(partial(self._typed, name))
            made.setEnabled(not self.read_only)
        elif each.kind.name == "flag":
            made = _steady(QComboBox())
            made.addItems([say_flag(each, value=False), say_flag(each, value=True)])
            _write(made, text)
            made.currentTextChanged.connect(partial(self._typed, name))
            made.setEnabled(not self.read_only)
        elif each.kind.name == "lines":
            made = QPlainTextEdit(text)
            made.setMaximumHeight(LINES_HEIGHT)
            made.setTabChangesFocus(True)
            made.textChanged.connect(lambda: self._typed(name, made.toPlainText()))
            made.setReadOnly(self.read_only)
        else:
            made = QLineEdit(masked(each, text) if name in self.hidden else text)
            made.setPlaceholderText(_hint(each))
            made.textChanged.connect(partial(self._typed, name))
            made.setReadOnly(self.read_only or name in self.hidden)
        made.setAccessibleName(say(each.label))
        made.setMinimumHeight(LINES_HEIGHT if each.kind.name == "lines" else EDITOR_HEIGHT)
        return made

    def _choice(self, each: Field) -> QComboBox:
        box = _steady(QComboBox())
        box.addItem("")
        for key, option in each.kind.choices.items():
            box.addItem(say(option), key)
        return box

    def _typed(self, name: str, text: str) -> None:
        if name in self.hidden:
            return  # What is shown in part is not what is meant.
        self.form.texts[name] = text
        self._show_problems()
        self.changed.emit()

    def _show_problems(self) -> None:
        found = self.form.problems()
        for name, shown in self.problems.items():
            bad = name in found
            shown.setText(say(found[name]) if bad else "")
            shown.setVisible(bad)
            editor = self.editors[name]
            if editor.property("problem") != bad:
                editor.setProperty("problem", bad)
                editor.style().unpolish(editor)
                editor.style().polish(editor)


class Keeper(QObject):
    """Keeps what is typed into a form under a subject, moments after each keystroke."""

    restored = Signal()

    def __init__(self, desk: Desk, view: FormView, subject: str) -> None:
        super().__init__(view)
        self._desk, self._view, self.subject = desk, view, subject
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        view.changed.connect(self._timer.start)
        desk.leaving.connect(self._keep_the_rest)
        database = desk.workstation.database

        def work(_job: object) -> tuple[dict[str, str], dict[str, Any]]:
            with database.session() as session:
                return drafts.kept(session, subject), drafts.seen(session, subject)

        desk.tasks.read_back(self, work, self._restore)

    def keep(self) -> None:
        """Keep what is typed, now; also before it is saved, which may be refused, and drops the draft if it is not."""
        self._timer.stop()
        texts, seen, subject = self._view.form.touched, self._view.form.packed_seen(), self.subject
        database = self._desk.workstation.database
        self._desk.tasks.write_quietly(
            self._desk, lambda _job: database.run(lambda session: drafts.keep(session, subject, texts, seen))
        )

    def _keep_the_rest(self) -> None:
        if self._timer.isActive():
            self.keep()

    def _restore(self, draft: tuple[dict[str, str], dict[str, Any]]) -> None:
        texts, seen = draft
        # Whoever types before the draft has been read is not typed over.
        typed = self._view.form.touched
        left = {name: text for name, text in texts.items() if name not in typed}
        if left:
            self._view.restore(left, seen)
            self.restored.emit()


class _NoWheel(QObject):
    """Keeps the mouse wheel from changing a choice while a form is scrolled."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow the wheel over a box that does not have the focus."""
        return isinstance(event, QWheelEvent) and isinstance(watched, QComboBox) and not watched.hasFocus()


def _steady(box: QComboBox) -> QComboBox:
    box.installEventFilter(_NoWheel(box))
    return box


def say_flag(each: Field, *, value: bool) -> str:
    """Return yes or no in the language of the window."""
    return each.kind.show(value, language())


def _caption(each: Field) -> str:
    unit = say(Text("（{unit}）", " ({unit})").fill(unit=each.unit)) if each.unit else ""
    return f"{say(each.label)}{unit}{' *' if each.required else ''}"


def _hint(each: Field) -> str:
    return {"day": "2026-03-10", "money": "0.00"}.get(each.kind.name, "")


def _spoken(each: Field, text: str) -> str:
    """Return a kept choice in the language of the window; any other text stays as it was typed."""
    if each.kind.name not in {"choice", "flag"} or not text:
        return text
    try:
        return each.kind.show(each.kind.parse(text), language())
    except RuleBroken:
        return text


def _write(editor: Editor, text: str) -> None:
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(0, editor.findText(text)))
    elif isinstance(editor, QPlainTextEdit):
        editor.setPlainText(text)
    else:
        editor.setText(text)
