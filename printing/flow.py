"""Slices of paper and how they are laid onto pages: the smallest thing that is never cut."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Optional

from printing.ink import Ink
from printing.lines import Line, Run, break_lines

Draw = Callable[[Ink, float, float], None]
"""Draws with the left edge at x and the upper edge at y."""


class Slice(NamedTuple):
    """A strip over the full width of the column.

    Attributes:
        height: In points.
        draw: Draws it.
        keep: It stays on the page of the next slice.
        repeat: What is drawn again above it if it begins a page: the head of its table.
        space: It is white, and falls away at the head of a page.
        new_page: It begins a page.
        tag: What it is to a reader of the file: ``H1``, ``H2``, ``H3``, ``P``.
        joins: It continues the element of the slice before.
    """

    height: float
    draw: Draw
    keep: bool = False
    repeat: Optional["Slice"] = None
    space: bool = False
    new_page: bool = False
    tag: str = "P"
    joins: bool = False


@dataclass(frozen=True)
class Style:
    """How a paragraph is set; lengths in points."""

    size: float = 12
    leading: float = 20
    indent: float = 24
    left: float = 0
    before: float = 0
    after: float = 0
    align: str = "justify"
    keep: bool = False
    tag: str = "P"


BODY = Style()
CLAUSE = Style(indent=24)
ADDRESSEE = Style(indent=0, align="left", keep=True)
CHAPTER = Style(size=14, leading=24, indent=0, before=12, after=4, align="center", keep=True, tag="H2")
ARTICLE = Style(size=12, leading=22, indent=0, before=6, align="left", keep=True, tag="H3")
TITLE = Style(size=20, leading=30, indent=0, after=8, align="center", keep=True, tag="H1")
SMALL = Style(size=9, leading=14, indent=0)


def space(height: float) -> Slice:
    """Return white paper."""
    return Slice(height, lambda _ink, _x, _y: None, space=True)


def page_break() -> Slice:
    """Return what sends all that follows to a new page."""
    return space(0)._replace(new_page=True)


def paragraph(runs: Iterable[Run], style: Style, width: float) -> list[Slice]:
    """Return the lines of a paragraph; neither its first nor its last line stands alone on a page."""
    return list(_paragraph(tuple(runs), style, width))


@lru_cache(maxsize=1 << 12)
def _paragraph(runs: tuple[Run, ...], style: Style, width: float) -> tuple[Slice, ...]:
    """Return the slices of a paragraph; what every contract of a template says is laid out once."""
    lines = break_lines(
        runs, style.size, width - style.left, indent=style.indent, justify=style.align == "justify"
    )
    slices = []
    for number, line in enumerate(lines):
        alone = number == 0 or number == len(lines) - 2
        x = style.left + (style.indent if number == 0 else 0)
        if style.align == "center":
            x = (width - line.natural) / 2
        base = (style.leading + style.size * 0.76) / 2
        draw = _line_drawer(line, x, base, style.size)
        slices.append(Slice(style.leading, draw, keep=alone, tag=style.tag, joins=number > 0))
    slices[-1] = slices[-1]._replace(keep=style.keep)
    above = [space(style.before)] if style.before else []
    # White between a heading and its text must not let them part.
    below = [space(style.after)._replace(keep=style.keep)] if style.after else []
    return (*above, *slices, *below)


def _line_drawer(line: Line, x: float, base: float, size: float) -> Draw:
    return lambda ink, left, top: line.draw(ink, left + x, top - base, size)


def keep_together(slices: Sequence[Slice]) -> list[Slice]:
    """Return *slices* so that no page ends between them."""
    return [slice_._replace(keep=True) for slice_ in slices[:-1]] + [*slices[-1:]]


def keep_with_next(slices: Sequence[Slice]) -> list[Slice]:
    """Return *slices* so that the last two stay on the page of what follows."""
    return [*slices[:-2], *(slice_._replace(keep=True) for slice_ in slices[-2:])]


def paginate(slices: Iterable[Slice], height: float) -> list[list[Slice]]:
    """Return the slices of each page, none higher than *height*."""
    pages: list[list[Slice]] = [[]]
    left = height
    for group in _groups(slices):
        needed = sum(slice_.height for slice_ in group)
        wanted = group[0].new_page or needed > left
        if wanted and pages[-1] and needed <= height:
            pages.append([])
            left = height
        for slice_ in group:
            if slice_.height > left and pages[-1]:
                pages.append([])
                left = height
            left -= _put(pages[-1], slice_)
    return [page for page in pages if page] or [[]]


def _put(page: list[Slice], slice_: Slice) -> float:
    if not page and slice_.space:
        return 0
    first = [slice_.repeat] if slice_.repeat and not page else []
    page += [*first, slice_]
    return sum(each.height for each in [*first, slice_])


def _groups(slices: Iterable[Slice]) -> Iterator[list[Slice]]:
    group: list[Slice] = []
    for slice_ in slices:
        group.append(slice_)
        if not slice_.keep:
            yield group
            group = []
    if group:
        yield group
