"""Outlines of parcels as a GeoPackage holds them: reading, measuring, and finding those that overlap.

Shapely is loaded by the first outline, never at start.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.jobs import Job
from models.collateral.land_map import MOST_POINTS, Point, Shape, metres_per_unit
from models.errors import RuleBroken
from models.text import Text

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

LARGEST_OUTLINE = 2**20
FARTHEST = 1e8
"""No system of coordinates in use gives a place on earth a figure of nine digits; nor is NaN below it."""
AT_ONCE = 50
MOST_NEIGHBOURS = 1_000
_MAGIC = b"GP"
_ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
_CENTIMETRE_PLACES = {True: 8, False: 2}
"""Decimals that keep a centimetre: of degrees, of metres."""

UNREADABLE = Text("图形无法读取，按没有图形处理。", "The outline cannot be read and is left out.")

CROWDED = Text(
    "有地块与一千多个地块相交，图形数据有误，请核对后重新导入。",
    "A parcel meets more than a thousand others: the outlines cannot be right. Check them and import again.",
)


@dataclass(frozen=True)
class Drawn:
    """An outline that was read.

    Attributes:
        srid: The EPSG number that the file gives it.
        geometry: A valid polygon or several, in the units of the file, without heights.
        repaired: Whether it crossed itself and was put right.
    """

    srid: int
    geometry: "BaseGeometry"
    repaired: bool = False

    @property
    def square_metres(self) -> float:
        """The area on the ground."""
        return float(self.geometry.area) * _square_metres_per_unit(self.geometry)


def read_outline(binary: bytes) -> Drawn:
    """Return the outline that a GeoPackage's geometry holds.

    Raises:
        RuleBroken: It is none: too large, damaged, no polygon, or with figures that no place on earth has.

    Source:
        OGC 12-128r19, clause 2.1.3: "GP", version, flags, SRID, envelope, then well-known binary.
    """
    import shapely  # noqa: PLC0415 - see the module

    if len(binary) > LARGEST_OUTLINE or binary[:2] != _MAGIC:
        raise RuleBroken(UNREADABLE)
    try:
        flags = binary[3]
        (srid,) = struct.unpack_from("<i" if flags & 1 else ">i", binary, 4)
        geometry = shapely.force_2d(shapely.from_wkb(binary[8 + _ENVELOPES[flags >> 1 & 7] :]))
    except (shapely.GEOSException, KeyError, IndexError, struct.error, TypeError) as broken:
        raise RuleBroken(UNREADABLE) from broken
    if geometry.geom_type not in {"Polygon", "MultiPolygon"} or geometry.is_empty:
        raise RuleBroken(UNREADABLE)
    if not (abs(shapely.get_coordinates(geometry)) < FARTHEST).all():
        raise RuleBroken(UNREADABLE)
    if geometry.is_valid:
        return Drawn(srid, geometry)
    mended = _polygons_alone(shapely.make_valid(geometry))
    if mended.is_empty:
        raise RuleBroken(UNREADABLE)
    return Drawn(srid, mended, repaired=True)


def _polygons_alone(geometry: "BaseGeometry") -> "BaseGeometry":
    """Return what has an area; mending may leave lines and points behind."""
    import shapely  # noqa: PLC0415 - see the module

    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return shapely.union_all(parts)


def from_shape(shape: Shape) -> "BaseGeometry":
    """Return a stored shape as a geometry."""
    import shapely  # noqa: PLC0415 - see the module

    polygons = [shapely.Polygon(polygon[0], polygon[1:]) for polygon in shape]
    return shapely.make_valid(shapely.MultiPolygon(polygons))


def to_shape(geometry: "BaseGeometry") -> Shape:
    """Return a geometry as it is stored: to the centimetre, and with no more corners than a map can carry."""
    geometry = _simplified(geometry)
    places = _CENTIMETRE_PLACES[_square_metres_per_unit(geometry) > 1]
    return [
        [_rounded(ring.coords, places) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in getattr(geometry, "geoms", [geometry])
    ]


def _rounded(points: Any, places: int) -> list[Point]:
    return [(round(x, places), round(y, places)) for x, y in points]


def _simplified(geometry: "BaseGeometry") -> "BaseGeometry":
    import shapely  # noqa: PLC0415 - see the module

    west, south, east, north = geometry.bounds
    slack = 0.1 / math.sqrt(_square_metres_per_unit(geometry))
    while shapely.get_num_coordinates(geometry) > MOST_POINTS:
        simpler = _polygons_alone(geometry.simplify(slack))
        if simpler.is_empty or slack > max(east - west, north - south):
            return geometry.envelope
        geometry, slack = simpler, slack * 2
    return geometry


def _square_metres_per_unit(geometry: "BaseGeometry") -> float:
    west, south, east, north = geometry.bounds
    across, up = metres_per_unit(((west + east) / 2, (south + north) / 2))
    return across * up


@dataclass
class Overlaps:
    """Finds which of many outlines cover each other.

    Attributes:
        drawn: The outlines by their system of coordinates; outlines of two systems are not compared.
    """

    drawn: dict[int, list[tuple[int, "BaseGeometry"]]] = field(default_factory=dict)

    def add(self, number: int, outline: Drawn) -> None:
        """Add an outline under a number of its own."""
        self.drawn.setdefault(outline.srid, []).append((number, outline.geometry))

    def find(self, least: float, job: Job) -> Iterator[tuple[int, int, float]]:
        """Yield the numbers of two outlines that share at least so many square metres, and how many.

        Raises:
            RuleBroken: An outline touches so many others that the file cannot be of parcels.
            Cancelled: Somebody stopped it.
        """
        for outlines in self.drawn.values():
            yield from _overlapping(outlines, least, job)


def _overlapping(
    outlines: Sequence[tuple[int, "BaseGeometry"]], least: float, job: Job
) -> Iterator[tuple[int, int, float]]:
    import numpy as np  # noqa: PLC0415 - see the module
    import shapely  # noqa: PLC0415

    numbers = [number for number, _ in outlines]
    shapes = np.array([geometry for _, geometry in outlines], dtype=object)
    factor = _square_metres_per_unit(shapes[0])
    tree = shapely.STRtree(shapes)
    for start in range(0, len(shapes), AT_ONCE):
        here, there = tree.query(shapes[start : start + AT_ONCE], predicate="intersects")
        if np.bincount(here, minlength=1).max() > MOST_NEIGHBOURS:
            raise RuleBroken(CROWDED)
        here = here + start
        once = here < there
        here, there = here[once], there[once]
        shared = shapely.area(shapely.intersection(shapes[here], shapes[there])) * factor
        for place in np.flatnonzero(shared >= least):
            yield numbers[here[place]], numbers[there[place]], float(shared[place])
        job.step(min(start + AT_ONCE, len(shapes)), len(shapes))
