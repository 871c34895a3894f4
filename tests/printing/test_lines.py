import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RuleBroken
from printing.lines import NEVER_FIRST, NEVER_LAST, Run, break_lines, plain

TEXTS = st.text(alphabet="借款人王𬭎，。、；：（）《》“”·￥…—12ab. ,%", min_size=1, max_size=200)


@given(TEXTS, st.integers(8, 40))
def test_nothing_is_lost_and_words_stay_in_order(text: str, ems: int) -> None:
    lines = break_lines(plain(text), 10, ems * 10)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")


@given(
    st.lists(st.sampled_from(["借款人", "（甲方）", "《合同》", "，", "。", "“王𬭎”", "300,000.00", "￥5"]))
)
def test_no_line_begins_or_ends_with_a_forbidden_mark(words: list[str]) -> None:
    # Marks that follow one another without end cannot be parted at all.
    text = "".join(word for word, before in zip(words, ["", *words], strict=False) if word != before)
    lines = break_lines(plain(text), 10, 150)
    for before, after in itertools.pairwise(lines):
        if len(before.text) < 3:
            continue
        assert after.text[0] not in NEVER_FIRST or before.natural > 140
        assert before.text[-1] not in NEVER_LAST or after.natural > 140


@given(TEXTS)
def test_no_line_is_wider_than_the_column_by_more_than_half_a_mark(text: str) -> None:
    for line in break_lines(plain(text), 10, 200):
        assert line.natural <= 205.01


def test_a_closing_mark_goes_with_its_word_to_the_next_line() -> None:
    lines = break_lines(plain("一二三四五六七八九十（甲）》。"), 10, 100)
    assert [line.text for line in lines] == ["一二三四五六七八九十", "（甲）》。"]
    lines = break_lines(plain("一二三四五六七八九十甲》》一"), 10, 110)
    assert [line.text for line in lines] == ["一二三四五六七八九十", "甲》》一"]


def test_a_closing_mark_may_stand_half_outside() -> None:
    lines = break_lines(plain("一二三四五六七八九，一"), 10, 95)
    assert [line.text for line in lines] == ["一二三四五六七八九，", "一"]


def test_an_opening_mark_goes_to_the_next_line() -> None:
    assert [line.text for line in break_lines(plain("一二三四《五六》"), 10, 50)] == ["一二三四", "《五六》"]


def test_an_amount_is_not_cut() -> None:
    lines = break_lines(plain("借款金额为小写￥300,000.00元"), 10, 100)
    assert "￥300,000.00" in [line.text.removesuffix("元") for line in lines]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert next(len(line.text) for line in break_lines(plain("0" * 45), 10, 100)) < 45


def test_wide_spaces_are_kept() -> None:
    assert break_lines(plain("年　　月　　日"), 10, 200)[0].text == "年　　月　　日"


def test_a_full_line_is_spread_to_the_edge_and_the_last_is_not() -> None:
    lines = break_lines([Run("借款人应当按照约定的期限返还借款和支付利息给贷款人")], 10, 95)
    assert lines[0].spread == pytest.approx(5 / 8)
    assert lines[-1].spread == 0


def test_a_break_of_line_in_a_value_becomes_a_space() -> None:
    assert plain("王\n某") == (Run("王 某"),)


def test_a_character_without_glyph_is_refused_before_it_is_set() -> None:
    with pytest.raises(RuleBroken):
        break_lines(plain("王\U00030000"), 10, 100)


def test_spaces_at_a_break_fall_away() -> None:
    assert [line.text for line in break_lines(plain("loan   note"), 10, 40)] == ["loan", "note"]
