"""Lists by plain SQL: the first rows at once, the whole order, any page by identity."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from app.collateral_filters import narrowed
from app.database import Database
from app.lists import CASES, COLLATERAL, ENTERPRISES, FARMERS, OUTBOX, Filter, Listing
from models.base import Record
from models.text import Language
from tests import factories
from tests.factories import TODAY, YUAN

ALL = {
    "cases": CASES,
    "farmers": FARMERS,
    "enterprises": ENTERPRISES,
    "collateral": COLLATERAL,
    "outbox": OUTBOX,
}
EVERY = pytest.mark.parametrize("listing", ALL.values(), ids=ALL)


@pytest.fixture
def filled(database: Database) -> Database:
    records = []
    for place in range(7):
        farmer = factories.farmer(full_name=f"王{'甲乙丙丁戊己庚'[place]}", yearly_income=place * YUAN)
        firm = factories.enterprise(credit_code="", full_name=f"企业{place}")
        case = factories.case(farmer, amount=(place * 37 % 7 + 1) * YUAN, changed_on=TODAY - timedelta(place))
        held = factories.security(case)
        assert held.valuation
        records += [farmer, firm, case, held.collateral, held.valuation, held.pledge]
    database.run(lambda session: session.add_all(records))
    return database


@EVERY
def test_the_newest_come_first(filled: Database, listing: Listing) -> None:
    order = listing.order(filled, None)
    assert order == sorted(order, reverse=True)
    assert [row[0] for row in listing.head(filled, 5)] == order[:5]


@EVERY
def test_every_column_sorts_both_ways(filled: Database, listing: Listing) -> None:
    for place, column in enumerate(listing.columns, start=1):
        up = listing.order(filled, column.key, descending=False)
        down = listing.order(filled, column.key)
        assert up == down[::-1]
        values = [row[place] for row in listing.rows(filled, up)]
        known = [value for value in values if value is not None]
        assert known == sorted(known)
        assert values == [None] * (len(values) - len(known)) + known


@EVERY
def test_rows_come_in_the_order_that_was_asked_for(filled: Database, listing: Listing) -> None:
    order = listing.order(filled, None)
    wanted = [order[3], order[0], order[5]]
    assert [row[0] for row in listing.rows(filled, wanted)] == wanted


@EVERY
def test_what_is_gone_is_left_out(filled: Database, listing: Listing) -> None:
    order = listing.order(filled, None)
    assert [row[0] for row in listing.rows(filled, ["0" * 32, order[2]])] == [order[2]]
    assert listing.rows(filled, []) == []


@EVERY
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cell_can_be_shown(filled: Database, listing: Listing, language: Language) -> None:
    for row in listing.head(filled, 50):
        shown = [column.show(value, language) for column, value in zip(listing.columns, row[1:], strict=True)]
        assert all(isinstance(cell, str) for cell in shown)
    assert all(column.show(None, language) == "" for column in listing.columns)


def test_a_list_is_narrowed_with_bound_values(filled: Database) -> None:
    narrow = Filter("f.full_name = ?", ("王丙",))
    assert len(FARMERS.order(filled, "name", narrow)) == 1
    assert FARMERS.head(filled, 5, narrow)[0][1] == "王丙"
    assert FARMERS.order(filled, None, Filter("f.full_name = ?", ("' OR 1=1 --",))) == []


def test_an_unknown_column_sorts_by_age(filled: Database) -> None:
    assert FARMERS.order(filled, "1; DROP TABLE farmer") == FARMERS.order(filled, None)


def test_people_are_masked_in_lists(filled: Database) -> None:
    numbers = [
        column.show(row[2], "zh") for row in FARMERS.head(filled, 7) for column in FARMERS.columns[1:2]
    ]
    assert all("*" in number for number in numbers)


def _places(database: Database) -> list[str]:
    return [row[-1] for row in FARMERS.head(database, 1)]


@pytest.mark.parametrize(
    ("state", "place"),
    [
        ("pending", "waiting"),
        ("sent", "waiting"),
        ("refused", "refused"),
        ("conflict", "conflict"),
        ("accepted", "centre"),
    ],
)
def test_every_record_says_where_it_is(database: Database, state: str, place: str) -> None:
    database.run(lambda session: session.add(factories.farmer()))
    database.run(
        lambda session: session.connection().exec_driver_sql("UPDATE outbox SET state = ?", (state,))
    )
    assert _places(database) == [place]


def test_a_record_without_an_operation_is_only_here(database: Database) -> None:
    database.run(lambda session: session.add(factories.farmer()))
    database.run(lambda session: session.connection().exec_driver_sql("DELETE FROM outbox"))
    assert _places(database) == ["local"]


@EVERY
def test_no_page_walks_through_a_whole_table(
    filled: Database, listing: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Sequence[Any]]] = []
    read = Database.read

    def noted(database: Database, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        asked.append((sql, values))
        return read(database, sql, values)

    order = listing.order(filled, None)
    monkeypatch.setattr(Database, "read", noted)
    listing.head(filled, 50)
    listing.rows(filled, order[:3])
    alias = listing.source.split()[1]
    for sql, values in asked:
        steps = [row[-1] for row in read(filled, f"EXPLAIN QUERY PLAN {sql}", values)]
        assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps[:2]), steps
        assert alias == "o" or any(step.startswith(f"SEARCH {alias} ") for step in steps), steps


NARROWED = {
    "a kind": ("house", "", ""),
    "secures nothing": ("", "free", ""),
    "not registered": ("", "unregistered", ""),
    "expiring": ("", "expiring", ""),
    "expired": ("", "expired", ""),
    "a village": ("", "", "前进"),
    "all at once": ("farmland_right", "expiring", "前进"),
}


@pytest.mark.parametrize(("kind", "state", "typed"), NARROWED.values(), ids=NARROWED)
def test_no_filter_of_the_collateral_walks_through_a_table(
    database: Database, kind: str, state: str, typed: str
) -> None:
    """Of 400 objects a few wait for registration and a few expire, as in a branch."""
    records: list[Record] = []
    for number in range(400):
        given = factories.security(factories.case())
        given.pledge.registration_number = f"{number:020d}" if number % 50 else ""
        given.pledge.registered_until = factories.TODAY + timedelta(days=30 if number % 50 == 1 else 900)
        assert given.valuation
        records += [given.collateral, given.valuation, given.pledge]
    database.run(lambda session: session.add_all(records))
    database.tune()
    narrow = narrowed(kind, state, typed, factories.TODAY)
    where, values = COLLATERAL._where(narrow)
    sql = f"SELECT k.id FROM collateral k WHERE {where} ORDER BY k.id DESC LIMIT 50"  # noqa: S608 - the list's own words
    steps = [row[-1] for row in database.read(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert any(step.startswith("SEARCH k USING") and "INDEX" in step for step in steps), steps
    walks = [step for step in steps if step.startswith("SCAN") and "VIRTUAL TABLE INDEX" not in step]
    assert not walks, steps
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps), steps


def test_an_object_says_how_it_stands_and_until_when_it_is_registered(database: Database) -> None:
    case = factories.case(factories.farmer())
    held, released, seized = (factories.security(case) for _ in range(3))
    held.pledge.registered_until = TODAY + timedelta(days=60)
    released.pledge.released_on, released.pledge.registered_until = TODAY, TODAY
    seized.collateral.seized = True
    records = [each for one in (held, released, seized) for each in (one.collateral, one.pledge)]
    database.run(lambda session: session.add_all(records))
    places = {column.key: place for place, column in enumerate(COLLATERAL.columns, start=1)}
    rows = {row[0]: row for row in COLLATERAL.head(database, 9)}
    found = [
        (rows[one.collateral.id.hex][places["standing"]], rows[one.collateral.id.hex][places["until"]])
        for one in (held, released, seized)
    ]
    assert found == [("secures", (TODAY + timedelta(days=60)).isoformat()), ("free", None), ("seized", None)]
