"""Opening one case with 100,000 cases in the store, with 100, and by the bare queries alone."""

import random
from functools import partial
from typing import Any
from uuid import UUID

from app import cases
from app.database import Database
from benchmarks.data import ACTOR, INSTITUTION, KEY, TODAY, connect, interleaved, store, table

MANY, FEW = 100_000, 100
QUERIES = (
    "SELECT * FROM loan_case WHERE institution_id = ? AND id = ?",
    "SELECT * FROM pledge WHERE institution_id = ? AND case_id = ?",
    "SELECT * FROM case_event WHERE institution_id = ? AND case_id = ?",
    "SELECT * FROM decision WHERE institution_id = ? AND case_id = ?",
    "SELECT * FROM survey_signature WHERE institution_id = ? AND case_id = ?",
    "SELECT * FROM facility WHERE institution_id = ? AND case_id = ?",
    "SELECT * FROM contract WHERE institution_id = ? AND case_id = ?",
    "SELECT * FROM drawdown WHERE institution_id = ? AND case_id = ?",
    "SELECT * FROM loan_note WHERE institution_id = ? AND case_id = ?",
)


def _opened(database: Database, ids: list[str]) -> object:
    with database.session() as session:
        return cases.view(session, ACTOR, UUID(random.choice(ids)), TODAY)


def _bare(connection: Any, ids: list[str]) -> object:
    wanted = random.choice(ids)
    return [connection.execute(sql, (INSTITUTION, wanted)).fetchall() for sql in QUERIES]


def main() -> None:
    """Print the table."""
    many, few = Database(store(MANY), KEY), Database(store(FEW), KEY)
    ids = {each: [row[0] for row in each.read("SELECT id FROM loan_case")] for each in (many, few)}
    contenders = {
        "ours, 100,000 cases": partial(_opened, many, ids[many]),
        "ours, 100 cases": partial(_opened, few, ids[few]),
        "bare queries, 100,000 cases": partial(_bare, connect(store(MANY)), ids[many]),
    }
    taken = interleaved(contenders, rounds=20, calls=15)
    table("opening one case", taken, {"ours, 100,000 cases": ("ours, 100 cases", 1.5)})
    for each in (many, few):
        each.close()


if __name__ == "__main__":
    main()
