"""Puts text, boxes and lines onto a page in the fewest operators. Lengths are points, from the lower left corner."""

from collections.abc import Iterator
from contextlib import contextmanager

from printing import fonts
from printing.founts import Founts

Point = tuple[float, float]


class Ink:
    """Writes one page, or one part of it."""

    def __init__(self, founts: Founts) -> None:
        """Write with the founts of a file."""
        self._founts = founts
        self._written: list[bytes] = []

    @property
    def content(self) -> bytes:
        """All that was written."""
        return b"\n".join(self._written)

    def show(self, face: fonts.Face, size: float, place: Point, text: str, spread: float = 0) -> None:
        """Write *text* with its base line at *place*, its characters *spread* further apart than they are wide."""
        shown = self._founts.show(face, size, text)
        if spread:
            shown = b"%.4f Tc %b 0 Tc" % (spread, shown)
        self._written.append(b"BT %.3f %.3f Td %b ET" % (*place, shown))

    def box(self, corner: Point, width: float, height: float, *, grey: float | None = None) -> None:
        """Draw a frame of half a point around a box whose lower left corner is given, filled where *grey* says so."""
        where = (*corner, width, height)
        if grey is None:
            self._written.append(b"0.5 w %.3f %.3f %.3f %.3f re S" % where)
        else:
            self._written.append(b"0.5 w %g g %.3f %.3f %.3f %.3f re B 0 g" % (grey, *where))

    def line(self, start: Point, end: Point, *, width: float = 0.5) -> None:
        """Draw a straight line of this width."""
        self._written.append(b"%g w %.3f %.3f m %.3f %.3f l S" % (width, *start, *end))

    def image(self, name: str, corner: Point, width: float, height: float) -> None:
        """Draw the picture that the page calls *name* with its lower left corner there."""
        self._written.append(
            b"q %.3f 0 0 %.3f %.3f %.3f cm /%b Do Q" % (width, height, *corner, name.encode())
        )

    def turn(self, *matrix: float) -> None:
        """Draw what follows through a matrix: a, b, c, d, e, f."""
        self._written.append(b"%.6f %.6f %.6f %.6f %.3f %.3f cm" % matrix)

    @contextmanager
    def grey(self, share: float) -> Iterator[None]:
        """Draw text and lines in grey, from 0, black, to 1, white."""
        yield from self._within(b"q %g g %g G" % (share, share), b"Q")

    @contextmanager
    def marked(self, mark: bytes) -> Iterator[None]:
        """Mark what is drawn for a reader of the file."""
        yield from self._within(mark, b"EMC")

    def _within(self, begin: bytes, end: bytes) -> Iterator[None]:
        self._written.append(begin)
        yield
        self._written.append(end)
