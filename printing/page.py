"""A4 pages of record: margins for binding and seal, running head, page x of y, watermark and QR code.

All copies of a contract share its pages; only what stands around them is made for each.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import zxingcpp

from printing import Copy, archival, fonts, writer
from printing.archival import Shape, Tag
from printing.flow import Slice
from printing.founts import WATERMARK, Founts, Palette
from printing.ink import Ink
from printing.writer import Block

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT = 28 * MM  # The binding side: three holes or thread.
COLUMN = 37 * 12.0  # Thirty-seven characters of body text; 25 mm stay free at the right for the seal.
TOP, BOTTOM = 26 * MM, 27 * MM
BODY_HEIGHT = HEIGHT - TOP - BOTTOM
_QR = 13 * MM
_GREY = 0.35
_MARK, _SMALL = 9.0, 7.0  # Points of what stands around the text.
_BLANK = 72.0  # So much white below the text is struck out.
BLANK, BLANK_HERE = "（以下空白）", "（本页以下空白）"
_CODE = "Code"  # The name by which a page calls the QR code.
_MASK = 2  # Of the QR code. To try all eight for the prettiest takes eight times as long.


@dataclass(frozen=True)
class Marks:
    """What stands on every page around the text.

    Attributes:
        title: In the running head and the metadata.
        number: The document's number, in the running head.
        edition: The template and its version, in the metadata.
        wording: The version for people, in the foot.
        code: What the QR code says: the number and the hash of the data.
    """

    title: str
    number: str
    edition: str
    wording: str
    code: str


class Paper:
    """The pages of one document, of which any number of copies can be made; the same input gives the same bytes."""

    def __init__(self, pages: Sequence[Sequence[Slice]], marks: Marks, palette: Palette) -> None:
        self._pages, self._marks = pages, marks
        founts = self._founts = Founts(palette)
        bodies = [_body(page, founts, palette) for page in pages]
        # A copy adds nothing but figures and signs that every template has.
        for text in (marks.title, marks.number, marks.wording, marks.code):
            founts.meet(fonts.SONG, text)
        self._root = palette.block.next
        self._shared = [palette.block, *self._objects(bodies, palette)]

    def copy(self, copy: Copy | None, *, draft: bool) -> bytes:
        """Return the file of one copy.

        Args:
            copy: Which original this is; None without a mark.
            draft: Print 样稿 无效 over every page.
        """
        feet = [writer.stream(b"", self._foot(place, copy)) for place in range(len(self._pages))]
        return writer.file(
            [
                *self._shared,
                Block.of(self._shared[-1].next, [writer.stream(b"", self._head(draft=draft)), *feet]),
            ],
            root=self._root,
            info=self._root + 1,
            identity=fingerprint(self._marks.code, str(copy), str(draft))[:32],
        )

    def _objects(self, bodies: Sequence[bytes], palette: Palette) -> list[Block]:
        """Return the objects that all copies share, in the order of their numbers."""
        root, total, title = self._root, len(bodies), f"{self._marks.title} {self._marks.number}"
        metadata, profile, tree, code, resources, first_page = range(root + 2, root + 8)
        structure = archival.structure(_shape(self._pages), first_page, first_page + total)
        own = self._founts.block(structure.next)
        first_body, head = own.next, own.next + total
        leaves = range(first_page, first_page + total)
        front = [
            archival.catalog(pages=tree, metadata=metadata, profile=profile, structure=structure.first),
            archival.information(title, self._marks.edition),
            archival.metadata(title, self._marks.edition),
            archival.profile(),
            b"<</Type/Pages/Count %d/Kids[%b]>>" % (total, writer.references(leaves)),
            _qr_code(self._marks.code),
            writer.resources(palette.named | self._founts.named(own.first), {_CODE: code}),
            *(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.3f %.3f]/Resources %d 0 R/Contents[%b]"
                b"/StructParents %d/Tabs/S>>"
                % (
                    tree,
                    WIDTH,
                    HEIGHT,
                    resources,
                    writer.references([head, first_body + place, head + 1 + place]),
                    place,
                )
                for place in range(total)
            ),
        ]
        return [Block.of(root, front), structure, own, Block.of(first_body, bodies)]

    def _head(self, *, draft: bool) -> bytes:
        """Return what stands above the text of every page, and below it where the page is a draft."""
        ink = Ink(self._founts)
        with ink.marked(b"/Artifact BMC"):
            if draft:
                _watermark(ink)
            _head(ink, self._marks)
        return ink.content

    def _foot(self, place: int, copy: Copy | None) -> bytes:
        """Return what stands below the text of a page."""
        ink, total = Ink(self._founts), len(self._pages)
        with ink.marked(b"/Artifact BMC"):
            _strike_blank(ink, self._pages[place], last=place == total - 1)
            _foot(ink, self._marks, f"第 {place + 1} 页 共 {total} 页", copy)
        return ink.content


def _shape(pages: Sequence[Sequence[Slice]]) -> Shape:
    return tuple(tuple(Tag(each.tag, each.joins) for each in page if not each.space) for page in pages)


def _body(page: Sequence[Slice], founts: Founts, palette: Palette) -> bytes:
    """Return the object that draws the text of a page."""
    written, y, mark = [], HEIGHT - TOP, 0
    for piece in page:
        if not piece.space:
            drawn = _in_given(piece, y, palette) or _drawn(piece, y, founts)
            written.append(b"/%b<</MCID %d>>BDC\n%b\nEMC" % (piece.tag.encode(), mark, drawn))
            mark += 1
        y -= piece.height
    return writer.stream(b"", b"\n".join(written))


@lru_cache(maxsize=1 << 12)
def _in_given(piece: Slice, y: float, palette: Palette) -> bytes | None:
    """Return a slice as it stands in every file of its template; None where it needs more than the template's founts."""
    founts = Founts(palette)
    drawn = _drawn(piece, y, founts)
    return None if founts.named(1) else drawn


def _drawn(piece: Slice, y: float, founts: Founts) -> bytes:
    ink = Ink(founts)
    piece.draw(ink, LEFT, y)
    return ink.content


def _strike_blank(ink: Ink, page: Sequence[Slice], *, last: bool) -> None:
    """Strike out what stays blank below the text of a page, so that nothing can be added (domain 6.2)."""
    y = HEIGHT - TOP - sum(piece.height for piece in page)
    if y - BOTTOM < _BLANK:
        return
    with ink.grey(_GREY):
        _say(ink, "center", y - 22, BLANK if last else BLANK_HERE)
        ink.line((LEFT + COLUMN, y - 30), (LEFT, BOTTOM), width=0.4)


def fingerprint(*parts: str) -> str:
    """Return the SHA-256 of *parts* as hex digits."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _watermark(ink: Ink) -> None:
    size, slant = 72, math.sqrt(0.5)
    with ink.grey(0.88):
        ink.turn(slant, slant, -slant, slant, LEFT + COLUMN / 2, HEIGHT / 2)
        ink.show(fonts.HEI, size, (-fonts.text_width(WATERMARK, fonts.HEI, size) / 2, 0), WATERMARK)


def _head(ink: Ink, marks: Marks) -> None:
    y = HEIGHT - 17 * MM
    with ink.grey(_GREY):
        _say(ink, "left", y, marks.title)
        _say(ink, "right", y, f"编号：{marks.number}")
        ink.line((LEFT, y - 4), (LEFT + COLUMN, y - 4), width=0.4)


def _foot(ink: Ink, marks: Marks, place: str, copy: Copy | None) -> None:
    y, small = 14 * MM, 8 * MM
    ink.image(_CODE, (LEFT, 7 * MM), _QR, _QR)
    _say(ink, "center", y, place)
    with ink.grey(_GREY):
        if copy:
            again = f"　重打 {copy.reprint}" if copy.reprint else ""
            _say(ink, "right", y, f"第 {copy.number} 份 / 共 {copy.total} 份{again}")
        ink.show(fonts.SONG, _SMALL, (LEFT + _QR + 4, small), marks.wording)
        _say(ink, "right", small, marks.code.rsplit(" ", 1)[-1], _SMALL)


def _say(
    ink: Ink, align: Literal["left", "center", "right"], y: float, text: str, size: float = _MARK
) -> None:
    room = COLUMN - fonts.text_width(text, fonts.SONG, size)
    shift = {"left": 0.0, "center": room / 2, "right": room}[align]
    ink.show(fonts.SONG, size, (LEFT + shift, y), text)


def _qr_code(text: str) -> bytes:
    """Return a picture of one dot a point."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", DataMask=_MASK)
    # The library gives an array without saying so in its types.
    picture: Any = code.to_image(scale=1, add_quiet_zones=False)
    height, width = picture.shape
    entries = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width %d/Height %d"
    return writer.stream(entries % (width, height), memoryview(picture).tobytes())
