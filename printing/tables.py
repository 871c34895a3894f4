"""Ruled tables as slices: one row each, the head repeated on every page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from printing.flow import Slice, keep_together
from printing.ink import ink_of
from printing.lines import Line, break_lines, plain

Align = Literal["left", "center", "right"]
Role = Literal["head", "row", "total", "form"]
_SIZE, _LEADING, _PAD = 9.0, 13.0, 4.0
_MOST_LINES = 30
_SHORT = 14  # Rows of a form that is not cut.
_FEW = 3  # Rows of a table that is not cut.


@dataclass(frozen=True)
class Column:
    """A column: its heading, its share of the width and where its text stands."""

    title: str
    share: float
    align: Align = "left"


_PAIR = 2


@dataclass(frozen=True)
class _Cell:
    lines: Sequence[Line]
    left: float
    width: float
    align: Align
    tinted: bool = False


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: float, *, total: Sequence[str] = ()
) -> list[Slice]:
    """Return the head, the rows and the line of totals, which stays with the last row."""
    (head,) = _row(columns, [column.title for column in columns], width, "head")
    body = [part for row in rows for part in _row(columns, row, width)]
    if total:
        body[-1:] = [replace(row, keep=True) for row in body[-1:]]
        body += _row(columns, total, width, "total")
    slices = [replace(head, keep=bool(body)), *(replace(row, repeat=head) for row in body)]
    return keep_together(slices) if len(body) == len(rows) + bool(total) <= _FEW + 1 else slices


def form(rows: Sequence[Sequence[str]], width: float) -> list[Slice]:
    """Return rows of a label and a value, or of two such pairs; a short form stays on one page."""
    paired = any(len(row) > _PAIR for row in rows)
    slices = [
        part for row in rows for part in _row(_form_columns(len(row), paired=paired), row, width, "form")
    ]
    return keep_together(slices) if len(rows) <= _SHORT else slices


def _form_columns(cells: int, *, paired: bool) -> list[Column]:
    """Return the columns of a row of a form; labels stand below each other where some rows hold two pairs."""
    label = 0.18 if paired else 0.24
    if cells == _PAIR:
        return [Column("", label, "center"), Column("", 1 - label)]
    return [Column("", label, "center"), Column("", 0.5 - label)] * 2


def _row(columns: Sequence[Column], texts: Sequence[str], width: float, role: Role = "row") -> list[Slice]:
    total = sum(column.share for column in columns)
    cells, left = [], 0.0
    for number, (column, text) in enumerate(zip(columns, texts, strict=True)):
        cell_width = width * column.share / total
        tinted = role == "head" or (role == "form" and number % 2 == 0)
        lines = _lines(text, cell_width - 2 * _PAD, bold=tinted or role == "total")
        cells.append(_Cell(lines, left, cell_width, "center" if role == "head" else column.align, tinted))
        left += cell_width
    most = max(len(cell.lines) for cell in cells)
    return [_part(cells, first, min(most - first, _MOST_LINES)) for first in range(0, most, _MOST_LINES)]


def _lines(text: str, width: float, *, bold: bool) -> list[Line]:
    paragraphs = text.split("\n")
    return [
        line
        for paragraph in paragraphs
        for line in break_lines(plain(paragraph, bold=bold), _SIZE, width, justify=False)
    ]


def _part(cells: Sequence[_Cell], first: int, lines: int) -> Slice:
    """Return the *lines* of a row from the *first* on; a row higher than a page is cut there."""
    part = [replace(cell, lines=cell.lines[first : first + lines]) for cell in cells]
    height = lines * _LEADING + 2 * _PAD
    return Slice(height, lambda canvas, x, y: _draw_row(canvas, x, y, height, part))


def _draw_row(canvas: Any, x: float, y: float, height: float, cells: Sequence[_Cell]) -> None:
    ink = ink_of(canvas)
    for cell in cells:
        ink.box((x + cell.left, y - height), cell.width, height, grey=0.93 if cell.tinted else None)
        blank = height - len(cell.lines) * _LEADING
        for number, line in enumerate(cell.lines):
            room = cell.width - 2 * _PAD - line.natural
            shift = {"left": 0.0, "center": room / 2, "right": room}[cell.align]
            base = y - blank / 2 - number * _LEADING - (_LEADING + _SIZE * 0.76) / 2
            line.draw(canvas, x + cell.left + _PAD + shift, base, _SIZE)
