"""The audit trail under every single change, removal, insertion and swap: it is found, and the entry is named."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, delete
from sqlalchemy.orm import Session

from models.base import Base
from models.compliance.audit import AuditEntry, Doing, findings, record, stretch
from models.sync.wire import body_hash
from models.text import Text
from tests.factories import INSTITUTION, NOW

LONGEST = 12
OTHER: dict[str, Any] = {
    "at": NOW + timedelta(days=400),
    "officer": "somebody",
    "action": "another",
    "subject": "else",
    "device": "PC-9",
    "detail": {"amount": 1},
    "previous": "1" * 64,
    "digest": "2" * 64,
}
Rows = list[dict[str, Any]]


@st.composite
def lengths_and_places(draw: st.DrawFn, count: int = 1) -> tuple[int, ...]:
    """Return how long a trail is, and different places in it, rising."""
    length = draw(st.integers(count, LONGEST))
    places = draw(st.lists(st.integers(1, length), min_size=count, max_size=count, unique=True))
    return length, *sorted(places)


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {column.key: getattr(entry, column.key) for column in AuditEntry.__table__.columns}


@contextmanager
def _trail(length: int) -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[Base.metadata.tables[t] for t in ("audit_entry", "audit_head")])
    with Session(engine) as session:
        for place in range(1, length + 1):
            doing = Doing("wangjun", "case.submit", f"case {place}", NOW + timedelta(place), "PC-1")
            record(session, INSTITUTION, doing, step=place)
        yield session
    engine.dispose()


def _found(length: int, tamper: Callable[[Rows], Rows]) -> list[str]:
    """Return what is found after somebody with every right over the database has rewritten the rows."""
    with _trail(length) as session:
        assert list(findings(session, INSTITUTION)) == []
        rows = [_row(entry) for entry in session.query(AuditEntry).order_by(AuditEntry.sequence)]
        rows = tamper(rows)
        session.execute(delete(AuditEntry))
        session.expire_all()
        session.add_all(AuditEntry(**row) for row in rows)
        session.flush()
        session.expire_all()
        whole = [each.zh for each in findings(session, INSTITUTION)]
        for most in (1, 2, 5):
            assert [each.zh for each in _by_stretches(session, most)] == whole
        return whole


def _by_stretches(session: Session, most: int) -> Iterator[Text]:
    place: int | None = 0
    while place is not None:
        found, place = stretch(session, INSTITUTION, place, most)
        yield from found


def _sealed(rows: Rows, since: int) -> Rows:
    """Give every row from *since* on the number, the link and the hash that belong to its place."""
    for index in range(since - 1, len(rows)):
        rows[index]["sequence"] = index + 1
        rows[index]["previous"] = rows[index - 1]["digest"] if index else "0" * 64
        rows[index]["digest"] = AuditEntry(**rows[index]).expected()
    return rows


@settings(max_examples=30, deadline=None)
@given(lengths_and_places(), st.sampled_from(sorted(OTHER)))
def test_a_change_is_found_and_named(where: tuple[int, int], column: str) -> None:
    length, place = where

    def change(rows: Rows) -> Rows:
        rows[place - 1][column] = OTHER[column]
        return rows

    assert any(f"第{place}条内容被改动" in each for each in _found(length, change))


@settings(max_examples=30, deadline=None)
@given(lengths_and_places(), st.sampled_from(sorted(set(OTHER) - {"digest"})))
def test_a_change_under_a_hash_of_its_own_breaks_the_chain_behind_it(
    where: tuple[int, int], column: str
) -> None:
    length, place = where

    def change(rows: Rows) -> Rows:
        rows[place - 1][column] = OTHER[column]
        rows[place - 1]["digest"] = AuditEntry(**rows[place - 1]).expected()
        return rows

    behind = f"第{place + 1}条与前一条不相接" if place < length else f"最后一条（第{length}条）"
    assert any(behind in each for each in _found(length, change))


@settings(max_examples=30, deadline=None)
@given(lengths_and_places())
def test_a_removed_entry_is_named(where: tuple[int, int]) -> None:
    length, place = where
    assert _found(length, lambda rows: rows[: place - 1] + rows[place:]) == [f"审计记录缺少第{place}条。"]


@settings(max_examples=30, deadline=None)
@given(lengths_and_places())
def test_everything_cut_off_at_the_end_is_named(where: tuple[int, int]) -> None:
    length, place = where
    found = _found(length, lambda rows: rows[: place - 1])
    assert found in (
        [f"审计记录缺少第{place}条至第{length}条。"],
        [f"审计记录缺少第{place}条。"],
    )


@settings(max_examples=30, deadline=None)
@given(lengths_and_places(), st.booleans())
def test_an_inserted_entry_is_named(where: tuple[int, int], every_later_one_sealed_anew: bool) -> None:
    length, place = where

    def insert(rows: Rows) -> Rows:
        forged = {**rows[place - 1], "officer": "somebody", "detail": {}}
        more = [*rows[: place - 1], forged, *rows[place - 1 :]]
        if every_later_one_sealed_anew:
            return _sealed(more, place)
        digests = [row["digest"] for row in more]
        more = _sealed(more, place)
        for index in range(place, len(more)):
            more[index]["digest"] = digests[index]
        return more

    found = _found(length, insert)
    assert any(f"第{length + 1}条至第{length + 1}条未经登记" in each for each in found)
    if not every_later_one_sealed_anew:
        assert any(f"第{place + 1}条内容被改动" in each for each in found)


def test_an_entry_before_the_first_is_found() -> None:
    forged = _found(3, lambda rows: [{**rows[0], "sequence": 0}, *rows])
    assert forged == ["审计记录第1条之前有1条：有记录被插入。"]


@settings(max_examples=30, deadline=None)
@given(lengths_and_places(count=2))
def test_swapped_entries_are_named(where: tuple[int, int, int]) -> None:
    length, first, second = where

    def swap(rows: Rows) -> Rows:
        one, other = rows[first - 1], rows[second - 1]
        one["sequence"], other["sequence"] = second, first
        return sorted(rows, key=lambda row: int(row["sequence"]))

    found = _found(length, swap)
    for place in (first, second):
        assert any(f"第{place}条内容被改动" in each for each in found)


@settings(max_examples=30, deadline=None)
@given(lengths_and_places())
def test_a_chain_sealed_anew_from_a_place_on_has_another_end(where: tuple[int, int]) -> None:
    length, place = where

    def rewrite(rows: Rows) -> Rows:
        rows[place - 1]["officer"] = "somebody"
        return _sealed(rows, place)

    assert _found(length, rewrite) == [f"审计记录最后一条（第{length}条）与登记的不符。"]


def test_an_entry_from_before_devices_keeps_its_hash() -> None:
    with _trail(1) as session:
        row = {**_row(session.get_one(AuditEntry, (INSTITUTION, 1))), "device": ""}
    names = ("institution_id", "sequence", "at", "officer", "action", "subject", "detail", "previous")
    body = [row[name].isoformat() if name == "at" else row[name] for name in names]
    assert AuditEntry(**row).expected() == body_hash(body)
    assert AuditEntry(**{**row, "device": "PC-1"}).expected() != body_hash(body)
