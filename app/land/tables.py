"""Reads a table of parcels from CSV, a shapefile (or its DBF alone), or a GeoPackage: hostile until checked.

Rows come one by one, so that a county's data set needs no more memory than a village's.
"""

import codecs
import csv
import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from app.land.shapes import beside, outlines_beside
from models.errors import RuleBroken
from models.text import Text

LARGEST_FILE = 200 * 2**20
KEY = "DKBM"
ENCODINGS = ("utf-8-sig", "gb18030")
CHUNK = 1 << 20
_HEAD, _FIELD = 32, 32
_FIELDS_END = 0x0D
_DELETED = 0x2A
_BROKEN = (csv.Error, struct.error, sqlite3.Error, UnicodeError, IndexError, OverflowError)


class Row(NamedTuple):
    """One row: its texts by the field names of GB/T 35958 in capitals, and its outline where the file has one.

    The outline is the binary of a GeoPackage, unread.
    """

    texts: dict[str, str]
    outline: bytes | None = None


@dataclass(frozen=True)
class Table:
    """The rows of a data set and how many there are, deleted and empty ones counted."""

    total: int
    rows: Iterator[Row]


UNREADABLE = Text(
    "文件无法读取，请提供 CSV、Shapefile（SHP、DBF）或 GPKG 格式的确权数据。",
    "The file cannot be read; give a titling data set as CSV, shapefile (SHP, DBF) or GPKG.",
)
NO_TABLE = Text(
    "缺少同名的 .dbf 属性表，请把 .shp、.dbf、.prj 放在同一文件夹。",
    "The .dbf of the same name is missing; put .shp, .dbf and .prj into one folder.",
)
NO_PARCELS = Text(
    "没有地块数据，或缺少地块编码（DKBM）列。",
    "There are no parcels, or the column of parcel codes (DKBM) is missing.",
)


def read_table(path: Path) -> Table:
    """Return the rows of the table at *path*.

    Raises:
        RuleBroken: It is too large, of another form, or holds no parcels; the rows raise it as well.
    """
    if not path.is_file():
        raise RuleBroken(UNREADABLE)
    if path.stat().st_size > LARGEST_FILE:
        raise RuleBroken(
            Text("文件超过{limit}MB，请拆分后导入。", "The file is above {limit} MB; split it.").fill(
                limit=LARGEST_FILE // 2**20
            )
        )
    readers: dict[str, Callable[[Path], Table]] = {
        ".csv": _csv,
        ".dbf": _dbf,
        ".shp": _shapefile,
        ".gpkg": _geopackage,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise RuleBroken(UNREADABLE)
    try:
        table = reader(path)
    except _BROKEN as broken:
        raise RuleBroken(UNREADABLE) from broken
    return Table(table.total, _checked(table.rows))


def _checked(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows; the first one must name a parcel, and a row that cannot be read refuses the file."""
    try:
        first = next(rows, None)
        if first is None or KEY not in first.texts:
            raise RuleBroken(NO_PARCELS)
        yield first
        yield from rows
    except _BROKEN as broken:
        raise RuleBroken(UNREADABLE) from broken


def _csv(path: Path) -> Table:
    encoding = _encoding(path)
    with path.open("rb") as file:
        lines = sum(piece.count(b"\n") for piece in _pieces(file))

    def rows() -> Iterator[Row]:
        with path.open(encoding=encoding, newline="") as file:
            for row in csv.DictReader(file):
                yield Row(
                    {name.strip().upper(): (value or "").strip() for name, value in row.items() if name}
                )

    return Table(lines, rows())


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(CHUNK):
        yield piece


def _encoding(path: Path) -> str:
    """Return the first encoding that the whole file can be read in."""
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                for piece in _pieces(file):
                    decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RuleBroken(UNREADABLE)


def _decoded(raw: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RuleBroken(UNREADABLE)


def _shapefile(path: Path) -> Table:
    table = beside(path, ".dbf")
    if table is None:
        raise RuleBroken(NO_TABLE)
    return _dbf(table)


def _dbf(path: Path) -> Table:
    """Read dBASE III: a head, a description of each field, then rows of fixed width; outlines from the .shp beside it."""
    with path.open("rb") as file:
        count, start, width = struct.unpack("<IHH", file.read(_HEAD)[4:12])
        described = file.read(max(start - _HEAD, 0))
    fields: list[tuple[str, int]] = []
    for at in range(0, len(described) - 1, _FIELD):
        if described[at] == _FIELDS_END:
            break
        name = described[at : at + 11].split(b"\0")[0].decode("ascii", "replace").upper()
        fields.append((name, described[at + 16]))
    if sum(size for _, size in fields) + 1 != width or start + count * width > path.stat().st_size:
        raise RuleBroken(UNREADABLE)

    def rows() -> Iterator[Row]:
        with path.open("rb") as file:
            file.seek(start)
            for _number, outline in zip(range(count), outlines_beside(path), strict=False):
                row = file.read(width)
                if row[0] != _DELETED:
                    yield Row(_dbf_row(row, fields), outline)

    return Table(count, rows())


def _dbf_row(row: bytes, fields: list[tuple[str, int]]) -> dict[str, str]:
    found, at = {}, 1
    for name, size in fields:
        found[name] = _decoded(row[at : at + size]).strip(" \0")
        at += size
    return found


def _geopackage(path: Path) -> Table:
    with closing(_opened(path)) as connection:
        layers = list(_layers(connection))
        total = sum(connection.execute(f"SELECT count(*) FROM {each.table}").fetchone()[0] for each in layers)  # noqa: S608 - a quoted name

    def rows() -> Iterator[Row]:
        with closing(_opened(path)) as connection:
            for layer in layers:
                yield from _layer_rows(connection, layer)

    return Table(total, rows())


def _opened(path: Path) -> sqlite3.Connection:
    # The file is opened for reading only: nothing in it may write or load anything.
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


class _Layer(NamedTuple):
    """A table of parcels: its quoted name, its columns, and the one that holds the outline."""

    table: str
    columns: list[str]
    outline: str | None


def _layers(connection: sqlite3.Connection) -> Iterator[_Layer]:
    for (name,) in connection.execute("SELECT table_name FROM gpkg_contents").fetchall():
        table = _quoted(str(name))
        columns = [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
        outline = _outline_column(connection, str(name))
        texts = [column for column in columns if column.upper().isalnum() and column != outline]
        if KEY in {column.upper() for column in texts}:
            yield _Layer(table, texts, outline if outline in columns else None)


def _outline_column(connection: sqlite3.Connection, table: str) -> str | None:
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_geometry_columns'").fetchone()
    if not known:
        return None
    wanted = "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?"
    found = connection.execute(wanted, (table,)).fetchone()
    return str(found[0]) if found else None


def _layer_rows(connection: sqlite3.Connection, layer: _Layer) -> Iterator[Row]:
    chosen = [*map(_quoted, layer.columns), _quoted(layer.outline) if layer.outline else "NULL"]
    for *values, outline in connection.execute(f"SELECT {', '.join(chosen)} FROM {layer.table}"):  # noqa: S608 - all are quoted names
        texts = {
            column.upper(): _text(value)
            for column, value in zip(layer.columns, values, strict=True)
            if value is not None and not isinstance(value, bytes)
        }
        yield Row(texts, outline if isinstance(outline, bytes) else None)


def _text(value: Any) -> str:
    return str(value).strip()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
