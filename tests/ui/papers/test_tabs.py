"""Every tab of the clerk's desk and of the powers, in both languages: nothing empty, nothing cut, nothing out of reach."""

import os
from collections.abc import Iterator
from uuid import UUID

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QTabWidget, QWidget

from models.text import Language
from tests.ui import looking
from tests.ui.branch import Officer
from tests.ui.conftest import Opened
from ui.cases.case_page import CasePage
from ui.language import speak

CASE = "SELECT case_id FROM contract ORDER BY number DESC LIMIT 1"
SHOTS = os.environ.get("HEITU_SHOTS")
RULES = (looking.empty_labels, looking.nameless, looking.out_of_reach, looking.cut, looking.outside)


def _tabs(who: Officer, place: str) -> Iterator[tuple[str, QWidget]]:
    who.shell.open_place(place)
    who.settle()
    tabs = who.page().findChildren(QTabWidget)
    for number in range(tabs[0].count() if tabs else 1):
        if tabs:
            tabs[0].setCurrentIndex(number)
        who.settle()
        yield f"{place} {number}", who.shell


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_every_tab_of_the_clerk_can_be_read_and_worked(officer: Opened, spoken: Language) -> None:
    speak(spoken)
    QAccessible.setActive(True)
    clerk = officer("zhoufang")
    clerk.shell.resize(1366, 768)
    found = []
    for place in ("papers", "powers"):
        for name, window in _tabs(clerk, place):
            if SHOTS:
                window.grab().save(f"{SHOTS}/{name} {spoken}.png")
            found += [f"{name}: {rule.__name__}: {each}" for rule in RULES for each in rule(window)]
    clerk.shell.open_record("loan_case", UUID(clerk.workstation.database.read(CASE)[0][0]))
    clerk.settle()
    page = clerk.page()
    assert isinstance(page, CasePage)
    for number in range(page.tabs.count()):
        page.tabs.setCurrentIndex(number)
        clerk.settle()
        if SHOTS:
            clerk.shell.grab().save(f"{SHOTS}/case {number} {spoken}.png")
    assert not found, "\n".join(found)
