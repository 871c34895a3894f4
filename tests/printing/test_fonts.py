import pytest

from models.errors import RuleBroken
from models.sample.papers.contracts import RARE_NAMES
from printing import fonts, writer
from printing.founts import Founts
from printing.ink import Ink
from printing.lines import Run, break_lines, plain
from printing.writer import Block
from tests.printing.reading import whole_text

STANDARD = (fonts.FOLDER / "general_standard.txt").read_text(encoding="utf-8").strip()
SIGNS = "，。、；：？！（）《》〈〉【】〔〕「」“”‘’…—～·　￥¥％‰℃㎡²³亩☑☐☒□■○●√×÷±№①⑳〇‧•＝ⅣⅠ㈠─│┼"
ASCII = "".join(map(chr, range(0x20, 0x7F)))


def _read_back(face: fonts.Face, text: str, line: int) -> str:
    """Return what a reader of the file finds of *text*, written in lines of so many characters."""
    founts = Founts()
    ink = Ink(founts)
    for row, start in enumerate(range(0, len(text), line)):
        for piece in break_lines([Run(text[start : start + line], bold=face == fonts.HEI)], 5, 10_000):
            piece.draw(ink, 20, 20 + row * 8, 5)
    height = 40 + 8 * len(text) // line
    front = [
        b"<</Type/Catalog/Pages 3 0 R>>",
        b"<<>>",
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 800 %d]/Contents 5 0 R/Resources%b>>"
        % (height, writer.resources(founts.named(6), {})),
        writer.stream(b"", ink.content),
    ]
    blocks = [Block.of(1, front), founts.block(6)]
    return whole_text(writer.file(blocks, root=1, info=2, identity="00"))


@pytest.mark.parametrize("face", [fonts.SONG, fonts.HEI])
def test_all_characters_of_the_general_standard_are_drawn_and_read_back(face: fonts.Face) -> None:
    assert len(STANDARD) == len(set(STANDARD)) == 8105
    assert fonts.held(face).issuperset(STANDARD)
    assert _read_back(face, STANDARD, 100) == STANDARD


@pytest.mark.parametrize("face", [fonts.SONG, fonts.HEI])
def test_rare_characters_beside_the_standard_are_drawn_by_the_third_font_and_read_back(
    face: fonts.Face,
) -> None:
    rare = "".join(sorted(char for char in fonts.held("more") - fonts.held(fonts.SONG) if char >= "\u3400"))
    assert len(rare) > 21_000
    assert _read_back(face, rare, 100) == rare


def test_only_the_rare_character_of_a_name_changes_its_font() -> None:
    line = break_lines(plain("王龜堃"), 12, 400)[0]
    assert [piece.face for piece in line.pieces] == [fonts.SONG, "more", fonts.SONG]


def test_names_and_signs_have_glyphs() -> None:
    assert fonts.missing_glyphs("".join(RARE_NAMES) + SIGNS + ASCII) == ()


def test_a_missing_glyph_stops_the_print_and_is_named() -> None:
    assert fonts.missing_glyphs("王\U00030000王\U00030000") == ("\U00030000",)
    with pytest.raises(RuleBroken, match=r"U\+30000"):
        fonts.require_glyphs("王\U00030000")


def test_a_control_character_is_named_by_its_code() -> None:
    with pytest.raises(RuleBroken, match=r"“\?”（U\+0007）"):
        fonts.require_glyphs("王\x07")
