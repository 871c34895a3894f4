"""Every kind of value survives being shown, read, sent and received."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import RuleBroken
from models.kinds import (
    AREA,
    COUNT,
    DAY,
    FACTS,
    FLAG,
    MOMENT,
    MONEY,
    PERCENT,
    REFERENCE,
    Kind,
    choice,
    identifier,
    text,
)
from models.party.identifiers import Identifier, identifiers
from models.text import Language, Text

CHOICE = choice(one=Text("甲", "First"), two=Text("乙", "Second"))
LETTERS = st.characters(exclude_categories=["Cc", "Cs"])
WORDS = st.text(LETTERS, min_size=1, max_size=12)
SINCE, UNTIL = datetime(1901, 1, 1), datetime(2999, 1, 1)  # noqa: DTZ001 - the strategy adds the zone
EXAMPLES: dict[str, tuple[Kind, st.SearchStrategy[Any]]] = {
    "text": (text(60), WORDS.map(text(60).parse)),
    "lines": (
        text(60, lines=True),
        WORDS.map(lambda word: text(60).parse(word) or "甲").map("{0}\n{0}".format),
    ),
    "day": (DAY, st.dates(date(1900, 1, 1), date(2199, 12, 31))),
    "moment": (MOMENT, st.datetimes(SINCE, UNTIL, timezones=st.just(UTC))),
    "money": (MONEY, st.integers(-(10**15), 10**15)),
    "area": (AREA, st.decimals(0, 10**9, places=4)),
    "percent": (PERCENT, st.decimals(-100, 1000, places=6)),
    "count": (COUNT, st.integers(-(2**31) + 1, 2**31 - 1)),
    "flag": (FLAG, st.booleans()),
    "choice": (CHOICE, st.sampled_from(["one", "two"])),
    "reference": (REFERENCE, st.uuids()),
    "facts": (FACTS, st.dictionaries(WORDS, WORDS, max_size=3)),
}
# A moment is shown to the minute and facts are shown field by field: neither is typed as it is shown.
TYPED = [name for name in EXAMPLES if name not in {"moment", "facts"}]


@pytest.mark.parametrize("name", EXAMPLES)
@given(data=st.data())
def test_what_is_sent_arrives(name: str, data: st.DataObject) -> None:
    kind, values = EXAMPLES[name]
    value = data.draw(values)
    assert kind.unpack(kind.pack(value)) == value


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("language", ["zh", "en"])
@given(data=st.data())
def test_what_is_shown_can_be_typed_again(name: str, language: Language, data: st.DataObject) -> None:
    kind, values = EXAMPLES[name]
    value = data.draw(values)
    assert kind.parse(kind.show(value, language)) == value


@pytest.mark.parametrize("known", identifiers(), ids=lambda known: known.kind)
def test_every_identifier_has_an_example_that_travels(known: Identifier) -> None:
    kind = identifier(known.kind, 60)
    value = kind.parse(known.example)
    assert kind.unpack(kind.pack(value)) == kind.parse(kind.show(value, "zh")) == value


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name not in {"text", "lines", "facts"}])
@pytest.mark.parametrize("typed", ["胡说", "1e5", "--1", "NaN", "2026-13-40", "\x00", "十"])
def test_nonsense_is_refused_with_a_sentence(name: str, typed: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        EXAMPLES[name][0].parse(typed)
    assert refusal.value.text.zh
    assert refusal.value.text.en


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("2026年3月9日", "2026-03-09"), ("2026/3/9", "2026-03-09"), ("２０２６．３．９", "2026-03-09")],
)
def test_days_are_read_as_people_write_them(typed: str, expected: str) -> None:
    assert DAY.parse(typed).isoformat() == expected


@pytest.mark.parametrize(("typed", "shown"), [("4.35%", "4.35"), ("４．３５", "4.35"), ("1,000", "1000.00")])
def test_figures_are_read_as_people_write_them(typed: str, shown: str) -> None:
    assert PERCENT.show(PERCENT.parse(typed), "zh") == shown


def test_a_figure_is_never_rounded_in_silence() -> None:
    with pytest.raises(RuleBroken):
        AREA.parse("1.23456")
    with pytest.raises(RuleBroken):
        COUNT.parse("1.5")


def test_a_text_has_no_control_characters_and_keeps_rare_ones() -> None:
    assert text(10).parse(" 王𬭎 ") == "王𬭎"
    with pytest.raises(RuleBroken):
        text(10).parse("王\x07军")
    with pytest.raises(RuleBroken):
        text(10).parse("上\n下")
    assert text(10, lines=True).parse("上\n下") == "上\n下"


def test_a_text_that_is_too_long_is_refused_with_its_length() -> None:
    with pytest.raises(RuleBroken, match="最多10个字，现在11个字"):
        text(10).parse("一" * 11)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_beyond_all_sense_is_none(day: str) -> None:
    for read in (DAY.parse, DAY.unpack):
        with pytest.raises(RuleBroken, match="1900"):
            read(day)
