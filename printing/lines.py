"""Breaks Chinese text into lines by the rules of setting (禁则) and draws them.

No line begins with a closing mark and none ends with an opening one; words and figures stay whole; a
closing mark at the end of a line may stand half outside, where its ink is not.

Source:
    GB/T 15834-2011, 4.17 and 5.1; W3C Requirements for Chinese Text Layout, 3.1.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple

from printing import fonts
from printing.ink import Ink

NEVER_FIRST = frozenset("，。、；：？！）〕】》〉」』”’％‰℃·…—～々,.;:?!)]}%°")
NEVER_LAST = frozenset("（〔【《〈「『“‘￥¥$([{№#")
_HALF_AT_END = frozenset("，。、；：！？）》〉】〕」』")
_NOTHING = 1e-6  # By which sums of lengths may differ that are the same.
_MOST_SPREAD = 0.15  # Of the size, between two characters; a line that needs more stays ragged.


class Run(NamedTuple):
    """Consecutive text in one face."""

    text: str
    bold: bool = False

    @property
    def face(self) -> fonts.Face:
        """The face the run is set in."""
        return fonts.HEI if self.bold else fonts.SONG


class Piece(NamedTuple):
    """Text of a line in one face, and how far from the line's beginning it stands, in points."""

    face: fonts.Face
    text: str
    left: float


class Line(NamedTuple):
    """The text of one line, how far its characters are spread and how wide it is without that, in points."""

    pieces: tuple[Piece, ...]
    spread: float
    natural: float

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(piece.text for piece in self.pieces)

    def draw(self, ink: Ink, x: float, y: float, size: float) -> None:
        """Draw the line with its base line at *y*."""
        for piece in self.pieces:
            ink.show(piece.face, size, (x + piece.left, y), piece.text, self.spread)


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
    runs = tuple(runs)
    short = _one_line(runs[0], size, width - indent) if len(runs) == 1 else None
    if short:
        return [short]
    text = _Measured(runs)
    fonts.require_glyphs(text.chars)
    lines: list[Line] = []
    start = 0
    while start < len(text.chars) or not lines:
        room = (width - (0 if lines else indent)) * 1000 / size
        end = text.end_of_line(start, room)
        lines.append(text.line(start, end, room if justify and end < len(text.chars) else 0, size))
        start = end
    return lines


def _one_line(run: Run, size: float, room: float) -> Line | None:
    """Return the line of a run that fits on one and needs one font, as most cells of a table do."""
    text, face = run.text, run.face
    if not fonts.held_by_both().issuperset(text) or text.endswith(" "):
        return None
    natural = fonts.text_width(text, face, size)
    return Line((Piece(face, text, 0.0),), 0.0, natural) if natural <= room and text else None


class _Measured:
    """A paragraph whose characters were measured. Widths are thousandths of its size."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.chars = "".join(run.text for run in runs)
        self._widths = [width for run in runs for width in map(fonts.widths(run.face).__getitem__, run.text)]
        self._edges = list(accumulate(self._widths, initial=0.0))
        self._faces = list(_stretches(runs))

    def end_of_line(self, start: int, room: float) -> int:
        """Return after which character a line that begins at *start* ends."""
        chars, limit = self.chars, self._edges[start] + room + _NOTHING
        index = bisect_right(self._edges, limit, start) - 1
        while index < len(chars) and (
            chars[index] == " " or self._edges[index] + self._least(index) <= limit
        ):
            index += 1
        if index >= len(chars):
            return len(chars)
        for cut in range(index, start, -1):
            if _may_cut(chars[cut - 1], chars[cut]):
                return cut
        # A word longer than the line is cut where the line ends.
        return max(index, start + 1)

    def _least(self, index: int) -> float:
        """Return how wide a character is at the end of a line, where half of a closing mark may stand outside."""
        return self._widths[index] / (2 if self.chars[index] in _HALF_AT_END else 1)

    def line(self, start: int, end: int, room: float, size: float) -> Line:
        """Return the line of these characters, spread over *room* unless that is nothing."""
        while end > start and self.chars[end - 1] == " ":
            end -= 1
        natural, count = self._edges[end] - self._edges[start], end - start
        spread = 0.0
        if room and count > 1:
            shown = natural - (self._widths[end - 1] - self._least(end - 1))
            spread = (room - (natural if natural <= room + _NOTHING else shown)) / (count - 1)
            spread = spread * size / 1000 if 0 < spread <= 1000 * _MOST_SPREAD else 0.0
        return Line(tuple(self._pieces(start, end, spread, size)), spread, natural * size / 1000)

    def _pieces(self, start: int, end: int, spread: float, size: float) -> Iterator[Piece]:
        for first, last, face in self._faces:
            begin, stop = max(first, start), min(last, end)
            if begin < stop:
                left = (self._edges[begin] - self._edges[start]) * size / 1000 + (begin - start) * spread
                yield Piece(face, self.chars[begin:stop], left)


def _stretches(runs: Sequence[Run]) -> Iterator[tuple[int, int, fonts.Face]]:
    """Return from where to where which font draws the characters of *runs*."""
    place = 0
    for run in runs:
        for face, length in _faces(run):
            yield place, place + length, face
            place += length


def _faces(run: Run) -> Iterator[tuple[fonts.Face, int]]:
    if fonts.held(run.face).issuperset(run.text):
        yield run.face, len(run.text)
        return
    for face, same in groupby(fonts.face_of(char, run.face) or run.face for char in run.text):
        yield face, len(list(same))


def _may_cut(before: str, after: str) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST or after == " ":
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return "!" <= char <= "~" or "\u00c0" <= char <= "\u024f"
