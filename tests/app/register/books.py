"""Workbooks as they come from villages, good and bad."""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADING = (
    "姓名*",
    "身份证号*",
    "手机",
    "行政村",
    "居住地址",
    "婚姻状况",
    "家庭人口",
    "家庭年收入（元）",
    "承包面积（亩）",
)
SHEET = "农户名册"


def row(**changes: Any) -> list[Any]:
    """Return a good row, by its headings' first words."""
    values = {
        "name": "王满仓",
        "number": "239901198003150016",
        "phone": "19900000001",
        "village": "前进村",
        "address": "前进村三组12号",
        "marital": "已婚",
        "size": 4,
        "income": "180,000.00",
        "area": 36.5,
    }
    return list({**values, **changes}.values())


def write(
    path: Path, rows: Sequence[Sequence[Any]], *, heading: Sequence[str] = HEADING, sheet: str = SHEET
) -> Path:
    """Write a workbook with one sheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for line in (heading, *rows):
        page.append(list(line))
    book.save(path)
    return path


def rewrite(path: Path, part: str, old: str, new: str) -> Path:
    """Replace text within one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = parts[part].decode().replace(old, new)
    assert changed != parts[part].decode()
    parts[part] = changed.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def bomb(path: Path, *, unpacked: int, claimed: int | None = None) -> Path:
    """Write a small workbook whose sheet unpacks to *unpacked* bytes, and says that it is of *claimed*."""
    start = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    packer = zlib.compressobj(9, wbits=-15)
    packed = [packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)]
    blank = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    packed += [blank] * (unpacked >> 20)
    packed.append(packer.flush(zlib.Z_FINISH))
    size = unpacked if claimed is None else claimed
    # The check sum is that of the part which the claim covers, so that a reader who believes it is content.
    content = start[:size].ljust(min(size, len(start)), b" ")
    _append_raw(write(path, []), "xl/worksheets/sheet1.xml", b"".join(packed), (size, zlib.crc32(content)))
    return path


def _append_raw(path: Path, name: str, packed: bytes, says: tuple[int, int]) -> None:
    """Put an entry with packed bytes of its own into an archive, in place of the one of that name."""
    with zipfile.ZipFile(path) as archive:
        others = {each: archive.read(each) for each in archive.namelist() if each != name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in others.items():
            archive.writestr(each, content)
        size, check = says
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.header_offset = archive.start_dir
        entry.CRC, entry.compress_size, entry.file_size = check, len(packed), size
        assert archive.fp is not None
        archive.fp.seek(archive.start_dir)
        archive.fp.write(entry.FileHeader(zip64=size >= zipfile.ZIP64_LIMIT) + packed)
        archive.start_dir = archive.fp.tell()
        archive.filelist.append(entry)
        archive.NameToInfo[name] = entry
        archive._didModify = True  # type: ignore[attr-defined] # the library has no way to write packed bytes
