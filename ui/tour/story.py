"""The story of two loans, one to a farmer and one to a firm, told by six officers on real workstations."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from app.clock import today
from app.config import Settings
from models.lending.days import add_months
from models.lending.states import State
from models.sample.register import register_rows
from models.text import Text
from ui.cases.case_page import CasePage
from ui.cases.security_dialog import SecurityDialog
from ui.cases.step_dialog import StepDialog
from ui.collateral.object_page import ObjectPage
from ui.customers.file_page import FilePage
from ui.customers.page import CustomersPage
from ui.demo import INSTITUTION, PASSWORD, CentreProcess
from ui.office import Office
from ui.start import make_application
from ui.sync.page import SyncPage
from ui.tour.hands import Hands, Stuck
from ui.tour.register import write_register
from ui.tour.report import Report

REGISTER_ROWS = 200
DAY = "%Y-%m-%d"


@dataclass
class Loan:
    """One of the two loans as it goes through the bank.

    Attributes:
        name: Short, for the names of pictures.
        case_id: Its case.
        kind: The key of its collateral.
    """

    name: str
    case_id: UUID
    kind: str


class Story:
    """Tells the whole main job and keeps the account of it."""

    def __init__(self, out: Path, stores: Path) -> None:
        self._out, self._stores = out, stores
        os.environ["HEITU_PRINTS"] = str(out)
        self._hands = Hands(make_application(), out)
        self._report = Report()
        self._centre = CentreProcess(stores / "central.db")
        self._loans: list[Loan] = []
        self._farmer = ""

    def tell(self) -> int:
        """Return 0 if everything truly happened."""
        try:
            self._tell()
        except Stuck as stuck:
            print(f"停在这里 stuck: {stuck}")  # noqa: T201 - the tour tells its story
        finally:
            self._centre.stop()
            self._report.write(self._out, self._hands.screens)
        return 0 if self._report.steps and all(row["ok"] for row in self._report.steps) else 1
