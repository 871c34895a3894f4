"""Breaks Chinese text into lines by the rules of setting (禁则) and draws them.

No line begins with a closing mark and none ends with an opening one; words and figures stay whole; a
closing mark at the end of a line may stand half outside, where its ink is not.

Source:
    GB/T 15834-2011, 4.17 and 5.1; W3C Requirements for Chinese Text Layout, 3.1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from printing import fonts
from printing.ink import ink_of

NEVER_FIRST = frozenset("，。、；：？！）〕】》〉」』”’％‰℃·…—～々,.;:?!)]}%°")
NEVER_LAST = frozenset("（〔【《〈「『“‘￥¥$([{№#")
_HALF_AT_END = frozenset("，。、；：！？）》〉】〕」』")
_MOST_SPREAD = 0.15  # Of the size, between two characters; a line that needs more stays ragged.


class Run(NamedTuple):
    """Consecutive text in one face."""

    text: str
    bold: bool = False

    @property
    def face(self) -> fonts.Face:
        """The face the run is set in."""
        return fonts.HEI if self.bold else fonts.SONG


class Glyph(NamedTuple):
    """One character with its face and its width in points."""

    char: str
    face: fonts.Face
    width: float


class Piece(NamedTuple):
    """Glyphs of a line in one face, and how far from the line's beginning they stand, in points."""

    face: fonts.Face
    text: str
    left: float


@dataclass(frozen=True)
class Line:
    """The glyphs of one line and what is left over on it."""

    glyphs: tuple[Glyph, ...]
    spread: float
    natural: float

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(glyph.char for glyph in self.glyphs)

    def draw(self, canvas: Any, x: float, y: float, size: float) -> None:
        """Draw the line with its base line at *y*."""
        ink = ink_of(canvas)
        for piece in self.pieces:
            ink.show(piece.face, size, (x + piece.left, y), piece.text, self.spread)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The glyphs that stand in one face, from left to right."""
        pieces, left = [], 0.0
        for face, group in groupby(self.glyphs, key=lambda glyph: glyph.face):
            glyphs = list(group)
            pieces.append(Piece(face, "".join(glyph.char for glyph in glyphs), left))
            left += sum(glyph.width + self.spread for glyph in glyphs)
        return tuple(pieces)


def plain(text: str, *, bold: bool = False) -> tuple[Run, ...]:
    """Return *text* as runs; a break of line in it becomes a space."""
    return (Run(" ".join(text.splitlines()), bold),)


def break_lines(
    runs: Iterable[Run], size: float, width: float, *, indent: float = 0, justify: bool = True
) -> list[Line]:
    """Return the lines of *runs* set *size* points high and *width* points wide.

    Args:
        runs: The text.
        size: Of the characters, in points.
        width: Of the column, in points.
        indent: By which the first line is shorter.
        justify: Spread all lines but the last to the full width.

    Raises:
        RuleBroken: A character has no glyph.
    """
    return list(_broken(tuple(runs), size, width, indent, justify))


@lru_cache(maxsize=1 << 13)
def _broken(
    runs: tuple[Run, ...],
    size: float,
    width: float,
    indent: float,
    justify: bool,  # noqa: FBT001 - a private piece, kept by its arguments
) -> tuple[Line, ...]:
    """Return the lines of a paragraph; what every contract of a template says is broken once."""
    fonts.require_glyphs("".join(run.text for run in runs))
    glyphs = [_glyph(char, run.face, size) for run in runs for char in run.text]
    lines: list[Line] = []
    start = 0
    while start < len(glyphs) or not lines:
        room = width - (0 if lines else indent)
        end = _end_of_line(glyphs, start, room)
        lines.append(_line(glyphs[start:end], room if justify and end < len(glyphs) else 0, size))
        start = end
    return tuple(lines)


@lru_cache(maxsize=1 << 16)
def _glyph(char: str, face: fonts.Face, size: float) -> Glyph:
    drawn_by = fonts.face_of(char, face) or face
    return Glyph(char, drawn_by, fonts.width(char, drawn_by, size))


def _end_of_line(glyphs: Sequence[Glyph], start: int, room: float) -> int:
    used, last_cut = 0.0, start
    for index in range(start, len(glyphs)):
        if index > start and _may_cut(glyphs[index - 1].char, glyphs[index].char):
            last_cut = index
        glyph = glyphs[index]
        needed = glyph.width / 2 if glyph.char in _HALF_AT_END else glyph.width
        if used + needed > room and glyph.char != " ":
            # A word longer than the line is cut where the line ends.
            return last_cut if last_cut > start else max(index, start + 1)
        used += glyph.width
    return len(glyphs)


def _may_cut(before: str, after: str) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST or after == " ":
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return "!" <= char <= "~" or "\u00c0" <= char <= "\u024f"


def _line(glyphs: Sequence[Glyph], room: float, size: float) -> Line:
    kept = list(glyphs)
    while kept and kept[-1].char == " ":
        kept.pop()
    natural = sum(glyph.width for glyph in kept)
    shown = natural - (kept[-1].width / 2 if kept and kept[-1].char in _HALF_AT_END else 0)
    left = room - (natural if natural <= room else shown)
    spread = left / (len(kept) - 1) if room and len(kept) > 1 else 0.0
    return Line(tuple(kept), spread if 0 < spread <= size * _MOST_SPREAD else 0.0, natural)
