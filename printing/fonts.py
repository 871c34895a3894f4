"""The faces of paper: body text in Song, headings and prompts in Hei; rare characters from a third font, glyph by glyph."""

import functools
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from reportlab.pdfbase.ttfonts import TTFontFile

from models.errors import RuleBroken
from models.text import Text
from printing import cutting

Face = str
SONG: Face = "HeituSong"
HEI: Face = "HeituHei"

FOLDER = Path(__file__).parent.parent / "resources" / "fonts"
_FILES = {SONG: "song8105.ttf", HEI: "hei8105.ttf"}
_reading = Lock()


@functools.cache
def font(face: Face) -> Any:
    """Return the font of a face; its file is read once, at the first print."""
    with _reading:
        read = TTFontFile(str(FOLDER / _FILES.get(face, f"{face}.ttf")))
    # The reader copies a table of several megabytes out of its file for every cut.
    read.get_table = functools.cache(read.get_table)
    return read


def cut(face: Face, chars: str) -> tuple[bytes, list[int]]:
    """Return a font of these characters alone, and which of its glyphs draws each of them."""
    # The reader remembers where it reads; two threads would disturb each other.
    with _reading:
        return cutting.cut(font(face), [ord(char) for char in chars])


@functools.cache
def _fallbacks() -> Sequence[Face]:
    """Return the fonts for characters that neither face has: ``more.ttf``, then what a bank adds as ``more-….ttf``."""
    return sorted(file.stem for file in FOLDER.glob("more*.ttf"))


@functools.cache
def face_of(char: str, wanted: Face) -> Face | None:
    """Return the font that draws *char*: the wanted face, or the first other that has it; None where none has."""
    return next((face for face in (wanted, *_fallbacks()) if char in held(face)), None)


class _Widths(dict[str, float]):
    """The widths of the characters that were asked for, in a face or the font that stands in for it."""

    def __init__(self, face: Face) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, char: str) -> float:
        drawn_by = face_of(char, self._face) or self._face
        width = self[char] = float(font(drawn_by).charWidths.get(ord(char), 1000))
        return width


@functools.cache
def widths(face: Face) -> dict[str, float]:
    """Return how wide each character of a face is, in thousandths of its size; any character may be asked for."""
    return _Widths(face)


def text_width(text: str, face: Face, size: float) -> float:
    """Return how wide *text* is on one line, in points."""
    return sum(map(widths(face).__getitem__, text)) * size / 1000


@functools.cache
def held(face: Face) -> frozenset[str]:
    """Return the characters that the font of a face has itself, without those that only steer a text: nobody sees them."""
    return frozenset(char for char in map(chr, font(face).charWidths) if unicodedata.category(char) != "Cf")


@functools.cache
def held_by_both() -> frozenset[str]:
    """Return the characters that both faces have, which are nearly all that are ever printed."""
    return held(SONG) & held(HEI)


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Return the characters of *text* that no font can draw in both faces, each once."""
    if held_by_both().issuperset(text):
        return ()
    return tuple(char for char in dict.fromkeys(text) if not (face_of(char, SONG) and face_of(char, HEI)))


def require_glyphs(text: str) -> None:
    """Let *text* pass if every character of it can be printed.

    Raises:
        RuleBroken: A character has no glyph; it would come out as an empty box.
    """
    missing = missing_glyphs(text)
    if not missing:
        return
    names = "、".join(f"“{_shown(char)}”（U+{ord(char):04X}）" for char in missing)
    english = ", ".join(f"“{_shown(char)}” (U+{ord(char):04X})" for char in missing)
    raise RuleBroken(
        Text(
            f"打印已停止：字库中没有 {names}，请核对录入或联系总行补字。",
            f"The print was stopped: the fonts have no {english}; "
            "please check what was typed or ask head office for the character.",
        )
    )


def _shown(char: str) -> str:
    return "?" if unicodedata.category(char).startswith("C") and ord(char) < 0x20000 else char  # noqa: PLR2004
