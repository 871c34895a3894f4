"""What 100,000 cases lack before their next step, read and judged in batches, one by one, and by bare queries."""

import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any
from uuid import UUID

from app.alerts import branch_alerts
from app.database import Database
from benchmarks.data import ACTOR, INSTITUTION, KEY, TODAY, connect, interleaved, store, table
from benchmarks.open_case import QUERIES
from models.approval.conditions import missing
from models.approval.steps import STEPS
from models.lending.dossier import Dossier
from models.lending.dossiers import dossiers

CASES, SAMPLE = 100_000, 400
CHECKS = STEPS["submit"].checks


def _in_batches(database: Database, ids: Iterable[UUID]) -> int:
    with database.session() as session:
        return sum(len(missing(CHECKS, dossier, TODAY)) for dossier in dossiers(session, INSTITUTION, ids))


def _one_by_one(database: Database, ids: Iterable[UUID]) -> int:
    with database.session() as session:
        return sum(len(missing(CHECKS, Dossier.load(session, INSTITUTION, each), TODAY)) for each in ids)


def _bare(connection: Any, ids: Iterable[UUID]) -> int:
    return sum(
        len(connection.execute(sql, (INSTITUTION, each.hex)).fetchall()) for each in ids for sql in QUERIES
    )


def _alerts(database: Database) -> int:
    with database.session() as session:
        return len(branch_alerts(session, ACTOR, TODAY))


def _timed(what: str, work: Callable[[], int], count: int) -> None:
    start = time.perf_counter()
    found = work()
    taken = time.perf_counter() - start
    print(f"  {what:<34} {taken:8.1f} s  {taken * 1000 / count:8.3f} ms a case  ({found:,} found)")


def main() -> None:
    """Print the table, then the whole store once."""
    database = Database(store(CASES), KEY)
    ids = [UUID(row[0]) for row in database.read("SELECT id FROM loan_case ORDER BY id")]
    some = ids[:: CASES // SAMPLE]
    if _in_batches(database, some[:50]) != _one_by_one(database, some[:50]):
        message = "a batch must find what single reading finds"
        raise RuntimeError(message)
    contenders = {
        f"in batches, {SAMPLE:,} cases": partial(_in_batches, database, some),
        f"one by one, {SAMPLE:,} cases": partial(_one_by_one, database, some),
        f"bare queries, {SAMPLE:,} cases": partial(_bare, connect(store(CASES)), some),
    }
    batches, single, _bare_ones = contenders
    taken = interleaved(contenders, rounds=3)
    table("what cases lack before they are submitted", taken, {batches: (single, 0.35)})
    print(f"\nthe whole store of {CASES:,} cases")
    _timed("what every case lacks", partial(_in_batches, database, ids), CASES)
    _timed("alerts of the branch", partial(_alerts, database), CASES)
    database.close()


if __name__ == "__main__":
    main()
