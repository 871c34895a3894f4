"""The figure by which two stores know that they hold the same."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from models.base import Base, Record
from models.sync.digest import digest
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
        found = digest(session, factories.INSTITUTION, factories.BRANCH)
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
