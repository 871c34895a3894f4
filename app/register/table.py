"""Reads a table that another program wrote, a workbook or a CSV: hostile until checked."""

import csv
import io
from pathlib import Path

from app.register.workbook import LARGEST_FILE, Sheet, read_sheet
from models.errors import RuleBroken
from models.text import Text

MOST_COLUMNS = 200


def read_table(path: Path, name: str) -> Sheet:
    """Return the rows of the table at *path*, of a workbook those of its sheet *name*; row 1 is the heading.

    Raises:
        RuleBroken: It is no workbook and no CSV, too large, or in no encoding that is known.
    """
    if path.suffix.lower() != ".csv":
        return read_sheet(path, name)
    if not path.is_file():
        raise RuleBroken(Text("找不到文件{path}。", "There is no file {path}.").fill(path=path.name))
    if path.stat().st_size > LARGEST_FILE:
        raise RuleBroken(
            Text("文件超过{limit}MB，请拆分后导入。", "The file is above {limit} MB; split it.").fill(
                limit=LARGEST_FILE >> 20
            )
        )
    text = _decoded(path.read_bytes())
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        ]
    except csv.Error:
        raise RuleBroken(_NO_CSV) from None
    if max((len(row) for row in rows), default=0) > MOST_COLUMNS:
        raise RuleBroken(_NO_CSV)
    return Sheet(rows, {})


_NO_CSV = Text("这个文件不是 CSV 表格，请重新导出。", "This is no CSV table; export it again.")


def _decoded(content: bytes) -> str:
    """Return the text: core systems write UTF-8 or GB 18030."""
    if b"\0" in content:
        raise RuleBroken(_NO_CSV)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleBroken(_NO_CSV)


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max((",", "\t", ";"), key=heading.count)
