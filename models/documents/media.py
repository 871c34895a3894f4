"""What kind of file some bytes are, told by their contents and never by their name."""

from collections.abc import Mapping

from models.text import Text

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

MEDIA: Mapping[str, Text] = {
    PDF: Text("PDF", "PDF"),
    JPEG: Text("JPG 图片", "JPG picture"),
    PNG: Text("PNG 图片", "PNG picture"),
    XLSX: Text("Excel 表格", "Excel workbook"),
    DOCX: Text("文字文档", "Text document"),
}
"""What a paper may be, and what that is called."""

IMAGES = frozenset({JPEG, PNG})
OFFICE = frozenset({XLSX, DOCX})
HEAD = 1024
"""How many bytes of the beginning tell the kind."""

_STARTS = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"%PDF-": PDF}
_ARCHIVE = b"PK\x03\x04"
_HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


def media_types(head: bytes) -> frozenset[str]:
    """Return what bytes that begin with *head* may be; nothing where they are none of what is taken.

    A workbook and a text document begin alike; only their table of contents tells them apart.

    Source:
        JPEG: ISO/IEC 10918-1 B.1.1.3 (SOI, then a marker); PNG: ISO/IEC 15948 5.2; PDF: ISO 32000-1 7.5.2;
        OOXML: ECMA-376 part 2 (a ZIP archive).
    """
    for start, media in _STARTS.items():
        if head.startswith(start):
            return frozenset({media})
    return OFFICE if head.startswith(_ARCHIVE) else frozenset()


def is_heic(head: bytes) -> bool:
    """Tell whether it is a photograph in the format of newer phones, which nothing here can show.

    Source:
        ISO/IEC 14496-12 4.3 (file type box), ISO/IEC 23008-12 10.2 (brands).
    """
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC


def show_size(size: int) -> str:
    """Return a number of bytes as people read it."""
    if size < 2**20:
        return f"{max(1, round(size / 2**10))} KB"
    return f"{size / 2**20:.1f} MB"
