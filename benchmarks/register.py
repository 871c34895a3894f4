"""Importing a farmer register of 10,000 rows, against openpyxl that only reads it."""

import tempfile
from functools import partial
from pathlib import Path

from openpyxl import load_workbook

from app.database import Database
from app.register.farmers import SHEET, bring_in
from app.register.verdicts import count
from app.register.workbook import read_sheet
from benchmarks.data import ACTOR, CACHE, KEY, Work, interleaved, table
from models.sample import register_columns, register_rows
from printing.workbook import Column, write_table

SMALL, LARGE = 200, 10_000


def workbook(rows: int) -> Path:
    """Return a register of so many rows, every tenth broken."""
    path = CACHE / f"register-{rows}.xlsx"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        columns = [Column(title) for title in register_columns()]
        write_table(path, columns, [row.cells for row in register_rows(rows, 7)], sheet=SHEET)
    return path


def _peer(path: Path) -> int:
    book = load_workbook(path, read_only=True)
    rows = sum(1 for _row in book[SHEET].iter_rows(values_only=True))
    book.close()
    return rows


def _imported(path: Path, *, dry_run: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "store.db", KEY)
        bring_in(path, database, ACTOR, dry_run=dry_run)
        database.close()


def main() -> None:
    """Print the table and what became of the rows."""
    workbook(SMALL)
    path = workbook(LARGE)
    contenders: dict[str, Work] = {
        "openpyxl read_only, reading alone": partial(_peer, path),
        "ours, reading alone": partial(read_sheet, path, SHEET),
        "ours, a verdict for every row": partial(_imported, path, dry_run=True),
        "ours, imported and indexed": partial(_imported, path, dry_run=False),
    }
    taken = interleaved(contenders, rounds=3)
    peer = "openpyxl read_only, reading alone"
    targets = {"ours, reading alone": (peer, 1 / 12), "ours, a verdict for every row": (peer, 1 / 12)}
    table(f"a register of {LARGE:,} rows and {len(register_columns())} columns", taken, targets)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "store.db", KEY)
        print("  ", {status.value: n for status, n in count(bring_in(path, database, ACTOR)).items()})
        database.close()


if __name__ == "__main__":
    main()
