"""One land right's way: from the titling data set over the map and a case into the printed contract, and to a colleague."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from pypdf import PdfReader

from app.clock import today
from models.sample.land import village
from tests.ui.branch import Officer, fill, write
from tests.ui.conftest import Opened
from tests.ui.test_land import brought_in, map_of
from ui.cases.case_page import CasePage
from ui.cases.pick_dialog import PickDialog, pick
from ui.collateral.object_page import ObjectPage
from ui.collateral.valuation_dialog import ValuationDialog

SEED = 23990


def test_land_goes_from_the_data_set_into_the_contract(officer: Opened, tmp_path: Path, prints: Path) -> None:
    who = officer()
    parcels = list(village(24, seed=SEED))
    brought_in(who, tmp_path / "land.gpkg", parcels).accept()
    first = parcels[0].texts
    held = [each.texts for each in parcels if each.texts["CBFBM"] == first["CBFBM"]]
    drawn = map_of(who, first["DKBM"])
    described = drawn.accessibleDescription()
    assert all(each["DKBM"] in described for each in held)
    _complete(who)
    case = _pledged(who, f"{first['CBFMC']}承包地")
    text = _draft(who, case, prints)
    for each in held:
        assert each["DKBM"] in text
    assert first["FBFMC"] in text

    who.workstation.rounds.run()
    assert not who.workstation.database.read("SELECT zh FROM outbox WHERE state <> 'accepted'")
    assert len(set(who.workstation.rounds.compare())) == 1
    colleague = officer("lixue", "pc2")
    colleague.workstation.rounds.run()
    theirs = map_of(colleague, first["DKBM"])
    assert theirs.accessibleDescription() == described


def _complete(who: Officer) -> None:
    """Write what the data set does not say, and what the land is worth."""
    page = who.page()
    assert isinstance(page, ObjectPage)
    assert page.view
    facts = {
        "certificate": "黑(2016)测试县农村土地承包经营权证第000321号",
        "contract_end": (today() + timedelta(days=2_000)).isoformat(),
        "yearly_rent": "620.00",
        "remaining_years": "3",
    }
    fill(page.view, facts)
    page.save_button.click()
    who.settle()
    page.add_valuation()
    dialog = page.findChild(ValuationDialog)
    assert isinstance(dialog, ValuationDialog)
    fill(dialog.view, {"value": "150000.00", "valuer": "李雪", "basis": "年租金×面积×年限"})
    dialog.save()
    who.settle()


def _pledged(who: Officer, name: str) -> CasePage:
    """Take the land for a farmer's case that has no security of this kind yet."""
    found = who.workstation.database.read(
        "SELECT c.id FROM loan_case c WHERE c.state = 'DRAFT' AND c.applicant_kind = 'farmer' AND c.amount > 0"
        " AND NOT EXISTS (SELECT 1 FROM pledge p JOIN collateral k ON k.id = p.collateral_id"
        " WHERE p.case_id = c.id AND k.collateral_kind = 'farmland_right') ORDER BY c.id LIMIT 1"
    )
    case = UUID(found[0][0])
    who.shell.open_record("loan_case", case)
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    dialog: PickDialog = pick(who.desk, page, case, 5_000_000)
    who.settle()
    write(dialog.search, name)
    who.settle()
    assert dialog.found.count() == 1
    dialog.found.setCurrentRow(0)
    dialog.accept_chosen()
    who.settle()
    assert dialog.chosen
    return page


def _draft(who: Officer, page: CasePage, prints: Path) -> str:
    """Draw the draft of the mortgage and return what it says."""
    page.tabs.setCurrentWidget(page.papers)
    who.settle()
    page.papers.drafts["farmland_mortgage"].click()  # type: ignore[attr-defined] # a button
    who.settle()
    (file,) = prints.rglob("*farmland_mortgage*.pdf")
    return "".join(page.extract_text() for page in PdfReader(file).pages).replace("\n", "")
