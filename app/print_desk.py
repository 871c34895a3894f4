"""The clerk's desk: what waits to be printed, batches that know which copies came out, and the daily count."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import printouts
from app.audit_trail import note, refusals_noted
from app.cases import request_step
from app.clock import today
from app.database import Database
from app.jobs import Cancelled, Job
from app.memory import remember
from app.printers import PrinterChoice, keep_choice
from app.printouts import Printout
from models.approval.roles import Actor
from models.compliance.actions import PRINT
from models.compliance.audit import AuditEntry
from models.days import business_day, in_china
from models.documents.contract import Contract
from models.documents.printed_copy import CopyState, PrintedCopy
from models.documents.servicing import RegisterLine, RegisterTerms
from models.documents.terms import Lender
from models.errors import LendingError
from models.lending.case import LoanCase
from models.text import Text
from printing.documents import document

PRINTING = "printing"
"""Under this name the store remembers which contract went to a printer last."""
STOPPED = Text("已按您的要求停止。", "Stopped as you asked.")


class Printer(Protocol):
    """Where sheaves of paper come out."""

    name: str

    def put_out(self, pdf: bytes, title: str) -> None:
        """Print one copy and return when it is out.

        Raises:
            LendingError: It did not come out; the sentence says why.
        """


def remember_printer(
    database: Database, actor: Actor, contracts: Sequence[UUID], choice: PrinterChoice
) -> None:
    """Remember the printer for the kinds of paper that *contracts* are of."""

    def work(session: Session) -> None:
        rows = select(Contract.document).where(
            Contract.institution_id == actor.institution_id, Contract.id.in_(contracts)
        )
        keep_choice(session, set(session.scalars(rows)), choice)

    database.run(work)


@dataclass
class BatchReport:
    """What a batch did.

    Attributes:
        printed: How many copies came out and are in the register.
        refused: Which contracts were not printed, and why.
        stopped: Why the batch ended before its end, if it did.
    """

    printed: int = 0
    refused: list[tuple[str, Text]] = field(default_factory=list)
    stopped: Text | None = None


def record_arguments(made: Sequence[Printout], printer: str) -> Iterator[dict[str, Any]]:
    """Yield what the register is told of copies that came out: one entry for each run of numbers."""
    counted = [(each, each.copy.number if each.copy else 1) for each in made]
    for _run, group in groupby(enumerate(counted), key=lambda place: place[1][1] - place[0]):
        run = [each for _place, each in group]
        first, rendered = run[0][1], run[0][0].rendered
        yield {
            "contract_id": run[0][0].contract_id,
            "sha256": rendered.data_hash,
            "pages": rendered.pages,
            "copies": len(run),
            "first": first,
            "edition": rendered.edition[:80],
            "printer": printer[:80],
        }


def print_batch(
    database: Database, actor: Actor, contracts: Sequence[UUID], printer: Printer, job: Job
) -> BatchReport:
    """Print every copy that is due of *contracts*; what came out is in the register even if the batch breaks off.

    A contract that may not be printed is left out and named. A printer that fails ends the batch, and so does
    whoever stops it, between two contracts.
    """
    report = BatchReport()
    for done, contract_id in enumerate(contracts):
        try:
            job.step(done, len(contracts))
        except Cancelled:
            report.stopped = STOPPED
            return report
        with database.session() as session:
            contract = session.get(Contract, (actor.institution_id, contract_id))
            if contract is None or contract.case_id is None:
                continue
            number, case_id = contract.number, contract.case_id
            try:
                with refusals_noted(database, actor, "record_print", f"{LoanCase.kind} {case_id}"):
                    made = printouts.formal(session, actor, case_id, contract_id, today())
            except LendingError as refused:
                report.refused.append((number, refused.text))
                continue
        # A store that takes nothing is to be found before paper is out that no register would know of.
        database.run(partial(remember, name=PRINTING, value=number))
        out, report.stopped = _put_out(made, printer)
        _register(database, actor, case_id, out, printer.name)
        report.printed += len(out)
        if report.stopped:
            return report
    return report


def _put_out(made: Sequence[Printout], printer: Printer) -> tuple[list[Printout], Text | None]:
    """Return the copies that came out, and why the rest did not."""
    out: list[Printout] = []
    for each in made:
        try:
            printer.put_out(each.rendered.pdf, f"{document(each.document).title.zh} {each.number}")
        except LendingError as failed:
            return out, failed.text
        out.append(each)
    return out, None


def _register(database: Database, actor: Actor, case_id: UUID, out: Sequence[Printout], printer: str) -> None:
    for arguments in record_arguments(out, printer):
        detail = {name: arguments[name] for name in ("sha256", "copies", "first", "printer")}
        subject = f"{LoanCase.kind} {case_id}"
        note(database, actor, PRINT, subject, document=out[0].document, number=out[0].number, **detail)

        def ask(session: Session, arguments: dict[str, Any] = arguments) -> Text:
            return request_step(session, actor, case_id, "record_print", arguments, today())

        database.run(ask)


@dataclass(frozen=True)
class Count:
    """The daily count: issued = filed + handed over + void + lost + outside.

    Attributes:
        outside: The copies that somebody still has to bring back.
    """

    issued: int
    filed: int
    handed: int
    void: int
    lost: int
    outside: tuple[PrintedCopy, ...]

    @property
    def balanced(self) -> bool:
        """Whether every copy is accounted for."""
        return self.issued == self.filed + self.handed + self.void + self.lost + len(self.outside)


def count_copies(session: Session, institution_id: str, branch_id: str) -> Count:
    """Return the count of a branch's copies."""
    rows = select(PrintedCopy).where(
        PrintedCopy.institution_id == institution_id, PrintedCopy.branch_id == branch_id
    )
    copies = list(session.scalars(rows.order_by(PrintedCopy.id)))

    def of(state: CopyState) -> int:
        return sum(each.where is state for each in copies)

    return Count(
        issued=len(copies),
        filed=of(CopyState.FILED),
        handed=of(CopyState.HANDED),
        void=of(CopyState.VOID),
        lost=of(CopyState.LOST),
        outside=tuple(each for each in copies if each.where.outside),
    )


def register_terms(
    session: Session, actor: Actor, lender: Lender, period: tuple[date, date], name: Callable[[str], str]
) -> RegisterTerms:
    """Return what the register of prints says of a period: every copy with its fate, then the papers without copies."""
    start, end = period
    count = count_copies(session, actor.institution_id, actor.branch_id)
    rows = select(PrintedCopy).where(
        PrintedCopy.institution_id == actor.institution_id, PrintedCopy.branch_id == actor.branch_id
    )
    within = [
        each
        for each in session.scalars(rows.order_by(PrintedCopy.printed_at, PrintedCopy.id))
        if each.printed_at and start <= business_day(each.printed_at) <= end
    ]
    return RegisterTerms(
        lender=lender,
        start=start,
        end=end,
        lines=(*(_line(each, name) for each in within), *_other_papers(session, actor, period, name)),
        issued=count.issued,
        filed=count.filed + count.handed,
        voided=count.void + count.lost,
        outside=len(count.outside),
        clerk=actor.name,
        checker="/",
    )


def _line(copy: PrintedCopy, name: Callable[[str], str]) -> RegisterLine:
    act = f"重打 {copy.reprint}" if copy.reprint else "打印"
    people = [name(login) for login in (copy.printed_by, copy.asked_by, copy.allowed_by) if login]
    moment = f"{in_china(copy.printed_at):%Y-%m-%d %H:%M}" if copy.printed_at else "/"
    return RegisterLine(
        number=copy.number,
        document=document(copy.document).title.zh,
        copy=str(copy.copy),
        act=f"{act}（{copy.where.label.zh}）",
        moment=moment,
        people="、".join(dict.fromkeys(people)),
        reason=copy.reason or "/",
    )


def _other_papers(
    session: Session, actor: Actor, period: tuple[date, date], name: Callable[[str], str]
) -> Iterator[RegisterLine]:
    """Yield the papers without numbered copies that were printed here, as the trail of this store noted them."""
    entries = select(AuditEntry).where(
        AuditEntry.institution_id == actor.institution_id, AuditEntry.action == PRINT
    )
    for entry in session.scalars(entries.order_by(AuditEntry.sequence)):
        moment = in_china(entry.at)
        if entry.detail.get("paper") and period[0] <= moment.date() <= period[1]:
            yield RegisterLine(
                number=str(entry.detail["number"]),
                document=document(str(entry.detail["document"])).title.zh,
                copy="/",
                act="打印",
                moment=f"{moment:%Y-%m-%d %H:%M}",
                people=name(entry.officer),
                reason="/",
            )
