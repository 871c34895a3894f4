"""A4 pages of record: margins for binding and seal, running head, page x of y, watermark and QR code."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from typing import Any

import segno
from reportlab.pdfgen.canvas import Canvas

from printing import Copy, fonts
from printing.archival import MAKER, Archive
from printing.flow import Slice
from printing.ink import Palette, give_ink, ink_of

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
_CODE, _CODE_Y = "code", 7 * MM
MASK = 2  # Of the QR code. To try all eight for the prettiest costs as much as a page.


@dataclass(frozen=True)
class Marks:
    """What stands on every page around the text.

    Attributes:
        title: In the running head and the metadata.
        number: The document's number, in the running head.
        edition: The template and its version, in the metadata.
        wording: The version for people, in the foot.
        code: What the QR code says: the number and the hash of the data.
        copy: Which of how many copies, if it is a numbered copy.
        draft: Over every page stands 样稿 无效.
    """

    title: str
    number: str
    edition: str
    wording: str
    code: str
    copy: Copy | None
    draft: bool


def draw(pages: Sequence[Sequence[Slice]], marks: Marks, palette: Palette) -> bytes:
    """Return the PDF of *pages*; the same pages and marks give the same bytes."""
    fonts.register()
    target = BytesIO()
    canvas = Canvas(
        target,
        pagesize=(WIDTH, HEIGHT),
        invariant=1,
        pageCompression=1,
        lang="zh-CN",
        # Without this the file would name Helvetica, which is not embedded.
        initialFontName=fonts.SONG,
    )
    give_ink(canvas, palette)
    title = f"{marks.title} {marks.number}"
    canvas.setTitle(title)
    canvas.setSubject(marks.edition)
    canvas.setAuthor(MAKER)
    canvas.setCreator(MAKER)
    _define_qr_code(canvas, marks.code)
    archive = Archive(canvas, title, marks.edition)
    for number, page in enumerate(pages, start=1):
        archive.begin_page()
        with archive.artifact():
            if marks.draft:
                _watermark(canvas)
            _head(canvas, marks)
        y = _draw_slices(canvas, archive, page)
        with archive.artifact():
            _strike_blank(canvas, y, last=number == len(pages))
            _foot(canvas, marks, number, len(pages))
        canvas.showPage()
    archive.close()
    canvas.save()
    return target.getvalue()


def _draw_slices(canvas: Any, archive: Archive, page: Sequence[Slice]) -> float:
    """Draw the slices of a page and return how high above the paper's edge they end."""
    y = HEIGHT - TOP
    for piece in page:
        if not piece.space:
            with archive.element(piece.tag, joins=piece.joins):
                piece.draw(canvas, LEFT, y)
        y -= piece.height
    return y


def _strike_blank(canvas: Any, y: float, *, last: bool) -> None:
    """Strike out what stays blank below the text of a page, so that nothing can be added (domain 6.2)."""
    left = y - BOTTOM
    if left < _BLANK:
        return
    text = BLANK if last else BLANK_HERE
    canvas.setFillGray(_GREY)
    canvas.setStrokeGray(_GREY)
    canvas.setLineWidth(0.4)
    _say(canvas, LEFT + (COLUMN - _wide(text)) / 2, y - 22, text)
    canvas.line(LEFT + COLUMN, y - 30, LEFT, BOTTOM)
    canvas.setFillGray(0)
    canvas.setStrokeGray(0)


def fingerprint(*parts: str) -> str:
    """Return the SHA-256 of *parts* as hex digits."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _watermark(canvas: Any) -> None:
    canvas.saveState()
    canvas.setFillGray(0.88)
    canvas.setFont(fonts.HEI, 72)
    canvas.translate(LEFT + COLUMN / 2, HEIGHT / 2)
    canvas.rotate(45)
    canvas.drawCentredString(0, 0, "样稿　无效")
    canvas.restoreState()


def _head(canvas: Any, marks: Marks) -> None:
    y, number = HEIGHT - 17 * MM, f"编号：{marks.number}"
    canvas.setFillGray(_GREY)
    _say(canvas, LEFT, y, marks.title)
    _say(canvas, LEFT + COLUMN - _wide(number), y, number)
    canvas.setStrokeGray(_GREY)
    canvas.setLineWidth(0.4)
    canvas.line(LEFT, y - 4, LEFT + COLUMN, y - 4)
    canvas.setFillGray(0)
    canvas.setStrokeGray(0)


def _foot(canvas: Any, marks: Marks, number: int, total: int) -> None:
    y, place = 14 * MM, f"第 {number} 页 共 {total} 页"
    canvas.doForm(_CODE)
    _say(canvas, LEFT + (COLUMN - _wide(place)) / 2, y, place)
    canvas.setFillGray(_GREY)
    if marks.copy:
        again = f"　重打 {marks.copy.reprint}" if marks.copy.reprint else ""
        copy = f"第 {marks.copy.number} 份 / 共 {marks.copy.total} 份{again}"
        _say(canvas, LEFT + COLUMN - _wide(copy), y, copy)
    code = marks.code.rsplit(" ", 1)[-1]
    _say(canvas, LEFT + _QR + 4, 8 * MM, marks.wording, _SMALL)
    _say(canvas, LEFT + COLUMN - _wide(code, _SMALL), 8 * MM, code, _SMALL)
    canvas.setFillGray(0)


def _say(canvas: Any, x: float, y: float, text: str, size: float = _MARK) -> None:
    ink_of(canvas).show(fonts.SONG, size, (x, y), text, 0)


def _wide(text: str, size: float = _MARK) -> float:
    return fonts.text_width(text, fonts.SONG, size)


@lru_cache(maxsize=4)
def _dots(text: str) -> list[bytearray]:
    return list(segno.make(text, error="m", micro=False, encoding="utf-8", mask=MASK).matrix)


def _define_qr_code(canvas: Any, text: str) -> None:
    rows = _dots(text)
    dot = _QR / len(rows)
    canvas.beginForm(_CODE)
    boxes = []
    for down, row in enumerate(rows):
        across = 0
        for dark, dots in groupby(row):
            wide = len(list(dots))
            if dark:
                y = _CODE_Y + _QR - (down + 1) * dot
                boxes.append(f"{LEFT + across * dot:.3f} {y:.3f} {wide * dot:.3f} {dot:.3f} re")
            across += wide
    canvas._code.append(" ".join([*boxes, "f"]))  # noqa: SLF001 - one operator for every box
    canvas.endForm()
