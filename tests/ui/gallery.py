"""Every page and every dialog of the window, one after the other, as an officer meets them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QDialog, QWidget

from app.clock import today
from app.conflicts import Dispute
from app.guarantees import Candidate, usual_terms
from app.keys import NO_KEYRING
from models.approval.steps import STEPS, papers
from models.collateral.base import kinds
from models.collateral.object import Collateral
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.states import STATE_LABELS
from models.text import Text
from tests.factories import NOW
from tests.ui.branch import Officer, write
from ui.cases.case_page import CasePage
from ui.cases.group_dialog import GroupDialog
from ui.cases.guarantor_dialog import GuarantorDialog
from ui.cases.pick_dialog import pick
from ui.cases.security_dialog import SecurityDialog
from ui.cases.step_dialog import StepDialog
from ui.collateral.export_dialog import EXPORTS, ExportDialog
from ui.collateral.imports import IMPORTS
from ui.collateral.object_page import STATUS
from ui.collateral.page import CollateralPage
from ui.customers.file_page import FilePage
from ui.customers.page import CustomersPage
from ui.customers.register_dialog import RegisterDialog
from ui.demo import HINT
from ui.form_dialog import FormDialog, part_of
from ui.import_dialog import ImportDialog
from ui.login import LoginWindow, PassphraseDialog
from ui.reason_dialog import ReasonDialog
from ui.shell import WORKPLACES
from ui.sync.conflict_dialog import ConflictDialog
from ui.tour.register import write_register

WRONG_NUMBER = "239901198001011234"


def pages(who: Officer) -> Iterator[tuple[str, QWidget]]:
    """Give the window on each of its pages, filled by the demonstration branch."""
    shell, read = who.shell, who.workstation.database.read
    for place in WORKPLACES:
        shell.open_place(place.key)
        yield from _rest(who, place.key)
    yield from _collateral_tabs(who)
    customers = _customers(who)
    customers.tabs.setCurrentIndex(1)
    yield from _rest(who, "enterprises")
    customers.new_farmer.click()
    yield from _rest(who, "new farmer")
    for kind, sql in (
        ("farmer", "SELECT farmer_id FROM household_member ORDER BY farmer_id LIMIT 1"),
        ("enterprise", "SELECT id FROM enterprise ORDER BY id LIMIT 1"),
        (
            "collateral",
            "SELECT id FROM collateral WHERE collateral_kind = 'farmland_right' ORDER BY id LIMIT 1",
        ),
        ("collateral", "SELECT id FROM collateral WHERE collateral_kind = 'receivable' ORDER BY id LIMIT 1"),
    ):
        shell.open_record(kind, UUID(read(sql)[0][0]))
        yield from _rest(who, kind)
    for state in STATE_LABELS:
        found = read(
            "SELECT id FROM loan_case WHERE state = ? ORDER BY lead_officer DESC, id LIMIT 1", (state.value,)
        )
        shell.open_record("loan_case", UUID(found[0][0]))
        who.settle()
        page = who.page()
        assert isinstance(page, CasePage)
        for tab in range(page.tabs.count()):
            page.tabs.setCurrentIndex(tab)
            yield from _rest(who, f"{state.value} {page.tabs.tabText(tab)}")


def dialogs(who: Officer, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Give each dialog, opened."""
    case = _draft(who)
    assert case.view
    for key in kinds():
        taking = SecurityDialog("王𬭎", WRONG_NUMBER, 10_000_000, case)
        taking.kind.setCurrentIndex(taking.kind.findData(key))
        yield from _open(who, f"taking {key}", taking)
    yield from _open(who, "picking", pick(who.desk, case, case.case_id, 10_000_000))
    yield from _guarantee_dialogs(who, case)
    for step in STEPS.values():
        if step.arguments and step.key not in papers.KEYS:
            asking = StepDialog(step, case.view, "wangjun", case)
            yield from _open(who, f"step {step.key}", asking)
    register = RegisterDialog(who.desk, who.shell)
    write_register(folder / "register.xlsx", 40)
    yield from _open(who, "register", register)
    register.judge(folder / "register.xlsx")
    yield from _open(who, "register judged", register)
    for importing in IMPORTS:
        yield from _open(who, f"import {importing.title.en}", ImportDialog(who.desk, importing, who.shell))
    for registry in EXPORTS:
        yield from _open(who, f"export {registry}", ExportDialog(who.desk, registry, who.shell))
    for new in (True, False):
        yield from _open(who, f"passphrase {new}", PassphraseDialog(NO_KEYRING, new=new, parent=who.shell))
    purpose = fields_of(LoanCase)["purpose"]
    disputes = [Dispute("purpose", purpose, "种子", "购买种子和化肥", "购买农机", NOW, "李雪", NOW)]
    yield from _open(who, "conflict", ConflictDialog(disputes, who.shell))
    yield from _open(who, "reason", ReasonDialog(who.shell))
    settings = who.settings
    login = LoginWindow(settings, who.desk.tasks, hint=HINT)
    login.show()
    who.settle()
    yield "login", login
    login.close()
    login.deleteLater()


def _collateral_tabs(who: Officer) -> Iterator[tuple[str, QWidget]]:
    who.shell.open_place("collateral")
    page = who.page()
    assert isinstance(page, CollateralPage)
    for tab in range(1, page.tabs.count()):
        page.tabs.setCurrentIndex(tab)
        yield from _rest(who, f"collateral {page.tabs.tabText(tab)}")


def _guarantee_dialogs(who: Officer, case: CasePage) -> Iterator[tuple[str, QWidget]]:
    def nobody(_typed: str, show: Callable[[list[Candidate]], None]) -> None:
        show([Candidate("farmer", case.case_id, "王𬭎", "239901********1234", 10_000_000)])

    assert case.view
    terms = usual_terms(case.view.dossier.case, today())
    yield from _open(who, "guarantor", GuarantorDialog(nobody, terms, case))
    yield from _open(who, "group", GroupDialog(nobody, [], case))
    shown = part_of(Collateral(), STATUS)
    yield from _open(who, "ownership", FormDialog(Text("权属与查封", "Ownership and seizure"), shown, case))


def _open(who: Officer, name: str, dialog: QDialog) -> Iterator[tuple[str, QWidget]]:
    dialog.open()
    who.settle()
    yield name, dialog
    dialog.reject()


def _rest(who: Officer, name: str) -> Iterator[tuple[str, QWidget]]:
    who.settle()
    yield name, who.shell


def _customers(who: Officer) -> CustomersPage:
    who.shell.open_place("customers")
    page = who.page()
    assert isinstance(page, CustomersPage)
    return page


def _draft(who: Officer) -> CasePage:
    found = who.workstation.database.read(
        "SELECT id FROM loan_case WHERE state = 'DRAFT' AND amount > 0 LIMIT 1"
    )
    who.shell.open_record("loan_case", UUID(found[0][0]))
    who.settle()
    page = who.page()
    assert isinstance(page, CasePage)
    return page


def wrong_number(who: Officer) -> FilePage:
    """Return a new farmer's form with a number that cannot be one."""
    _customers(who).new_farmer.click()
    who.settle()
    page = who.page()
    assert isinstance(page, FilePage)
    assert page.view
    write(page.view.editors["id_number"], WRONG_NUMBER)
    return page
