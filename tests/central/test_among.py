"""Asking for many values at once, on both databases."""

from uuid import UUID

import pytest
from sqlalchemy import select

from central.store import Store
from central.tables import Branch, Change
from models.among import among

BANK, BRANCH = "23990100", "2399010001"
NAMES = ("张三", 'a"b', "c,d", "{e}", "x'); DROP TABLE branch; --", "")


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing() as session:
        session.add_all(
            Branch(institution_id=BANK, branch_id=str(place), name=name) for place, name in enumerate(NAMES)
        )
        session.add_all(
            Change(
                institution_id=BANK, branch_id=BRANCH, kind="farmer", record_id=UUID(int=place), seq=place + 1
            )
            for place in range(5_000)
        )
    return store


@pytest.mark.parametrize("wanted", [[], ["张三"], ["nobody"], list(NAMES)])
def test_texts_are_found_whatever_stands_in_them(filled: Store, wanted: list[str]) -> None:
    with filled.reading() as session:
        found = session.scalars(select(Branch.name).where(among(Branch.name, wanted))).all()
    assert sorted(found) == sorted(set(NAMES) & set(wanted))


@pytest.mark.parametrize("count", [0, 1, 5_000])
def test_identities_are_found_however_many(filled: Store, count: int) -> None:
    wanted = {UUID(int=place) for place in range(count)} | {UUID(int=10_000)}
    with filled.reading() as session:
        found = session.scalars(select(Change.record_id).where(among(Change.record_id, wanted))).all()
    assert {*found} == wanted - {UUID(int=10_000)}


def test_the_words_of_a_query_do_not_grow_with_its_values(filled: Store) -> None:
    queries = [select(Change).where(among(Change.record_id, [UUID(int=1)] * count)) for count in (1, 500)]
    short, long = (str(query.compile(filled.engine)) for query in queries)
    assert short == long


def test_one_of_many_is_found_by_index(filled: Store) -> None:
    one_branch = (Change.institution_id == BANK, Change.branch_id == BRANCH)
    query = select(Change.seq).where(*one_branch, among(Change.seq, [1, 2, 3]))
    asked = str(query.compile(filled.engine, compile_kwargs={"literal_binds": True}))
    with filled.reading() as session:
        if filled.engine.dialect.name == "sqlite":
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
            assert "seq=?" in plan[0][3]
        assert sorted(session.scalars(query)) == [1, 2, 3]
