"""The work queue of an officer with 5,000 open cases, and the exposure of a customer, by their indexes.

The store holds 100,000 customers with a case each, and 300,000 loan notes.
"""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import event, insert

from app.database import Database
from app.queue import count, narrowed, queue, waiting_for
from benchmarks.data import (
    ACTOR,
    CACHE,
    CHUNK,
    HOME,
    INSTITUTION,
    KEY,
    TODAY,
    Work,
    connect,
    fingerprint,
    finished,
    interleaved,
    row,
    store,
    table,
)
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier

CASES = 100_000
NOTES_EACH = 3
OPEN = 5_000
ARREARS = 50
"""Every so-many-th case has a note that is unpaid."""
PAGE = 50


def main() -> None:
    """Print what the queue costs beside the bare driver, and the plans that it rests on."""
    path = _with_notes()
    ours, raw = Database(path, KEY), connect(path)
    roles = sorted(ACTOR.roles)
    open_cases = _assign(ours)
    mine = waiting_for(ACTOR.login, roles, TODAY)
    listing = queue(TODAY)
    print(f"{open_cases:,} of {CASES:,} cases wait for {ACTOR.login}")
    sql = f"SELECT count(*) FROM loan_case c WHERE {mine.sql}"  # noqa: S608 - our own words
    readings: dict[str, Work] = {
        "first page": partial(listing.head, ours, PAGE, mine),
        "first page, with a risk": partial(listing.head, ours, PAGE, narrowed(mine, "", "risky", "", TODAY)),
        "first page, over time": partial(listing.head, ours, PAGE, narrowed(mine, "", "late", "", TODAY)),
        "whole order": partial(listing.order, ours, None, mine),
        "count, ours": partial(count, ours, ACTOR.login, roles, TODAY),
        "count, bare driver": partial(_rows, raw, sql, mine.values),
    }
    taken = interleaved(readings, rounds=7)
    table("work queue", taken, {"count, ours": ("count, bare driver", 1.5)})
    case = ours.read("SELECT id FROM loan_case WHERE state = 'APPROVED' LIMIT 1")[0][0]
    exposure: dict[str, Work] = {"a dossier with its exposure": partial(_dossier, ours, case)}
    table("exposure", interleaved(exposure, rounds=7), {})
    notes = ours.read("SELECT count(*) FROM loan_note")[0][0]
    print(f"\nplans over {CASES:,} customers and {notes:,} notes")
    where, values = listing._where(mine)  # noqa: SLF001 - the plan of exactly what the list asks
    page = f"SELECT c.id FROM {listing.source} WHERE {where} ORDER BY {listing.first} LIMIT {PAGE}"  # noqa: S608 - likewise
    _show_plan(ours, "first page", page, values)
    _show_plan(ours, "what waits", sql, mine.values)
    risky = narrowed(mine, "", "risky", "", TODAY)
    counted = f"SELECT count(*) FROM loan_case c WHERE {risky.sql}"  # noqa: S608 - likewise
    _show_plan(ours, "what waits with a risk", counted, risky.values)
    for place, (asked, values) in enumerate(_asked_for_exposure(ours, case), start=1):
        _show_plan(ours, f"a dossier, query {place}", asked, values)
    ours.close()


def _assign(database: Database) -> int:
    """Let exactly 5,000 open cases be the officer's own."""
    states = "('DRAFT', 'SUBMITTED', 'INVESTIGATING', 'APPROVED')"
    database.run(
        lambda session: session.connection().exec_driver_sql(
            f"UPDATE loan_case SET lead_officer = CASE WHEN rowid IN (SELECT rowid FROM loan_case WHERE state IN"  # noqa: S608 - likewise
            f" {states} ORDER BY rowid LIMIT {OPEN}) THEN 'wangjun' ELSE 'somebody' END"
        )
    )
    sql = f"SELECT count(*) FROM loan_case WHERE lead_officer = 'wangjun' AND state IN {states}"  # noqa: S608 - likewise
    return int(database.read(sql)[0][0])


def _with_notes() -> Path:
    """Return a store like that of the other benchmarks, with three notes a case."""
    path = CACHE / f"queue-{CASES}-{fingerprint()}.db"
    if not path.exists():
        for old in CACHE.glob("queue-*"):
            old.unlink()
        part = CACHE / "queue-part.db"
        shutil.copy(store(CASES), part)
        database = Database(part, KEY)
        cases = [UUID(found[0]) for found in database.read("SELECT id FROM loan_case")]
        with database.engine.execution_options(write=True).begin() as connection:
            for start in range(0, len(cases), CHUNK):
                connection.execute(insert(LoanNote), list(_notes(cases[start : start + CHUNK], start)))
        database.tune()
        database.close()
        part.rename(path)
    return path


def _notes(cases: list[UUID], first: int) -> Iterator[dict[str, Any]]:
    for place, case_id in enumerate(cases, start=first):
        for number in range(NOTES_EACH):
            unpaid = TODAY + timedelta(days=-20 if place % ARREARS == number == 0 else 90)
            note = LoanNote(
                **HOME,
                case_id=case_id,
                number=f"JJ-{INSTITUTION}-2026-{place * NOTES_EACH + number:06d}-0",
                principal=3_000_000,
                outstanding=0 if number else 2_000_000,
                starts_on=TODAY - timedelta(days=200),
                due_on=TODAY + timedelta(days=90),
                unpaid_since=unpaid,
                tier="PASS",
            )
            yield from (row(each) for each in finished(note))


def _asked_for_exposure(database: Database, case: str) -> list[tuple[str, Any]]:
    """Return every query that reading a dossier with its exposure asks, with its values."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:  # noqa: FBT001 - as SQLAlchemy calls it
        if sql.lstrip().upper().startswith("SELECT") and "loan_" in sql:
            asked.append((sql, values))

    event.listen(database.engine, "before_cursor_execute", note)
    _dossier(database, case)
    event.remove(database.engine, "before_cursor_execute", note)
    return asked


def _show_plan(database: Database, what: str, sql: str, values: Any) -> None:
    """Print the plan of a query, and whether it looks at every case or note."""
    plan = [found[3] for found in database.read(f"EXPLAIN QUERY PLAN {sql}", values)]
    every = "SEARCH c USING INDEX sqlite_autoindex_loan_case_1 (institution_id=?)"
    whole = [line for line in plan if line.startswith(("SCAN c", "SCAN b", "SCAN n", "SCAN loan_", every))]
    print(f"  {what}: {'LOOKS AT EVERYTHING' if whole else 'by indexes'}")
    for line in plan:
        if line.startswith(("SEARCH", "SCAN")):
            print("    ", line)


def _rows(connection: Any, sql: str, values: tuple[Any, ...]) -> object:
    return connection.execute(sql, values).fetchall()


def _dossier(database: Database, case: str) -> object:
    with database.session() as session:
        return Dossier.load(session, INSTITUTION, UUID(case)).exposure


if __name__ == "__main__":
    main()
