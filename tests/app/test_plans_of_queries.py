"""What is asked often rests on indexes: no query of it looks at every row of a table."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select, update

from app.conflicts import retry
from app.database import Database
from app.outbox import ask
from app.sync.intake import remove, take_in, understand
from app.sync.known import keep_created
from app.sync.unsent import offer_contents, restore
from app.tables import Waiting
from models.lending.case import LoanCase
from models.lending.dossier import Dossier
from models.party.farmer import Farmer
from models.sync.digest import mark
from models.sync.wire import pack_record
from tests import factories
from tests.factories import BRANCH, INSTITUTION

_LOOKS = ("SELECT", "UPDATE", "DELETE")
_NO_TABLE = "VIRTUAL TABLE INDEX"
"""A list of values that are asked for, which is read once; or the words of the search, found by their own index."""


@contextmanager
def by_indexes(database: Database, least: int) -> Iterator[None]:
    """Let no query of what is done here look at every row of a table; there are at *least* so many."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if sql.lstrip().upper().startswith(_LOOKS):
            asked.append((sql, values[0] if many else values))

    event.listen(database.engine, "before_cursor_execute", note)
    yield
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(asked) >= least
    for sql, values in asked:
        plan = [row[3] for row in database.read(f"EXPLAIN QUERY PLAN {sql}", values)]
        scans = [line for line in plan if line.startswith("SCAN") and _NO_TABLE not in line]
        assert not scans, (scans, sql)


def test_a_dossier_is_read_by_indexes(database: Database) -> None:
    farmer, firm = factories.farmer(), factories.enterprise()
    cases = [factories.case(farmer, revolving=True), factories.case(firm)]
    held = [factories.security(case) for case in cases]
    records: list[Any] = [farmer, firm, factories.member(farmer), *cases]
    records += [each for one in held for each in (one.collateral, one.valuation, one.pledge)]
    database.run(lambda session: session.add_all(records))
    with by_indexes(database, least=20), database.session() as session:
        for case in cases:
            Dossier.load(session, INSTITUTION, case.id)


def test_what_head_office_has_taken_and_sends_back_is_found_by_indexes(database: Database) -> None:
    farmer, firm = factories.farmer(), factories.enterprise()
    records = [farmer, firm, factories.case(farmer), factories.case(firm)]
    database.run(lambda session: session.add_all(records))
    arrivals = [
        understand(each.kind, (str(each.id), 1, mark(each)), {**pack_record(each), "full_name": "别名"})
        for each in records
    ]
    with database.session() as session:
        sent = session.scalars(select(Waiting)).all()
    with by_indexes(database, least=5):
        database.run(lambda session: keep_created(session, INSTITUTION, sent))
        database.run(lambda session: offer_contents(session, INSTITUTION, [farmer.id]))
    database.run(lambda session: session.execute(update(Waiting).values(state="accepted")))
    with by_indexes(database, least=10):
        database.run(lambda session: take_in(session, (INSTITUTION, BRANCH), arrivals))
    with by_indexes(database, least=2):
        database.run(lambda session: remove(session, INSTITUTION, Farmer, [farmer.id]))


def test_what_waits_is_made_and_sent_again_by_indexes(database: Database) -> None:
    case = factories.case(factories.farmer())
    database.run(lambda session: session.add(case))
    with by_indexes(database, least=1):
        database.run(lambda session: ask(session, INSTITUTION, "submit", LoanCase.kind, case.id, {}))
    with database.session() as session:
        typed = session.scalars(select(Waiting).where(Waiting.type == "facts")).one()
    with by_indexes(database, least=1):
        database.run(lambda session: restore(session, INSTITUTION, typed))
    database.run(lambda session: session.execute(update(Waiting).values(state="proposal")))
    with by_indexes(database, least=2):
        database.run(lambda session: retry(session, INSTITUTION, typed.sequence))
