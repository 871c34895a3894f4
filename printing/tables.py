"""Ruled tables as slices: one row each, the head repeated on every page."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from printing.flow import Slice, keep_together
from printing.ink import Ink
from printing.lines import Line, Run, break_lines

Align = Literal["left", "center", "right"]
Role = Literal["head", "row", "total", "form"]
_SIZE, _LEADING, _PAD = 9.0, 13.0, 4.0
_TINT = 0.93  # Of heads and labels: nearly white.
_MOST_LINES = 30
_SHORT = 14  # Rows of a form that is not cut.
_FEW = 3  # Rows of a table that is not cut.


class Column(NamedTuple):
    """A column: its heading, its share of the width and where its text stands."""

    title: str
    share: float
    align: Align = "left"


_PAIR = 2


class _Cell(NamedTuple):
    lines: Sequence[Line]
    left: float
    width: float
    align: Align
    tinted: bool = False

    def shift(self, line: Line) -> float:
        """Return how far a line stands from the left edge of the row."""
        room = self.width - 2 * _PAD - line.natural
        return (
            self.left + _PAD + (0.0 if self.align == "left" else room / 2 if self.align == "center" else room)
        )


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: float, *, total: Sequence[str] = ()
) -> list[Slice]:
    """Return the head, the rows and the line of totals, which stays with the last row."""
    columns = tuple(columns)
    (head,) = _row(columns, tuple(column.title for column in columns), width, "head")
    body = [part for row in rows for part in _laid_row(columns, tuple(row), width, "row", head)]
    if total:
        body[-1:] = [row._replace(keep=True) for row in body[-1:]]
        body += _laid_row(columns, tuple(total), width, "total", head)
    slices = [head._replace(keep=bool(body)), *body]
    return keep_together(slices) if len(body) == len(rows) + bool(total) <= _FEW + 1 else slices


def form(rows: Sequence[Sequence[str]], width: float) -> list[Slice]:
    """Return rows of a label and a value, or of two such pairs; a short form stays on one page."""
    paired = any(len(row) > _PAIR for row in rows)
    slices = [
        part
        for row in rows
        for part in _row(_form_columns(len(row), paired=paired), tuple(row), width, "form")
    ]
    return keep_together(slices) if len(rows) <= _SHORT else slices


def _form_columns(cells: int, *, paired: bool) -> tuple[Column, ...]:
    """Return the columns of a row of a form; labels stand below each other where some rows hold two pairs."""
    label = 0.18 if paired else 0.24
    if cells == _PAIR:
        return (Column("", label, "center"), Column("", 1 - label))
    return (Column("", label, "center"), Column("", 0.5 - label)) * 2


@lru_cache(maxsize=1 << 10)
def _row(columns: tuple[Column, ...], texts: tuple[str, ...], width: float, role: Role) -> tuple[Slice, ...]:
    """Return a row that may stand in every contract of a template, which is laid out once."""
    return _laid_row(columns, texts, width, role, None)


def _laid_row(
    columns: Sequence[Column], texts: Sequence[str], width: float, role: Role, head: Slice | None
) -> tuple[Slice, ...]:
    """Return a row below its head."""
    cells = [
        place._replace(lines=_lines(text, place.width - 2 * _PAD, bold=place.tinted or role == "total"))
        for place, text in zip(_places(tuple(columns), width, role), texts, strict=True)
    ]
    most = max(len(cell.lines) for cell in cells)
    if most <= _MOST_LINES:
        return (_part(cells, most, head),)
    # A row higher than a page is cut between its lines.
    return tuple(
        _part([cell._replace(lines=cell.lines[first : first + _MOST_LINES]) for cell in cells], rest, head)
        for first in range(0, most, _MOST_LINES)
        for rest in [min(most - first, _MOST_LINES)]
    )


@lru_cache(maxsize=256)
def _places(columns: tuple[Column, ...], width: float, role: Role) -> tuple[_Cell, ...]:
    """Return the empty cells of a row."""
    total = sum(column.share for column in columns)
    cells, left = [], 0.0
    for number, column in enumerate(columns):
        tinted = role == "head" or (role == "form" and number % 2 == 0)
        align = "center" if role == "head" else column.align
        cells.append(_Cell((), left, width * column.share / total, align, tinted))
        left += width * column.share / total
    return tuple(cells)


def _lines(text: str, width: float, *, bold: bool) -> Sequence[Line]:
    if "\n" not in text:
        return break_lines([Run(text, bold)], _SIZE, width, justify=False)
    return [line for paragraph in text.split("\n") for line in _lines(paragraph, width, bold=bold)]


def _part(cells: Sequence[_Cell], lines: int, head: Slice | None) -> Slice:
    height = lines * _LEADING + 2 * _PAD
    return Slice(height, lambda ink, x, y: _draw_row(ink, x, y, height, cells), repeat=head)


def _draw_row(ink: Ink, x: float, y: float, height: float, cells: Sequence[_Cell]) -> None:
    for grey in (_TINT, None):
        tinted = (cell for cell in cells if cell.tinted is (grey is not None))
        ink.boxes((((x + cell.left, y - height), cell.width) for cell in tinted), height, grey=grey)
    for cell in cells:
        base = y - (height - len(cell.lines) * _LEADING) / 2 - (_LEADING + _SIZE * 0.76) / 2
        for line in cell.lines:
            line.draw(ink, x + cell.shift(line), base, _SIZE)
            base -= _LEADING
