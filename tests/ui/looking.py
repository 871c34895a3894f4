"""What a careful eye sees in a widget and everything within: empty words, nameless controls, cut texts."""

from collections.abc import Iterator

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTableView,
    QTabWidget,
    QWidget,
)

CONTROLS = (QLineEdit, QPlainTextEdit, QComboBox, QAbstractButton, QAbstractItemView, QTabWidget)


def seen(root: QWidget) -> Iterator[QWidget]:
    """Give the widgets that are shown, without the inner parts that Qt makes for itself."""
    for each in root.findChildren(QWidget):
        if each.isVisibleTo(root) and not each.objectName().startswith("qt_"):
            yield each


def described(widget: QWidget) -> str:
    text = getattr(widget, "text", str)()
    return f"{type(widget).__name__} {widget.objectName()} {text!r} in {type(widget.parentWidget()).__name__}"


def empty_labels(root: QWidget) -> list[str]:
    """Return the labels that say nothing, but for those that wait for something to say."""
    return [
        described(each)
        for each in seen(root)
        if isinstance(each, QLabel)
        and not each.text().strip()
        and each.pixmap().isNull()
        and each.property("tone") not in {"problem", "good", "warn", "bad"}
    ]


def nameless(root: QWidget) -> list[str]:
    """Return the controls that a screen reader could not name."""
    return [described(each) for each in _controls(root) if not _spoken_name(each).strip()]


def out_of_reach(root: QWidget) -> list[str]:
    """Return the controls that the keyboard does not come to."""
    return [
        described(each)
        for each in _controls(root)
        if each.isEnabled() and not any(each.focusPolicy() & Qt.FocusPolicy.TabFocus for each in _group(each))
    ]


def cut(root: QWidget) -> list[str]:
    """Return the texts that have less room than they need."""
    found = []
    for each in seen(root):
        if isinstance(each, QLabel) and each.text():
            wide = each.width() < each.minimumSizeHint().width() - 1
            high = each.height() < each.heightForWidth(each.width()) - 1 if each.wordWrap() else False
            low = each.height() < each.fontMetrics().height()
            if wide or high or low:
                found.append(f"{described(each)} {each.size()} needs {each.sizeHint()}")
        elif isinstance(each, QAbstractButton) and each.text():
            if each.width() < each.sizeHint().width() - 1 or each.height() < each.fontMetrics().height():
                found.append(f"{described(each)} {each.size()} needs {each.sizeHint()}")
        elif isinstance(each, QTableView):
            found += _cut_headings(each)
    return found


def outside(root: QWidget) -> list[str]:
    """Return the controls that lie beyond the edge of what holds them and cannot be scrolled to."""
    whole = QRect(root.rect())
    return [
        described(each)
        for each in _controls(root)
        if not _scrolls(each, root)
        and not whole.contains(QRect(each.mapTo(root, each.rect().topLeft()), each.size()))
    ]


def _controls(root: QWidget) -> Iterator[QWidget]:
    for each in seen(root):
        if isinstance(each, CONTROLS) and not isinstance(each, QHeaderView) and not _stands_in(each):
            yield each


def _stands_in(widget: QWidget) -> bool:
    """Return whether a widget is a part of another control: the list of a choice, the clear button of a line."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QLineEdit | QHeaderView):
            return True
        if isinstance(parent, QAbstractItemView) and isinstance(widget, QAbstractButton):
            return True
        parent = parent.parentWidget()
    return False


def _spoken_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return str(interface.text(QAccessible.Text.Name)) if interface else ""


def _group(widget: QWidget) -> list[QWidget]:
    """Return the buttons of which Tab comes to one and the arrows to the others, or the widget alone."""
    group = widget.group() if isinstance(widget, QRadioButton) else None
    return [*group.buttons()] if group else [widget]


def _scrolls(widget: QWidget, root: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _cut_headings(table: QTableView) -> list[str]:
    header, model = table.horizontalHeader(), table.model()
    found = []
    for section in range(header.count()):
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        needed = header.fontMetrics().horizontalAdvance(text) + 16
        if header.sectionSize(section) < needed:
            found.append(f"heading {text!r}: {header.sectionSize(section)} of {needed}")
    return found
