"""The story of two loans, one to a farmer and one to a firm, told by six officers on real workstations."""

import os
from pathlib import Path

from app.config import Settings
from models.sample.land import village
from models.text import Text
from ui.demo import INSTITUTION, PASSWORD, CentreProcess
from ui.office import Office
from ui.start import make_application
from ui.tour.chapters import Chapters
from ui.tour.deeds import Loan
from ui.tour.hands import Hands, Stuck
from ui.tour.land import write_package
from ui.tour.register import write_register
from ui.tour.report import Report

REGISTER_ROWS = 200
LAND_PARCELS = 120
HINT = Text("导览：数据与人物均为虚构。", "Tour: all data and people are made up.")


class Story:
    """Tells the whole main job and keeps the account of it."""

    def __init__(self, out: Path, stores: Path) -> None:
        self._out, self._stores = out, stores
        os.environ["HEITU_PRINTS"] = str(out)
        self._hands = Hands(make_application(), out)
        self._report = Report()
        self._centre = CentreProcess(stores / "central.db")
        self._chapters = Chapters(self._hands, out)

    def tell(self) -> int:
        """Return 0 if everything truly happened."""
        try:
            self._officers_open_two_cases()
            self._bank_decides()
            self._papers_are_signed()
            self._money_goes_out()
            self._everybody_holds_the_same()
        except Stuck as stuck:
            print(f"停在这里 stuck: {stuck}")  # noqa: T201 - the tour tells its story
        finally:
            self._centre.stop()
            self._report.documents = sorted(file.name for file in self._out.glob("*.pdf"))
            self._report.write(self._out, self._hands.screens)
        return 0 if self._report.finished else 1

    def _enter(self, login: str, pc: str = "pc1") -> None:
        settings = Settings(self._stores / pc, self._centre.address, INSTITUTION)
        self._hands.enter(Office(settings, hint=HINT), login, PASSWORD)

    def _officers_open_two_cases(self) -> None:
        step, tell = self._report.step, self._chapters
        register = self._out / "register.xlsx"
        with step("log in as loan officer 王军, first round"):
            self._enter("wangjun")
            self._hands.look("today")
        with step("import the farmer register with a verdict per row"):
            broken = write_register(register, REGISTER_ROWS)
            tell.import_register(register, REGISTER_ROWS, broken)
        with step("bring a village's titling data in and see its parcels on the map"):
            land = self._out / "land.gpkg"
            tell.import_land(land, write_package(land, village(LAND_PARCELS)))
        with step("open an imported farmer's file by search and complete it"):
            tell.complete_farmer()
        with step("open a firm's file"):
            tell.open_firm()
        with step("farmer's case with a farmland operation right as collateral"):
            tell.open_case("farmer")
        with step("firm's case with an account receivable as collateral"):
            tell.open_case("firm")
        with step("submit both and name the second investigator"):
            for loan in tell.loans:
                tell.submit(loan)
        self._head_office_fails()
        with step("second investigator 李雪 signs both surveys"):
            self._enter("lixue")
            for loan in tell.loans:
                tell.take(loan, "sign_survey")
            self._hands.leave()

    def _head_office_fails(self) -> None:
        step, tell = self._report.step, self._chapters
        with step("head office goes down: the survey is written and signed offline"):
            port = self._centre.port
            self._centre.stop()
            for loan in tell.loans:
                tell.write_survey(loan)
                tell.take(loan, "sign_survey", waits=True)
            tell.look_at_outbox("offline")
        with step("head office is back: nothing is lost"):
            self._centre = CentreProcess(self._stores / "central.db", port=port)
            tell.sync_until_empty()
            self._hands.leave()

    def _bank_decides(self) -> None:
        step, tell = self._report.step, self._chapters
        with step("reviewer 赵敏 passes both"):
            self._enter("zhaomin")
            for loan in tell.loans:
                tell.decide(loan, "pass_review", "资料齐全，担保充足，同意报批。")
            self._hands.look("reviewed")
            self._hands.leave()
        with step("branch manager 孙磊 approves both within authority"):
            self._enter("sunlei")
            for loan in tell.loans:
                tell.decide(loan, "approve", "同意。落实担保登记后放款。")
            self._hands.look("approved")
            self._hands.leave()

    def _papers_are_signed(self) -> None:
        step, tell = self._report.step, self._chapters
        with step("all-in cost sheet printed, shown and signed"):
            self._enter("wangjun")
            for loan in tell.loans:
                tell.print_cost_sheet(loan)
                tell.take(loan, "show_cost")
            self._hands.leave()
        with step("clerk 周芳 has contracts numbered and prints them"):
            self._enter("zhoufang")
            for loan in tell.loans:
                tell.take(loan, "issue_contracts")
                tell.print_contracts(loan)
            self._hands.look("papers")
            self._hands.leave()
        with step("contracts signed in person, payout asked for"):
            self._enter("wangjun")
            for loan in tell.loans:
                tell.take(loan, "sign_contracts")
                tell.take(loan, "request_payout")
            self._hands.leave()

    def _money_goes_out(self) -> None:
        step, tell = self._report.step, self._chapters
        with step("the gate refuses payout and names what is missing"):
            self._enter("wuhao")
            for loan in tell.loans:
                tell.find_gate_closed(loan)
            self._hands.look("gate-closed")
            self._hands.leave()
        with step("filing, notice and search are recorded"):
            self._enter("wangjun")
            for loan in tell.loans:
                tell.record_evidence(loan)
            tell.sync_until_empty()
            self._hands.leave()
        with step("registrar 周芳 records both registrations"):
            self._enter("zhoufang")
            for loan in tell.loans:
                tell.register(loan)
            self._hands.look("registered")
            self._hands.leave()
        with step("disbursing desk 吴昊 releases the money"):
            self._enter("wuhao")
            for loan in tell.loans:
                tell.take(loan, "disburse")
            self._hands.look("disbursed")
            self._hands.leave()

    def _everybody_holds_the_same(self) -> None:
        step, tell, digests = self._report.step, self._chapters, self._report.digests
        with step("the workstation and head office hold the same"):
            self._enter("wangjun")
            digests["workstation"], digests["central"] = tell.compare()
            for loan in tell.loans:
                tell.open(loan)
                self._hands.look(f"{loan.name}-case")
                tell.show_plan(loan)
            self._hands.leave()
        with step("a second workstation with another user pulls and shows the same case"):
            self._enter("lixue", pc="pc2")
            digests["second_workstation"], _central = tell.compare()
            farmer: Loan = tell.loans[0]
            tell.open(farmer)
            self._hands.look("second-workstation")
            tell.speak_english()
            self._hands.leave()
            if len(set(digests.values())) != 1:
                raise Stuck(f"the digests differ: {digests}")
