# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools==4.60.1"]
# ///
"""Cuts the bundled fonts from the Noto CJK collections, and says with --check what they cover.

    uv run --script tools/fonts.py NotoSerifCJK-Regular.ttc song
    uv run --script tools/fonts.py NotoSansCJK-Regular.ttc hei
    uv run --script tools/fonts.py NotoSerifCJK-Regular.ttc more

The collections are those of Debian's package fonts-noto-cjk 1:20220127. Their outlines are cubic, which
the PDF writer cannot embed: the cut is drawn again with quadratic curves, at most one unit apart. The
three check boxes are in neither collection and are drawn here.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

FONTS = Path(__file__).parent.parent / "resources" / "fonts"
SIMPLIFIED_CHINESE = 2  # Its place in the collections.
NAMES = {"song": "Heitu Song", "hei": "Heitu Hei", "more": "Heitu More"}
FILES = {"song": "song8105.ttf", "hei": "hei8105.ttf", "more": "more.ttf"}
IDEOGRAPHS = (
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0x20000, 0x33480),
)  # A, the first block, B to H
BLOCKS = (
    range(0x20, 0x7F),  # ASCII
    range(0xA0, 0x100),  # Latin-1
    range(0x2010, 0x2070),  # dashes, quotes, ellipsis
    range(0x2160, 0x216C),  # Roman numerals
    range(0x2460, 0x249C),  # circled and bracketed numbers
    range(0x2500, 0x2580),  # box drawing
    range(0x3000, 0x3030),  # CJK punctuation
    range(0x3220, 0x322A),  # bracketed Chinese numbers
    range(0x3380, 0x33E0),  # units
    range(0xFE30, 0xFE70),  # vertical and small forms
    range(0xFF00, 0xFFEF),  # full and half width forms
)
SIGNS = "×÷￥¥‰℃℡№™√∞∠∥≈≠≤≥±□■○●◎△▲▽▼◇◆★☆→←↑↓・"
RARE_NAMES = "䶮㛃堃𬭎𫖯𠅤𣲘𬸚𪩘"
CHECK_BOXES = {0x2610: "empty", 0x2611: "check", 0x2612: "cross"}
STROKES = {
    "empty": [],
    "check": [[(250, 330), (430, 110), (800, 560), (745, 605), (428, 222), (303, 375)]],
    "cross": [
        [(240, 130), (290, 80), (760, 550), (710, 600)],
        [(710, 80), (760, 130), (290, 600), (240, 550)],
    ],
}
EMPTY_TRUETYPE_TABLE = (
    "maxZones maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
    "maxSizeOfInstructions maxComponentElements maxPoints maxContours maxCompositePoints "
    "maxCompositeContours maxComponentDepth"
)


def wanted() -> set[int]:
    """Return the code points a document may need: the General Standard list, names and signs."""
    standard = (FONTS / "general_standard.txt").read_text(encoding="utf-8").strip()
    return {ord(char) for char in standard + SIGNS + RARE_NAMES}.union(*BLOCKS)


def more_wanted(source: Path) -> set[int]:
    """Return the other ideographs of *source*: rare characters of names, beside the two faces."""
    held = set(TTFont(source, fontNumber=SIMPLIFIED_CHINESE).getBestCmap())
    return held.intersection(set().union(*IDEOGRAPHS)) - wanted()


def cut(source: Path, name: str, codes: set[int]) -> TTFont:
    """Return the font of *source* with the characters *codes* alone, in quadratic outlines."""
    font = TTFont(source, fontNumber=SIMPLIFIED_CHINESE, recalcTimestamp=False)
    options = subset.Options(layout_features=[], name_IDs=["*"], notdef_outline=True, glyph_names=False)
    options.drop_tables += ["VORG", "BASE", "GPOS", "GSUB", "GDEF"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    _make_quadratic(font)
    for code, kind in CHECK_BOXES.items():
        if not codes.isdisjoint(map(ord, SIGNS)):
            _add_box(font, code, STROKES[kind])
    for number, text in {1: name, 3: name, 4: name, 6: name.replace(" ", "")}.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    return font


def _make_quadratic(font: TTFont) -> None:
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    drawn = {}
    for glyph_name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[glyph_name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        drawn[glyph_name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    for glyph_name in order:
        # The side bearing must be the outline's left edge, or a viewer shifts the glyph.
        drawn[glyph_name].recalcBounds(font["glyf"])
        font["hmtx"][glyph_name] = (font["hmtx"][glyph_name][0], drawn[glyph_name].xMin)
    del font["CFF "]
    font.sfntVersion = "\0\1\0\0"
    font["maxp"].tableVersion = 0x10000
    for field in EMPTY_TRUETYPE_TABLE.split():
        setattr(font["maxp"], field, 0)
    font["maxp"].maxZones = 1
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 3.0, [], {}


def _add_box(font: TTFont, code: int, strokes: list[list[tuple[int, int]]]) -> None:
    pen = TTGlyphPen(None)
    outer = [(120, -40), (120, 720), (880, 720), (880, -40)]
    inner = [(170, 10), (830, 10), (830, 670), (170, 670)]
    for points in (outer, inner, *strokes):
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    glyph_name = f"box{code:04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), glyph_name])
    font["glyf"].glyphs[glyph_name] = pen.glyph()
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["hmtx"][glyph_name] = (1000, 120)
    if "vmtx" in font:
        font["vmtx"][glyph_name] = (1000, 160)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = glyph_name


def main() -> int:
    """Write the font named on the command line, or report what the bundled ones lack."""
    if sys.argv[1:] == ["--check"]:
        for key, file in FILES.items():
            known = set(TTFont(FONTS / file).getBestCmap())
            lacking = sorted(wanted() - known) if key != "more" else []
            missing = "".join(chr(code) for code in lacking if chr(code).isprintable())
            print(f"{key}: {len(known)} characters; not in Noto: {missing}")
        return 0
    source, key = Path(sys.argv[1]), sys.argv[2]
    target = FONTS / FILES[key]
    cut(source, NAMES[key], more_wanted(source) if key == "more" else wanted()).save(target)
    print(f"{target}: {target.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
