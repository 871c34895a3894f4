"""The work queue of an officer with 5,000 open cases among 100,000, and the exposure of a customer, by their indexes."""

from functools import partial
from typing import Any
from uuid import UUID

from app.database import Database
from app.queue import count, queue, waiting_for
from benchmarks.data import ACTOR, INSTITUTION, KEY, TODAY, Work, connect, interleaved, store, table
from models.lending.dossier import Dossier

CASES = 100_000
OPEN = 5_000
PAGE = 50


def main() -> None:
    """Print what the queue costs beside the bare driver, and the plans that it rests on."""
    path = store(CASES)
    ours, raw = Database(path, KEY), connect(path)
    roles = sorted(ACTOR.roles)
    open_cases = _assign(ours)
    mine = waiting_for(ACTOR.login, roles, TODAY)
    listing = queue(TODAY)
    print(f"{open_cases:,} of {CASES:,} cases wait for {ACTOR.login}")
    sql = f"SELECT count(*) FROM loan_case c WHERE {mine.sql}"  # noqa: S608 - our own words
    readings: dict[str, Work] = {
        "first page": partial(listing.head, ours, PAGE, mine),
        "whole order": partial(listing.order, ours, None, mine),
        "count, ours": partial(count, ours, ACTOR.login, roles, TODAY),
        "count, bare driver": partial(_rows, raw, sql, mine.values),
    }
    taken = interleaved(readings, rounds=7)
    table("work queue", taken, {"count, ours": ("count, bare driver", 1.5)})
    case = ours.read("SELECT id FROM loan_case WHERE state = 'APPROVED' LIMIT 1")[0][0]
    exposure: dict[str, Work] = {"a dossier with its exposure": partial(_dossier, ours, case)}
    table("exposure", interleaved(exposure, rounds=7), {})
    for line in ours.read(f"EXPLAIN QUERY PLAN {sql}", mine.values):
        print("  plan:", line[3])
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


def _rows(connection: Any, sql: str, values: tuple[Any, ...]) -> object:
    return connection.execute(sql, values).fetchall()


def _dossier(database: Database, case: str) -> object:
    with database.session() as session:
        return Dossier.load(session, INSTITUTION, UUID(case)).exposure


if __name__ == "__main__":
    main()
