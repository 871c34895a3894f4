"""A land titling data set in each of its forms, with good and bad rows."""

import sqlite3
import struct
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.database import Database
from app.land.parcels import bring_in
from app.land.tables import read_table
from app.register.verdicts import Status
from models.collateral.farmland_right import FarmlandRight
from models.collateral.object import Collateral
from models.errors import RuleBroken
from tests import factories
from tests.factories import TODAY

ACTOR = factories.actor()
HEAD = ["DKBM", "DKMC", "CBFBM", "CBFMC", "SCMJ", "SCMJM", "DKLB"]
ROWS = [
    ["2399011002010000123", "南大地", "239901100201000017", "王𬭎", "66667", "100", "10"],
    ["2399011002010000124", "北岗", "239901100201000017", "王𬭎", "33333", "", "10"],
    ["2399011002010000125", "村东", "239901100201000018", "李娜", "6667", "99", "77"],
    ["2399011002010000125", "村东", "239901100201000018", "李娜", "6667", "10", "10"],
    ["2399011002020000126", "村西", "239901100201000018", "李娜", "6667", "10", "10"],
    ["23990110020", "村西", "239901100201000018", "李娜", "6667", "10", "10"],
    ["2399011002010000127", "村西", "239901100201000018", "李娜", "-5", "x", "10"],
]


def as_csv(path: Path, encoding: str = "utf-8") -> Path:
    text = "\n".join(",".join(row) for row in [HEAD, *ROWS])
    path.write_bytes(text.encode(encoding))
    return path


def as_dbf(path: Path, encoding: str = "utf-8") -> Path:
    width = 24
    fields = b"".join(struct.pack("<11sc4xBB14x", name.encode(), b"C", width, 0) for name in HEAD)
    body = b"".join(b" " + b"".join(cell.encode(encoding).ljust(width) for cell in row) for row in ROWS)
    start = 32 + len(fields) + 1
    head = struct.pack("<BBBBIHH20x", 3, 126, 11, 23, len(ROWS), start, len(HEAD) * width + 1)
    path.write_bytes(head + fields + b"\r" + body + b"\x1a")
    return path


def as_geopackage(path: Path, _encoding: str = "") -> Path:
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
        made.execute("INSERT INTO gpkg_contents VALUES ('DK', 'features')")
        made.execute(
            f"CREATE TABLE DK (fid INTEGER, geom BLOB, {', '.join(f'{name} TEXT' for name in HEAD)})"
        )
        marks = ",".join("?" * len(HEAD))
        made.executemany(f"INSERT INTO DK VALUES (1, x'00', {marks})", ROWS)  # noqa: S608 - marks alone
    return path


FORMS = [
    pytest.param(as_csv, "land.csv", "utf-8", id="csv"),
    pytest.param(as_csv, "land.csv", "gb18030", id="csv of an older program"),
    pytest.param(as_dbf, "land.dbf", "utf-8", id="dbf"),
    pytest.param(as_geopackage, "land.gpkg", "", id="gpkg"),
]


@pytest.mark.parametrize(("write", "name", "encoding"), FORMS)
def test_every_form_gives_the_same_verdicts(
    database: Database, tmp_path: Path, write: object, name: str, encoding: str
) -> None:
    path = write(tmp_path / name, encoding)  # type: ignore[operator]
    verdicts = bring_in(path, database, ACTOR, TODAY)
    refused = Status.REFUSED
    assert [verdict.status for verdict in verdicts] == [
        Status.ACCEPTED,
        Status.ACCEPTED,
        Status.WARNED,
        refused,
        refused,
        refused,
        refused,
    ]
    assert all(verdict.reasons for verdict in verdicts[2:])
    with database.session() as session:
        rights = {each.owner_name: each for each in session.scalars(select(Collateral))}
    assert set(rights) == {"王𬭎", "李娜"}
    facts = FarmlandRight.read(rights["王𬭎"].facts)
    assert facts.parcels == ("2399011002010000123", "2399011002010000124")
    assert facts.area == Decimal("150.00")
    assert facts.contract_code == "239901100201000017J"


def test_a_parcel_is_brought_in_once(database: Database, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "land.csv")
    bring_in(path, database, ACTOR, TODAY)
    again = bring_in(path, database, ACTOR, TODAY)
    assert all(verdict.status is Status.REFUSED for verdict in again)


def test_a_dry_run_writes_nothing(database: Database, tmp_path: Path) -> None:
    bring_in(as_csv(tmp_path / "land.csv"), database, ACTOR, TODAY, dry_run=True)
    with database.session() as session:
        assert session.scalars(select(Collateral)).first() is None


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("land.csv", b"\xff\xff\xff"),
        ("land.csv", b"A,B\n1,2\n"),
        ("land.csv", b""),
        ("land.dbf", b"\x03"),
        ("land.dbf", b"\x03" + b"\xff" * 100),
        ("land.gpkg", b"no database at all"),
        ("land.zip", b"PK"),
    ],
)
def test_what_is_no_data_set_is_refused_whole(tmp_path: Path, name: str, raw: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(RuleBroken):
        list(read_table(path).rows)
