"""A list of 300,000 objects, against the same list of 300: the first page, a page far down, every filter."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert

from app.collateral_filters import narrowed
from app.database import Database
from app.indexing import words_of
from app.lists import COLLATERAL
from benchmarks.data import (
    CACHE,
    CHUNK,
    HOME,
    KEY,
    TODAY,
    Work,
    fingerprint,
    finished,
    index,
    interleaved,
    row,
    table,
)
from models.base import Record
from models.collateral.object import Collateral, Pledge, Valuation
from models.identity import new_id
from models.sample import words

FEW, MANY = 300, 300_000
PAGE = 50
RARE = 100
"""Every so-many-th object waits for registration, and as many registrations expire soon."""
KINDS = ("farmland_right", "farmland_right", "farmland_right", "receivable", "machinery", "house")


def objects(count: int) -> Path:
    """Return an encrypted store with so many objects, each with a value and a pledge."""
    path = CACHE / f"objects-{count}-{fingerprint()}.db"
    if not path.exists():
        for old in CACHE.glob(f"objects-{count}-*"):
            old.unlink()
        part = CACHE / f"objects-{count}-part.db"
        database = Database(part, KEY)
        with database.engine.execution_options(write=True).begin() as connection:
            for start in range(0, count, CHUNK):
                _fill(connection, range(start, min(start + CHUNK, count)))
        database.tune()
        database.close()
        part.rename(path)
    return path


def _fill(connection: Connection, numbers: range) -> None:
    records = [record for number in numbers for record in _one(number)]
    for kind in (Collateral, Valuation, Pledge):
        connection.execute(insert(kind), [row(record) for record in records if isinstance(record, kind)])
    session = None
    index(connection, [(record, words_of(session, record)) for record in records])  # type: ignore[arg-type] # only a case asks it


def _one(number: int) -> Iterator[Record]:
    village = f"{words.TOWNS[number // 12 % 10]}{words.VILLAGES[number % 12]}村"
    owner = f"测{words.SURNAMES[number % len(words.SURNAMES)]}{words.MALE[number // 7 % len(words.MALE)]}"
    thing = Collateral(
        **HOME,
        collateral_kind=KINDS[number % len(KINDS)],
        description=f"{owner}承包地{number % 9 + 1}块",
        owner_name=owner,
        facts={"issuer_name": f"{village}股份经济合作社", "area": "120.0000"},
    )
    until = TODAY + timedelta(days=30 if number % RARE == 1 else 900)
    pledge = Pledge(
        **HOME,
        case_id=new_id(),
        collateral_id=thing.id,
        secured=10_000_000,
        rank=1,
        registration_number="" if number % RARE == 0 else f"{number:020d}",
        registered_until=None if number % RARE == 0 else until,
    )
    value = Valuation(
        **HOME, collateral_id=thing.id, value=36_000_000 + number, valued_on=TODAY, valuer="王军"
    )
    yield from finished(thing, value, pledge)


def _narrowed(database: Database, kind: str, state: str, typed: str) -> object:
    return COLLATERAL.head(database, PAGE, narrowed(kind, state, typed, TODAY))


def main() -> None:
    """Print a table for each way of reading the list."""
    few, many = Database(objects(FEW), KEY), Database(objects(MANY), KEY)
    filters = {
        "first page": ("", "", ""),
        "first page of a kind": ("house", "", ""),
        "first page, secures nothing yet": ("", "free", ""),
        "first page, registration expiring": ("", "expiring", ""),
        "first page, not registered": ("", "unregistered", ""),
        "first page of a village": ("", "", "黑土镇向阳"),
    }
    readings: dict[str, dict[str, Work]] = {
        title: {
            f"{count:,} objects": partial(_narrowed, database, *chosen)
            for count, database in ((FEW, few), (MANY, many))
        }
        for title, chosen in filters.items()
    }
    middles = {}
    for count, database in ((FEW, few), (MANY, many)):
        order = COLLATERAL.order(database, None)
        middles[f"{count:,} objects"] = partial(
            COLLATERAL.rows, database, order[count // 2 : count // 2 + PAGE]
        )
    readings["a page far down"] = dict(middles)
    for title, contenders in readings.items():
        taken = interleaved(contenders, rounds=9, calls=3)
        paged = title in {"first page", "first page of a kind", "a page far down"}
        table(title, taken, {f"{MANY:,} objects": (f"{FEW:,} objects", 3.0)} if paged else {})
    for column in (None, "description", "value"):
        taken = interleaved({f"{MANY:,} objects": partial(COLLATERAL.order, many, column)}, rounds=3)
        table(f"the whole order by {column or 'age'}", taken, {})
    few.close()
    many.close()


if __name__ == "__main__":
    main()
