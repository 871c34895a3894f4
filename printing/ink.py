"""Puts text, boxes and lines onto a page in the fewest operators. Lengths are points, from the lower left corner."""

from collections.abc import Iterable, Iterator
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

    def show(self, face: fonts.Face, size: float, place: Point, text: str, spread: float = 0.0) -> None:
        """Write *text* with its base line at *place*, its characters *spread* further apart than they are wide."""
        shown = self._founts.show(face, size, text)
        if spread:
            self._written.append(b"BT %.3f %.3f Td %.4f Tc %b 0 Tc ET" % (*place, spread, shown))
        else:
            self._written.append(b"BT %.3f %.3f Td %b ET" % (*place, shown))

    def boxes(
        self, corners: Iterable[tuple[Point, float]], height: float, *, grey: float | None = None
    ) -> None:
        """Draw frames of half a point around boxes, given their lower left corners and widths, filled with *grey*."""
        edges = b" ".join(b"%.3f %.3f %.3f %.3f re" % (x, y, width, height) for (x, y), width in corners)
        if edges:
            self._written.append(
                b"0.5 w %b S" % edges if grey is None else b"0.5 w %g g %b B 0 g" % (grey, edges)
            )

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
        self._written.append(b"q %g g %g G" % (share, share))
        yield
        self._written.append(b"Q")

    @contextmanager
    def marked(self, mark: bytes) -> Iterator[None]:
        """Mark what is drawn for a reader of the file."""
        self._written.append(mark)
        yield
        self._written.append(b"EMC")
