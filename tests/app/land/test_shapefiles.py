"""A shapefile with its outlines: the same parcels as a GeoPackage; damaged and mixed-up ones are refused."""

from pathlib import Path
from random import Random

import pytest
import shapefile

from app.database import Database
from app.land.outlines import read_outline
from app.land.parcels import bring_in
from app.land.tables import read_table
from app.register.verdicts import Status
from models.errors import RuleBroken
from models.sample.land import SampleParcel, village
from tests import factories
from tests.factories import TODAY
from ui.tour.land import write_package

ACTOR = factories.actor()
PROJECTIONS = {
    'PROJCS["CGCS2000_3_Degree_GK_CM_126E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]]': 4551,
    'PROJCS["CGCS2000_3_Degree_GK_Zone_42",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]]': 4530,
    'PROJCS["CGCS2000 / 3-degree Gauss-Kruger CM 129E",GEOGCS["China Geodetic Coordinate System 2000"]]': 4552,
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]': 4490,
    'PROJCS["CGCS2000_3_Degree_GK_CM_12E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000"]]': 0,
    'PROJCS["Xian_1980_3_Degree_GK_Zone_42"]': 0,
    "": 0,
}


def write_shapefile(
    path: Path, parcels: list[SampleParcel], projection: str = next(iter(PROJECTIONS))
) -> Path:
    with shapefile.Writer(str(path), shapeType=shapefile.POLYGON, encoding="gb18030") as made:
        for name in parcels[0].texts:
            made.field(name, "C", 80)
        for parcel in parcels:
            made.poly([list(parcel.corners)])
            made.record(*parcel.texts.values())
    path.with_suffix(".prj").write_text(projection)
    return path


@pytest.mark.parametrize("ending", [".shp", ".dbf"])
def test_a_shapefile_brings_the_same_as_a_geopackage(database: Database, tmp_path: Path, ending: str) -> None:
    parcels = list(village(30))
    write_package(tmp_path / "land.gpkg", parcels)
    path = write_shapefile(tmp_path / "村土地.shp", parcels).with_suffix(ending)
    for one, other in zip(read_table(tmp_path / "land.gpkg").rows, read_table(path).rows, strict=True):
        assert one.texts | {"FID": ""} == other.texts | {"FID": ""}
        assert one.outline is not None
        assert other.outline is not None
        package, shapes = read_outline(one.outline), read_outline(other.outline)
        assert (package.srid, package.geometry.equals(shapes.geometry)) == (shapes.srid, True)
    assert {each.status for each in bring_in(path, database, ACTOR, TODAY)} == {Status.ACCEPTED}


@pytest.mark.parametrize(("projection", "system"), PROJECTIONS.items())
def test_the_system_is_read_from_its_description(tmp_path: Path, projection: str, system: int) -> None:
    path = write_shapefile(tmp_path / "land.shp", list(village(1)), projection)
    (row,) = read_table(path).rows
    assert row.outline is not None
    assert read_outline(row.outline).srid == system


def test_holes_and_several_pieces_come_along(tmp_path: Path) -> None:
    (parcel,) = village(1)
    square = [(0, 0), (0, 100), (100, 100), (100, 0), (0, 0)]
    hole = [(10, 10), (30, 10), (30, 30), (10, 30), (10, 10)]
    aside = [(x + 200, y) for x, y in square]
    with shapefile.Writer(str(tmp_path / "land.shp"), shapeType=shapefile.POLYGON) as made:
        made.field("DKBM", "C", 20)
        made.poly([square, hole, aside])
        made.record(parcel.texts["DKBM"])
        made.null()
        made.record(parcel.texts["DKBM"])
    drawn, empty = read_table(tmp_path / "land.shp").rows
    assert drawn.outline is not None
    assert read_outline(drawn.outline).geometry.area == pytest.approx(19_600)
    assert empty.outline is None


def test_a_table_alone_has_no_outlines(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "land.shp", list(village(2)))
    path.unlink()
    assert [row.outline for row in read_table(path.with_suffix(".dbf")).rows] == [None, None]


def test_outlines_without_their_table_are_refused(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "land.shp", list(village(1)))
    path.with_suffix(".dbf").unlink()
    with pytest.raises(RuleBroken, match="缺少同名的"):
        read_table(path)


def test_outlines_of_another_table_are_refused(tmp_path: Path) -> None:
    few = write_shapefile(tmp_path / "few.shp", list(village(1)))
    many = write_shapefile(tmp_path / "many.shp", list(village(3)))
    few.replace(many)
    with pytest.raises(RuleBroken, match="或与"):
        list(read_table(many).rows)


def test_damaged_outlines_never_do_more_than_refuse(tmp_path: Path) -> None:
    path = write_shapefile(tmp_path / "land.shp", list(village(3)))
    sound, chance, refused = path.read_bytes(), Random(2399), 0  # noqa: S311 - repeatable damage
    for _ in range(300):
        damaged = bytearray(sound[: chance.randrange(len(sound))] if chance.random() < 0.3 else sound)
        for _ in range(chance.randrange(1, 6)):
            if damaged:
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(bytes(damaged))
        try:
            for row in read_table(path).rows:
                if row.outline:
                    read_outline(row.outline)
        except RuleBroken:
            refused += 1
    assert refused > 30
