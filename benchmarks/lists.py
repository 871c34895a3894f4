"""Lists over 100,000 cases: the first page, a page far down and the whole order, against the bare driver."""

from functools import partial
from typing import Any

from app.database import Database
from app.lists import CASES, FARMERS, Listing
from benchmarks.data import KEY, Work, connect, interleaved, plain, store, table

COUNT = 100_000
PAGE = 50
LISTS = {"cases": (CASES, "amount"), "farmers": (FARMERS, "name")}


def _head_sql(listing: Listing) -> str:
    return f"{listing._select} WHERE {listing._of_the_bank} ORDER BY {listing.identity} DESC LIMIT {PAGE}"  # noqa: SLF001 - the same query by the bare driver


def _rows(connection: Any, sql: str, values: tuple[Any, ...] = ()) -> object:
    return connection.execute(sql, values).fetchall()


def main() -> None:
    """Print a table for each list and each way of reading it."""
    ours, raw, bare = Database(store(COUNT), KEY), connect(store(COUNT)), connect(plain(COUNT), key=None)
    for name, (listing, column) in LISTS.items():
        order = listing.order(ours, None)
        wanted = order[COUNT // 2 : COUNT // 2 + PAGE]
        home = listing._of_the_bank  # noqa: SLF001 - likewise
        marks = f"{listing._select} WHERE {home} AND {listing.identity} IN ({','.join('?' * PAGE)})"  # noqa: SLF001 - likewise
        whole = (
            f"SELECT {listing.identity} FROM {listing.source} WHERE {home} ORDER BY {listing.identity} DESC"  # noqa: S608 - likewise
        )
        readings: dict[str, tuple[Work, str, tuple[Any, ...]]] = {
            f"{name}: first page of {PAGE}": (partial(listing.head, ours, PAGE), _head_sql(listing), ()),
            f"{name}: a page far down": (partial(listing.rows, ours, wanted), marks, tuple(wanted)),
            f"{name}: the whole order by age": (partial(listing.order, ours, None), whole, ()),
        }
        for title, (work, sql, values) in readings.items():
            contenders: dict[str, Work] = {
                "ours, encrypted": work,
                "bare driver, encrypted": partial(_rows, raw, sql, values),
                "bare driver, plain SQLite": partial(_rows, bare, sql, values),
            }
            taken = interleaved(contenders, rounds=9, calls=3)
            table(title, taken, {"ours, encrypted": ("bare driver, encrypted", 1.15)})
        taken = interleaved({"ours": partial(listing.order, ours, column)}, rounds=5)
        table(f"{name}: the whole order by {column}", taken, {})
    ours.close()


if __name__ == "__main__":
    main()
