"""Overprint uses up a form that is in hand; a signed file is printed only while its signature holds."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

import printing
from app import overprints, signed_prints
from app.database import Database
from app.tables import Waiting
from models.approval.roles import Actor, Role
from models.compliance.audit import AuditEntry
from models.documents.blank_forms import FormMove
from models.errors import LendingError, RuleBroken
from models.lending.credit import Facility, LoanNote
from models.sample.papers import TERMS
from models.text import Text
from printing.sealing import seal
from tests import factories
from tests.factories import HOME, TODAY, YUAN
from tests.printing.reading import whole_text
from tests.printing.test_sealing import PASSPHRASE, key

__all__ = ["key"]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


class Sheets:
    """A printer that keeps what came out, or is gone."""

    name = "Tray"

    def __init__(self, *, gone: bool = False) -> None:
        self.out: list[bytes] = []
        self.gone = gone

    def put_out(self, pdf: bytes, title: str) -> None:
        assert title
        if self.gone:
            raise LendingError(Text("打印机不见了。", "The printer is gone."))
        self.out.append(pdf)


@pytest.fixture
def clerk() -> Actor:
    return factories.actor(Role.CONTRACT_CLERK)


@pytest.fixture
def case(database: Database, clerk: Actor) -> Any:
    """A paid-out case, and forms 1 to 5 in the clerk's hands."""
    who = factories.farmer(bank_card="6228480010000000019")
    made = factories.case(who, state="PERFORMING", number="AJ-23990100-2026-000001-1")
    note = LoanNote(
        **HOME,
        case_id=made.id,
        number="JJ-23990100-2026-000001-2",
        principal=100_000 * YUAN,
        outstanding=100_000 * YUAN,
        rate=made.rate,
        method="BULLET",
        starts_on=TODAY,
        due_on=TODAY.replace(year=TODAY.year + 1),
    )
    facility = Facility(
        **HOME,
        case_id=made.id,
        limit=made.amount,
        rate=made.rate,
        months=12,
        method="BULLET",
        approved_on=TODAY,
    )
    moves = [
        FormMove(
            **HOME,
            form="loan_note",
            move=move,
            first=1,
            last=5,
            holder=holder,
            done_by="sunlei",
            done_at=datetime(2026, 3, 1, hour, tzinfo=UTC),
        )
        for hour, (move, holder) in enumerate([("received", ""), ("handed_out", clerk.login)])
    ]
    database.run(lambda session: session.add_all([who, made, note, facility, *moves]))
    return made.id


def orders(database: Database) -> list[dict[str, Any]]:
    with database.session() as session:
        commands = select(Waiting).where(Waiting.type == "command")
        return [each.body for each in session.scalars(commands)]


def test_a_case_is_printed_onto_a_form_that_is_used_up(database: Database, clerk: Actor, case: Any) -> None:
    printer = Sheets()
    overprints.put_out(database, clerk, case, "loan_note", printer, 3)
    text = whole_text(printer.out[0])
    assert "王满仓" in text
    assert "壹拾万元整" in text
    (order,) = orders(database)
    assert order["step"] == "use_form"
    assert order["arguments"]["number"] == "JJ-23990100-2026-000001-2"
    assert (order["arguments"]["first"], order["arguments"]["last"]) == (3, 3)


def test_a_form_that_is_not_in_hand_is_not_printed_on(database: Database, clerk: Actor, case: Any) -> None:
    printer = Sheets()
    with pytest.raises(RuleBroken, match="not in your hands"):
        overprints.put_out(database, clerk, case, "loan_note", printer, 6)
    assert (printer.out, orders(database)) == ([], [])


def test_a_printer_that_fails_uses_up_no_form(database: Database, clerk: Actor, case: Any) -> None:
    with pytest.raises(LendingError, match="gone"):
        overprints.put_out(database, clerk, case, "loan_note", Sheets(gone=True), 3)
    assert orders(database) == []


def test_only_a_file_whose_signature_holds_is_printed(database: Database, clerk: Actor, key: bytes) -> None:
    drawn = printing.render("loan_note", TERMS["loan_note"], number="JJ-1", copy=None, draft=False)
    signed, printer = seal(drawn.pdf, key, PASSPHRASE, reason="合同签章", place="测试县"), Sheets()
    said = signed_prints.put_out(database, clerk, "借据.pdf", signed, printer)
    assert "合同专用章" in said.zh
    assert printer.out == [signed]
    for bad, why in (
        (drawn.pdf, "no signature"),
        (signed.replace(b"/Count", b"/Kount", 1), "changed"),
        (b"no PDF at all", "no PDF"),
    ):
        with pytest.raises(RuleBroken, match=why):
            signed_prints.put_out(database, clerk, "借据.pdf", bad, printer)
    assert len(printer.out) == 1
    with database.session() as session:
        noted = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert noted
    assert noted.subject == "file 借据.pdf"
