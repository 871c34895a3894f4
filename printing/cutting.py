"""Cuts glyphs out of a TrueType font: only what a PDF needs of them, a few microseconds a glyph.

The library's own cut copies names, code tables and metrics of other systems as well, which takes three times as long; it
is used for outlines that are composed of others, which the fonts of the product do not have.

Source:
    OpenType 1.9, tables ``glyf``, ``loca``, ``hmtx``, ``hhea``, ``maxp``, ``head``; ISO 32000-1, 9.9.
"""

import struct
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

_COMPOSED = 0x80  # The first byte of a negative number of contours.
_WHOLE = 0xB1B0AFBA  # What the sums over a whole font come to.


def cut(font: Any, codes: Sequence[int]) -> tuple[bytes, list[int]]:
    """Return a font of the characters with these codes alone, and which of its glyphs draws each of them."""
    wanted = [font.charToGlyph[code] for code in codes]
    # Characters that share a glyph share it in the cut; the first is what is drawn for a character that is not there.
    glyphs = list(dict.fromkeys([0, *wanted]))
    order = {glyph: place for place, glyph in enumerate(glyphs)}
    outlines = [_outline(font, glyph) for glyph in glyphs]
    if any(outline and outline[0] >= _COMPOSED for outline in outlines):
        return font.makeSubset(list(codes)), [order[glyph] for glyph in wanted]
    count = len(glyphs)
    places = [0, *accumulate(map(len, outlines))]
    edges = b"".join(
        struct.pack(">HH", *(int(each) & 0xFFFF for each in font.hmetrics[glyph])) for glyph in glyphs
    )
    tables = {
        b"glyf": b"".join(outlines),
        b"head": _with(_with(font.get_table("head"), 50, 1), 8, 0, 0),
        b"hhea": _with(font.get_table("hhea"), 34, count),
        b"hmtx": edges,
        b"loca": struct.pack(f">{count + 1}L", *places),
        b"maxp": _with(font.get_table("maxp"), 4, count),
    }
    return _file(tables), [order[glyph] for glyph in wanted]


def _outline(font: Any, glyph: int) -> bytes:
    start, end = font.glyphPos[glyph], font.glyphPos[glyph + 1]
    return _padded(font.get_table("glyf")[start:end])


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4)


def _with(table: bytes, place: int, *values: int) -> bytes:
    """Return *table* with numbers of two bytes put in."""
    return table[:place] + struct.pack(f">{len(values)}H", *values) + table[place + 2 * len(values) :]


def _file(tables: dict[bytes, bytes]) -> bytes:
    """Return the font of these tables, which stand in the order of their names."""
    count = len(tables)
    power = count.bit_length() - 1
    directory = struct.pack(">L4H", 0x10000, count, 16 << power, power, 16 * count - (16 << power))
    place, total = len(directory) + 16 * count, 0
    for name, table in tables.items():
        within = _sum(table)
        directory += name + struct.pack(">3L", within, place, len(table))
        total += within
        place += len(_padded(table))
    rest = (_WHOLE - total - _sum(directory)) & 0xFFFFFFFF
    head = tables[b"head"]
    return directory + b"".join(
        map(_padded, {**tables, b"head": head[:8] + struct.pack(">L", rest) + head[12:]}.values())
    )


def _sum(table: bytes) -> int:
    content = _padded(table)
    total: int = sum(struct.unpack(f">{len(content) // 4}L", content))
    return total & 0xFFFFFFFF
