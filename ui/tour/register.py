"""Writes the workbook of the tour: a farmer register with broken rows among the good ones."""

from pathlib import Path

from app.register.farmers import SHEET
from app.register.report import write_sheet
from models.sample.register import register_columns, register_rows

SEED = 20261123


def write_register(path: Path, rows: int) -> int:
    """Write a register of so many rows to *path* and return how many of them are broken."""
    made = register_rows(rows, SEED)
    write_sheet(path, SHEET, register_columns(), [row.cells for row in made])
    return sum(row.fault is not None for row in made)
