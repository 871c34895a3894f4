"""The figure by which two stores know that they hold the same."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from models.base import Base, Record
from models.errors import RuleBroken
from models.sync.digest import Tally, mark, mark_of, read_tally, tally
from models.sync.wire import pack_record, unpack_values
from tests import factories


def _digest(folder: Path, records: list[Record]) -> str:
    engine = create_engine(f"sqlite:///{folder}/{len(list(folder.iterdir()))}.db")
    Base.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        for record in records:
            copy = {"id": record.id, "version": record.version, **factories.HOME}
            session.add(type(record)(**{**copy, **unpack_values(type(record), pack_record(record))}))
            session.flush()
        kinds = dict.fromkeys(type(record) for record in records)
        stored = [each for kind in kinds for each in session.scalars(select(kind).where(kind.version > 0))]
        found = tally(mark(each) for each in stored).write()
    engine.dispose()
    return found


@pytest.fixture
def records() -> list[Record]:
    farmer = factories.farmer(version=2)
    case = factories.case(farmer, version=1)
    return [farmer, case, factories.security(case).collateral, factories.enterprise(version=4)]


def test_the_order_of_arrival_does_not_matter(tmp_path: Path, records: list[Record]) -> None:
    assert _digest(tmp_path, records) == _digest(tmp_path, records[::-1])


def test_every_confirmed_record_counts(tmp_path: Path, records: list[Record]) -> None:
    assert _digest(tmp_path, records).startswith("3:")  # The collateral was never confirmed.
    assert _digest(tmp_path, records) != _digest(tmp_path, records[1:])


def test_one_changed_value_or_version_shows(tmp_path: Path, records: list[Record]) -> None:
    before = _digest(tmp_path, records)
    records[0].village = "红星村"  # type: ignore[attr-defined] # the first is a farmer
    changed = _digest(tmp_path, records)
    records[0].version += 1
    assert len({before, changed, _digest(tmp_path, records)}) == 3


def test_two_swapped_values_show(tmp_path: Path) -> None:
    one, other = factories.farmer(version=1, note="甲"), factories.farmer(version=1, note="乙")
    before = _digest(tmp_path, [one, other])
    one.note, other.note = other.note, one.note
    assert _digest(tmp_path, [one, other]) != before


def test_a_release_that_adds_a_field_leaves_every_mark_as_it_was(records: list[Record]) -> None:
    nothing: list[Any] = [None, "", False, {}, []]
    for record in records:
        packed = pack_record(record)
        for new in nothing:
            assert mark_of(record.kind, record.id, 1, packed) == mark_of(
                record.kind, record.id, 1, {**packed, "new": new}
            )


def test_nothing_owed_is_not_the_same_as_nothing_known() -> None:
    farmer = factories.farmer()
    assert mark_of("farmer", farmer.id, 1, {"liabilities": 0}) != mark_of("farmer", farmer.id, 1, {})


MARKS = st.lists(st.integers(0, 2**128 - 1).map(lambda number: f"{number:032x}"), max_size=8)


@given(MARKS, MARKS)
def test_a_tally_kept_step_by_step_is_the_one_counted_at_once(first: list[str], second: list[str]) -> None:
    kept = Tally()
    for each in [*first, *second]:
        kept = kept.with_mark(each)
    assert kept == tally([*first, *second]) == tally(first).plus(tally(second))
    for each in first:
        kept = kept.without(each)
    assert kept == tally(second) == read_tally(tally(second).write())


@pytest.mark.parametrize("packed", [None, 3, "", "3", "x:y", "3:", ":ff", "3:xyz"])
def test_a_malformed_tally_is_refused(packed: object) -> None:
    with pytest.raises(RuleBroken):
        read_tally(packed)
