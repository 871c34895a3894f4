"""The verdicts of an import as a workbook that the officer can send back to the village."""

from collections.abc import Sequence
from pathlib import Path

from app.register.farmers import Verdict
from printing.workbook import Column, write_table

SHEET = "导入结果"


def write_verdicts(path: Path, verdicts: Sequence[Verdict]) -> int:
    """Write one row a verdict to *path* and return how many there were."""
    columns = [Column("行号", 8), Column("姓名", 14), Column("结果", 16), Column("原因", 90)]
    rows = (
        (
            verdict.line,
            verdict.name,
            verdict.status.label.zh,
            "；".join(reason.zh for reason in verdict.reasons),
        )
        for verdict in verdicts
    )
    return write_table(path, columns, rows, sheet=SHEET)
