"""What this house relies on in Qt for Python itself."""

import sys

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

CALLS = 1000
TOLERATED = 100


def test_calls_into_qt_do_not_wear_out_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 dropped a reference of None in every such call, which ends the process after some minutes."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(CALLS):
        label.setText(str(number))
    assert sys.getrefcount(None) > before - TOLERATED
