"""Amounts and dates in words: the published examples, and every legal spelling."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RuleBroken
from models.lending.amount_words import read_amount, write_amount
from models.lending.date_words import read_date, write_date
from models.money import parse_yuan

PUBLISHED = {
    "1409.50": "壹仟肆佰零玖元伍角",
    "6007.14": "陆仟零柒元壹角肆分",
    "1680.32": "壹仟陆佰捌拾元零叁角贰分",
    "107000.53": "壹拾万柒仟元零伍角叁分",
    "16409.02": "壹万陆仟肆佰零玖元零贰分",
    "325.04": "叁佰贰拾伍元零肆分",
    "10": "壹拾元整",
    "300000": "叁拾万元整",
    "100700": "壹拾万零柒佰元整",
    "10010": "壹万零壹拾元整",
    "100010000": "壹亿零壹万元整",
    "50200000": "伍仟零贰拾万元整",
    "105000000.30": "壹亿零伍佰万元零叁角",
    "0.05": "伍分",
    "0.50": "伍角",
    "10000000000": "壹佰亿元整",
    "0": "零元整",
    "99999999.99": "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分",
    "1000000000000": "壹万亿元整",
}
SPELLINGS = {
    "人民币壹仟肆佰零玖元伍角整": 1_409_50,
    "壹仟陆佰捌拾元叁角贰分": 1_680_32,
    "壹拾万零柒仟元零伍角叁分": 107_000_53,
    "人民幣貳拾陸萬圓正": 260_000_00,
    "人民币：叁億元整": 300_000_000_00,
    " 拾元整 ": 10_00,
    "壹元零角伍分": 1_05,
    "二十六万元": 260_000_00,
    "壹万壹拾元整": 10_010_00,
}


@pytest.mark.parametrize(("amount", "words"), PUBLISHED.items())
def test_amounts_are_written_as_published(amount: str, words: str) -> None:
    assert write_amount(parse_yuan(amount)) == f"人民币{words}"


@pytest.mark.parametrize(("words", "fen"), SPELLINGS.items())
def test_other_legal_spellings_are_read(words: str, fen: int) -> None:
    assert read_amount(words) == fen


@given(st.integers(0, 10**15))
def test_what_is_written_is_read_back(fen: int) -> None:
    assert read_amount(write_amount(fen)) == fen


@pytest.mark.parametrize(
    "words",
    [
        "",
        "伍",
        "abc",
        "107000.53",
        "壹零零元",
        "壹佰佰元",
        "壹亿亿元",
        "壹元整伍角",
        "壹拾零元整",
        "零壹元",
        "元零伍分",
        "壹分贰角",
        "壹佰万亿亿元",
        "壹元贰元",
        "壹" + "亿" * 5000 + "元整",
        "人民币壹拾万亿元零壹分",
    ],
)
def test_what_is_no_amount_is_refused(words: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_amount(words)
    assert refused.value.field == "amount"


@pytest.mark.parametrize("fen", [-1, 10**15 + 1])
def test_only_amounts_in_range_are_written(fen: int) -> None:
    with pytest.raises(RuleBroken):
        write_amount(fen)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 15), "贰零贰陆年零壹月壹拾伍日"),
        (date(2026, 10, 20), "贰零贰陆年零壹拾月零贰拾日"),
        (date(2026, 11, 30), "贰零贰陆年壹拾壹月零叁拾日"),
        (date(2026, 12, 9), "贰零贰陆年壹拾贰月零玖日"),
        (date(2026, 3, 10), "贰零贰陆年叁月零壹拾日"),
    ],
)
def test_dates_are_written_as_on_bills(day: date, words: str) -> None:
    assert write_date(day) == words


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_dates_are_read_back(day: date) -> None:
    assert read_date(write_date(day)) == day


def test_a_missing_zero_is_understood() -> None:
    assert read_date("贰〇贰陆年壹拾月贰拾日") == date(2026, 10, 20)


@pytest.mark.parametrize(
    "words", ["", "贰零贰陆年拾叁月壹日", "贰零贰陆年贰月叁拾日", "贰零贰陆年壹月壹拾壹贰日", "2026年"]
)
def test_what_is_no_date_is_refused(words: str) -> None:
    with pytest.raises(RuleBroken):
        read_date(words)
