"""The characters of one file, cut out of the fonts and coded: those that a template can need, and the file's own.

What a template can need is cut, packed and coded once for all its files. What a case brings in besides, a name or a
village, is a small fount of the file's own.

Source:
    ISO 32000-1, 9.7 (fonts with codes of two bytes) and 9.10.3 (maps to text); ISO 19005-2, 6.2.11.
"""

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from printing import fonts, writer
from printing.writer import Block

FIGURES = "0123456789.,%-，。、；：（）　"
LABELS = "公章或合同专用章法定代表人授权代理人签字右手食指印日期编号合计元甲乙丙方省市县镇乡村组农商业银行股份有限公司支"
ALWAYS = (
    "".join(map(chr, range(33, 127)))
    + "，。、；：？！（）《》“”—…·￥％〔〕☐☑☒　第页共份重打条章年月角分整万亿文本版起用法审"
    + "零壹贰叁肆伍陆柒捌玖拾佰仟一二三四五六七八九十民币以下空白"
    + LABELS
)
"""Characters of nearly every case. A character that is not among them costs a file some bytes and a moment, no more."""
WATERMARK = "样稿　无效"
_OBJECTS = 7  # Of a fount.
_AT_ONCE = 100  # Entries of a map to text between two of its signs.
_ESCAPED = ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r"))


@dataclass(frozen=True)
class Fount:
    """Characters of one face, coded from 1 in their order.

    Attributes:
        name: By which a page calls it.
        face: Its outlines.
        chars: Each once.
    """

    name: bytes
    face: fonts.Face
    chars: str

    @cached_property
    def codes(self) -> dict[int, int]:
        """The code of each character."""
        return {ord(char): code for code, char in enumerate(self.chars, start=1)}

    @cached_property
    def held(self) -> frozenset[str]:
        """The characters, in no order."""
        return frozenset(self.chars)

    def objects(self, first: int, pack: int = writer.QUICKLY) -> list[bytes]:
        """Return the fount as seven objects of a file, numbered from *first*, which is the one that pages call."""
        face, (content, glyphs) = fonts.font(self.face), fonts.cut(self.face, self.chars)
        name = b"%b+%b" % (self._mark, face.name)
        places = b"".join(struct.pack(">H", glyph) for glyph in (0, *glyphs))
        widths = " ".join(f"{face.charWidths[ord(char)]:g}" for char in self.chars).encode()
        box = b" ".join(writer.number(edge) for edge in face.bbox)
        return [
            b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
            % (name, first + 1, first + 5),
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap %d 0 R/DW 1000/W[1[%b]]>>"
            % (name, first + 2, first + 4, widths),
            b"<</Type/FontDescriptor/FontName/%b/Flags 4/FontBBox[%b]/ItalicAngle 0/Ascent %d/Descent %d"
            b"/CapHeight %d/StemV %d/FontFile2 %d 0 R/CIDSet %d 0 R>>"
            % (name, box, face.ascent, face.descent, face.capHeight, face.stemV, first + 3, first + 6),
            writer.stream(b"/Length1 %d" % len(content), content, pack),
            writer.stream(b"", places, pack),
            writer.stream(b"", _map_to_text(self.chars), pack),
            writer.stream(b"", _bits(len(self.chars) + 1), pack),
        ]

    @property
    def _mark(self) -> bytes:
        """Six letters that another cut of the same font does not have."""
        digest = hashlib.sha256(self.chars.encode()).digest()
        return bytes(ord("A") + byte % 26 for byte in digest[:6])


def _bits(number: int) -> bytes:
    """Return so many bits that are set, the first ones of their bytes."""
    return bytes([0xFF] * (number // 8) + [0xFF << (8 - number % 8) & 0xFF] * (number % 8 > 0))


def _map_to_text(chars: str) -> bytes:
    entries = [
        f"<{code:04X}><{char.encode('utf-16-be').hex().upper()}>" for code, char in enumerate(chars, start=1)
    ]
    groups = (entries[start : start + _AT_ONCE] for start in range(0, len(entries), _AT_ONCE))
    lines = "\n".join(f"{len(group)} beginbfchar\n" + "\n".join(group) + "\nendbfchar" for group in groups)
    return (
        "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
        "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n{lines}\n"
        "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend"
    ).encode()


@dataclass(frozen=True, eq=False)
class Palette:
    """The founts of a template: its body text, and its headings and prompts. One template has one palette.

    Attributes:
        song: Of body text.
        hei: Of headings and prompts.
    """

    song: Fount
    hei: Fount

    @classmethod
    def of(cls, text: str, bold: Iterable[str]) -> "Palette":
        """Return the palette of a template with this text, of which *bold* may stand in bold."""
        song = _ordered(fonts.SONG, ALWAYS, text)
        hei = _ordered(fonts.HEI, FIGURES + WATERMARK + LABELS, "".join(bold))
        return cls(Fount(b"/S", fonts.SONG, song), Fount(b"/H", fonts.HEI, hei))

    @cached_property
    def founts(self) -> dict[fonts.Face, Fount]:
        """The founts by their face."""
        return {fount.face: fount for fount in (self.song, self.hei)}

    @property
    def named(self) -> dict[bytes, int]:
        """By which name a page calls the founts, and the numbers of their objects."""
        return {self.song.name: 1, self.hei.name: 1 + _OBJECTS}

    @cached_property
    def block(self) -> Block:
        """The objects of the founts, the first of every file of the template."""
        objects = [fount.objects(self.named[fount.name], writer.TIGHTLY) for fount in (self.song, self.hei)]
        return Block.of(1, [each for fount in objects for each in fount])


def _ordered(face: fonts.Face, always: str, text: str) -> str:
    """Return the characters of *always* and of *text* that the face has, each once and in their own order."""
    wanted, held = dict.fromkeys(always) | dict.fromkeys(sorted(set(text))), fonts.held(face)
    return "".join(char for char in wanted if char >= " " and char in held)


class Founts:
    """The founts of one file: those of its template, and what it needs beyond them."""

    def __init__(self, palette: Palette | None = None) -> None:
        """Take the founts of *palette*; without one, all characters are the file's own."""
        self._given = palette.founts if palette else {}
        self._own: dict[fonts.Face, dict[int, int]] = {}

    def show(self, face: fonts.Face, size: float, text: str) -> bytes:
        """Return the operators that show *text*, whose characters the font of *face* must have."""
        given = self._given.get(face)
        if given and given.held.issuperset(text):
            return _said(given.name, size, text, given.codes)
        held = given.held if given else frozenset()
        pieces = ("".join(piece) for _is_given, piece in groupby(text, held.__contains__))
        return b" ".join(self._piece(given, face, size, piece) for piece in pieces)

    def meet(self, face: fonts.Face, text: str) -> None:
        """Code the characters of *text*, which will be shown later."""
        self.show(face, 1, text)

    def named(self, first: int) -> dict[bytes, int]:
        """Return by which name a page calls the founts of the file's own, whose objects are numbered from *first*."""
        return {_own_name(place): first + _OBJECTS * place for place in range(len(self._own))}

    def block(self, first: int) -> Block:
        """Return the objects of the file's own founts, numbered from *first*."""
        own = zip(self.named(first).items(), self._own.items(), strict=True)
        cut = (Fount(name, face, "".join(map(chr, codes))).objects(at) for (name, at), (face, codes) in own)
        return Block.of(first, [each for objects in cut for each in objects])

    def _piece(self, given: Fount | None, face: fonts.Face, size: float, piece: str) -> bytes:
        """Return the operators that show a piece of which all characters are in the fount that is given, or none."""
        if given and piece[0] in given.held:
            return _said(given.name, size, piece, given.codes)
        own = self._own.setdefault(face, {})
        for char in piece:
            own.setdefault(ord(char), len(own) + 1)
        return _said(_own_name(list(self._own).index(face)), size, piece, own)


def _own_name(place: int) -> bytes:
    return b"/O%d" % place


def _said(name: bytes, size: float, text: str, codes: dict[int, int]) -> bytes:
    coded = text.translate(codes).encode("utf-16-be")
    for sign, escaped in _ESCAPED:
        coded = coded.replace(sign, escaped)
    return b"%b %g Tf (%b)Tj" % (name, size, coded)
