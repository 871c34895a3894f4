from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from models.errors import RuleBroken
from models.sample.papers.contracts import RARE_NAMES
from printing import fonts
from printing.lines import break_lines, plain
from tests.printing.reading import whole_text

STANDARD = (fonts.FOLDER / "general_standard.txt").read_text(encoding="utf-8").strip()
SIGNS = "，。、；：？！（）《》〈〉【】〔〕「」“”‘’…—～·　￥¥％‰℃㎡²³亩☑☐☒□■○●√×÷±№①⑳〇‧•＝ⅣⅠ㈠─│┼"
ASCII = "".join(map(chr, range(0x20, 0x7F)))


@pytest.mark.parametrize("face", [fonts.SONG, fonts.HEI])
def test_all_characters_of_the_general_standard_are_drawn_and_read_back(face: fonts.Face) -> None:
    assert len(STANDARD) == len(set(STANDARD)) == 8105
    fonts.register()
    target = BytesIO()
    canvas = Canvas(target, invariant=1)
    for start in range(0, len(STANDARD), 1600):
        for row in range(40):
            canvas.setFont(face, 10)
            first = start + row * 40
            canvas.drawString(20, 800 - row * 19, STANDARD[first : min(first + 40, start + 1600)])
        canvas.showPage()
    canvas.save()
    assert whole_text(target.getvalue()) == STANDARD


def test_rare_characters_beside_the_standard_are_drawn_by_the_third_font_and_read_back() -> None:
    held = fonts._widths("more").keys() - fonts._widths(fonts.SONG).keys()
    rare = "".join(chr(code) for code in sorted(held) if code >= 0x3400)
    assert len(rare) > 21_000
    for bold in (False, True):
        target = BytesIO()
        canvas = Canvas(target, invariant=1)
        for start in range(0, len(rare), 4000):
            for row in range(40):
                text = rare[start + row * 100 : min(start + row * 100 + 100, start + 4000)]
                for line in break_lines(plain(text, bold=bold), 5, 10_000) if text else []:
                    line.draw(canvas, 20, 800 - row * 19, 5)
            canvas.showPage()
        canvas.save()
        assert whole_text(target.getvalue()) == rare


def test_only_the_rare_character_of_a_name_changes_its_font() -> None:
    line = break_lines(plain("王龜堃"), 12, 400)[0]
    assert [glyph.face for glyph in line.glyphs] == [fonts.SONG, "more", fonts.SONG]


def test_names_and_signs_have_glyphs() -> None:
    assert fonts.missing_glyphs("".join(RARE_NAMES) + SIGNS + ASCII) == ()


def test_a_missing_glyph_stops_the_print_and_is_named() -> None:
    assert fonts.missing_glyphs("王\U00030000王\U00030000") == ("\U00030000",)
    with pytest.raises(RuleBroken, match=r"U\+30000"):
        fonts.require_glyphs("王\U00030000")


def test_a_control_character_is_named_by_its_code() -> None:
    with pytest.raises(RuleBroken, match=r"“\?”（U\+0007）"):
        fonts.require_glyphs("王\x07")
