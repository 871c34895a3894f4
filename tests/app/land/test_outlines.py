"""Outlines as a GeoPackage holds them: read, measured, compared; hostile ones refused."""

import math
import struct
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.database import Database
from app.jobs import Cancelled, Job
from app.land.outlines import Overlaps, from_shape, read_outline, to_shape
from app.land.parcels import bring_in
from app.register.verdicts import Status, Verdict
from models.collateral.land_map import MOST_POINTS, Box, LandMap, metres_per_unit, ring_area
from models.collateral.object import Collateral
from models.errors import RuleBroken
from models.sample.land import ORIGIN, SampleParcel, village
from tests import factories
from tests.factories import TODAY
from ui.tour.land import geometry, write_package

ACTOR = factories.actor()
SQUARE = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0)]
HOLE = [(10.0, 10.0), (30.0, 10.0), (30.0, 30.0), (10.0, 30.0), (10.0, 10.0)]


def at(
    ring: list[tuple[float, float]], east: float = 463_000, north: float = 5_384_000
) -> list[tuple[float, float]]:
    return [(x + east, y + north) for x, y in ring]


def test_a_hole_is_no_land() -> None:
    outline = read_outline(geometry([at(SQUARE), at(HOLE)]))
    assert outline.square_metres == pytest.approx(9_600)
    ((outer, inner),) = to_shape(outline.geometry)
    assert (len(outer), len(inner)) == (5, 5)
    assert from_shape([[outer, inner]]).area == pytest.approx(9_600)


def test_several_polygons_are_one_parcel() -> None:
    one, other = (geometry([at(SQUARE, east)])[8:] for east in (463_000, 464_000))
    binary = struct.pack("<4sI", b"GP\x00\x01", 4551) + struct.pack("<BII", 1, 6, 2) + one + other
    outline = read_outline(binary)
    assert outline.square_metres == pytest.approx(20_000)
    assert len(to_shape(outline.geometry)) == 2


def test_heights_and_envelopes_are_passed_over() -> None:
    ring = struct.pack("<BII", 1, 1003, 1) + struct.pack("<I", 5)
    ring += b"".join(struct.pack("<ddd", x, y, 320.5) for x, y in at(SQUARE))
    binary = struct.pack("<4sI4d", b"GP\x00\x03", 4551, 0, 1, 0, 1) + ring
    assert read_outline(binary).square_metres == pytest.approx(10_000)
    big_endian = struct.pack(">2sBBi", b"GP", 0, 0, 4551) + geometry([at(SQUARE)])[8:]
    assert read_outline(big_endian).srid == 4551


def test_degrees_are_measured_on_the_ground() -> None:
    """A square of 100 m at 48.6° N, drawn in degrees, has the area of the square to one part in ten thousand."""
    across, up = metres_per_unit((126.5, 48.6))
    assert across == pytest.approx(111_320 * math.cos(math.radians(48.6)), rel=3e-3)
    ring = [(126.5 + x / across, 48.6 + y / up) for x, y in SQUARE]
    assert read_outline(geometry([ring], 4490)).square_metres == pytest.approx(10_000, rel=1e-4)


def test_an_outline_that_crosses_itself_is_repaired() -> None:
    bow = [(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0), (0.0, 0.0)]
    outline = read_outline(geometry([at(bow)]))
    assert outline.repaired
    assert outline.square_metres == pytest.approx(5_000)


def test_a_wavy_brook_is_drawn_with_fewer_corners() -> None:
    chance = Random(1)  # noqa: S311 - repeatable
    steps = [(step * 0.5, chance.uniform(-0.2, 0.2)) for step in range(4_000)]
    ring = [*steps, (2_000.0, 50.0), (0.0, 50.0), steps[0]]
    outline = read_outline(geometry([at(ring)]))
    shape = to_shape(outline.geometry)
    assert sum(len(each) for polygon in shape for each in polygon) <= MOST_POINTS
    assert from_shape(shape).area == pytest.approx(outline.square_metres, rel=0.01)


LIES = struct.pack("<4sI", b"GP\x00\x01", 4551)
HOSTILE = {
    "nothing": b"",
    "no magic": b"XX" + geometry([at(SQUARE)])[2:],
    "a head alone": LIES,
    "cut short": geometry([at(SQUARE)])[:-9],
    "a ring of four thousand million corners": LIES + struct.pack("<BII", 1, 3, 1) + b"\xff\xff\xff\xff",
    "four thousand million rings": LIES + struct.pack("<BII", 1, 3, 0xFFFFFFFF),
    "a point": LIES + struct.pack("<BIdd", 1, 1, 463_000, 5_384_000),
    "an empty polygon": LIES + struct.pack("<BII", 1, 3, 0),
    "an envelope of no kind": b"GP\x00\x0b" + geometry([at(SQUARE)])[4:],
    "no figure": geometry([[(math.nan, 0.0), *at(SQUARE)[1:4], (math.nan, 0.0)]]),
    "beyond all bounds": geometry([[(math.inf, 0.0), *at(SQUARE)[1:4], (math.inf, 0.0)]]),
    "a megabyte": geometry([at(SQUARE) * 20_000]),
    "a line": geometry([[(0.0, 0.0), (1.0, 1.0), (0.0, 0.0), (0.0, 0.0)]]),
}


@pytest.mark.parametrize("binary", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_outline_is_refused(binary: bytes) -> None:
    with pytest.raises(RuleBroken, match="cannot be read"):
        read_outline(binary)


@given(st.binary(max_size=200), st.integers(0, 200))
def test_no_bytes_do_harm(noise: bytes, place: int) -> None:
    good = geometry([at(SQUARE), at(HOLE)])
    for binary in (noise, good[:place] + noise + good[place + len(noise) :], LIES + noise):
        try:
            outline = read_outline(binary)
        except RuleBroken:
            continue
        assert to_shape(outline.geometry)


def test_the_made_up_village_lies_without_gap_or_overlap() -> None:
    overlaps = Overlaps()
    for number, parcel in enumerate(village(300)):
        outline = read_outline(geometry([parcel.corners]))
        assert outline.square_metres == pytest.approx(ring_area(parcel.corners), rel=1e-6)
        overlaps.add(number, outline)
    assert list(overlaps.find(0.5, Job())) == []


def shifted(parcel: SampleParcel, east: float, **texts: str) -> SampleParcel:
    return SampleParcel(parcel.texts | texts, tuple((x + east, y) for x, y in parcel.corners))


def brought_in(database: Database, path: Path, parcels: list[SampleParcel]) -> list[Verdict]:
    write_package(path, parcels)
    return bring_in(path, database, ACTOR, TODAY)


def test_maps_come_with_the_rights(database: Database, tmp_path: Path) -> None:
    parcels = list(village(50))
    verdicts = brought_in(database, tmp_path / "land.gpkg", parcels)
    assert {each.status for each in verdicts} == {Status.ACCEPTED}, verdicts
    with database.session() as session:
        maps = session.scalars(select(LandMap)).all()
        rights = {each.id for each in session.scalars(select(Collateral))}
    assert {each.collateral_id for each in maps} == rights
    drawn = {outline.code: outline for each in maps for outline in each.outlines}
    assert set(drawn) == {parcel.texts["DKBM"] for parcel in parcels}
    box = Box.around(drawn.values())
    assert math.dist((box.west, box.south), ORIGIN) < 3_000
    first = parcels[0]
    assert from_shape(drawn[first.texts["DKBM"]].shape).area == pytest.approx(
        ring_area(first.corners), rel=1e-3
    )


def test_parcels_that_cover_each_other_are_named_on_both_rows(database: Database, tmp_path: Path) -> None:
    one, two, three = list(village(3))
    over = shifted(three, -20, DKBM=three.texts["DKBM"])
    verdicts = brought_in(database, tmp_path / "land.gpkg", [one, two, over])
    assert [each.status for each in verdicts] == [Status.ACCEPTED, Status.WARNED, Status.WARNED]
    assert f"与第4行地块{over.texts['DKBM']}重叠" in verdicts[1].reasons[0].zh
    assert f"与第3行地块{two.texts['DKBM']}重叠" in verdicts[2].reasons[0].zh


def test_a_parcel_that_covers_one_of_the_store_is_warned_of(database: Database, tmp_path: Path) -> None:
    one, two = list(village(2))
    brought_in(database, tmp_path / "first.gpkg", [one])
    over = shifted(two, -10)
    (verdict,) = brought_in(database, tmp_path / "second.gpkg", [over])
    assert verdict.status is Status.WARNED
    assert f"与已入库地块{one.texts['DKBM']}重叠" in verdict.reasons[0].zh


def test_an_area_that_disagrees_with_its_outline_is_warned_of_and_kept(
    database: Database, tmp_path: Path
) -> None:
    (one,) = village(1)
    said = {"SCMJ": f"{ring_area(one.corners) * 1.05:.2f}", "SCMJM": ""}
    (verdict,) = brought_in(database, tmp_path / "land.gpkg", [shifted(one, 0, **said)])
    assert verdict.status is Status.WARNED
    assert "相差超过2%" in verdict.reasons[0].zh
    with database.session() as session:
        assert session.scalars(select(LandMap)).one()


def test_a_broken_outline_is_warned_of_and_the_parcel_kept(database: Database, tmp_path: Path) -> None:
    (one,) = village(1)
    broken = SampleParcel(one.texts, one.corners[:2])
    (verdict,) = brought_in(database, tmp_path / "land.gpkg", [broken])
    assert verdict.status is Status.WARNED
    with database.session() as session:
        assert session.scalars(select(Collateral)).one()
        assert session.scalars(select(LandMap)).first() is None


def test_a_heap_of_outlines_at_one_place_is_refused_whole(database: Database, tmp_path: Path) -> None:
    (one,) = village(1)
    heap = [shifted(one, 0, DKBM=f"{one.texts['DKBM'][:14]}{number:05d}") for number in range(1_100)]
    with pytest.raises(RuleBroken, match="more than a thousand"):
        brought_in(database, tmp_path / "land.gpkg", heap)
    with database.session() as session:
        assert session.scalars(select(Collateral)).first() is None


def test_a_large_holding_is_sent_in_several_maps(database: Database, tmp_path: Path) -> None:
    holder = next(iter(village(1))).texts["CBFBM"]
    parcels = [shifted(each, 0, CBFBM=holder) for each in village(200)]
    brought_in(database, tmp_path / "land.gpkg", parcels)
    with database.session() as session:
        maps = session.scalars(select(LandMap)).all()
        assert len(session.scalars(select(Collateral)).all()) == 1
    assert len(maps) == 3
    assert sum(len(each.outlines) for each in maps) == 200


def test_cancelled_halfway_nothing_is_there(database: Database, tmp_path: Path) -> None:
    write_package(tmp_path / "land.gpkg", village(400))
    job = Job(lambda done, _total: job.cancel() if done > 30 else None)
    with pytest.raises(Cancelled):
        bring_in(tmp_path / "land.gpkg", database, ACTOR, TODAY, job=job)
    with database.session() as session:
        assert session.scalars(select(Collateral)).first() is None
        assert session.scalars(select(LandMap)).first() is None
