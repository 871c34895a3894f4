"""The window's thread never waits for the store: a visit to all pages finds nobody else's work done on it."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import pytest

from app.attachments.contents import Contents
from app.database import Database
from models.lending.states import STATE_LABELS
from tests.ui.conftest import Opened
from ui.shell import WORKPLACES

SLOW = [(Database, "read"), (Database, "run"), (Database, "session"), (Contents, "read"), (Contents, "keep")]
RECORDS = ("farmer", "enterprise", "collateral")


def test_no_page_touches_the_store_on_the_windows_thread(
    officer: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = officer()
    read = who.workstation.database.read
    records = [(kind, UUID(read(f"SELECT id FROM {kind} ORDER BY id LIMIT 1")[0][0])) for kind in RECORDS]  # noqa: S608 - three words
    one = "SELECT id FROM loan_case WHERE state = ? ORDER BY months DESC LIMIT 1"
    records += [("loan_case", UUID(read(one, (state.value,))[0][0])) for state in STATE_LABELS]
    here, elsewhere = _watch(monkeypatch)
    for _time in range(2):
        for place in WORKPLACES:
            who.shell.open_place(place.key)
            who.settle()
        for kind, key in records:
            who.shell.open_record(kind, key)
            who.settle()
        who.desk.sync()
        who.settle()
    assert len(elsewhere) > 2 * (len(WORKPLACES) + len(records))
    assert not here


def _watch(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str]]:
    """Return what is asked of the store from now on: on the window's thread, and on others."""
    here: list[str] = []
    elsewhere: list[str] = []

    def watched(asked: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(asked)
        def noted(*arguments: Any, **named: Any) -> Any:
            of_the_window = threading.current_thread() is threading.main_thread()
            (here if of_the_window else elsewhere).append(f"{asked.__qualname__} {arguments[1:2]}")
            return asked(*arguments, **named)

        return noted

    for owner, name in SLOW:
        monkeypatch.setattr(owner, name, watched(getattr(owner, name)))
    return here, elsewhere
