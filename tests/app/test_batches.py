"""A batch of two hundred contracts: what came out is in the register, whatever happens to the printer."""

from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app import print_desk
from app.clock import today
from app.database import Database
from app.disk import DiskTrouble
from app.jobs import Job
from app.tables import Waiting
from models.approval.roles import Role
from models.documents.contract import Contract
from models.documents.numbers import write_number
from models.errors import LendingError
from models.lending.credit import Facility
from models.text import Text
from printing import copies
from tests import factories
from tests.disks import full, needs_root, small_disk
from tests.factories import HOME, INSTITUTION

MANY = 200
CLERK = factories.actor(Role.CONTRACT_CLERK)


class Printer:
    """A printer that notes what came out and vanishes at a certain copy."""

    name = "Tray"

    def __init__(self, most: int = 10_000) -> None:
        self.most, self.out = most, list[str]()

    def put_out(self, pdf: bytes, title: str) -> None:
        assert pdf.startswith(b"%PDF")
        if len(self.out) >= self.most:
            raise LendingError(Text("打印机不见了。", "The printer is gone."))
        self.out.append(title)


class Stopping(Job):
    """Somebody presses stop after so many contracts."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._after = after

    def step(self, done: int, total: int) -> None:
        if done == self._after:
            self.cancel()
        super().step(done, total)


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[UUID]]:
    """A store with two hundred cases at signing, each with its contract."""
    path = tmp_path_factory.mktemp("batch") / "store.db"
    database, made, records = Database(path, bytes(range(32))), list[UUID](), list[Any]()
    for serial in range(MANY):
        who = factories.farmer(full_name=f"张{serial}", bank_card="6228480010000000019")
        case = factories.case(
            who, state="SIGNING", number=write_number("case", INSTITUTION, 2026, serial + 1)
        )
        facility = Facility(
            **HOME,
            case_id=case.id,
            limit=case.amount,
            rate=case.rate,
            months=case.months,
            method=case.method,
            approved_on=today(),
        )
        contract = Contract(
            **HOME,
            case_id=case.id,
            document="loan_contract",
            number=write_number("contract", INSTITUTION, 2026, serial + 1),
            issued_on=today(),
            copies=0,
        )
        made.append(contract.id)
        records += [who, case, facility, contract]
    database.run(lambda session: session.add_all(records))
    database.close()
    return path, made


@pytest.fixture
def store(contracts: tuple[Path, list[UUID]], tmp_path: Path) -> Any:
    copied = tmp_path / "store.db"
    for file in contracts[0].parent.glob("store.db*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    opened = Database(copied, bytes(range(32)))
    yield opened
    opened.close()


def registered(database: Database) -> int:
    """Return how many copies head office will be told of."""
    with database.session() as session:
        waiting = session.scalars(select(Waiting).where(Waiting.type == "command"))
        return sum(
            each.body["arguments"]["copies"] for each in waiting if each.body["step"] == "record_print"
        )


@needs_root
def test_where_the_register_finds_no_room_no_paper_comes_out(
    contracts: tuple[Path, list[UUID]], tmp_path: Path
) -> None:
    path, made = contracts
    printer = Printer()
    with small_disk(tmp_path / "disk", "64m") as disk:
        for file in path.parent.glob("store.db*"):
            (disk / file.name).write_bytes(file.read_bytes())
        with closing(Database(disk / "store.db", bytes(range(32)))) as store:
            with full(disk), pytest.raises(DiskTrouble):
                print_desk.print_batch(store, CLERK, made[:2], printer, Job())
            assert printer.out == []
            print_desk.print_batch(store, CLERK, made[:2], printer, Job())
            assert registered(store) == len(printer.out) == 2 * copies("loan_contract")


def test_a_printer_that_vanishes_leaves_no_doubt(store: Database, contracts: tuple[Path, list[UUID]]) -> None:
    total, printer = MANY * copies("loan_contract"), Printer(most=301)
    report = print_desk.print_batch(store, CLERK, contracts[1], printer, Job())
    assert (report.printed, registered(store), len(printer.out)) == (301, 301, 301)
    assert report.stopped == Text("打印机不见了。", "The printer is gone.")
    printer.most = 10_000
    rest = print_desk.print_batch(store, CLERK, contracts[1], printer, Job())
    assert rest.printed == total - 301
    assert registered(store) == len(printer.out) == total
    assert len(rest.refused) == 100
    assert all("各份均已出具" in why.zh for _number, why in rest.refused)


def test_a_batch_that_is_stopped_ends_between_two_contracts(
    store: Database, contracts: tuple[Path, list[UUID]]
) -> None:
    printer = Printer()
    report = print_desk.print_batch(store, CLERK, contracts[1], printer, Stopping(after=7))
    assert report.stopped == print_desk.STOPPED
    assert report.printed == registered(store) == len(printer.out) == 7 * copies("loan_contract")
