"""The outlines of a shapefile, from the .shp beside its table; the system of coordinates from its .prj.

They are handed on as a GeoPackage would hold them, so that whoever reads on knows one form.
"""

import logging
import re
import struct
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path

from models.errors import RuleBroken
from models.text import Text

BROKEN = Text(
    "同名的 .shp 图形文件已损坏或与 .dbf 不一致，请重新导出；没有图形时请只提供 .dbf。",
    "The .shp beside the table is damaged or of another table; export it again, or give the .dbf alone.",
)
_DEGREES = 4490
_UNKNOWN = 0
_LARGEST_PRJ = 10_000
_BY_MERIDIAN, _BY_ZONE = (4534, 75, 3), (4513, 25, 1)


def beside(path: Path, suffix: str) -> Path | None:
    """Return the file of the same name with another ending, in whatever letters the ending is written."""
    wanted = path.with_suffix(suffix).name.lower()
    return next((each for each in path.parent.iterdir() if each.name.lower() == wanted), None)


def outlines_beside(table: Path) -> Iterator[bytes | None]:
    """Yield the outline of each row of *table*, deleted rows included; endless nothing where there is no .shp.

    Raises:
        RuleBroken: The .shp is none.
    """
    shapes = beside(table, ".shp")
    return repeat(None) if shapes is None else _outlines(shapes, _system(beside(table, ".prj")))


def _outlines(path: Path, system: int) -> Iterator[bytes | None]:
    import shapefile  # noqa: PLC0415 - only who brings in a shapefile needs them
    import shapely  # noqa: PLC0415
    from shapely.geometry import shape  # noqa: PLC0415

    # It logs every ring that turns the wrong way; whether an outline can be used is judged where it is read.
    logging.getLogger(shapefile.__name__).setLevel(logging.ERROR)
    head = struct.pack("<2sBBi", b"GP", 0, 1, system)
    broken = (shapefile.ShapefileException, shapely.GEOSException, struct.error, OSError)
    try:
        _check_length(path)
        with path.open("rb") as file, shapefile.Reader(shp=file) as reader:
            for each in reader.iterShapes():
                empty = each is None or each.shapeType == shapefile.NULL
                yield None if empty else head + shapely.to_wkb(shape(each.__geo_interface__), byte_order=1)
    except (*broken, ValueError, TypeError, LookupError, ArithmeticError, AssertionError) as error:
        raise RuleBroken(BROKEN) from error
    # Whoever asks for one more has a table with more rows: it is of another shapefile.
    raise RuleBroken(BROKEN)


def _check_length(path: Path) -> None:
    """Let only a file pass that is as long as its head says, in words of two bytes."""
    with path.open("rb") as file:
        head = file.read(28)
    if int.from_bytes(head[24:28]) * 2 != path.stat().st_size:
        raise RuleBroken(BROKEN)


def _system(projection: Path | None) -> int:
    """Return the EPSG number of the system that a .prj describes, 0 if it is none of the land survey's.

    Source:
        EPSG: CGCS2000 in degrees is 4490; its three-degree zones are 4513 to 4533 by zone, 4534 to 4554 by meridian.
    """
    if projection is None:
        return _UNKNOWN
    told = projection.read_bytes()[:_LARGEST_PRJ].decode("ascii", "replace").upper().replace(" ", "_")
    if not re.search(r"CGCS_?2000|CHINA_GEODETIC_COORDINATE_SYSTEM_2000", told):
        return _UNKNOWN
    if "PROJCS" not in told:
        return _DEGREES
    for pattern, (first, begins, step) in ((r"CM_(\d{2,3})E", _BY_MERIDIAN), (r"ZONE_(\d{2})", _BY_ZONE)):
        found = re.search(pattern, told)
        if found and begins <= int(found[1]) <= begins + 20 * step:
            return first + (int(found[1]) - begins) // step
    return _UNKNOWN
