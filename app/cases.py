"""Cases: opening one, seeing all that hangs on it, and asking for its next step."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.database import Database
from app.foreseen import foreseen, numbered_here
from app.numbers import ISSUE, numbers_for
from app.outbox import ask
from app.sync.awaited import awaited
from app.tables import Waiting
from models.approval.act import Act
from models.approval.authority import may_play, route, warrant_for
from models.approval.grants import Powers
from models.approval.roles import Actor, Officer, Role
from models.approval.step import Step, check_step, conditions_of, pack_arguments, take_step
from models.approval.steps import STEPS, open_steps
from models.documents.contract import Contract
from models.documents.number_block import holding
from models.errors import Condition, LendingError, NotAllowed, RuleBroken
from models.lending.case import LoanCase
from models.lending.dossier import Dossier
from models.lending.limits import ledgers_of
from models.lending.states import DECIDING, State
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.records import RECORDS
from models.text import Text

ONE_OF_MANY = frozenset({"pledge_id", "contract_id"})
WAITING = Text("“{step}”已保存在本机，等待总行确认。", "“{step}” is kept here and waits for head office.")


@dataclass
class CaseView:
    """What a case page shows.

    Attributes:
        dossier: The case with all that hangs on it.
        steps: What the officer may do next.
        missing: By step, what is still missing before it.
        waiting: Steps asked for whose outcome is not here yet.
        refused: The last step that was refused, with the reason.
        authority: Why the approval is the officer's to decide, or why not.
        officers: The colleagues, by login.
        numbered_here: The contracts that were numbered by this workstation and wait for head office.
    """

    dossier: Dossier
    steps: list[Step]
    missing: dict[str, list[Condition]]
    waiting: list[Text]
    refused: Waiting | None
    authority: Text | None
    officers: dict[str, Officer]
    numbered_here: list[Contract]


def open_case(
    session: Session, actor: Actor, applicant: Farmer | Enterprise, today: date, *, as_lead: bool = False
) -> LoanCase:
    """Open a draft case for a customer, led by the officer; as a lead, if nobody has asked for it yet.

    Raises:
        NotAllowed: The person is no loan officer.
    """
    if Role.LOAN_OFFICER not in actor.roles:
        raise NotAllowed(Text("只有客户经理可以受理案件。", "Only a loan officer opens cases."))
    farmer = isinstance(applicant, Farmer)
    case = LoanCase(
        institution_id=actor.institution_id,
        branch_id=actor.branch_id,
        applicant_kind="farmer" if farmer else "enterprise",
        applicant_id=applicant.id,
        product="farmer_production" if farmer else "sme_working",
        state=(State.LEAD if as_lead else State.DRAFT).value,
        lead_officer=actor.login,
        changed_on=today,
    )
    if as_lead:
        case.as_lead = True
    session.add(case)
    return case


def view(session: Session, actor: Actor, case_id: UUID, today: date) -> CaseView:
    """Return what the page of a case shows to *actor*.

    Raises:
        NotFound: The case is not on this computer.
    """
    # First: what is tried leaves every record to be read anew.
    numbered = _numbered_here(session, actor, case_id, today)
    dossier = Dossier.load(session, actor.institution_id, case_id)
    waiting = select(Waiting).where(Waiting.record_id == case_id, Waiting.type == "command")
    commands = list(session.scalars(waiting.order_by(Waiting.sequence)))
    pending = session.scalars(waiting.where(awaited(session)).order_by(Waiting.sequence))
    powers = Powers.load(session, actor.institution_id)
    colleagues = officers(session, actor.institution_id)
    acting = Act(dossier, actor, today, now(), {}, colleagues, powers)
    offered = [step for step in open_steps(dossier, actor, powers, today) if _is_offered(step, acting)]
    # What the case waits for comes first.
    steps = sorted(offered, key=lambda step: not step.is_awaited_in(dossier.state))
    last = commands[-1] if commands else None
    return CaseView(
        dossier=dossier,
        steps=steps,
        missing={step.key: conditions_of(step, dossier, today) for step in steps},
        waiting=[STEPS[each.body["step"]].label for each in pending],
        refused=last if last and last.state == "refused" else None,
        authority=_authority(dossier, actor, powers, colleagues, today),
        officers=colleagues,
        numbered_here=numbered,
    )


def _numbered_here(session: Session, actor: Actor, case_id: UUID, today: date) -> list[Contract]:
    """Return the contracts that head office does not know yet; none where it could not take them any more."""
    if not numbered_here(session, case_id):
        return []
    with suppress(LendingError), foreseen(session, actor, case_id, today) as ahead:
        return [each for each in ahead.contracts if each not in session]
    return []


def _is_offered(step: Step, act: Act) -> bool:
    """Tell whether a step is shown: what a case waits for always, anything else only where it could be taken."""
    if step.is_awaited_in(act.dossier.state):
        return True
    try:
        for guard in step.guards:
            guard(act)
    except LendingError:
        return False
    return not conditions_of(step, act.dossier, act.today)


def officers(session: Session, institution_id: str) -> dict[str, Officer]:
    """Return the colleagues, by login."""
    rows = select(Officer).where(Officer.institution_id == institution_id).order_by(Officer.login)
    return {each.login: each for each in session.scalars(rows)}


def case_of(database: Database, kind: str, identity: str) -> UUID | None:
    """Return the case to which a record of *kind* belongs, if the record is here."""
    table = RECORDS[kind].__tablename__
    for (case_id,) in database.read(f"SELECT case_id FROM {table} WHERE id = ?", (identity,)):  # noqa: S608 - a name of ours
        return UUID(case_id)
    return None


def limits_to_reserve_from(database: Database, today: date, limit_id: UUID | None) -> dict[UUID, str]:
    """Return the titles of the limits that are open *today*, and of *limit_id*, by identity."""
    rows = database.read(
        "SELECT id, title FROM credit_limit WHERE case_id IS NULL AND (id = ? OR (standing = 'open'"
        " AND closes_on >= ?)) ORDER BY title",
        (limit_id.hex if limit_id else "", today.isoformat()),
    )
    return {UUID(identity): title for identity, title in rows}


def _authority(
    dossier: Dossier, actor: Actor, powers: Powers, colleagues: Mapping[str, Officer], today: date
) -> Text | None:
    """Return who must decide the case and why; somebody who may decide reads by which grant, or why not."""
    if dossier.state not in DECIDING:
        return None
    if not may_play(actor, Role.BRANCH_MANAGER, powers, today):
        return route(dossier, powers, colleagues, today).why
    try:
        warrant = warrant_for(dossier, actor, powers, colleagues, today)
    except LendingError as refused:
        return refused.text
    return Text("{why}您的授权：{document}。", "{why} Your grant: {document}.").fill(
        why=warrant.route.why, document=warrant.grant.document
    )


def request_step(
    session: Session, actor: Actor, case_id: UUID, key: str, arguments: Mapping[str, Any], today: date
) -> Text:
    """Ask the centre for a step, after trying here what the centre will do; nothing is kept of the trial.

    Raises:
        RuleBroken, NotAllowed, GateClosed: It would be refused; nothing is sent.
    """
    step = STEPS[key]
    pending = select(Waiting).where(Waiting.record_id == case_id, Waiting.type == "command", awaited(session))
    # A step about one object may be asked for again, for another one.
    once = not (step.repeatable or ONE_OF_MANY & step.arguments.keys())
    if once and any(each.body["step"] == key for each in session.scalars(pending)):
        raise RuleBroken(Text("该步骤已在等待总行确认。", "This step already waits for head office."))
    with foreseen(session, actor, case_id, today) as dossier:
        if key == ISSUE:
            arguments = {**arguments, **numbers_for(session, actor, dossier, today)}
        act = Act(
            dossier=dossier,
            actor=actor,
            today=today,
            at=now(),
            arguments=arguments,
            officers=officers(session, actor.institution_id),
            powers=Powers.load(session, actor.institution_id),
            ledgers=ledgers_of(session, dossier.case),
            number=lambda _series: "",
            holds=partial(holding, session, actor.institution_id, actor.login),
        )
        # Only the centre knows how the committee voted; there the effect is tried as well.
        (check_step if step.centre_only else take_step)(step, act)
    ask(session, actor.institution_id, key, LoanCase.kind, case_id, pack_arguments(step, arguments))
    return WAITING.fill(step=step.label)
