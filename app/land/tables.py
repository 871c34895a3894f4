"""Reads a table of parcels from CSV, from the DBF of a shapefile, or from a GeoPackage: hostile until checked."""

import csv
import io
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from models.errors import RuleBroken
from models.text import Text

LARGEST_FILE = 200 * 2**20
KEY = "DKBM"
ENCODINGS = ("utf-8-sig", "gb18030")
_HEAD, _FIELD = 32, 32
_FIELDS_END = 0x0D
_DELETED = 0x2A

Row = dict[str, str]

UNREADABLE = Text(
    "文件无法读取，请提供 CSV、DBF（Shapefile）或 GPKG 格式的确权数据。",
    "The file cannot be read; give a titling data set as CSV, DBF (shapefile) or GPKG.",
)


def read_table(path: Path) -> list[Row]:
    """Return the rows of the table at *path*, by the field names of GB/T 35958 in capitals.

    Raises:
        RuleBroken: It is too large, of another form, or holds no parcels.
    """
    if not path.is_file():
        raise RuleBroken(UNREADABLE)
    if path.stat().st_size > LARGEST_FILE:
        raise RuleBroken(
            Text("文件超过{limit}MB，请拆分后导入。", "The file is above {limit} MB; split it.").fill(
                limit=LARGEST_FILE // 2**20
            )
        )
    readers = {".csv": _csv, ".dbf": _dbf, ".gpkg": _geopackage}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise RuleBroken(UNREADABLE)
    try:
        rows = list(reader(path))
    except (csv.Error, struct.error, sqlite3.Error, UnicodeError, IndexError) as broken:
        raise RuleBroken(UNREADABLE) from broken
    if not rows or KEY not in rows[0]:
        raise RuleBroken(
            Text(
                "没有地块数据，或缺少地块编码（DKBM）列。",
                "There are no parcels, or the column of parcel codes (DKBM) is missing.",
            )
        )
    return rows


def _csv(path: Path) -> Iterator[Row]:
    text = _decoded(path.read_bytes())
    for row in csv.DictReader(io.StringIO(text, newline="")):
        yield {name.strip().upper(): (value or "").strip() for name, value in row.items() if name}


def _decoded(raw: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleBroken(UNREADABLE)


def _dbf(path: Path) -> Iterator[Row]:
    """Read dBASE III: a head, a description of each field, then rows of fixed width."""
    raw = path.read_bytes()
    count, start, width = struct.unpack_from("<IHH", raw, 4)
    fields: list[tuple[str, int]] = []
    at = _HEAD
    while at < start - 1 and raw[at] != _FIELDS_END:
        name = raw[at : at + 11].split(b"\0")[0].decode("ascii", "replace").upper()
        fields.append((name, raw[at + 16]))
        at += _FIELD
    if sum(size for _, size in fields) + 1 != width or start + count * width > len(raw):
        raise RuleBroken(UNREADABLE)
    for number in range(count):
        row = raw[start + number * width : start + (number + 1) * width]
        if row[0] != _DELETED:
            yield _dbf_row(row, fields)


def _dbf_row(row: bytes, fields: list[tuple[str, int]]) -> Row:
    found, at = {}, 1
    for name, size in fields:
        found[name] = _decoded(row[at : at + size]).strip(" \0")
        at += size
    return found


def _geopackage(path: Path) -> Iterator[Row]:
    # The file is opened for reading only: nothing in it may write or load anything.
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        names = connection.execute("SELECT table_name FROM gpkg_contents").fetchall()
        for (name,) in names:
            quoted = '"' + str(name).replace('"', '""') + '"'
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({quoted})")]
            wanted = [column for column in columns if column.upper().isalnum()]
            if KEY not in {column.upper() for column in wanted}:
                continue
            listed = ", ".join('"' + column + '"' for column in wanted)
            for row in connection.execute(f"SELECT {listed} FROM {quoted}"):  # noqa: S608 - both are quoted names
                yield {
                    column.upper(): str(value).strip()
                    for column, value in zip(wanted, row, strict=True)
                    if value is not None and not isinstance(value, bytes)
                }
