"""The verdicts of an import as a workbook that the officer can send back to the village."""

from collections.abc import Sequence
from pathlib import Path

from app.disk import writing
from app.register.verdicts import Verdict
from printing.workbook import Column, Value, write_table

SHEET = "导入结果"


def write_verdicts(path: Path, verdicts: Sequence[Verdict], named_by: str = "姓名") -> int:
    """Write one row a verdict to *path*, under *named_by* whose it is, and return how many there were.

    Raises:
        DiskTrouble: It cannot be written.
    """
    columns = [Column("行号", 8), Column(named_by, 24), Column("结果", 16), Column("原因", 90)]
    rows = (
        (
            verdict.line,
            verdict.name,
            verdict.label.zh,
            "；".join(reason.zh for reason in verdict.reasons),
        )
        for verdict in verdicts
    )
    with writing(path):
        return write_table(path, columns, rows, sheet=SHEET)


def write_sheet(path: Path, sheet: str, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> int:
    """Write a plain sheet, such as a register to fill in, to *path* and return how many rows it has.

    Raises:
        DiskTrouble: It cannot be written.
    """
    with writing(path):
        return write_table(path, [Column(heading, 16) for heading in headings], rows, sheet=sheet)
