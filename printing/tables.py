"""Ruled tables as slices: one row each, the head repeated on every page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from printing.flow import Slice
from printing.lines import Line, break_lines, plain

Align = Literal["left", "center", "right"]
_SIZE, _LEADING, _PAD = 9.0, 13.0, 4.0


@dataclass(frozen=True)
class Column:
    """A column: its heading, its share of the width and where its text stands."""

    title: str
    share: float
    align: Align = "left"


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
    head = _row(columns, [column.title for column in columns], width, head=True)
    body = [replace(_row(columns, row, width), repeat=head) for row in rows]
    if total:
        last = replace(_row(columns, total, width, bold=True), repeat=head)
        body = [*body[:-1], *(replace(row, keep=True) for row in body[-1:]), last]
    return [replace(head, keep=bool(body)), *body]


def form(pairs: Sequence[tuple[str, str]], width: float, *, labels: float = 0.24) -> list[Slice]:
    """Return lines of a label and a value, kept together on one page."""
    columns = [Column("", labels, "center"), Column("", 1 - labels)]
    rows = [_row(columns, pair, width, label=True) for pair in pairs]
    return [replace(row, keep=True) for row in rows[:-1]] + rows[-1:]


def _row(
    columns: Sequence[Column],
    texts: Sequence[str],
    width: float,
    *,
    head: bool = False,
    bold: bool = False,
    label: bool = False,
) -> Slice:
    total = sum(column.share for column in columns)
    cells, left = [], 0.0
    for number, (column, text) in enumerate(zip(columns, texts, strict=True)):
        cell_width = width * column.share / total
        stressed = head or bold or (label and number == 0)
        lines = [
            line
            for paragraph in text.split("\n")
            for line in break_lines(
                plain(paragraph, bold=stressed), _SIZE, cell_width - 2 * _PAD, justify=False
            )
        ]
        tinted = head or (label and number == 0)
        cells.append(_Cell(lines, left, cell_width, "center" if head else column.align, tinted))
        left += cell_width
    height = max(len(cell.lines) for cell in cells) * _LEADING + 2 * _PAD
    return Slice(height, lambda canvas, x, y: _draw_row(canvas, x, y, height, cells))


def _draw_row(canvas: Any, x: float, y: float, height: float, cells: Sequence[_Cell]) -> None:
    canvas.setLineWidth(0.5)
    for cell in cells:
        canvas.setFillGray(0.93 if cell.tinted else 1)
        canvas.rect(x + cell.left, y - height, cell.width, height, fill=int(cell.tinted))
        canvas.setFillGray(0)
        blank = height - len(cell.lines) * _LEADING
        for number, line in enumerate(cell.lines):
            room = cell.width - 2 * _PAD - line.natural
            shift = {"left": 0.0, "center": room / 2, "right": room}[cell.align]
            base = y - blank / 2 - number * _LEADING - (_LEADING + _SIZE * 0.76) / 2
            line.draw(canvas, x + cell.left + _PAD + shift, base, _SIZE)
