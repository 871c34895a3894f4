"""A made-up village's parcels as a titling data set has them: strips of fields between tracks, shared out to households."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import cos, sin
from random import Random

from models.collateral.land_map import ring_area
from models.sample import numbers, words

SRID = 4551
"""CGCS2000, three-degree zone around 126° E, in metres."""
ORIGIN = (463_000.0, 5_384_000.0)
TURN = 0.21
STRIP, LENGTH, TRACK = 42.0, 260.0, 14.0
STRIPS_A_BLOCK = 12
PARCELS_A_HOUSEHOLD = 5
GROUP = 2_000
"""Parcels of one villagers' group, which shares one contract-giver."""
FIELDS = ("南大地", "北岗", "东沟子", "西甸子", "壕沟地", "房后地", "柳条通", "二道岗", "水泡子", "老坟东")

Corner = tuple[float, float]


@dataclass(frozen=True)
class SampleParcel:
    """One parcel: its attributes by the names of GB/T 35958, and its corners, the first one last again."""

    texts: dict[str, str]
    corners: tuple[Corner, ...]


def village(count: int, seed: int = 2399) -> Iterator[SampleParcel]:
    """Yield so many parcels that lie side by side without a gap or an overlap, the same for the same seed."""
    for number in range(count):
        group, place = divmod(number, GROUP)
        chance = Random(f"{seed}/{group}/{place}")  # noqa: S311 - made-up land, repeatable
        yield _parcel(group, place, min(GROUP, count - group * GROUP), chance, seed)


def _parcel(group: int, place: int, of: int, chance: Random, seed: int) -> SampleParcel:
    # Another township than any of the made-up households', so that no parcel is held twice.
    issuer = f"239901{300 + group // 72 % 600:03d}{200 + group // 6 % 12:03d}{group % 6 + 1:02d}"
    households = max(1, of // PARCELS_A_HOUSEHOLD)
    household = place % households
    corners = _corners(group, place)
    person = Random(f"{seed}/{group}/household/{household}")  # noqa: S311 - likewise
    holder = f"测{person.choice(words.SURNAMES)}{person.choice(words.MALE)}"
    square_metres = ring_area(corners)
    return SampleParcel(
        {
            "DKBM": f"{issuer}{place + 1:05d}",
            "DKMC": f"{chance.choice(FIELDS)}{place % STRIPS_A_BLOCK + 1}号",
            "CBFBM": f"{issuer}{household + 1:04d}",
            "CBFMC": holder,
            "CBFZJHM": _number(group, household),
            "FBFMC": f"测试县{words.TOWNS[group // 72 % 10]}{words.VILLAGES[group // 6 % 12]}村股份经济合作社",
            "SCMJ": f"{square_metres:.2f}",
            "SCMJM": f"{square_metres * 15 / 10_000:.2f}",
            "DKLB": "10",
        },
        corners,
    )


def _number(group: int, household: int) -> str:
    day = date.fromordinal(date(1955, 1, 1).toordinal() + household * 31)
    return numbers.resident_id(239950 + group % 40, day, household % 900 + 1)


def _corners(group: int, place: int) -> tuple[Corner, ...]:
    """Return a strip's corners: neighbours share theirs, because the bend of a line depends on the line alone."""
    block, strip = divmod(place, STRIPS_A_BLOCK)
    east, north = block % 6, block // 6
    west = east * (STRIPS_A_BLOCK * STRIP + TRACK) + strip * STRIP
    south = north * (LENGTH + TRACK) + group * 12_000
    lines = [(west + step * STRIP, _bend(group, block, strip + step)) for step in (0, 1)]
    (left, left_bend), (right, right_bend) = lines
    middle = south + LENGTH / 2
    flat = [
        (left, south),
        (right, south),
        (right + right_bend, middle),
        (right, south + LENGTH),
        (left, south + LENGTH),
        (left + left_bend, middle),
        (left, south),
    ]
    return tuple(_turned(x, y) for x, y in flat)


def _bend(group: int, block: int, line: int) -> float:
    return Random(f"{group}/{block}/{line}").uniform(-6, 6)  # noqa: S311 - likewise


def _turned(x: float, y: float) -> Corner:
    return (
        round(ORIGIN[0] + x * cos(TURN) - y * sin(TURN), 3),
        round(ORIGIN[1] + x * sin(TURN) + y * cos(TURN), 3),
    )
