"""The registries in the window: what waits is ticked and written, what comes back is judged and sent."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableWidgetItem
from sqlalchemy.orm import Session

from app.clock import today
from app.register.verdicts import Status
from app.registries import movables
from models.documents.contract import Contract
from models.lending.case import LoanCase
from models.lending.dossier import Dossier
from models.lending.states import State
from tests import factories
from tests.app.registries.cases import machine
from tests.ui.branch import Officer
from tests.ui.conftest import Opened
from ui.collateral.export_dialog import ExportDialog
from ui.collateral.imports import ANSWERS, RECEIVABLES
from ui.collateral.page import CollateralPage
from ui.import_dialog import ImportDialog, Importing

NUMBER = "01234567890123450001"


def waiting(who: Officer, *numbers: str) -> list[Dossier]:
    """Put cases into the store that wait for the registration of a machine, as a round would have brought them."""
    made = []
    for number in numbers:
        dossier = factories.farmer_dossier(State.SECURING, number=f"AJ-23990100-2026-{number}-0")
        given = factories.security(dossier.case, machine())
        papers = [
            Contract(
                **factories.HOME,
                case_id=dossier.case.id,
                pledge_id=pledge_id,
                document=name,
                number=f"HT-23990100-2026-{number}-{place}",
                signed_on=today(),
            )
            for place, (name, pledge_id) in enumerate(
                [("loan_contract", None), ("movables_mortgage", given.pledge.id)]
            )
        ]
        records = [dossier.applicant, dossier.case, given.collateral, given.pledge, *papers]

        def keep(session: Session, records: Sequence[Any] = records) -> None:
            session.info["from_centre"] = True
            session.add_all(records)

        who.workstation.database.run(keep)
        dossier.securities, dossier.contracts = [given], papers
        made.append(dossier)
    return made


def collateral(who: Officer) -> CollateralPage:
    who.shell.open_place("collateral")
    who.settle()
    page = who.page()
    assert isinstance(page, CollateralPage)
    return page


def exporting(who: Officer, registry: str) -> ExportDialog:
    page = collateral(who)
    page.open_export(registry)
    who.settle()
    dialog = page.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    return dialog


def importing(who: Officer, what: Importing) -> ImportDialog:
    page = collateral(who)
    page.open_import(what)
    dialog = page.findChild(ImportDialog)
    assert isinstance(dialog, ImportDialog)
    return dialog


def case_cell(dialog: ExportDialog, line: int) -> QTableWidgetItem:
    item = dialog.table.item(line, 0)
    assert item
    return item


def answered(path: Path) -> Path:
    """Fill what the registry answers into the first row of a batch."""
    book = load_workbook(path)
    sheet = book[movables.SHEET]
    answer = {
        "登记证明编号": NUMBER,
        "修改码": "Qx7712",
        "登记日期": today().isoformat(),
        "登记到期日": (today() + timedelta(days=900)).isoformat(),
    }
    for cell in sheet[1]:
        if cell.value in answer:
            sheet.cell(2, cell.column or 0).value = answer[str(cell.value)]
    book.save(path)
    return path


def test_a_batch_goes_out_and_its_answer_comes_back(officer: Opened, tmp_path: Path) -> None:
    who = officer("zhoufang")
    one, other = waiting(who, "900001", "900002")
    dialog = exporting(who, "movables")
    ours = [line for line in range(dialog.table.rowCount()) if "-90000" in case_cell(dialog, line).text()]
    assert len(ours) == 2
    dialog.none_button.click()
    assert not dialog.save_button.isEnabled()
    case_cell(dialog, ours[0]).setCheckState(Qt.CheckState.Checked)
    assert dialog.chosen() == [one.securities[0].pledge.id]
    dialog.save(tmp_path / "batch.xlsx")
    who.settle()
    assert "已写入1项" in dialog.summary.text()
    dialog.accept()
    answers = importing(who, ANSWERS)
    answers.judge(answered(tmp_path / "batch.xlsx"))
    who.settle()
    assert [each.status for each in answers.verdicts] == [Status.ACCEPTED], answers.verdicts
    read = who.workstation.database.read
    asked_for = "SELECT record_id FROM outbox WHERE type = 'command' AND record_kind = 'loan_case'"
    assert read(asked_for) == []
    answers.import_button.click()
    who.settle()
    assert "已提交1项登记" in answers.summary.text()
    assert read(asked_for) == [(one.case.id.hex,)]
    assert read("SELECT modification_code FROM registry_certificate") == [("Qx7712",)]
    assert read("SELECT action FROM audit_entry WHERE action IN ('export', 'import') ORDER BY sequence") == [
        ("export",),
        ("import",),
    ]
    assert isinstance(other.case, LoanCase)


def test_where_nothing_waits_the_dialog_says_what_to_do(officer: Opened) -> None:
    who = officer("zhoufang")
    who.workstation.database.run(
        lambda session: session.connection().exec_driver_sql("UPDATE loan_case SET state = 'DRAFT'")
    )
    dialog = exporting(who, "movables")
    assert dialog.table.rowCount() == 0
    assert "落实担保" in dialog.summary.text()
    assert not dialog.save_button.isEnabled()


def test_a_file_that_is_no_list_gets_a_sentence(officer: Opened, tmp_path: Path) -> None:
    who = officer()
    dialog = importing(who, RECEIVABLES)
    (tmp_path / "list.xlsx").write_bytes(b"PK no list")
    dialog.judge(tmp_path / "list.xlsx")
    who.settle()
    assert "不是 Excel" in dialog.summary.text()
    assert dialog.choose_button.isEnabled()
    assert not dialog.import_button.isEnabled()
