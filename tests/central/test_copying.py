"""Many rows at once: a copy stores what single inserts store, and refuses what they refuse."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from central import copying, schema
from central.store import Store
from central.tables import OperationAnswer
from tests.central.cluster import Cluster

AWKWARD = ["", "普通", "tab\there", "line\nbreak", "back\\slash", "\\N", "\\.", "'", '"', "𠮷", "%(x)s"]


@pytest.fixture
def store(cluster: Cluster) -> Iterator[Store]:
    store = Store(cluster.new_database())
    schema.migrate(store.engine)
    yield store
    store.close()


def rows(first: int) -> list[dict[str, object]]:
    return [
        {
            "institution_id": "23990100",
            "op": UUID(int=first + place),
            "actor": word,
            "body_hash": "0" * 64,
            "answer": {"text": word, "details": None, "list": [1, True, None]},
            "at": datetime(2026, 11, 29, 8, 0, place, tzinfo=UTC),
        }
        for place, word in enumerate(AWKWARD)
    ]


def stored(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as session:
        columns = (
            OperationAnswer.actor,
            OperationAnswer.body_hash,
            OperationAnswer.answer,
            OperationAnswer.at,
        )
        return [tuple(row) for row in session.execute(select(*columns).order_by(OperationAnswer.op))]


def test_a_copy_stores_what_single_inserts_store(store: Store) -> None:
    assert len(AWKWARD) >= copying.FEWEST
    with store.writing() as session:
        for row in rows(0):
            session.execute(insert(OperationAnswer), [row])
    singly = stored(store)
    with store.writing() as session:
        session.execute(delete(OperationAnswer))
        session.execute(insert(OperationAnswer), rows(0))
    assert stored(store) == singly


def test_only_many_rows_go_as_a_copy(store: Store) -> None:
    # A rule is passed over by COPY alone.
    with store.engine.begin() as connection:
        connection.execute(text("CREATE RULE swallow AS ON INSERT TO operation_answer DO INSTEAD NOTHING"))
    with store.writing() as session:
        session.execute(insert(OperationAnswer), rows(0)[: copying.FEWEST - 1])
    assert stored(store) == []
    with store.writing() as session:
        session.execute(insert(OperationAnswer), rows(0))
    assert len(stored(store)) == len(AWKWARD)


def test_a_key_that_is_taken_is_refused_like_by_any_insert(store: Store) -> None:
    with store.writing() as session:
        session.execute(insert(OperationAnswer), rows(0))
    with pytest.raises(IntegrityError), store.writing() as session:
        session.execute(insert(OperationAnswer), rows(len(AWKWARD) - 1))
    assert len(stored(store)) == len(AWKWARD)


def test_what_is_no_plain_insert_takes_the_usual_way(store: Store) -> None:
    with store.writing() as session:
        session.execute(insert(OperationAnswer), rows(0))
        changed = [{"institution_id": "23990100", "op": UUID(int=place), "actor": "x"} for place in range(11)]
        session.execute(update(OperationAnswer), changed)
    assert {row[0] for row in stored(store)} == {"x"}
