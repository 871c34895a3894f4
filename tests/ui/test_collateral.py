"""Collateral in the window: a known object is picked, a new value is drawn, the list is narrowed."""

from uuid import UUID

from PySide6.QtWidgets import QComboBox

from models.lending.claims import Claim
from tests.ui.branch import fill, write
from tests.ui.conftest import Opened
from ui.cases.case_page import CasePage
from ui.cases.pick_dialog import PickDialog, pick
from ui.collateral.charts import ClaimsBar, ValueChart
from ui.collateral.object_page import ObjectPage
from ui.collateral.page import CollateralPage
from ui.collateral.valuation_dialog import ValuationDialog


def test_a_known_object_is_picked_for_another_case(officer: Opened) -> None:
    who = officer()
    read = who.workstation.database.read
    case = UUID(
        read("SELECT id FROM loan_case WHERE state = 'DRAFT' AND amount > 0 ORDER BY id LIMIT 1")[0][0]
    )
    name = read("SELECT description FROM collateral WHERE collateral_kind = 'farmland_right' LIMIT 1")[0][0]
    who.shell.open_record("loan_case", case)
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    before = read("SELECT count(*) FROM pledge WHERE case_id = ?", (case.hex,))
    dialog: PickDialog = pick(who.desk, page, case, 100_000)
    who.settle()
    write(dialog.search, name)
    who.settle()
    assert dialog.found.count() >= 1
    dialog.accept_chosen()
    assert dialog.problem.text()
    dialog.found.setCurrentRow(dialog.found.count() - 1)
    dialog.accept_chosen()
    who.settle()
    assert dialog.chosen
    after = read("SELECT count(*) FROM pledge WHERE case_id = ?", (case.hex,))
    assert after[0][0] == before[0][0] + 1


def test_a_new_value_joins_the_line(officer: Opened) -> None:
    who = officer()
    identity = UUID(who.workstation.database.read("SELECT collateral_id FROM valuation LIMIT 1")[0][0])
    who.shell.open_record("collateral", identity)
    who.settle()
    page = who.page()
    assert isinstance(page, ObjectPage)
    page.add_valuation()
    dialog = page.findChild(ValuationDialog)
    assert isinstance(dialog, ValuationDialog)
    fill(dialog.view, {"value": "123456.78", "valuer": "李雪", "basis": "市场法"})
    dialog.save()
    who.settle()
    rows = who.workstation.database.read(
        "SELECT value FROM valuation WHERE collateral_id = ? ORDER BY valued_on DESC, id DESC",
        (identity.hex,),
    )
    assert rows[0][0] == 12_345_678
    assert page.findChildren(ValueChart)


def test_the_list_is_narrowed_in_the_window(officer: Opened) -> None:
    who = officer()
    who.shell.open_place("collateral")
    page = who.page()
    assert isinstance(page, CollateralPage)
    choose(page.kinds, "receivable")
    choose(page.states, "")
    write(page.typed, "没有这样的押品")
    page.narrow()
    who.settle()
    assert page.table.model.rowCount() == 0


def choose(box: QComboBox, key: str) -> None:
    box.setCurrentIndex(box.findData(key))


def test_charts_are_drawn_whatever_they_show(officer: Opened) -> None:
    who = officer()
    claim = Claim(UUID(int=1), UUID(int=2), "AJ-1", 1, 10)
    for claims, value in (([claim], 0), ([], 100), ([claim, claim], 5)):
        bar = ClaimsBar(claims, value, value // 2)
        assert not bar.grab().isNull()
    who.settle()
