"""What pictures say besides what they show: where, when and by which device they were taken."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

from PIL import Image

from models.documents.media import JPEG

_ORIENTATION, _DETAILS, _TAKEN, _CHANGED = 0x0112, 0x8769, 0x9003, 0x0132
_MARK, _SCAN, _TALK = 0xFF, 0xDA, {*range(0xE1, 0xE2), 0xED, 0xFE}
"""The segments of a JPEG that talk about the picture: APP1 (Exif, XMP), APP13 (IPTC), COM."""
_PNG_TALK = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_PNG_START = 8


def taken_on(picture: Image.Image) -> date | None:
    """Return the day on which a photograph says that it was taken."""
    exif = picture.getexif()
    said = str(exif.get_ifd(_DETAILS).get(_TAKEN) or exif.get(_CHANGED) or "")
    try:
        return datetime.strptime(said[:10], "%Y:%m:%d").date()  # noqa: DTZ007 - a camera knows no zone
    except ValueError:
        return None


def silenced(content: bytes, media_type: str) -> bytes:
    """Return a picture without what it says of place, time and device; not one pixel changes.

    Which way is up stays, for without it many photographs would lie on their side.
    """
    if media_type != JPEG:
        return b"".join(_png_chunks(content))
    with Image.open(BytesIO(content), formats=["JPEG"]) as picture:
        up = picture.getexif().get(_ORIENTATION, 1)
    return b"".join(_jpeg_segments(content, up))


def _jpeg_segments(content: bytes, up: int) -> Iterator[bytes]:
    yield content[:2]
    if up in range(2, 9):
        exif = Image.Exif()
        exif[_ORIENTATION] = up
        said = exif.tobytes()
        yield b"\xff\xe1" + (len(said) + 2).to_bytes(2, "big") + said
    place = 2
    while place + 4 <= len(content) and content[place] == _MARK:
        mark = content[place + 1]
        if mark == _SCAN:
            break
        after = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if mark not in _TALK:
            yield content[place:after]
        place = after
    yield content[place:]


def _png_chunks(content: bytes) -> Iterator[bytes]:
    yield content[:_PNG_START]
    place = _PNG_START
    while place + 12 <= len(content):
        after = place + 12 + int.from_bytes(content[place : place + 4], "big")
        if content[place + 4 : place + 8] not in _PNG_TALK:
            yield content[place:after]
        place = after
