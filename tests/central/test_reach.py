"""How far a request reaches: it looks at what it is about, however much more there is, counted or not."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from central import admin, schema
from central.auth import actor_named
from central.demo import BRANCH, INSTITUTION
from central.picture import block
from central.store import Store
from models.party.farmer import Farmer
from models.sample.people import head
from models.sample.scope import Scope
from tests.central.bank import OTHER_BRANCH, Bank
from tests.central.cluster import Cluster

MANY, FEW = 3_000, 30
DEEPER = 20
"""Pages: an index of more rows has a level more; the whole feed of so many has sixty."""


@pytest.fixture
def uncounted(cluster: Cluster) -> Iterator[Store]:
    """A database that has never counted its rows, as on the day on which everything is taken over."""
    store = Store(cluster.new_database())
    schema.migrate(store.engine)
    yield store
    store.close()


def fill(store: Store, seed: int, many: int) -> list[Farmer]:
    people = [head(Scope(seed, INSTITUTION, BRANCH, date(2026, 3, 10)), place)[0] for place in range(many)]
    with store.writing() as session:
        admin.load(session, INSTITUTION, BRANCH, people)
    return people


def reach(store: Store, asks: Callable[[Session], object]) -> tuple[int, int]:
    """Return how many rows the questions that *asks* puts look at, and how many pages of the database."""
    questions: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, words: str, values: Any, _context: Any, _many: bool) -> None:
        if words.startswith("SELECT"):
            questions.append((words, values))

    event.listen(store.engine, "before_cursor_execute", listen)
    with store.writing() as session:
        asks(session)
    event.remove(store.engine, "before_cursor_execute", listen)
    rows = pages = 0
    with store.engine.connect() as connection:
        for words, values in questions:
            told = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {words}", values)
            plan = told.scalar_one()[0]["Plan"]
            rows += sum(_rows(each) for each in _nodes(plan))
            pages += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    assert questions
    return rows, pages


def count(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)


def _rows(node: dict[str, Any]) -> int:
    removed = sum(count for name, count in node.items() if name.startswith("Rows Removed"))
    return int(node["Actual Loops"] * (node["Actual Rows"] + removed))


def test_a_picture_looks_at_each_record_a_few_times_though_nothing_was_counted_yet(uncounted: Store) -> None:
    Bank(uncounted)
    fill(uncounted, 7, MANY)
    with uncounted.reading() as session:
        actor = actor_named(session, INSTITUTION, "wangjun")
    rows, _pages = reach(uncounted, lambda session: block(session, actor, BRANCH, ("", None), 2 * MANY))
    assert MANY < rows < 6 * MANY


@pytest.mark.parametrize("branch", [BRANCH, OTHER_BRANCH])
def test_a_change_looks_at_no_more_where_there_is_more(uncounted: Store, branch: str) -> None:
    bank = Bank(uncounted)
    here = fill(uncounted, 7, FEW)[0].id
    mine = here if branch == BRANCH else bank.farmer("qianduo")

    def change(session: Session) -> None:
        session.get_one(Farmer, (INSTITUTION, mine)).village = "新村"
        session.flush()
        session.rollback()

    count(uncounted)
    _rows_of_few, pages_of_few = reach(uncounted, change)
    fill(uncounted, 8, MANY)
    count(uncounted)
    _rows_of_many, pages_of_many = reach(uncounted, change)
    assert pages_of_many <= pages_of_few + DEEPER
