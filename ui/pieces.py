"""Small pieces that pages are put together from."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.text import Text
from ui.language import say


def label(text: str = "", tone: str = "") -> QLabel:
    """Return a label in one of the tones of the style sheet; long texts wrap and can be copied."""
    made = QLabel(text)
    made.setWordWrap(tone in {"warn", "bad", "good", "problem"})
    set_tone(made, tone)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Give *widget* another tone."""
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


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
