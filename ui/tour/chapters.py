"""What officers do in the tour, one method a deed, always through the window."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.clock import today
from app.register.verdicts import Status, count
from models.lending.days import add_months
from models.sample.numbers import account, credit_code
from ui.cases.case_page import CasePage
from ui.cases.security_dialog import SecurityDialog
from ui.cases.step_dialog import StepDialog
from ui.collateral.imports import LAND
from ui.collateral.object_page import ObjectPage
from ui.collateral.page import CollateralPage
from ui.collateral.parcel_map import ParcelMap
from ui.customers.file_page import FilePage
from ui.customers.page import CustomersPage
from ui.customers.register_dialog import RegisterDialog
from ui.import_dialog import ImportDialog
from ui.sync.page import SyncPage
from ui.tour import texts
from ui.tour.deeds import Deeds, Loan
from ui.tour.hands import Stuck


class Chapters(Deeds):
    """The deeds of the tour that only some do."""

    def import_register(self, file: Path, rows: int, broken: int) -> None:
        """Judge the register, look at the verdicts, bring the good rows in."""
        hands = self._hands
        hands.shell.open_place("customers")
        page = self._page(CustomersPage)
        hands.click(page.import_button)
        dialog = hands.dialog(RegisterDialog)
        dialog.judge(file)
        hands.wait(lambda: bool(dialog.verdicts), "the register is judged")
        hands.look("register-verdicts")
        counted = count(dialog.verdicts)
        if len(dialog.verdicts) != rows or counted[Status.REFUSED] != broken:
            raise Stuck(f"{counted} is not what the register deserves")
        hands.click(dialog.import_button)
        hands.wait(
            lambda: not dialog.import_button.isEnabled() and not dialog.progress.isVisible(), "rows come in"
        )
        hands.settle()
        self._farmer = next(each.name for each in dialog.verdicts if each.status is Status.ACCEPTED)
        dialog.accept()
        hands.look("customers")

    def import_land(self, file: Path, parcels: int) -> None:
        """Bring a village's titling data in, and look at one household's parcels on the map."""
        hands = self._hands
        hands.shell.open_place("collateral")
        self._page(CollateralPage).open_import(LAND)
        dialog = hands.dialog(ImportDialog)
        dialog.judge(file)
        hands.wait(lambda: bool(dialog.verdicts), "the parcels are judged")
        hands.look("land-verdicts")
        hands.click(dialog.import_button)
        hands.settle()
        if count(dialog.verdicts)[Status.REFUSED] or len(dialog.verdicts) != parcels:
            raise Stuck(f"{count(dialog.verdicts)} is not what the titling data deserve")
        dialog.accept()
        found = hands.shell.desk.workstation.database.read("SELECT collateral_id FROM land_map LIMIT 1")
        hands.shell.open_record("collateral", UUID(found[0][0]))
        hands.wait(lambda: self._drawn() is not None, "the map is drawn")
        hands.settle()
        hands.look("land-map")

    def _drawn(self) -> ParcelMap | None:
        return self._page(ObjectPage).findChild(ParcelMap)

    def complete_farmer(self) -> None:
        """Find an imported farmer by name and fill in what intake needs."""
        hands = self._hands
        hands.write(hands.shell.search, self._farmer)
        hands.wait(lambda: hands.shell.search.results.count() > 0, "the search finds the farmer", 20)
        hands.look("search")
        results = hands.shell.search.results
        results.itemClicked.emit(results.item(0))
        hands.settle()
        page = self._page(FilePage)
        hands.wait(lambda: page.view is not None, "the file is shown")
        self._fill_file(page, texts.farmer(today()))
        hands.look("farmer-file")
        self._customers["farmer"] = page.identity

    def open_firm(self) -> None:
        """Open a new firm's file."""
        hands = self._hands
        hands.shell.open_place("customers")
        hands.click(self._page(CustomersPage).new_enterprise)
        hands.settle()
        page = self._page(FilePage)
        self._fill_file(page, texts.firm(today(), credit_code("91", 90_001), account(90_001)))
        hands.look("firm-file")
        self._customers["firm"] = page.identity

    def open_case(self, name: str) -> None:
        """Open a case from a customer's file, write the request and take collateral."""
        hands = self._hands
        hands.shell.open_record("farmer" if name == "farmer" else "enterprise", self._customers[name])
        hands.settle()
        hands.click(self._page(FilePage).case_button)
        hands.wait(lambda: isinstance(hands.shell.current_page(), CasePage), "the case opens")
        hands.settle()
        page = self._page(CasePage)
        if page.form is None:
            raise Stuck("the case has no form")
        hands.fill(page.form, texts.request(name))
        hands.click(page.save_button)
        hands.settle()
        page.tabs.setCurrentWidget(page.securities)
        hands.click(page.securities.add_button)
        self._take_security(hands.dialog(SecurityDialog), name)
        hands.settle()
        hands.look(f"{name}-security")
        page.tabs.setCurrentIndex(0)
        self.loans.append(Loan(name, page.case_id))

    def submit(self, loan: Loan) -> None:
        """Submit a case and begin its survey."""
        self.take(loan, "submit")
        self.take(loan, "begin_survey")
        self._hands.look(f"{loan.name}-submitted")

    def write_survey(self, loan: Loan) -> None:
        """Write when and where the survey was made and what was found."""
        page = self.open(loan)
        if page.form is None:
            raise Stuck("the case has no form")
        self._hands.fill(page.form, texts.survey(today()))
        self._hands.click(page.save_button)
        self._hands.settle()

    def print_cost_sheet(self, loan: Loan) -> None:
        """Print the cost sheet."""
        page = self.open(loan)
        page.tabs.setCurrentWidget(page.papers)
        self._print(page, "cost_sheet")

    def print_contracts(self, loan: Loan) -> None:
        """Print every numbered contract of a case formally."""
        page = self.open(loan)
        page.tabs.setCurrentWidget(page.papers)
        for document in list(page.papers.formal):
            if document != "cost_sheet":
                self._print(page, document)
                self._hands.wait(lambda: self._recorded(page, document), f"{document} is recorded")  # noqa: B023 - waited for at once
        self._hands.settle()

    def find_gate_closed(self, loan: Loan) -> None:
        """Try to disburse and see that the gate names what is missing."""
        page = self._press(loan, "disburse")
        self._hands.settle()
        missing = page.view.missing["disburse"] if page.view else []
        if not missing or not self._hands.shell.notice.isVisible():
            raise Stuck("the gate stood open")

    def record_evidence(self, loan: Loan) -> None:
        """Write the dated proofs into the collateral: filing, notice, search."""
        page = self.open(loan)
        if page.view is None:
            raise Stuck("the case is not shown")
        collateral = page.view.dossier.securities[0].collateral.id
        self._hands.shell.open_record("collateral", collateral)
        self._hands.settle()
        shown = self._page(ObjectPage)
        if shown.view is None:
            raise Stuck("the collateral has no form")
        self._hands.fill(shown.view, texts.evidence(loan.name, today()))
        self._hands.click(shown.save_button)
        self._hands.settle()
        self._hands.look(f"{loan.name}-collateral")

    def register(self, loan: Loan) -> None:
        """Record the registration of the security."""
        page = self.open(loan)
        self._hands.click(page.steps.buttons["register"])
        dialog = self._hands.dialog(StepDialog)
        number, until = texts.registration(loan.name), today() + timedelta(days=800)
        for name, text in (("registration_number", number), ("registered_until", until.isoformat())):
            editor = dialog.editors[name]
            self._hands.write(editor, text)  # type: ignore[arg-type] # a line
        self._accept(dialog)
        self._hands.wait(lambda: self._confirmed(page, "register", None), "the registration is confirmed")
        page.tabs.setCurrentWidget(page.securities)
        self._hands.settle()

    def look_at_outbox(self, name: str) -> None:
        """Look at what waits."""
        self._hands.shell.open_place("sync")
        self._hands.look(name)

    def sync_until_empty(self) -> None:
        """Run rounds until nothing waits for head office."""
        hands = self._hands
        hands.shell.open_place("sync")
        page = self._page(SyncPage)
        hands.click(page.sync_button)
        hands.settle()
        database = hands.shell.desk.workstation.database
        left = database.read("SELECT count(*) FROM outbox WHERE state <> 'accepted'")[0][0]
        if left:
            why = database.read("SELECT zh FROM outbox WHERE state <> 'accepted'")
            raise Stuck(f"{left} operations are left: {why}")
        hands.look("synced")

    def compare(self) -> tuple[str, str]:
        """Return the digests of this store and of head office, as the sync page shows them."""
        hands = self._hands
        hands.shell.open_place("sync")
        hands.click(self._page(SyncPage).compare_button)
        hands.settle()
        hands.look("compared")
        return hands.shell.desk.workstation.rounds.compare()

    def show_plan(self, loan: Loan) -> None:
        """Look at the repayment plan and why a figure is what it is."""
        page = self.open(loan)
        page.tabs.setCurrentWidget(page.plan)
        page.plan.table.setCurrentCell(1, 4)
        self._hands.look(f"{loan.name}-plan")

    def speak_english(self) -> None:
        """Switch the language, look, and switch back."""
        hands = self._hands
        hands.shell.other_language.emit()
        hands.settle()
        hands.look("english")
        hands.shell.other_language.emit()
        hands.settle()

    def _print(self, page: CasePage, document: str) -> None:
        already = len(page.papers.printed)
        self._hands.click(page.papers.formal[document])
        self._hands.wait(lambda: len(page.papers.printed) > already, f"{document} is printed")

    def _recorded(self, page: CasePage, document: str) -> bool:
        contracts = page.view.dossier.contracts if page.view else []
        waiting = bool(page.view and page.view.waiting)
        return not waiting and any(each.document == document and each.sha256 for each in contracts)

    def _take_security(self, dialog: SecurityDialog, name: str) -> None:
        hands = self._hands
        kind, about, facts, value = texts.security(name, today(), add_months(today(), 12))
        hands.choose(dialog.kind, kind)
        hands.fill(dialog.object_view, about)
        hands.fill(dialog.facts_view, facts)
        hands.fill(dialog.value_view, value)
        hands.look(f"{name}-taking")
        dialog.buttons.accepted.emit()
        if dialog.isVisible():
            raise Stuck(dialog.problem.text())

    def _fill_file(self, page: FilePage, filled: dict[str, str]) -> None:
        if page.view is None:
            raise Stuck("the file has no form")
        self._hands.fill(page.view, filled)
        self._hands.click(page.save_button)
        self._hands.settle()
