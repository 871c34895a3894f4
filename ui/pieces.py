"""Small pieces that pages are put together from."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from models.text import Text
from ui.language import say

PROGRAM = Text("黑土信贷工作站", "Heitu lending workstation")
HEADING_ROOM = 24
FIGURE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def label(text: str = "", tone: str = "") -> QLabel:
    """Return a label in one of the tones of the style sheet; long texts wrap and can be copied."""
    made = QLabel(text)
    set_tone(made, tone)
    return made


def set_tone(widget: QLabel, tone: str) -> None:
    """Give *widget* another tone."""
    widget.setWordWrap(tone in {"warn", "bad", "good", "problem"})
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    # A label takes the padding of its tone only when it hears that its style has changed.
    QCoreApplication.sendEvent(widget, QEvent(QEvent.Type.StyleChange))
    widget.updateGeometry()


def button(
    text: Text, pressed: Callable[[], object], *, main: bool = False, shortcut: str = ""
) -> QPushButton:
    """Return a button; the main one of a page stands out."""
    made = QPushButton(say(text))
    made.setProperty("main", main)
    made.setAccessibleName(say(text))
    if shortcut:
        made.setShortcut(shortcut)
        made.setToolTip(f"{say(text)} ({shortcut})")
    made.clicked.connect(lambda _checked: pressed())
    return made


def menu_button(text: Text, entries: Sequence[tuple[Text, Callable[[], object]]]) -> QPushButton:
    """Return a button that unfolds a menu."""
    made = QPushButton(say(text))
    made.setAccessibleName(say(text))
    menu = QMenu(made)
    menu.setAccessibleName(say(text))
    for words, pressed in entries:
        # The action says whether it is checked; none of these can be.
        menu.addAction(say(words)).triggered.connect(lambda _checked=False, pressed=pressed: pressed())
    made.setMenu(menu)
    return made


def answers(dialog: QDialog, accept: Callable[[], object], yes: Text) -> QDialogButtonBox:
    """Return the two buttons below a dialog, in the language of the window."""
    box = QDialogButtonBox()
    box.addButton(button(yes, _nothing, main=True), QDialogButtonBox.ButtonRole.AcceptRole)
    box.addButton(button(Text("取消", "Cancel"), _nothing), QDialogButtonBox.ButtonRole.RejectRole)
    box.accepted.connect(accept)
    box.rejected.connect(dialog.reject)
    return box


def _nothing() -> None:
    """Do nothing: the box itself listens to its buttons."""


def sheet(name: Text, headings: Sequence[Text], figures: Collection[int] = ()) -> QTableWidget:
    """Return a small table to be read; the headings of columns of figures stand over them on the right."""
    made = QTableWidget(0, len(headings))
    made.setAccessibleName(say(name))
    made.setHorizontalHeaderLabels([say(text) for text in headings])
    for column in range(len(headings)):
        side = Qt.AlignmentFlag.AlignRight if column in figures else Qt.AlignmentFlag.AlignLeft
        heading = made.horizontalHeaderItem(column)
        if heading:
            heading.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            needed = made.horizontalHeader().fontMetrics().horizontalAdvance(heading.text()) + HEADING_ROOM
            made.setColumnWidth(column, max(made.columnWidth(column), needed))
    made.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    made.setTabKeyNavigation(False)
    made.setShowGrid(False)
    made.setAlternatingRowColors(True)
    made.verticalHeader().hide()
    made.horizontalHeader().setStretchLastSection(True)
    return made


def card(*widgets: QWidget, title: Text | None = None) -> QFrame:
    """Return a framed group of widgets under a heading."""
    frame = QFrame()
    frame.setObjectName("card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(14, 12, 14, 12)
    if title:
        layout.addWidget(label(say(title), "heading"))
    for widget in widgets:
        layout.addWidget(widget)
    return frame


def row(*widgets: QWidget, stretch_first: bool = False) -> QWidget:
    """Return the widgets side by side."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if stretch_first and place == 0 else 0)
    if not stretch_first:
        layout.addStretch(1)
    return holder


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of *layout*."""
    while layout.count():
        item = layout.takeAt(0)
        inner, widget = (item.layout(), item.widget()) if item else (None, None)
        if isinstance(inner, QVBoxLayout | QHBoxLayout):
            clear(inner)
        if widget:
            widget.setParent(None)
            widget.deleteLater()
