"""Where the parcels of a land right lie: their outlines, kept beside the right."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, isfinite, pi, sin, sqrt
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped

from models.base import Record
from models.errors import RuleBroken
from models.fields import field
from models.kinds import COUNT, REFERENCE, Kind, identifier
from models.text import Text

Point = tuple[float, float]
Ring = Sequence[Point]
Shape = Sequence[Sequence[Ring]]
"""Polygons, each an outer ring and then its holes: the coordinates of a GeoJSON MultiPolygon (RFC 7946)."""

MOST_POINTS = 500
"""So many corners make some 12 KB on the wire; a land right with more has several maps."""

_DEGREE = pi / 180
_AXIS, _FLATTENING = 6_378_137.0, 1 / 298.257222101
_ECCENTRICITY = _FLATTENING * (2 - _FLATTENING)


def in_degrees(point: Point) -> bool:
    """Tell whether a place is given in degrees: in metres, a northing of this country has seven digits."""
    return abs(point[0]) <= 180 and abs(point[1]) <= 90  # noqa: PLR2004 - degrees go no further


def metres_per_unit(point: Point) -> tuple[float, float]:
    """Return how many metres east and north a unit of the coordinates is at that place.

    Source:
        GB 22021-2008, the ellipsoid of CGCS2000: radii of curvature in the prime vertical and the meridian.
    """
    if not in_degrees(point):
        return 1.0, 1.0
    latitude = point[1] * _DEGREE
    bent = 1 - _ECCENTRICITY * sin(latitude) ** 2
    across = _AXIS / sqrt(bent) * cos(latitude)
    return across * _DEGREE, _AXIS * (1 - _ECCENTRICITY) / bent**1.5 * _DEGREE


def ring_area(ring: Ring) -> float:
    """Return the area within a closed ring, in its units squared, whichever way round it runs."""
    # Counted from the first corner, so that figures of seven digits do not eat the precision.
    x0, y0 = ring[0]
    products = ((x - x0) * (v - y0) - (u - x0) * (y - y0) for (x, y), (u, v) in pairwise(ring))
    return abs(sum(products)) / 2


class Outline(NamedTuple):
    """One parcel: its code, its name, and its shape in the units of the map."""

    code: str
    name: str
    shape: Shape

    @property
    def points(self) -> Iterable[Point]:
        """Every corner."""
        return (point for polygon in self.shape for ring in polygon for point in ring)

    @property
    def square_metres(self) -> float:
        """The area on the ground, without the holes."""
        across, up = metres_per_unit(self.shape[0][0][0])
        areas = (ring_area(outer) - sum(map(ring_area, holes)) for outer, *holes in self.shape)
        return sum(areas) * across * up


class Box(NamedTuple):
    """The least rectangle around something."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, outlines: Iterable[Outline]) -> "Box":
        """Return the box around the outlines, of which there must be one."""
        points = [point for outline in outlines for point in outline.points]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return cls(min(xs), min(ys), max(xs), max(ys))

    def grown(self, share: float) -> "Box":
        """Return the box, larger on each side by a share of its longer side."""
        more = share * max(self.east - self.west, self.north - self.south)
        return Box(self.west - more, self.south - more, self.east + more, self.north + more)

    def meets(self, other: "Box") -> bool:
        """Tell whether the two have a point in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )


def read_shape(packed: Any) -> Shape:
    """Return a shape from JSON.

    Raises:
        ValueError, TypeError: It is none: rings of at least four points, each two finite figures.
    """
    shape = [[[(float(x), float(y)) for x, y in ring] for ring in polygon] for polygon in packed]
    rings = [ring for polygon in shape for ring in polygon]
    if not rings or not all(shape) or any(len(ring) < 4 for ring in rings):  # noqa: PLR2004 - a closed triangle
        raise ValueError
    if not all(isfinite(x) and isfinite(y) for ring in rings for x, y in ring):
        raise ValueError
    return shape


def _read(packed: Any) -> list[dict[str, Any]]:
    if not isinstance(packed, list):
        raise TypeError
    corners = 0
    for each in packed:
        if not isinstance(each, dict) or not all(isinstance(each.get(key), str) for key in ("code", "name")):
            raise TypeError
        corners += sum(len(ring) for polygon in read_shape(each.get("shape")) for ring in polygon)
    if corners > MOST_POINTS:
        raise ValueError
    return packed


def _no_typing(_typed: str) -> Any:
    raise RuleBroken(
        Text(
            "地块图随确权数据导入，不能手工填写。", "Outlines come with the titling data; they are not typed."
        )
    )


OUTLINES = Kind(
    "outlines",
    JSON,
    _no_typing,
    lambda value, _: "、".join(each["name"] or each["code"] for each in value),
    unpack=_read,
)


class LandMap(Record):
    """The outlines of the parcels of one land right, all in one system of coordinates.

    Attributes:
        srid: The EPSG number of the system; 4490 is CGCS2000 in degrees, 4513 to 4554 its zones in metres.
        issuer_code: The contract-giver's code, by which the neighbours are found.
    """

    kind = "land_map"
    label = Text("地块图", "land map")

    collateral_id: Mapped[UUID | None] = field(
        Text("押品", "Collateral"), REFERENCE, required=True, index=True
    )
    issuer_code: Mapped[str] = field(
        Text("发包方编码", "Contract-giver"), identifier("issuer", 14), required=True, index=True
    )
    srid: Mapped[int | None] = field(Text("坐标系编号", "System of coordinates"), COUNT, required=True)
    parcels: Mapped[list[dict[str, Any]] | None] = field(Text("地块", "Parcels"), OUTLINES, required=True)

    @property
    def outlines(self) -> list[Outline]:
        """The parcels, read."""
        return [Outline(each["code"], each["name"], read_shape(each["shape"])) for each in self.parcels or []]
