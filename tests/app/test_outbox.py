"""The outbox: every change becomes an operation in its own transaction, without being asked."""

from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app import customers
from app.cases import open_case
from app.database import Database
from app.outbox import ask
from app.sync.push import operation_of, take_waiting
from app.tables import Waiting
from models.collateral.object import Collateral
from models.lending.case import LoanCase
from models.party.farmer import Farmer
from models.sync.operations import read_operation
from tests import factories
from tests.factories import INSTITUTION, TODAY


def _waiting(database: Database) -> list[Waiting]:
    with database.session() as session:
        return list(session.scalars(select(Waiting).order_by(Waiting.sequence)))


def _change(database: Database, record: Farmer | Collateral, **values: Any) -> None:
    def work(session: Session) -> None:
        mine = session.get_one(type(record), (record.institution_id, record.id))
        for name, value in values.items():
            setattr(mine, name, value)

    database.run(work)


def _answer(database: Database, place: int, **state: Any) -> None:
    def work(session: Session) -> None:
        row = list(session.scalars(select(Waiting).order_by(Waiting.sequence)))[place]
        for name, value in state.items():
            setattr(row, name, value)

    database.run(work)


@pytest.fixture
def farmer(database: Database) -> Farmer:
    made = factories.farmer()
    database.run(lambda session: session.add(made))
    return made


def test_a_new_record_waits_with_every_field_it_has(database: Database, farmer: Farmer) -> None:
    [row] = _waiting(database)
    assert (row.type, row.record_kind, row.record_id, row.base) == ("facts", "farmer", farmer.id, 0)
    assert row.body["full_name"] == [None, "王满仓"]
    assert row.body["yearly_income"] == [None, 18_000_000]
    assert "note" not in row.body
    assert read_operation(operation_of(row).body()) == operation_of(row)


def test_what_raises_leaves_neither_record_nor_operation(database: Database, farmer: Farmer) -> None:
    def work(session: Session) -> None:
        customers.change(
            session, session.get_one(Farmer, (farmer.institution_id, farmer.id)), {"village": "红星村"}
        )
        session.flush()
        raise KeyError

    with pytest.raises(KeyError):
        database.run(work)
    assert database.read("SELECT village FROM farmer") == [("前进村",)]
    assert _waiting(database)[0].body["village"] == [None, "前进村"]


def test_unsent_changes_grow_one_operation(database: Database, farmer: Farmer) -> None:
    _change(database, farmer, village="红星村")
    _change(database, farmer, village="东风村", crops="玉米")
    [row] = _waiting(database)
    assert row.body["village"] == [None, "东风村"]
    assert row.body["crops"][1] == "玉米"


def test_growing_keeps_what_the_centre_last_saw_as_the_base_value(database: Database, farmer: Farmer) -> None:
    _answer(database, 0, state="accepted")
    _change(database, farmer, village="红星村")
    _change(database, farmer, village="东风村")
    assert _waiting(database)[-1].body == {"village": ["前进村", "东风村"]}


def test_writing_the_same_again_is_no_change(database: Database, farmer: Farmer) -> None:
    _answer(database, 0, state="accepted")
    _change(database, farmer, village="前进村", note="")
    assert len(_waiting(database)) == 1


def test_an_edit_while_one_is_on_the_way_waits_for_its_version(database: Database, farmer: Farmer) -> None:
    _answer(database, 0, state="sent", attempts=1)
    _change(database, farmer, village="红星村")
    first, second = _waiting(database)
    assert (first.base, second.base) == (0, None)
    assert second.body == {"village": ["前进村", "红星村"]}
    _change(database, farmer, crops="大豆")
    assert len(_waiting(database)) == 2


@pytest.mark.parametrize("state", ["refused", "conflict"])
def test_a_corrected_operation_goes_out_under_a_new_identity(
    database: Database, farmer: Farmer, state: str
) -> None:
    before = _waiting(database)[0].op
    _answer(database, 0, state=state, attempts=1, zh="已建档", en="filed", details={"field": "id_number"})
    _change(database, farmer, village="红星村")
    [row] = _waiting(database)
    assert (row.state, row.zh, row.details) == ("pending", "", None)
    assert row.op != before


def test_commanded_fields_never_travel(database: Database, farmer: Farmer) -> None:
    case = database.run(lambda session: open_case(session, factories.actor(), farmer, TODAY))
    body = _waiting(database)[-1].body
    assert body.keys() == {"applicant_kind", "applicant_id", "product"}

    def take(session: Session) -> None:
        mine = session.get_one(LoanCase, (case.institution_id, case.id))
        mine.state, mine.number, mine.lead_officer = "DISBURSED", "AJ-1", "thief"

    database.run(take)
    assert _waiting(database)[-1].body == body


def test_facts_of_a_collateral_travel_one_by_one(database: Database) -> None:
    made = factories.security(factories.case()).collateral
    database.run(lambda session: session.add(made))
    assert _waiting(database)[0].body["facts.area"] == [None, "120.0000"]
    _answer(database, 0, state="accepted")
    _change(database, made, facts={**made.facts, "area": "118.5000"})
    assert _waiting(database)[-1].body == {"facts.area": ["120.0000", "118.5000"]}


def test_a_step_waits_after_the_facts_it_rests_on(database: Database) -> None:
    case = factories.case()

    def work(session: Session) -> None:
        session.add(case)
        session.flush()
        ask(session, INSTITUTION, "submit", "loan_case", case.id, {"comment": None})

    database.run(work)
    assert [(row.type, row.record_id) for row in _waiting(database)] == [
        ("facts", case.id),
        ("command", case.id),
    ]


def test_every_operation_has_its_own_identity(database: Database) -> None:
    database.run(lambda session: session.add_all([factories.farmer() for _ in range(50)]))
    assert len({row.op for row in _waiting(database)}) == 50


def test_what_is_sent_next_is_found_without_looking_at_everything_that_waits(database: Database) -> None:
    many = [factories.farmer() for _ in range(100)]
    database.run(lambda session: session.add_all(many))
    asked: list[tuple[str, Any]] = []

    def listen(_connection: Any, _cursor: Any, words: str, values: Any, _context: Any, _many: bool) -> None:
        if words.startswith("SELECT"):
            asked.append((words, values))

    def take(session: Session) -> int:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", listen)
        return len(take_waiting(session, 500, 0))

    assert database.run(take) == len(many)
    plans = [
        row[-1] for words, values in asked for row in database.read(f"EXPLAIN QUERY PLAN {words}", values)
    ]
    assert any("ix_outbox_state (state=? AND sequence>?)" in plan for plan in plans), plans
    for plan in plans:
        assert "SCAN outbox" not in plan, plans
        assert "ix_outbox_state (state=?)" not in plan, plans
        assert "ORDER BY" not in plan, plans
