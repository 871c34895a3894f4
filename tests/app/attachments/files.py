"""Files of officers and of people who mean no good, made as a test needs them."""

import random
import zipfile
from io import BytesIO

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, PdfObject, TextStringObject

ORIENTATION, DETAILS, TAKEN, PLACE = 0x0112, 0x8769, 0x9003, 0x8825


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), *, up: int = 6, seed: str = "1") -> bytes:
    """Return a photograph taken on 8 March 2026 at a place, on its side."""
    noise = random.Random(seed).randbytes(size[0] * size[1] * 3)  # noqa: S311 - reproducible, not secret
    image, exif = Image.frombytes("RGB", size, noise), Image.Exif()
    exif[ORIENTATION] = up
    exif.get_ifd(DETAILS)[TAKEN] = "2026:03:08 09:30:00"
    exif.get_ifd(PLACE).update({1: "N", 2: (47.0, 21.0, 15.0)})
    made = BytesIO()
    image.save(made, kind, exif=exif)
    return made.getvalue()


def pdf(pages: int = 2, *, locked: str = "", script: str = "", title: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_metadata({"/Title": title})
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    if script:
        action = {"/Type": "/Action", "/S": "/JavaScript", "/JS": script}
        named = DictionaryObject({NameObject(key): _said(value) for key, value in action.items()})
        writer.root_object[NameObject("/OpenAction")] = named
    if locked:
        writer.encrypt(locked, algorithm="RC4-128")
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def _said(value: str) -> PdfObject:
    return NameObject(value) if value.startswith("/") else TextStringObject(value)


def office(
    part: str = "xl/workbook.xml", *, types: str = "<Types/>", more: dict[str, bytes] | None = None
) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(part, "<x/>")
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return made.getvalue()
