"""A cut of a font is a font. That it draws what the whole font draws, the golden pages show."""

from io import BytesIO

import pytest
from reportlab.pdfbase.ttfonts import TTFontParser

from printing import fonts
from printing.cutting import cut

CHARS = "王村镇，1A·亩"


@pytest.mark.parametrize("face", [fonts.SONG, fonts.HEI])
def test_the_sums_of_a_cut_are_right_and_its_outlines_are_those_of_the_whole(face: fonts.Face) -> None:
    whole = fonts.font(face)
    content, glyphs = cut(whole, [ord(char) for char in CHARS])
    # The reader refuses a font whose sums, of a table or of the whole, are wrong.
    outlines = TTFontParser(BytesIO(content), validate=1).get_table("glyf")
    assert glyphs == list(range(1, len(CHARS) + 1))
    for char in CHARS:
        code = whole.charToGlyph[ord(char)]
        assert whole.get_table("glyf")[whole.glyphPos[code] : whole.glyphPos[code + 1]] in outlines


def test_characters_that_share_a_glyph_share_it_in_the_cut() -> None:
    whole = fonts.font(fonts.SONG)
    seen: dict[int, int] = {}
    first, second = next(
        (seen[glyph], code)
        for code, glyph in whole.charToGlyph.items()
        if seen.setdefault(glyph, code) != code
    )
    assert cut(whole, [first, ord("王"), second])[1] == [1, 2, 1]
