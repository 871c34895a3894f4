"""Writes tables as workbooks, row by row, with texts that stay texts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

Value = str | int | Decimal | date | None
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_TEXT = 32_767  # Excel's own limit for a cell.


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters and how Excel shows its numbers."""

    title: str
    width: float = 14
    number_format: str = "General"


def write_table(
    path: Path,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    sheet: str = "Sheet1",
    banner: str = "",
) -> int:
    """Write *rows* under a heading to the workbook *path* and return how many there were.

    A *banner* stands above the heading, and at the foot of every printed page: who took the table out, and when.

    The file appears under its name only when it is whole. A text that begins with ``=``, ``+``, ``-`` or
    ``@`` is marked as text, because a name in a register must never run as a formula.
    """
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A3" if banner else "A2"
    page.oddFooter.center.text = banner.replace("&", "&&")
    for number, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    count = 0
    try:
        if banner:
            page.append([_banner(page, banner)])
        page.append([_heading(page, column.title) for column in columns])
        for row in rows:
            page.append([_cell(page, value, column) for value, column in zip(row, columns, strict=True)])
            count += 1
    finally:
        # The sheet writes from a generator, which must end even if the rows break off.
        page.close()
    part = path.with_name(f"{path.name}.part")
    book.save(part)
    part.replace(path)
    return count


def _heading(page: Any, title: str) -> Any:
    cell = WriteOnlyCell(page, title)
    cell.font = Font(bold=True)
    cell.fill = PatternFill("solid", fgColor="E8ECE4")
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _banner(page: Any, text: str) -> Any:
    cell = WriteOnlyCell(page, _CONTROL.sub("", text))
    cell.data_type = "s"
    cell.font = Font(bold=True, color="8C1D18")
    return cell


def _cell(page: Any, value: Value, column: Column) -> Any:
    if isinstance(value, str):
        text = _CONTROL.sub("", value)[:_LONGEST_TEXT]
        cell = WriteOnlyCell(page, text)
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
        return cell
    number: Any = WriteOnlyCell(page)
    number.value = value
    if column.number_format != "General":
        number.number_format = column.number_format
    elif isinstance(value, date):
        number.number_format = "yyyy-mm-dd"
    return number
