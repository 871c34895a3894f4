"""Writes a PDF file from objects that are bytes already, so that what is the same for many files is formatted once.

Source:
    ISO 32000-1, 7.3 and 7.5.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_SMALL = 1024  # Bytes of a content that takes longer to pack than it is worth.
QUICKLY, TIGHTLY = 1, 9
"""How streams are packed: a thirtieth larger in half the time where a file needs them alone, or once for many files."""


@dataclass(frozen=True)
class Block:
    """Objects whose numbers follow one another, as they stand in a file.

    Attributes:
        first: The number of the first object.
        content: All of them.
        places: Where each begins in the content.
    """

    first: int
    content: bytes
    places: tuple[int, ...]

    @classmethod
    def of(cls, first: int, bodies: Sequence[bytes]) -> "Block":
        """Return the block of these objects, numbered from *first*."""
        written = [b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in enumerate(bodies, first)]
        places, place = [], 0
        for each in written:
            places.append(place)
            place += len(each)
        return cls(first, b"".join(written), tuple(places))

    @property
    def next(self) -> int:
        """The number after the last object."""
        return self.first + len(self.places)


def file(blocks: Sequence[Block], *, root: int, info: int, identity: str) -> bytes:
    """Return the file of all objects, which are numbered without a gap from 1.

    Args:
        blocks: The objects, in the order of their numbers.
        root: The number of the catalogue.
        info: The number of the old metadata.
        identity: Hex digits that no other file has.
    """
    places, place = [], len(_HEAD)
    for block in blocks:
        places += [place + within for within in block.places]
        place += len(block.content)
    table = b"".join(b"%010d 00000 n \n" % each for each in places)
    size, name = len(places) + 1, identity.encode()
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\n" % (size, root, info, name, name)
    end = b"startxref\n%d\n%%%%EOF\n" % place
    return b"".join([_HEAD, *(block.content for block in blocks), head, table, trailer, end])


def stream(entries: bytes, content: bytes, pack: int = QUICKLY) -> bytes:
    """Return an object of a *content*, packed if that saves anything, whose dictionary has these *entries* besides."""
    if len(content) < _SMALL:
        return plain_stream(entries, content)
    packed = zlib.compress(content, pack)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(packed), packed)


def plain_stream(entries: bytes, content: bytes) -> bytes:
    """Return an object of a *content* that a reader finds without unpacking it."""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def text(words: str) -> bytes:
    """Return *words* as a string of the file."""
    return b"<FEFF%b>" % words.encode("utf-16-be").hex().upper().encode()


def number(value: float) -> bytes:
    """Return a length or a share in the fewest digits, exact to a thousandth."""
    return (b"%.3f" % value).rstrip(b"0").rstrip(b".")


def references(numbers: Iterable[int]) -> bytes:
    """Return how the file refers to the objects of these numbers."""
    return b" ".join(b"%d 0 R" % each for each in numbers)


def resources(founts: Mapping[bytes, int], pictures: Mapping[str, int]) -> bytes:
    """Return what a page may call: the numbers of founts and pictures by their names."""
    named = b"".join(b"%b %d 0 R" % each for each in founts.items())
    shown = b"".join(b"/%b %d 0 R" % (name.encode(), place) for name, place in pictures.items())
    return b"<</Font<<%b>>/XObject<<%b>>>>" % (named, shown)
