"""Prints values alone onto pre-printed forms 套打, right to a tenth of a millimetre.

A form is a text in ``resources/forms/``: the size of its sheet and, for each value, where it stands, measured in
0.1 mm from the upper left corner. Each printer of each workstation has its own calibration.

Source:
    domain 6.4.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image

from models.errors import NotFound, RuleBroken
from models.text import Text
from printing import fonts, writer
from printing.documents import document
from printing.founts import Founts
from printing.ink import Ink
from printing.lines import break_lines, plain
from printing.writer import Block

FOLDER = Path(__file__).parent.parent / "resources" / "forms"
TENTH = 72 / 254  # Points in 0.1 mm.
_SMALLEST = 0.8  # Of the size; text that needs less is refused, never clipped.
_STEPS = 20
_SCAN = "Scan"  # The name by which the page calls the picture.
_SIDE, _STEP = 300, 100  # Of the field of crosses in a corner, and from cross to cross.
_WORD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Place:
    """Where one value stands; lengths in 0.1 mm, ``y`` down to the upper edge of its line, ``size`` in points."""

    says: str
    x: int
    y: int
    width: int
    size: float
    align: Literal["left", "right"] = "left"


@dataclass(frozen=True)
class Form:
    """A pre-printed form: its sheet in 0.1 mm, its values, and the document whose terms fill it."""

    key: str
    title: str
    document: str
    width: int
    height: int
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Calibration:
    """How one printer is off: shifts in 0.1 mm to the right and down, scales, and whether the sheet lies across."""

    dx: int = 0
    dy: int = 0
    scale_x: float = 1.0
    scale_y: float = 1.0
    rotated: bool = False


def forms() -> list[str]:
    """Return the keys of all forms."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def load(key: str) -> Form:
    """Return the form *key*.

    Raises:
        NotFound: There is none.
        RuleBroken: Its text cannot be read, or a value would stand beside the sheet.
    """
    if key not in forms():
        raise NotFound(Text("没有“{key}”这种套打单据。", "There is no form “{key}”.").fill(key=key))
    return parse(key, (FOLDER / f"{key}.toml").read_text(encoding="utf-8"))


def parse(key: str, text: str) -> Form:
    """Return the form in *text*.

    Raises:
        RuleBroken: It cannot be read, or a value would stand beside the sheet.
    """
    try:
        known = tomllib.loads(text)
        places = tuple(Place(**each) for each in known.pop("field"))
        form = Form(key, places=places, **known)
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as broken:
        raise RuleBroken(
            Text("套打单据“{key}”无法读取：{why}。", "The form “{key}” cannot be read: {why}.").fill(
                key=key, why=broken
            )
        ) from None
    for place in places:
        if place.x < 0 or place.y < 0 or place.x + place.width > form.width or place.y > form.height:
            raise RuleBroken(
                Text("“{says}”在纸张之外。", "“{says}” stands beside the sheet.").fill(says=place.says)
            )
    return form


def overprint(
    form: Form, terms: object, calibration: Calibration, *, background: bytes | None = None
) -> bytes:
    """Return the page of values alone; *background*, the scanned form, is for the screen and never for the printer.

    Raises:
        RuleBroken: The terms are another document's, a word or a glyph is missing, a value does not fit even at
            four fifths of its size, or the background is no picture.
    """
    words = document(form.document).tell(terms).words
    sheet = _Sheet(form, calibration)
    picture = None if background is None else _picture(background)
    if picture is not None:
        sheet.ink.image(_SCAN, (0, 0), form.width * TENTH, form.height * TENTH)
    for place in form.places:
        _draw_place(sheet.ink, form, place, _said(place, words))
    return sheet.file(picture)


def calibration_page(form: Form, calibration: Calibration) -> bytes:
    """Return a page with crosses every 10 mm in each corner and rulers along two edges, to be measured by hand."""
    sheet = _Sheet(form, calibration)
    for x in (*range(100, 100 + _SIDE, _STEP), *range(form.width - 100, form.width - 100 - _SIDE, -_STEP)):
        for y in (
            *range(100, 100 + _SIDE, _STEP),
            *range(form.height - 100, form.height - 100 - _SIDE, -_STEP),
        ):
            sheet.cross(x, y)
    for x in range(0, form.width + 1, 10):
        sheet.line((x, 0), (x, _tick(x)))
    for y in range(0, form.height + 1, 10):
        sheet.line((0, y), (_tick(y), y))
    text = f"{form.title}　校准页　横向 {calibration.dx / 10:+.1f} mm　纵向 {calibration.dy / 10:+.1f} mm"
    left = (form.width * TENTH - fonts.text_width(text, fonts.SONG, 8)) / 2
    sheet.ink.show(fonts.SONG, 8, (left, form.height / 2 * TENTH), text)
    return sheet.file()


class _Sheet:
    """One sheet as a printer draws it, which may be off."""

    def __init__(self, form: Form, calibration: Calibration) -> None:
        self._form = form
        self._founts = Founts()
        self.ink = Ink(self._founts)
        width, height = form.width * TENTH, form.height * TENTH
        if calibration.rotated:
            self.ink.turn(0, 1, -1, 0, height, 0)
        self._size = (height, width) if calibration.rotated else (width, height)
        # The sheet is measured from above: what the printer draws too high has to go down.
        down = -calibration.dy * TENTH + height * (1 - calibration.scale_y)
        self.ink.turn(calibration.scale_x, 0, 0, calibration.scale_y, calibration.dx * TENTH, down)

    def cross(self, x: int, y: int) -> None:
        """Draw a cross of 4 mm around a point."""
        self.line((x - 20, y), (x + 20, y))
        self.line((x, y - 20), (x, y + 20))

    def line(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Draw a line between two points in 0.1 mm from the upper left corner."""
        first, last = ((x * TENTH, (self._form.height - y) * TENTH) for x, y in (start, end))
        self.ink.line(first, last, width=0.3)

    def file(self, picture: bytes | None = None) -> bytes:
        """Return the sheet as a file, with the object of the picture that lies below the values."""
        pictures, first_own = ({_SCAN: 6}, 7) if picture else ({}, 6)
        content = self.ink.content
        front = [
            b"<</Type/Catalog/Pages 3 0 R/Lang(zh-CN)>>",
            b"<</Title %b>>" % writer.text(self._form.title),
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
            b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 %.3f %.3f]/Contents 5 0 R/Resources%b>>"
            % (*self._size, writer.resources(self._founts.named(first_own), pictures)),
            writer.stream(b"", content),
            *([picture] if picture else []),
        ]
        blocks = [Block.of(1, front), self._founts.block(first_own)]
        return writer.file(blocks, root=1, info=2, identity=hashlib.sha256(content).hexdigest()[:32])


def _said(place: Place, words: Mapping[str, str]) -> str:
    def put_in(found: re.Match[str]) -> str:
        value = words.get(found[1], "").strip()
        if not value:
            raise RuleBroken(
                Text("套打缺少“{word}”。", "The form lacks “{word}”.").fill(word=found[1]), field=found[1]
            )
        return " ".join(value.split("\n"))

    return _WORD.sub(put_in, place.says)


def _draw_place(ink: Ink, form: Form, place: Place, text: str) -> None:
    fonts.require_glyphs(text)
    room = place.width * TENTH
    size = next(
        (each for each in _sizes(place.size) if fonts.text_width(text, fonts.SONG, each) <= room), None
    )
    if size is None:
        raise RuleBroken(
            Text(
                "“{text}”超出套打栏宽（{width} mm），缩小到八成仍放不下，请改用普通打印。",
                "“{text}” is wider than its box ({width} mm) even at four fifths; print it on plain paper.",
            ).fill(text=text[:40], width=place.width / 10)
        )
    (line,) = break_lines(plain(text), size, room + size, justify=False)
    left = place.x * TENTH + (room - line.natural if place.align == "right" else 0)
    line.draw(ink, left, (form.height - place.y) * TENTH - size * 0.88, size)


def _sizes(size: float) -> Iterator[float]:
    for step in range(_STEPS + 1):
        yield size * (1 - (1 - _SMALLEST) * step / _STEPS)


def _picture(scan: bytes) -> bytes:
    """Return the object of a picture."""
    try:
        with Image.open(BytesIO(scan)) as image:
            width, height = image.size
            dots = image.convert("RGB").tobytes()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise RuleBroken(
            Text(
                "底图不是图片，请使用扫描得到的 PNG 或 JPEG。",
                "The background is no picture; take a PNG or JPEG scan.",
            )
        ) from None
    entries = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceRGB/BitsPerComponent 8/Width %d/Height %d"
    return writer.stream(entries % (width, height), dots)


def _tick(place: int) -> int:
    return 50 if place % 100 == 0 else 35 if place % 50 == 0 else 20
