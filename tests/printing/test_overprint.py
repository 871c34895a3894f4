"""Values on pre-printed forms stand where the form wants them, by a tenth of a millimetre, or are refused."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
import pytest

from models.errors import NotFound, RuleBroken
from models.sample.papers.contracts import LOAN, NOTE
from printing.overprint import Calibration, Form, calibration_page, forms, load, overprint, parse
from tests.printing.reading import whole_text

FORM = load("loan_note")
TENTH = 72 / 254


def _places(pdf: bytes) -> dict[str, tuple[float, float]]:
    """The left edge and the base line of each text, in 0.1 mm from the upper left corner."""
    page = pypdf.PdfReader(BytesIO(pdf)).pages[0]
    found: dict[str, tuple[float, float]] = {}

    def note(text: str, cm: Any, tm: Any, *_rest: Any) -> None:
        if text.strip():
            x, y = cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5]
            found[text.strip()] = (x / TENTH, FORM.height - y / TENTH)

    page.extract_text(visitor_text=note)
    return found


def test_the_sheet_has_the_size_of_the_form() -> None:
    page = pypdf.PdfReader(BytesIO(overprint(FORM, NOTE, Calibration()))).pages[0]
    assert [round(float(side) / TENTH) for side in page.mediabox[2:]] == [2410, 1400]


def test_every_value_is_printed_and_nothing_else() -> None:
    text = whole_text(overprint(FORM, NOTE, Calibration()))
    assert "人民币叁拾万元整" in text
    assert "￥300,000.00" in text
    assert "王𬭎" in text
    assert "借款人" not in text


@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (1, 0), (0, 1), (-13, 27)])
def test_a_printer_that_is_off_is_put_right_by_tenths_of_a_millimetre(dx: int, dy: int) -> None:
    straight = _places(overprint(FORM, NOTE, Calibration()))
    moved = _places(overprint(FORM, NOTE, Calibration(dx, dy)))
    assert straight.keys() == moved.keys()
    for text, (x, y) in straight.items():
        assert list(moved[text]) == pytest.approx([x + dx, y + dy], abs=0.01)


def test_scales_are_measured_from_the_upper_left_corner() -> None:
    straight = _places(overprint(FORM, NOTE, Calibration()))
    wide = _places(overprint(FORM, NOTE, Calibration(scale_x=1.01, scale_y=0.99)))
    for text, (x, y) in straight.items():
        assert list(wide[text]) == pytest.approx([x * 1.01, y * 0.99], abs=0.05)


def test_a_sheet_that_lies_across_is_turned() -> None:
    page = pypdf.PdfReader(BytesIO(overprint(FORM, NOTE, Calibration(rotated=True)))).pages[0]
    assert [round(float(side) / TENTH) for side in page.mediabox[2:]] == [1400, 2410]


def test_a_long_value_is_made_smaller_and_a_longer_one_refused() -> None:
    longer = replace(NOTE, purpose="购买春耕农资" * 6)
    assert "购买春耕农资" * 6 in whole_text(overprint(FORM, longer, Calibration()))
    with pytest.raises(RuleBroken, match="放不下"):
        overprint(FORM, replace(NOTE, purpose="购买春耕农资" * 9), Calibration())


def test_a_missing_value_and_a_missing_glyph_are_named() -> None:
    with pytest.raises(RuleBroken, match="security"):
        overprint(FORM, replace(NOTE, security=" "), Calibration())
    with pytest.raises(RuleBroken, match=r"U\+30000"):
        overprint(FORM, replace(NOTE, purpose="\U00030000"), Calibration())


def test_the_terms_of_another_document_are_refused() -> None:
    with pytest.raises(RuleBroken):
        overprint(FORM, LOAN, Calibration())


def test_a_picture_that_is_none_is_refused() -> None:
    with pytest.raises(RuleBroken, match="不是图片"):
        overprint(FORM, NOTE, Calibration(), background=b"no picture at all")


def test_the_page_to_measure_has_crosses_in_every_corner() -> None:
    pdf = calibration_page(FORM, Calibration(dx=-5))
    assert "横向-0.5mm" in whole_text(pdf)
    with pypdfium2.PdfDocument(pdf) as paper:
        picture = paper[0].render(scale=4, grayscale=True).to_numpy()
    for x in (100, 300, 2310, 2110):
        for y in (100, 300, 1300, 1100):
            near = picture[
                int(y * TENTH * 4) - 2 : int(y * TENTH * 4) + 3,
                int(x * TENTH * 4) - 2 : int(x * TENTH * 4) + 3,
            ]
            assert near.min() < 128


def test_the_same_values_give_the_same_bytes() -> None:
    assert overprint(FORM, NOTE, Calibration(3, 4)) == overprint(FORM, NOTE, Calibration(3, 4))


def test_forms_are_found_and_others_are_not() -> None:
    assert "loan_note" in forms()
    assert isinstance(FORM, Form)
    with pytest.raises(NotFound):
        load("../secrets")


BESIDE = """title = "x"
document = "y"
width = 10
height = 10
[[field]]
says = "a"
x = 9
y = 1
width = 5
size = 9.0
"""


@pytest.mark.parametrize("text", ["", "title = 1", "not toml [", BESIDE])
def test_a_form_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        parse("trial", text)
