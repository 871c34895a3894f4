"""Writes a made-up village's parcels as a GeoPackage, as a county's titling office hands it over."""

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from models.sample.land import SRID, SampleParcel

APPLICATION = 0x47504B47
_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
  organization_coordsys_id INTEGER, definition TEXT, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,
  z TINYINT, m TINYINT);
"""


def write_package(path: Path, parcels: Iterable[SampleParcel], srid: int = SRID) -> int:
    """Write the parcels to *path* and return how many there are."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as package, package:
        package.execute(f"PRAGMA application_id = {APPLICATION}")
        package.executescript(_TABLES)
        package.execute("INSERT INTO gpkg_contents VALUES ('DK', 'features', '地块', ?)", (srid,))
        package.execute(
            "INSERT INTO gpkg_geometry_columns VALUES ('DK', 'geom', 'POLYGON', ?, 0, 0)", (srid,)
        )
        count = 0
        for parcel in parcels:
            if not count:
                columns = ", ".join(f"{name} TEXT" for name in parcel.texts)
                package.execute(f"CREATE TABLE DK (fid INTEGER PRIMARY KEY, geom BLOB, {columns})")
            marks = ", ".join("?" * len(parcel.texts))
            values = (geometry([parcel.corners], srid), *parcel.texts.values())
            package.execute(f"INSERT INTO DK VALUES (NULL, ?, {marks})", values)  # noqa: S608 - marks alone
            count += 1
    return count


def geometry(rings: Sequence[Sequence[tuple[float, float]]], srid: int = SRID) -> bytes:
    """Return a polygon as a GeoPackage holds it (OGC 12-128r19, 2.1.3)."""
    parts = [struct.pack("<4sI", b"GP\x00\x01", srid & 0xFFFFFFFF), struct.pack("<BII", 1, 3, len(rings))]
    for ring in rings:
        parts.append(struct.pack("<I", len(ring)))
        parts += [struct.pack("<dd", *corner) for corner in ring]
    return b"".join(parts)
