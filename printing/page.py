"""A4 pages of record: margins for binding and seal, running head, page x of y, watermark and QR code."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

import segno
from reportlab.pdfgen.canvas import Canvas

from printing import Copy, fonts
from printing.archival import MAKER, Archive
from printing.flow import Slice

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
LEFT = 28 * MM  # The binding side: three holes or thread.
COLUMN = 37 * 12.0  # Thirty-seven characters of body text; 25 mm stay free at the right for the seal.
TOP, BOTTOM = 26 * MM, 27 * MM
BODY_HEIGHT = HEIGHT - TOP - BOTTOM
_QR = 13 * MM
_GREY = 0.35
_BLANK = 72.0  # So much white below the text is struck out.
_CODE, _CODE_Y = "code", 7 * MM


@dataclass(frozen=True)
class Marks:
    """What stands on every page around the text.

    Attributes:
        title: In the running head and the metadata.
        number: The document's number, in the running head.
        edition: The template's version, in the foot.
        code: What the QR code says: the number and the hash of the data.
        copy: Which of how many copies, if it is a numbered copy.
        draft: Over every page stands 样稿 无效.
    """

    title: str
    number: str
    edition: str
    code: str
    copy: Copy | None
    draft: bool


def draw(pages: Sequence[Sequence[Slice]], marks: Marks) -> bytes:
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
            _strike_blank(canvas, y)
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


def _strike_blank(canvas: Any, y: float) -> None:
    """Strike out what stays blank below the text, so that nothing can be added (domain 6.2)."""
    left = y - BOTTOM
    if left < _BLANK:
        return
    canvas.setFont(fonts.SONG, 9)
    canvas.setFillGray(_GREY)
    canvas.setStrokeGray(_GREY)
    canvas.setLineWidth(0.4)
    canvas.drawCentredString(LEFT + COLUMN / 2, y - 22, "（以下空白）")
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
    y = HEIGHT - 17 * MM
    canvas.setFillGray(_GREY)
    canvas.setFont(fonts.SONG, 9)
    canvas.drawString(LEFT, y, marks.title)
    canvas.drawRightString(LEFT + COLUMN, y, f"编号：{marks.number}")
    canvas.setStrokeGray(_GREY)
    canvas.setLineWidth(0.4)
    canvas.line(LEFT, y - 4, LEFT + COLUMN, y - 4)
    canvas.setFillGray(0)
    canvas.setStrokeGray(0)


def _foot(canvas: Any, marks: Marks, number: int, total: int) -> None:
    y = 14 * MM
    canvas.doForm(_CODE)
    canvas.setFont(fonts.SONG, 9)
    canvas.drawCentredString(LEFT + COLUMN / 2, y, f"第 {number} 页 共 {total} 页")
    canvas.setFillGray(_GREY)
    if marks.copy:
        again = f"　重打 {marks.copy.reprint}" if marks.copy.reprint else ""
        canvas.drawRightString(
            LEFT + COLUMN, y, f"第 {marks.copy.number} 份 / 共 {marks.copy.total} 份{again}"
        )
    canvas.setFont(fonts.SONG, 7)
    canvas.drawString(LEFT + _QR + 4, 8 * MM, marks.edition)
    canvas.drawRightString(LEFT + COLUMN, 8 * MM, marks.code.rsplit(" ", 1)[-1])
    canvas.setFillGray(0)


def _define_qr_code(canvas: Any, text: str) -> None:
    rows = list(segno.make(text, error="m", micro=False, encoding="utf-8").matrix)
    dot = _QR / len(rows)
    canvas.beginForm(_CODE)
    for down, row in enumerate(rows):
        across = 0
        for dark, dots in groupby(row):
            wide = len(list(dots))
            if dark:
                y = _CODE_Y + _QR - (down + 1) * dot
                canvas.rect(LEFT + across * dot, y, wide * dot, dot, stroke=0, fill=1)
            across += wide
    canvas.endForm()
