"""Puts text and boxes onto a page in the fewest operators, with the characters of a template coded once for all files.

The writer codes characters in the order in which a file meets them, so that nothing of one file helps the next. Here the
characters that a template can need are coded first, in order; what was coded, cut out of a font and packed for one
contract is the same for every other. A character beyond them is coded when it is met, as the writer always does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfmetrics, ttfonts

from printing import fonts

FIGURES = "0123456789.,%-，。、；：（）　"
ALWAYS = (
    "".join(map(chr, range(33, 127)))
    + "，。、；：？！（）《》“”—…·￥％〔〕☐☑☒　第页共份条章编号年月日元角分整万亿"
    + "零壹贰叁肆伍陆柒捌玖拾佰仟一二三四五六七八九十人民币以下空白本"
)
_NAMES = {fonts.SONG: "/F1", fonts.HEI: "/F2"}
"""What the writer calls the faces, whose characters are coded in this order."""


@dataclass(frozen=True)
class Palette:
    """The characters that are coded before a file is drawn, for body text and for headings and prompts.

    Attributes:
        song: Of body text, in order.
        hei: Of headings and prompts, in order.
    """

    song: str
    hei: str

    @classmethod
    def of(cls, text: str, bold: Iterable[str]) -> "Palette":
        """Return the palette of a template with this text, of which *bold* may stand in bold."""
        return cls(_ordered(ALWAYS, text), _ordered(FIGURES, "".join(bold)))


def _ordered(always: str, text: str) -> str:
    """Return the characters of *always* and of *text*, each once and in their own order."""
    wanted = dict.fromkeys(always) | dict.fromkeys(sorted(set(text)))
    return "".join(char for char in wanted if char > " ")


@dataclass(frozen=True)
class _Coded:
    """One face with the characters of a palette coded in it."""

    assignments: dict[int, int]
    subsets: list[list[int]]
    next_code: int


@lru_cache(maxsize=64)
def _coded(face: fonts.Face, chars: str) -> _Coded:
    font, owner = pdfmetrics.getFont(face), _Owner()
    held = "".join(char for char in chars if fonts.face_of(char, face) == face)
    font.splitString(held, owner)
    state = font.state.pop(owner)
    return _Coded(state.assignments, state.subsets, state.nextCode)


class _Owner:
    """Stands for a file while a palette is coded."""


class Ink:
    """Writes onto one canvas. Lengths are points, from the lower left corner."""

    def __init__(self, canvas: Any, palette: Palette | None = None) -> None:
        """Code the characters of *palette* for the canvas; nothing may be drawn on it yet."""
        self._canvas, self._palette = canvas, palette
        document = canvas._doc  # noqa: SLF001 - the writer knows no characters beforehand
        for face, chars in (palette and ((fonts.SONG, palette.song), (fonts.HEI, palette.hei))) or ():
            font, coded = pdfmetrics.getFont(face), _coded(face, chars)
            state = font.state[document] = ttfonts.TTFont.State(None, font)
            state.assignments, state.nextCode = dict(coded.assignments), coded.next_code
            state.subsets = [list(subset) for subset in coded.subsets]
            font.getSubsetInternalName(0, document)

    def show(
        self, face: fonts.Face, size: float, place: tuple[float, float], text: str, spread: float
    ) -> None:
        """Write *text* with its base line at *place*, its characters *spread* further apart than they are wide."""
        shown = _known(self._palette, face, size, text) if self._palette else None
        if shown is None:
            shown = self._own(face, size, text)
        apart, together = (f"{spread:.4f} Tc ", " 0 Tc") if spread else ("", "")
        x, y = place
        self._canvas._code.append(f"BT 1 0 0 1 {x:.3f} {y:.3f} Tm {apart}{shown}{together} ET")  # noqa: SLF001

    def _own(self, face: fonts.Face, size: float, text: str) -> str:
        """Return the operators that show a text of which a character is not on the palette."""
        font, document = pdfmetrics.getFont(face), self._canvas._doc  # noqa: SLF001 - characters are coded by file
        return " ".join(
            f"{font.getSubsetInternalName(subset, document)} {size:g} Tf <{piece.hex()}> Tj"
            for subset, piece in font.splitString(text, document)
        )

    def box(self, corner: tuple[float, float], width: float, height: float, *, grey: float | None) -> None:
        """Draw a frame of half a point around a box whose lower left corner is given, filled where *grey* says so."""
        x, y = corner
        fill = f"{grey:g} g " if grey is not None else ""
        paint = "B 0 g" if fill else "S"
        self._canvas._code.append(f"0.5 w {fill}{x:.3f} {y:.3f} {width:.3f} {height:.3f} re {paint}")  # noqa: SLF001


@lru_cache(maxsize=1 << 14)
def _known(palette: Palette, face: fonts.Face, size: float, text: str) -> str | None:
    """Return the operators that show a text whose characters are all on the palette; None where one is not."""
    if face not in _NAMES:
        return None
    known = _coded(face, palette.song if face == fonts.SONG else palette.hei).assignments
    pieces: list[tuple[int, bytearray]] = []
    for char in text:
        code = known.get(ord(char))
        if code is None:
            return None
        if not pieces or pieces[-1][0] != code >> 8:
            pieces.append((code >> 8, bytearray()))
        pieces[-1][1].append(code & 0xFF)
    return " ".join(f"{_NAMES[face]}+{subset} {size:g} Tf <{codes.hex()}> Tj" for subset, codes in pieces)


def ink_of(canvas: Any) -> Ink:
    """Return the ink of a canvas; one that was given none gets its own, without a palette."""
    found = getattr(canvas, "heitu_ink", None)
    if found is None:
        found = canvas.heitu_ink = Ink(canvas)
    ink: Ink = found
    return ink


def give_ink(canvas: Any, palette: Palette) -> None:
    """Let *canvas* write with the characters of *palette* coded beforehand."""
    canvas.heitu_ink = Ink(canvas, palette)
