"""Whatever a case holds either prints and can be read back, or the refusal says why."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import printing
from models.errors import RuleBroken
from models.lending.amount_words import write_amount
from models.money import show_yuan
from models.sample.papers.contracts import FARMER, LAND, LOAN, MORTGAGE, NOTE, NUMBER
from printing import Rendered
from tests.printing.reading import flat, whole_text


def _print(key: str, terms: object) -> Rendered:
    return printing.render(key, terms, number=NUMBER, copy=None, draft=False)


@pytest.mark.parametrize("fen", [1, 10, 9_999_999_999_999, 100, 10_010_000])
def test_every_amount_is_printed_in_digits_and_words(fen: int) -> None:
    text = whole_text(_print("loan_note", replace(NOTE, amount=fen)).pdf)
    assert f"￥{show_yuan(fen)}" in text
    assert write_amount(fen) in text


def test_a_name_of_sixty_characters_is_broken_and_whole() -> None:
    name = "阿不都热西提·" * 8 + "买买提"
    text = whole_text(_print("loan_contract", replace(LOAN, borrower=replace(FARMER, name=name))).pdf)
    assert text.count(flat(name)) >= 2


@pytest.mark.parametrize("name", ["王\x00", "王\x07", "王\u202e", "王\u00ad", "王\ud800", "王\U0001f600"])
def test_a_character_that_cannot_be_printed_is_named(name: str) -> None:
    with pytest.raises(RuleBroken, match=r"U\+[0-9A-F]{4}"):
        _print("loan_note", replace(NOTE, borrower=replace(FARMER, name=name)))


def test_four_hundred_parcels_are_all_there() -> None:
    parcels = tuple(f"23990110020100{number:05}" for number in range(1, 401))
    text = whole_text(
        _print("farmland_mortgage", replace(MORTGAGE, rights=(replace(LAND, parcels=parcels),))).pdf
    )
    assert all(parcel in text for parcel in parcels)


WRITTEN = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=60)


@settings(max_examples=150, deadline=None)
@given(WRITTEN)
def test_any_text_prints_as_it_is_or_is_refused_with_a_sentence(text: str) -> None:
    try:
        printed = _print("loan_note", replace(NOTE, purpose=text))
    except RuleBroken:
        return  # It says why; the tests above read the sentences.
    assert flat(text) in whole_text(printed.pdf)
