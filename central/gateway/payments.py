"""Taking in what core banking booked: each payment is the same command that the disbursing desk would give."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.clock import Clock
from central.gateway.delivery import bury
from central.gateway.message import REPAYMENT, CorePayment, read_payment
from central.gateway.outbox import DEAD, DONE, WAITING
from central.gateway.port import CoreBanking, Page
from central.operations import KeyReused, take
from central.store import Store
from central.tables import GatewayMessage, GatewayPlace
from models.approval.roles import Actor, Role
from models.lending.credit import LoanNote
from models.postloan.records import Repayment
from models.postloan.repayment import taken
from models.sync.operations import Command
from models.text import Text

BY = "gateway"
_ROLES = {False: Role.DISBURSER, True: Role.BRANCH_MANAGER}
"""In whose part the gateway acts: it only writes down what core banking has done already."""
_NAMESPACE = UUID("5f0c6e0a-2d1b-5c39-8a56-2399d0c0ffee")
_NO_NOTE = Text(
    "没有借据{number}，请核对核心系统的借据号。", "There is no note {number}; check it in core banking."
)


def take_payments(
    store: Store, institution_id: str, core: CoreBanking, clock: Clock, counted: Counter[str]
) -> None:
    """Book what core banking tells, and count what was ``booked`` and what could not be and lies ``dead``.

    It is counted as it goes, for core banking may break off. A page's place is kept after its payments: a gateway that
    dies between them is told the page again, and finds it known.

    Raises:
        CoreAway: Core banking does not answer; what it said so far is booked.
        CoreRefused: Core banking tells no payments to this gateway.
    """
    kept = _place(store, institution_id, core.name)
    again = Page(_to_try_again(store, institution_id), kept)
    for page in chain([again], core.payments(_notes(store, institution_id), kept)):
        for payment in page.payments:
            known = _known(store, institution_id, payment)
            if known and known.state == DONE:
                continue
            if known and known.state == DEAD and known.body == payment.body():
                # It is told as it was; one that core banking has corrected since is another try.
                core.settle(payment, known.zh)
                continue
            outcome = _take_once(store, institution_id, payment, known.attempts if known else 0, clock)
            if outcome is None:
                continue
            core.settle(payment, outcome)
            counted["dead" if outcome else "booked"] += 1
        if page.place != kept:
            kept = page.place
            _keep_place(store, institution_id, core.name, kept)


def _place(store: Store, institution_id: str, core: str) -> str:
    with store.reading() as session:
        row = session.get(GatewayPlace, (institution_id, core))
        return row.place if row else ""


def _keep_place(store: Store, institution_id: str, core: str, place: str) -> None:
    with store.writing() as session:
        session.merge(GatewayPlace(institution_id=institution_id, core=core, place=place))


def _to_try_again(store: Store, institution_id: str) -> list[CorePayment]:
    """Return the payments that lay dead and that an operator wants tried again."""
    with store.reading() as session:
        rows = select(GatewayMessage.body).where(
            GatewayMessage.institution_id == institution_id,
            GatewayMessage.kind == REPAYMENT,
            GatewayMessage.state == WAITING,
        )
        return [read_payment(body) for body in session.scalars(rows)]


def _notes(store: Store, institution_id: str) -> list[str]:
    with store.reading() as session:
        rows = select(LoanNote.number).where(LoanNote.institution_id == institution_id)
        return list(session.scalars(rows.where(LoanNote.number != "").order_by(LoanNote.number)))


def _known(store: Store, institution_id: str, payment: CorePayment) -> GatewayMessage | None:
    with store.reading() as session:
        return session.get(GatewayMessage, (institution_id, _identity(institution_id, payment)))


def _take_once(
    store: Store, institution_id: str, payment: CorePayment, attempts: int, clock: Clock
) -> str | None:
    """Return nothing if it never happened, an empty text if it was booked now, or what is wrong with it."""
    identity = _identity(institution_id, payment)
    with store.reading() as session:
        note = _note(session, institution_id, payment.note)
        happened = (
            _stands(session, institution_id, payment)
            if payment.reversed
            else not _taken_back(session, institution_id, payment)
        )
    if not happened:
        # It was taken back before it was ever booked: here neither happened, in whichever order they are told.
        _keep(store, institution_id, identity, payment, (None, None), clock())
        return None
    if note is None:
        return _keep(
            store, institution_id, identity, payment, (None, _NO_NOTE.fill(number=payment.note)), clock()
        )
    # The same attempt has the same identity: a runner that dies between the two transactions books nothing twice.
    command = Command(uuid5(identity, str(attempts)), *_told(payment, note))
    actor = Actor(BY, BY, frozenset({_ROLES[payment.reversed]}), institution_id, note.branch_id)
    problem = _problem_with(store, actor, command, clock)
    return _keep(store, institution_id, identity, payment, (note.case_id, problem), clock())


def _problem_with(store: Store, actor: Actor, command: Command, clock: Clock) -> Text | None:
    """Return why a command was refused; nothing if it was carried out, now or before."""
    try:
        (answer,) = take(store, actor, [command], clock)
    except KeyReused:
        # It was booked, the gateway died before it could keep that, and core banking tells it otherwise now.
        return taken(str(command.arguments["reference"]))
    return None if answer["status"] == "accepted" else Text(answer["zh"], answer["en"])


def _told(payment: CorePayment, note: LoanNote) -> tuple[str, UUID, Mapping[str, Any]]:
    assert note.case_id is not None  # noqa: S101 - a note is made by a step of its case
    if payment.reversed:
        return "reverse_repayment", note.case_id, {"reference": payment.reference, "comment": BY}
    amounts = {name: amount for name, amount in payment.amounts.items() if amount}
    told = {"note_id": str(note.id), "reference": payment.reference, "paid_on": payment.paid_on.isoformat()}
    return "record_repayment", note.case_id, {**told, **amounts}


def _identity(institution_id: str, payment: CorePayment) -> UUID:
    return uuid5(_NAMESPACE, f"{institution_id} {payment.reference} {'reversed' if payment.reversed else ''}")


def _stands(session: Session, institution_id: str, payment: CorePayment) -> bool:
    """Tell whether a payment is booked and not reversed, by the gateway or by hand while the line was down."""
    rows = select(Repayment.id).where(
        Repayment.institution_id == institution_id, Repayment.reference == payment.reference, ~Repayment.void
    )
    return session.scalars(rows.limit(1)).first() is not None


def _taken_back(session: Session, institution_id: str, payment: CorePayment) -> bool:
    """Tell whether core banking has told the reversal of a payment already."""
    reversal = _identity(institution_id, replace(payment, reversed=True))
    row = session.get(GatewayMessage, (institution_id, reversal))
    return row is not None and row.state == DONE


def _note(session: Session, institution_id: str, number: str) -> LoanNote | None:
    rows = select(LoanNote).where(LoanNote.institution_id == institution_id, LoanNote.number == number)
    return session.scalars(rows.limit(1)).first()


def _keep(
    store: Store,
    institution_id: str,
    identity: UUID,
    payment: CorePayment,
    outcome: tuple[UUID | None, Text | None],
    at: datetime,
) -> str:
    case_id, problem = outcome
    with store.writing() as session:
        row = session.get(GatewayMessage, (institution_id, identity), with_for_update=True)
        if row is None:
            row = GatewayMessage(
                institution_id=institution_id, message_id=identity, kind=REPAYMENT, made_at=at, attempts=0
            )
            session.add(row)
        row.subject_id, row.body, row.next_try_at = case_id, payment.body(), at
        row.attempts += 1
        row.state, row.zh, row.en = DONE, "", ""
        if problem is not None:
            bury(row, problem)
    return problem.zh if problem else ""
