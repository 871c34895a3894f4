"""Land from a titling data set to the printed contract, through the window."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from app.land.maps import MapView
from app.register.verdicts import Status, count
from models.collateral.land_map import Box, Outline, metres_per_unit
from models.sample.land import SampleParcel, village
from tests.ui import looking
from tests.ui.branch import Officer
from tests.ui.conftest import Opened
from ui.collateral.imports import LAND
from ui.collateral.object_page import ObjectPage
from ui.collateral.page import CollateralPage
from ui.collateral.parcel_map import MapCard, ParcelMap
from ui.import_dialog import ImportDialog
from ui.tour.land import write_package

PARCELS = 60


def brought_in(who: Officer, path: Path, parcels: list[SampleParcel]) -> ImportDialog:
    """Bring a data set in as an officer does and return the dialog."""
    write_package(path, parcels)
    who.shell.open_place("collateral")
    page = who.page()
    assert isinstance(page, CollateralPage)
    page.open_import(LAND)
    dialog = page.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    dialog.judge(path)
    who.wait(lambda: bool(dialog.verdicts))
    who.settle()
    dialog.import_button.click()
    who.settle()
    return dialog


def map_of(who: Officer, code: str) -> ParcelMap:
    """Open the page of the land right that holds a parcel and return its map."""
    found = who.workstation.database.read("SELECT id FROM collateral WHERE facts LIKE ?", (f"%{code}%",))
    who.shell.open_record("collateral", UUID(found[0][0]))
    who.settle()
    page = who.page()
    assert isinstance(page, ObjectPage)
    card = page.findChild(MapCard)
    assert isinstance(card, MapCard)
    assert card.map
    return card.map


def test_a_village_is_brought_in_and_drawn(officer: Opened, tmp_path: Path) -> None:
    who = officer()
    parcels = list(village(PARCELS))
    dialog = brought_in(who, tmp_path / "land.gpkg", parcels)
    assert count(dialog.verdicts)[Status.ACCEPTED] == PARCELS
    assert "已导入60块地" in dialog.summary.text()
    assert not dialog.import_button.isEnabled()
    dialog.accept()
    drawn = map_of(who, parcels[0].texts["DKBM"])
    assert drawn.accessibleName() == "地块图"
    assert parcels[0].texts["DKBM"] in drawn.accessibleDescription()
    again = brought_in(who, tmp_path / "land.gpkg", parcels)
    assert count(again.verdicts)[Status.REFUSED] == PARCELS


def square(east: float, code: str, name: str = "南大地") -> Outline:
    ring = [(east, 0.0), (east + 100, 0.0), (east + 100, 100.0), (east, 100.0), (east, 0.0)]
    return Outline(code, name, [[[(463_000 + x, 5_384_000 + y) for x, y in ring]]])


@pytest.fixture
def shown(officer: Opened) -> Callable[[], tuple[ParcelMap, list[int]]]:
    def show() -> tuple[ParcelMap, list[int]]:
        who = officer()
        own = [square(0, "2399011002010000123"), square(250, "2399011002010000124", "北岗")]
        view = MapView(own, [square(120, "2399011002010000125", "")], Box.around(own).grown(0.1))
        drawn, heard = ParcelMap(view), list[int]()
        drawn.setParent(who.shell, Qt.WindowType.Dialog)
        drawn.selected.connect(heard.append)
        drawn.resize(640, 360)
        drawn.show()
        who.settle()
        return drawn, heard

    return show


def test_the_mouse_points_at_a_parcel(shown: Callable[[], tuple[ParcelMap, list[int]]]) -> None:
    drawn, heard = shown()
    for point in (drawn.middle_of(1), drawn.middle_of(0), QPointF(1, 1)):
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            point,
            drawn.mapToGlobal(point),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(drawn, moved)
    assert heard == [1, 0, -1]


def test_the_keyboard_goes_from_parcel_to_parcel(shown: Callable[[], tuple[ParcelMap, list[int]]]) -> None:
    drawn, heard = shown()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
        QApplication.sendEvent(drawn, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))
    assert heard == [0, 1, 0, 1]
    assert drawn.accessibleDescription() == "北岗　15.00 亩　编码 2399011002010000124"


def test_north_is_up_east_is_right_and_the_scale_is_true(
    shown: Callable[[], tuple[ParcelMap, list[int]]],
) -> None:
    drawn, _heard = shown()
    first, second = drawn.middle_of(0), drawn.middle_of(1)
    assert first.y() == pytest.approx(second.y(), abs=1)
    assert (second.x() - first.x()) / drawn.pixels_per_metre == pytest.approx(250, rel=0.01)
    assert drawn.scale_metres in {1, 2, 5, 10, 20, 50, 100, 200}
    assert drawn.scale_metres * drawn.pixels_per_metre <= drawn.width() / 4


def test_degrees_are_drawn_as_the_ground_lies(officer: Opened) -> None:
    """A square field near 48° N is as wide as it is high, although a degree of longitude is shorter there."""
    who = officer()
    across, up = metres_per_unit((126.5, 48.6))
    ring = [(126.5 + x / across, 48.6 + y / up) for x, y in ((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))]
    own = [Outline("2399011002010000123", "南大地", [[ring]])]
    drawn = ParcelMap(MapView(own, [], Box.around(own)))
    drawn.setParent(who.shell, Qt.WindowType.Dialog)
    drawn.resize(640, 360)
    drawn.show()
    who.settle()
    box = drawn._own[0].boundingRect()
    assert box.width() == pytest.approx(box.height(), rel=0.01)
    assert own[0].square_metres == pytest.approx(10_000, rel=1e-3)


def test_a_right_without_outlines_says_what_to_do(officer: Opened) -> None:
    who = officer()
    found = who.workstation.database.read(
        "SELECT id FROM collateral WHERE collateral_kind = 'farmland_right' ORDER BY id LIMIT 1"
    )
    who.shell.open_record("collateral", UUID(found[0][0]))
    who.settle()
    card = who.page().findChild(MapCard)
    assert isinstance(card, MapCard)
    assert card.map is None
    assert "GPKG" in card._said.text()


def test_the_map_is_read_by_a_screen_reader_and_reached_by_tab(officer: Opened, tmp_path: Path) -> None:
    QAccessible.setActive(True)
    who = officer()
    parcels = list(village(30))
    brought_in(who, tmp_path / "land.gpkg", parcels).accept()
    drawn = map_of(who, parcels[0].texts["DKBM"])
    assert drawn.focusPolicy() & Qt.FocusPolicy.TabFocus
    page = who.page()
    assert not looking.nameless(page)
    assert not looking.cut(page)
