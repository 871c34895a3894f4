"""The house itself: sizes, docstrings, what is loaded when, and the traps of the ground it stands on."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[1]
ROOMS = ("app", "central", "models", "printing", "ui", "tests", "benchmarks", "tools")
FILES = [ROOT / "main.py", *(file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py")))]
WRITTEN = [file for file in FILES if "migrations" not in file.parts]
PRODUCT = [
    file for file in WRITTEN if file.relative_to(ROOT).parts[0] not in {"tests", "benchmarks", "tools"}
]
LONGEST = {"file": 500, "function": 50, "class": 250}


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


EVERY = pytest.mark.parametrize("file", WRITTEN, ids=_name)
EVERY_OF_THE_PRODUCT = pytest.mark.parametrize("file", PRODUCT, ids=_name)


def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


@EVERY
def test_nothing_is_too_long(file: Path) -> None:
    text = file.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST["file"]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            limit = LONGEST["class" if isinstance(node, ast.ClassDef) else "function"]
            assert (node.end_lineno or 0) - node.lineno < limit, node.name


@EVERY_OF_THE_PRODUCT
def test_every_module_says_what_it_is_for(file: Path) -> None:
    said = ast.get_docstring(_tree(file))
    assert said
    assert said.splitlines()[0].endswith((".", "…"))


def _loaded_by(statement: str, *suspects: str) -> set[str]:
    """Return which of the suspects a fresh interpreter has loaded after *statement*."""
    script = f"import sys\n{statement}\nprint(*set({suspects!r}).intersection(sys.modules), sep=chr(10))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split()) & set(suspects)


OUTSIDE = (
    "PySide6",
    "httpx2",
    "keyring",
    "reportlab",
    "openpyxl",
    "python_calamine",
    "sqlcipher3",
    "fastapi",
)
HEAVY = (
    "sqlalchemy",
    "httpx2",
    "keyring",
    "reportlab",
    "openpyxl",
    "pypinyin",
    "holidays",
    "stdnum",
    "argon2",
)


def test_models_know_nothing_of_the_outside() -> None:
    rooms = [_name(file)[:-3].replace("/", ".") for file in PRODUCT if _name(file).startswith("models/")]
    imports = ", ".join(room.removesuffix(".__init__") for room in rooms)
    assert _loaded_by(f"import {imports}", *OUTSIDE) == set()


@pytest.mark.parametrize(
    "module", ["ui.shell", "ui.login", "ui.start", "ui.office", "ui.today.page", "ui.cases.page"]
)
def test_no_window_waits_for_a_library_it_does_not_show(module: str) -> None:
    assert _loaded_by(f"import {module}", *HEAVY) == set()


LASTING = (
    r"\b(desk|_desk|tasks|_tasks|_?task|running|_?running|lane)(\.\w+)?\.\w+\.connect\(\s*(lambda|partial)"
)


def test_what_outlives_a_window_calls_none_of_its_lambdas() -> None:
    """Qt forgets the methods of what is gone; a lambda would be called on, over a window that is deleted."""
    window = [file for file in PRODUCT if _name(file).startswith("ui/") and _name(file) != "ui/tasks.py"]
    found = [
        f"{_name(file)}: {each[0]}"
        for file in window
        for each in re.finditer(LASTING, file.read_text("utf-8"))
    ]
    assert found == []


def test_help_and_small_commands_do_not_wait_for_the_window() -> None:
    command = "sys.argv = ['heitu', 'amount', '1']; import main; main.main()"
    assert _loaded_by(command, *OUTSIDE) == set()


CLOCKS = {
    ("date", "today"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("time", "time"),
}


@pytest.mark.parametrize("file", [file for file in PRODUCT if _name(file).startswith("models/")], ids=_name)
def test_no_rule_reads_the_clock(file: Path) -> None:
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in CLOCKS, f"line {node.lineno}"


@EVERY_OF_THE_PRODUCT
def test_no_moment_is_shown_by_the_zone_of_the_computer(file: Path) -> None:
    for node in ast.walk(_tree(file)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "astimezone"
        ):
            assert node.args, (
                f"line {node.lineno}: models.days.in_china says what the clocks of the bank show"
            )


def _texts(file: Path) -> Iterator[tuple[int, str, str]]:
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            words = [part.value for part in node.args if isinstance(part, ast.Constant)]
            if len(words) == 2:
                yield node.lineno, str(words[0]), str(words[1])


PLACES = re.compile(r"\{\w*\}")
# What Chinese people write in Latin letters too: names, formats, and what is typed at a command line.
LATIN = re.compile(
    r"\.xlsx|\.docx|https://|\./run --vnc|--[a-z-]+|central serve|\.toml|Excel|CSV|DBF|GPKG|Shapefile|SHP|\.(?:shp|dbf|prj)|"
    r"SCMJM?|DKBM|PDF|JPE?G|PNG|heitu\[signing\]|LPR|APR|LEI|JSON|"
    r"Heitu|English|heitu-demo|Ctrl|institution|centre|wangjun|lixue|zhaomin|sunlei|zhoufang|wuhao|zhenghua|chenjing|xuqing"
)


@EVERY_OF_THE_PRODUCT
def test_every_text_speaks_both_languages(file: Path) -> None:
    for line, zh, en in _texts(file):
        assert bool(zh.strip()) == bool(en.strip()), f"line {line}"


@EVERY_OF_THE_PRODUCT
def test_chinese_labels_hold_no_english_words(file: Path) -> None:
    for line, zh, _en in _texts(file):
        rest = LATIN.sub("", PLACES.sub("", zh))
        assert not re.search(r"[A-Za-z]{3,}", rest), f"line {line}: {zh}"


class _Bell(QObject):
    rung = Signal(bool)


# The tour writes a land package, as the titling office would.
WINDOW = [each for each in PRODUCT if each.is_relative_to(ROOT / "ui") and "tour" not in each.parts]


@pytest.mark.parametrize("file", WINDOW, ids=_name)
def test_the_window_asks_in_no_query_language(file: Path) -> None:
    assert not re.findall(r"\"(?:SELECT|INSERT|UPDATE|DELETE) .*", file.read_text("utf-8"))


def test_qt_drops_no_references(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 drops one reference of None or True in every call, until the process dies."""
    label, bell = QLabel(), _Bell()
    qtbot.addWidget(label)
    bell.rung.connect(label.setEnabled)
    before = sys.getrefcount(None), sys.getrefcount(True)  # noqa: FBT003 - its references are counted
    for _ in range(1000):
        label.setText("王")
        bell.rung.emit(True)  # noqa: FBT003 - a signal's arguments have no names
    after = sys.getrefcount(None), sys.getrefcount(True)  # noqa: FBT003 - likewise
    assert all(abs(late - early) < 100 for early, late in zip(before, after, strict=True))
