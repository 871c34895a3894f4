"""Repayments from core banking: a verdict for every row, and a command for each row that passes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import Job
from app.outbox import ask
from app.register.rows import Template, judge_rows
from app.register.verdicts import Status, Verdict
from app.sync.states import ON_THE_WAY
from app.tables import Waiting
from models.approval.roles import Actor
from models.approval.step import pack_arguments, read_arguments
from models.approval.steps import STEPS
from models.errors import NotAllowed, RuleBroken
from models.fields import Field
from models.kinds import DAY, MONEY, text
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.lending.dossiers import loans
from models.lending.states import MONEY_OUT
from models.postloan.records import Repayment
from models.postloan.repayment import Payment, check_payment, taken
from models.text import Text

STEP = STEPS["record_repayment"]
TABLE = Template(
    sheet="还款明细",
    columns={
        "note": Field(label=Text("借据编号", "Note number"), kind=text(40)),
        "paid_on": Field(label=Text("还款日期", "Paid on"), kind=DAY),
        "principal": Field(label=Text("本金", "Principal"), kind=MONEY),
        "interest": Field(label=Text("利息", "Interest"), kind=MONEY),
        "penalty": Field(label=Text("罚息复利", "Penalty interest"), kind=MONEY),
        "fees": Field(label=Text("费用", "Fees"), kind=MONEY),
        "reference": Field(label=Text("核心流水号", "Core reference"), kind=text(60)),
    },
    needed=("note", "paid_on", "reference"),
    named_by="note",
    csv=True,
)
_LABELS = {
    Status.ACCEPTED: Text("可入账", "Accepted"),
    Status.KNOWN: Text("已入账，跳过", "Booked already"),
}
UNKNOWN_NOTE = Text("本机没有这张借据，请核对编号或先同步。", "No such note here; check the number or sync.")


@dataclass(slots=True)
class Booking(Verdict):
    """What is said of one payment; its name is the number of the note.

    Attributes:
        case_id: The case it goes to, where it is accepted.
        note_id: The note, likewise.
    """

    case_id: UUID | None = None
    note_id: UUID | None = None

    @property
    def label(self) -> Text:
        """What the verdict is called."""
        return _LABELS.get(self.status, self.status.label)

    @property
    def payment(self) -> Payment:
        """The row as a payment."""
        return Payment.told(self.values)


def bring_in(
    path: Path,
    database: Database,
    actor: Actor,
    today: date,
    *,
    dry_run: bool = False,
    job: Job | None = None,
) -> list[Booking]:
    """Judge every row and ask the centre to book what passes; the same file twice asks for nothing.

    Raises:
        NotAllowed: The person does not book payments.
        RuleBroken: The file as a whole cannot be used.
        Cancelled: Somebody stopped it; nothing is asked for.
    """
    if not actor.plays(STEP.role):
        raise NotAllowed(
            Text("还款入账须由{role}办理。", "Payments are booked by the {role}.").fill(role=STEP.role.label)
        )
    job = job or Job()
    with database.session() as session:
        verdicts = judge(path, session, actor, today, job)
    accepted = [each for each in verdicts if each.status is Status.ACCEPTED]
    # A note's payments are booked in order of their days, whatever the order of the file.
    accepted.sort(key=lambda each: (each.values["paid_on"], each.line))
    if not dry_run:
        database.run(lambda session: _ask(session, actor.institution_id, accepted, job))
    return verdicts


def _ask(session: Session, institution_id: str, accepted: Sequence[Booking], job: Job) -> None:
    for done, verdict in enumerate(accepted, start=1):
        told = {"note_id": verdict.note_id, **verdict.payment._asdict()}
        if verdict.case_id:
            ask(session, institution_id, STEP.key, "loan_case", verdict.case_id, pack_arguments(STEP, told))
        job.step(done, len(accepted))


def judge(path: Path, session: Session, actor: Actor, today: date, job: Job) -> list[Booking]:
    """Return a verdict for every row; what is loaded is thrown away again.

    Raises:
        RuleBroken: The file as a whole cannot be used, or a column is missing.
    """
    read = judge_rows(path, TABLE, job)
    verdicts = [Booking(each.line, each.name, each.reasons, each.values, each.status) for each in read]
    readable = [each for each in verdicts if each.status is Status.ACCEPTED]
    _skip_booked(readable, session, actor)
    books = _Books(session, actor, today)
    readable.sort(key=lambda each: (each.values["paid_on"], each.line))
    for done, verdict in enumerate(readable, start=1):
        if verdict.status is Status.ACCEPTED:
            books.judge(verdict)
        job.step(done, len(readable))
    return verdicts


def _skip_booked(verdicts: Sequence[Booking], session: Session, actor: Actor) -> None:
    """Skip what is booked, or on its way; refuse a reference that stands in the file twice."""
    booked = set(
        session.scalars(select(Repayment.reference).where(Repayment.institution_id == actor.institution_id))
    )
    on_the_way = {each["arguments"]["reference"] for each in _waiting(session)}
    seen: dict[str, int] = {}
    for verdict in verdicts:
        reference = verdict.values["reference"]
        if reference in seen:
            text_ = Text("流水号与第{line}行重复。", "The same reference as row {line}.")
            verdict.refuse(text_.fill(line=seen[reference]))
            continue
        seen[reference] = verdict.line
        if reference in booked:
            verdict.skip(taken(reference))
        elif reference in on_the_way:
            waits = Text("流水号{reference}已在等待总行确认。", "{reference} waits for head office already.")
            verdict.skip(waits.fill(reference=reference))


def _waiting(session: Session, case_id: UUID | None = None) -> list[dict[str, Any]]:
    """Return the bodies of the payments that the centre has not answered, in order."""
    rows = select(Waiting).where(Waiting.type == "command", Waiting.state.in_(ON_THE_WAY))
    if case_id:
        rows = rows.where(Waiting.record_id == case_id)
    found = session.scalars(rows.order_by(Waiting.sequence))
    return [each.body for each in found if each.body["step"] == STEP.key]


class _Books:
    """The notes of the file, with every row that has passed booked in memory alone."""

    def __init__(self, session: Session, actor: Actor, today: date) -> None:
        self._session, self._actor, self._today = session, actor, today
        self._cases: dict[UUID, Dossier | None] = {}

    def judge(self, verdict: Booking) -> None:
        """Accept or refuse a row by what the note owes after the rows before it."""
        note = self._note(verdict.name)
        dossier = self._case(note) if note else None
        if note is None or dossier is None:
            verdict.refuse(UNKNOWN_NOTE)
            return
        if dossier.state not in MONEY_OUT:
            state = Text("案件现为“{state}”，不能入账。", "The case is at “{state}”; nothing is booked.")
            verdict.refuse(state.fill(state=dossier.state.label))
            return
        try:
            check_payment(note, dossier.aftercare, verdict.payment, self._today)
        except RuleBroken as broken:
            verdict.refuse(broken.text)
            return
        _book(dossier, note, verdict.payment)
        verdict.case_id, verdict.note_id = dossier.case.id, note.id

    def _note(self, number: str) -> LoanNote | None:
        rows = select(LoanNote).where(
            LoanNote.institution_id == self._actor.institution_id, LoanNote.number == number.strip()
        )
        with self._session.no_autoflush:
            return self._session.scalars(rows.limit(1)).first() if number.strip() else None

    def _case(self, note: LoanNote) -> Dossier | None:
        if note.case_id is None:
            return None
        if note.case_id not in self._cases:
            self._cases[note.case_id] = self._load(note.case_id)
        return self._cases[note.case_id]

    def _load(self, case_id: UUID) -> Dossier | None:
        """Return the loan with what waits for the centre booked too."""
        dossier = next(loans(self._session, self._actor.institution_id, [case_id]), None)
        for body in _waiting(self._session, case_id) if dossier else []:
            told = read_arguments(STEP, body["arguments"])
            for note in dossier.notes if dossier else []:
                if dossier and note.id == told["note_id"]:
                    _book(dossier, note, Payment.told(told))
        return dossier


def _book(dossier: Dossier, note: LoanNote, payment: Payment) -> None:
    """Book a payment in memory; the record belongs to no session."""
    booked = Repayment(
        institution_id=note.institution_id,
        branch_id=note.branch_id,
        case_id=note.case_id,
        note_id=note.id,
        void=False,
        **payment._asdict(),
    )
    dossier.aftercare.repayments.append(booked)
