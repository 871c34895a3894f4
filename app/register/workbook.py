"""Reads a sheet of a workbook that comes from outside: hostile until checked."""

import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.errors import RuleBroken
from models.text import Text

LARGEST_FILE = 50 * 2**20
LARGEST_UNPACKED = 400 * 2**20
CHUNK = 1 << 20

_SHEET = re.compile(rb'<sheet\b[^>]*?\bname="([^"]*)"[^>]*?\br:id="([^"]*)"')
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
_ERROR_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*?\bt="e"')
_EMPTY_FORMULA = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*><f\b[^>]*>[^<]*</f><v\s*(?:/>|></v>)')

NOT_A_WORKBOOK = Text(
    "这个文件不是 Excel 工作簿（.xlsx），请另存为 .xlsx 后重试。",
    "This is no Excel workbook (.xlsx); save it as .xlsx and try again.",
)
TOO_LARGE = Text(
    "文件过大或解压后超过{limit}MB，疑似异常文件，已拒绝打开；请拆分后导入。",
    "The file is too large, or would unpack beyond {limit} MB; it was not opened. Split it and try again.",
)


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet.

    Attributes:
        rows: Each row as texts, in order; row 1 is the heading.
        errors: Cells with a formula error or a formula without a result, as (row, column), from 1.
    """

    rows: list[list[str]]
    errors: frozenset[tuple[int, int]]


def read_sheet(path: Path, name: str) -> Sheet:
    """Return the sheet *name* of the workbook at *path*; the only sheet of a workbook may have any name.

    Raises:
        RuleBroken: It is no workbook, it is too large, it would unpack to something huge, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only where somebody imports

    parts = _unpack(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        chosen = _choose(book.sheet_names, name)
        rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except (CalamineError, OSError):
        raise RuleBroken(NOT_A_WORKBOOK) from None
    return Sheet([[_text(cell) for cell in row] for row in rows], _faulty_cells(parts, chosen))


def _unpack(path: Path) -> dict[str, bytes]:
    """Return the parts that matter, after unpacking every part by the piece and counting what comes out."""
    limit = TOO_LARGE.fill(limit=LARGEST_UNPACKED >> 20)
    if not path.is_file():
        raise RuleBroken(Text("找不到文件{path}。", "There is no file {path}.").fill(path=path.name))
    if path.stat().st_size > LARGEST_FILE:
        raise RuleBroken(limit)
    kept: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise RuleBroken(limit)
            for entry in archive.infolist():
                pieces = []
                with archive.open(entry) as part:
                    while piece := part.read(CHUNK):
                        total += len(piece)
                        if total > LARGEST_UNPACKED:
                            raise RuleBroken(limit)
                        pieces.append(piece)
                if entry.filename.startswith("xl/w") or entry.filename == "xl/_rels/workbook.xml.rels":
                    kept[entry.filename] = b"".join(pieces)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise RuleBroken(NOT_A_WORKBOOK) from None
    if "xl/workbook.xml" not in kept:
        raise RuleBroken(NOT_A_WORKBOOK)
    return kept


def _choose(names: list[str], wanted: str) -> str:
    if wanted in names:
        return wanted
    if len(names) == 1:
        return names[0]
    raise RuleBroken(
        Text(
            "工作簿里没有“{wanted}”工作表，现有：{names}。",
            "The workbook has no sheet “{wanted}”; it has: {names}.",
        ).fill(wanted=wanted, names="、".join(names)[:200])
    )


def _faulty_cells(parts: dict[str, bytes], sheet: str) -> frozenset[tuple[int, int]]:
    """Return the cells whose formula failed; the fast reader shows them as empty."""
    relations = {}
    for tag in _RELATION.findall(parts.get("xl/_rels/workbook.xml.rels", b"")):
        found = dict(_ATTRIBUTE.findall(tag))
        relations[found.get(b"Id")] = found.get(b"Target", b"").decode()
    for name, relation in _SHEET.findall(parts["xl/workbook.xml"]):
        if name.decode() == sheet:
            target = relations.get(relation, "").removeprefix("/xl/")
            xml = parts.get(f"xl/{target}", b"")
            cells = _ERROR_CELL.findall(xml) + _EMPTY_FORMULA.findall(xml)
            return frozenset((int(row), _column(letters)) for letters, row in cells)
    return frozenset()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(cell: Any) -> str:
    match cell:
        case bool():
            return "是" if cell else "否"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()
