"""The faces of paper: body text in Song, headings and prompts in Hei; rare characters from a third font, glyph by glyph."""

import functools
import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFStream

from models.errors import RuleBroken
from models.text import Text

Face = str
SONG: Face = "HeituSong"
HEI: Face = "HeituHei"

FOLDER = Path(__file__).parent.parent / "resources" / "fonts"
_FILES: Mapping[Face, str] = {SONG: "song8105.ttf", HEI: "hei8105.ttf"}
_make_to_unicode = ttfonts.makeToUnicodeCMap
_registering = Lock()


@functools.cache
def register() -> None:
    """Make both faces known to the PDF writer; the files are read once, at the first print."""
    rl_config.useA85 = 0  # Binary streams are a fifth smaller than streams as text.
    # WORKAROUND: reportlab writes a character above U+FFFF into the ToUnicode map as five hex digits
    # where PDF wants UTF-16, so that 王𬭎 is drawn right and copied, searched and verified wrong
    # (reportlab 5.1, pdfbase/ttfonts.py, makeToUnicodeCMap).
    ttfonts.makeToUnicodeCMap = _to_unicode
    for face in _FILES:
        _widths(face)


class _RememberingFont(ttfonts.TTFont):  # type: ignore[misc] # the writer carries no types
    """A font that cuts the same characters out of its file once, however many files need them."""

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - the writer's name
        """Add every subset that the file uses: font, widths, map to text, description, packed font file."""
        state = self.state.pop(doc)
        known = doc.idToObject["BasicFonts"].dict
        for number, subset in enumerate(state.subsets):
            name = f"{state.internalName}+{number}"
            base = b"".join((ttfonts.SUBSETN(number), b"+", self.face.name)).decode("ascii")
            cut = _cut(self.face, base, tuple(subset))
            unicode_map = doc.Reference(_stream(cut.unicode_map), f"toUnicodeCMap:{base}")
            file = doc.Reference(_stream(cut.file, Length1=cut.length), f"fontFile:{base}")
            descriptor = PDFDictionary({**_described(self.face), "FontName": f"/{base}", "FontFile2": file})
            font = PDFDictionary(
                {
                    "Type": "/Font",
                    "Subtype": "/TrueType",
                    "BaseFont": f"/{base}",
                    "Name": f"/{name}",
                    "FirstChar": 0,
                    "LastChar": len(subset) - 1,
                    "Widths": cut.widths,
                    "ToUnicode": unicode_map,
                    "FontDescriptor": doc.Reference(descriptor, f"fontDescriptor:{base}"),
                }
            )
            known[name] = doc.Reference(font, name)


class _Cut(NamedTuple):
    """Some characters of a font as a file needs them: packed, with their widths and what they mean."""

    file: bytes
    length: int
    widths: str
    unicode_map: bytes


@functools.lru_cache(maxsize=128)
def _cut(face: Any, name: str, subset: tuple[int, ...]) -> _Cut:
    content = face.makeSubset(list(subset))
    widths = " ".join(f"{face.getCharWidth(code):g}" for code in subset)
    unicode_map = ttfonts.makeToUnicodeCMap(name, list(subset))
    return _Cut(
        zlib.compress(content), len(content), f"[{widths}]", zlib.compress(unicode_map.encode("ascii"))
    )


def _stream(packed: bytes, **more: int) -> PDFStream:
    return PDFStream(PDFDictionary({**more, "Filter": "/FlateDecode"}), packed)


def _described(face: Any) -> dict[str, Any]:
    return {
        "Type": "/FontDescriptor",
        "Ascent": face.ascent,
        "CapHeight": face.capHeight,
        "Descent": face.descent,
        "Flags": (face.flags & ~ttfonts.FF_NONSYMBOLIC) | ttfonts.FF_SYMBOLIC,
        "FontBBox": PDFArray(face.bbox),
        "ItalicAngle": face.italicAngle,
        "StemV": face.stemV,
        "MissingWidth": face.defaultWidth,
    }


def _to_unicode(font_name: str, subset: list[int]) -> str:
    return re.sub(r"(?<=> <)[0-9A-F]{5,6}(?=>)", _utf16, str(_make_to_unicode(font_name, subset)))


def _utf16(code: re.Match[str]) -> str:
    return chr(int(code[0], 16)).encode("utf-16-be").hex().upper()


@functools.cache
def _fallbacks() -> Sequence[Face]:
    """Return the fonts for characters that neither face has: ``more.ttf``, then what a bank adds as ``more-….ttf``."""
    return sorted(file.stem for file in FOLDER.glob("more*.ttf"))


@functools.cache
def _widths(face: Face) -> Mapping[int, float]:
    """Return the width of each character of a font, in thousandths of its size; its file is read once."""
    with _registering:
        if face not in pdfmetrics.getRegisteredFontNames():
            file = FOLDER / _FILES.get(face, f"{face}.ttf")
            pdfmetrics.registerFont(_RememberingFont(face, file))
    widths: dict[int, float] = pdfmetrics.getFont(face).face.charWidths
    return widths


@functools.cache
def face_of(char: str, wanted: Face) -> Face | None:
    """Return the font that draws *char*: the wanted face, or the first other that has it; None where none has."""
    code = ord(char)
    return next((face for face in (wanted, *_fallbacks()) if code in _widths(face)), None)


def width(char: str, face: Face, size: float) -> float:
    """Return how wide *char* is in points."""
    return _widths(face_of(char, face) or face).get(ord(char), 1000) * size / 1000


def text_width(text: str, face: Face, size: float) -> float:
    """Return how wide *text* is on one line, in points."""
    return sum(width(char, face, size) for char in text)


@functools.cache
def _held() -> frozenset[str]:
    """Return the characters that both faces have, which are nearly all that are ever printed."""
    return frozenset(map(chr, _widths(SONG).keys() & _widths(HEI).keys()))


def missing_glyphs(text: str) -> tuple[str, ...]:
    """Return the characters of *text* that no font can draw in both faces, each once."""
    held = _held()
    return tuple(
        char
        for char in dict.fromkeys(text)
        if char not in held and not (face_of(char, SONG) and face_of(char, HEI))
    )


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
