"""Whatever is noted anywhere has a name and a label, and what workstations note is believed of them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.compliance import actions
from models.compliance.actions import ACTIONS, LOCAL, say_action

ROOT = Path(__file__).parents[3]


def noted(room: str, call: str, place: int) -> Iterator[tuple[str, str]]:
    """Yield the actions that the calls in a room name, with where they are named."""
    for file in sorted((ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == call:
                where = f"{file.relative_to(ROOT)}:{node.lineno}"
                action = node.args[place] if len(node.args) > place else None
                if isinstance(action, ast.Constant):
                    yield str(action.value), where
                elif isinstance(action, ast.Name) and action.id.isupper():
                    yield str(getattr(actions, action.id, action.id)), where


@pytest.mark.parametrize("room", ["app", "ui"])
def test_what_a_workstation_notes_is_believed_of_it(room: str) -> None:
    found = list(noted(room, "note", 2))
    assert len(found) > 3
    assert [each for each in found if each[0] not in LOCAL] == []


def test_what_the_centre_notes_has_a_label() -> None:
    found = list(noted("central", "Doing", 1))
    assert len(found) > 5
    assert [each for each in found if each[0] not in ACTIONS] == []


def test_every_action_fits_its_column_and_the_filter() -> None:
    assert set(ACTIONS) >= LOCAL
    assert [
        each for each in ACTIONS if len(each) > 40 or not each.replace(".", "_").replace("_", "").isalpha()
    ] == []


def test_an_unknown_action_keeps_its_name() -> None:
    assert say_action("later.invented").zh == "later.invented"
    assert say_action("case.submit").zh
