"""Opening a case rests on indexes: no query of a dossier, its exposure included, looks at every row of a table."""

from typing import Any

from sqlalchemy import event

from app.database import Database
from models.lending.dossier import Dossier
from tests import factories
from tests.factories import INSTITUTION


def test_a_dossier_is_read_by_indexes(database: Database) -> None:
    farmer, firm = factories.farmer(), factories.enterprise()
    cases = [factories.case(farmer, revolving=True), factories.case(firm)]
    held = [factories.security(case) for case in cases]
    records: list[Any] = [farmer, firm, factories.member(farmer), *cases]
    records += [each for one in held for each in (one.collateral, one.valuation, one.pledge)]
    database.run(lambda session: session.add_all(records))
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        if sql.lstrip().upper().startswith("SELECT"):
            asked.append((sql, values))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.session() as session:
        for case in cases:
            Dossier.load(session, INSTITUTION, case.id)
    event.remove(database.engine, "before_cursor_execute", note)
    assert len(asked) > 20
    for sql, values in asked:
        plan = [row[3] for row in database.read(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert not [line for line in plan if line.startswith("SCAN")], (plan, sql)
