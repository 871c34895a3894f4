"""The pages of the main documents look as they looked when somebody last looked at them.

``HEITU_GOLDEN=write`` draws the pictures anew; look at them before they are kept.
"""

import os
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

import printing
from models.sample.papers import TERMS
from models.sample.papers.contracts import NUMBER
from printing import Copy
from printing.overprint import Calibration, load, overprint

GOLDEN = Path(__file__).parent / "golden"
DOTS = 45  # An inch: letters are grey spots, which another version of the drawing library moves a little.
MOST_DIFFERENT = 0.01
MAIN = (
    "loan_contract",
    "farmland_mortgage",
    "guarantee",
    "loan_note",
    "cost_sheet",
    "survey_report",
    "demand_notice",
    "maximum_mortgage",
    "maximum_pledge",
    "maximum_guarantee",
    "revolving_contract",
    "receivable_pledge",
    "real_property_mortgage",
    "approval_form",
    "extension",
    "settlement_certificate",
    "daily_check",
    "repayment_plan",
    "due_notice",
    "guarantor_notice",
    "movables_mortgage",
    "ip_pledge",
    "equity_pledge",
    "revenue_pledge",
    "deposit_pledge",
)


def _pictures(pdf: bytes) -> list[np.ndarray]:
    with pypdfium2.PdfDocument(pdf) as paper:
        return [page.render(scale=DOTS / 72, grayscale=True).to_numpy().squeeze() for page in paper]


def _compare(name: str, picture: np.ndarray) -> None:
    with Image.open(GOLDEN / f"{name}.png") as kept:
        wanted = np.asarray(kept.convert("L"), dtype=int)
    assert wanted.shape == picture.shape
    different = np.abs(wanted - picture.astype(int)) > 64
    assert different.mean() < MOST_DIFFERENT, f"{different.mean():.2%} of {name} differ"


def _keep_and_compare(name: str, picture: np.ndarray) -> None:
    if os.environ.get("HEITU_GOLDEN") == "write":
        Image.fromarray(picture).quantize(16).save(GOLDEN / f"{name}.png", optimize=True)
    _compare(name, picture)


@pytest.mark.parametrize("key", MAIN)
def test_first_and_last_page_look_as_they_did(key: str) -> None:
    copy = Copy(1, printing.copies(key))
    pages = _pictures(printing.render(key, TERMS[key], number=NUMBER, copy=copy, draft=False).pdf)
    _keep_and_compare(f"{key}-first", pages[0])
    _keep_and_compare(f"{key}-last", pages[-1])


def test_the_values_of_a_form_look_as_they_did() -> None:
    (page,) = _pictures(overprint(load("loan_note"), TERMS["loan_note"], Calibration()))
    _keep_and_compare("form", page)


@pytest.mark.parametrize("file", sorted(GOLDEN.glob("*.png")), ids=lambda file: file.stem)
def test_lines_that_moved_by_two_millimetres_are_noticed(file: Path) -> None:
    with Image.open(file) as kept:
        picture = np.asarray(kept.convert("L"))
    moved = round(2 / 25.4 * DOTS)
    for axis in (0, 1):
        with pytest.raises(AssertionError, match="differ"):
            _compare(file.stem, np.roll(picture, moved, axis=axis))
