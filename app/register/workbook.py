"""Reads a sheet of a workbook that comes from outside: hostile until checked."""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.errors import RuleBroken
from models.text import Text

LARGEST_FILE = 50 * 2**20
LARGEST_UNPACKED = 400 * 2**20
CHUNK = 1 << 20

LARGEST_AREA = 10_000_000
NEAR_COLUMNS, NEAR_ROWS = 26, 99_999

_TAG = re.compile(rb"<(?:\w+:)?(?:sheet|Relationship)\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*["']([^"']*)["']""")
_FAR_COLUMN = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{2,})[0-9]""")
_FAR_ROW = re.compile(rb"""\br\s*=\s*["'][A-Za-z]*([0-9]{6,})""")
_ERROR_CELL = re.compile(rb"""<c\b(?=[^>]*\bt=["']e["'])[^>]*?\br=["']([A-Z]+)(\d+)["']""")
# A formula whose result is an empty text says so by its type; without it, nothing was ever calculated.
_EMPTY_FORMULA = re.compile(
    rb"""<c\b(?![^>]*\bt=["']str["'])[^>]*?\br=["']([A-Z]+)(\d+)["'][^>]*>\s*"""
    rb"""<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"""
)

NOT_A_WORKBOOK = Text(
    "这个文件不是 Excel 工作簿（.xlsx），请另存为 .xlsx 后重试。",
    "This is no Excel workbook (.xlsx); save it as .xlsx and try again.",
)
TOO_LARGE = Text(
    "文件过大或解压后超过{limit}MB，疑似异常文件，已拒绝打开；请拆分后导入。",
    "The file is too large, or would unpack beyond {limit} MB; it was not opened. Split it and try again.",
)
FORMULA_ERROR = Text("单元格是公式错误或没有计算结果。", "the cell holds a formula error.")
CLIPPED = Text(
    "超过15位的数字在 Excel 里会丢失尾数，请把单元格设为文本后重新填写。",
    "Excel loses the last digits of such a long figure; make the cell a text and write it again.",
)
LONGEST_FIGURE = 10**15


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet.

    Attributes:
        rows: Each row as texts, in order; row 1 is the heading.
        errors: What is wrong with a cell, whatever it is to mean, by (row, column), from 1.
    """

    rows: list[list[str]]
    errors: dict[tuple[int, int], Text]


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
        xml = _sheet_xml(parts, chosen)
        _refuse_vast_sheet(xml)
        rows = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False)
    except (CalamineError, OSError):
        raise RuleBroken(NOT_A_WORKBOOK) from None
    errors = dict.fromkeys(_faulty_cells(xml), FORMULA_ERROR) | dict.fromkeys(_clipped_cells(rows), CLIPPED)
    return Sheet([[_text(cell) for cell in row] for row in rows], errors)


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
                # What an entry says of its size may be a lie: read on until its stream really ends.
                entry.file_size = LARGEST_UNPACKED + 1
                pieces = []
                with archive.open(entry) as part:
                    while piece := part.read(CHUNK):
                        total += len(piece)
                        if total > LARGEST_UNPACKED:
                            raise RuleBroken(limit)
                        pieces.append(piece)
                if entry.filename != "xl/sharedStrings.xml":
                    kept[entry.filename] = b"".join(pieces)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, RuntimeError, EOFError, OSError):
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


def _sheet_xml(parts: dict[str, bytes], sheet: str) -> bytes:
    """Return the part that holds *sheet*.

    Raises:
        RuleBroken: The workbook does not say where it is.
    """
    targets = {each.get("Id"): each.get("Target", "") for each in _tags(parts, "xl/_rels/workbook.xml.rels")}
    for each in _tags(parts, "xl/workbook.xml"):
        relation = next((value for name, value in each.items() if name.endswith(":id")), None)
        if each.get("name") == sheet and relation in targets:
            target = targets[relation].removeprefix("/")
            xml = parts.get(target if target.startswith("xl/") else f"xl/{target}")
            if xml is not None:
                return xml
    raise RuleBroken(NOT_A_WORKBOOK)


def _tags(parts: dict[str, bytes], part: str) -> list[dict[str, str]]:
    """Return the attributes of the sheets or relations that a part lists."""
    return [
        {
            name.decode(errors="replace"): html.unescape(value.decode(errors="replace"))
            for name, value in _ATTRIBUTE.findall(tag)
        }
        for tag in _TAG.findall(parts.get(part, b""))
    ]


def _refuse_vast_sheet(xml: bytes) -> None:
    """Refuse a sheet with a cell far out: the fast reader would fill memory with all that lies between.

    Raises:
        RuleBroken: It has one.
    """
    columns = max([_column(letters.upper()) for letters in set(_FAR_COLUMN.findall(xml))], default=0)
    rows = max([int(row) for row in set(_FAR_ROW.findall(xml))], default=0)
    if max(columns, NEAR_COLUMNS) * max(rows, NEAR_ROWS) > LARGEST_AREA:
        raise RuleBroken(
            Text(
                "工作表范围异常：在很远的行或列里有内容，请删除空白行列后重试。",
                "The sheet reaches too far: delete what stands in far rows or columns and try again.",
            )
        )


def _faulty_cells(xml: bytes) -> frozenset[tuple[int, int]]:
    """Return the cells whose formula failed; the fast reader shows them as empty."""
    # Most registers have neither errors nor formulas, and to look for a word is far quicker than for a pattern.
    cells = _ERROR_CELL.findall(xml) if b'"e"' in xml or b"'e'" in xml else []
    cells += _EMPTY_FORMULA.findall(xml) if b"<f" in xml else []
    return frozenset((int(row), _column(letters)) for letters, row in cells)


def _clipped_cells(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[int, int]]:
    """Yield the figures that are too long to be right: an ID typed as a figure may even pass its check digit."""
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row, start=1):
            if isinstance(cell, float | int) and abs(cell) >= LONGEST_FIGURE:
                yield line, place


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
