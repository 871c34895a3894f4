"""Numbers that this workstation holds back, so that contracts can be numbered and printed without a connection."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.memory import remembered
from app.sync.states import ON_THE_WAY
from app.tables import Waiting
from models.approval.effects.signing import contracts_due
from models.approval.roles import Actor
from models.documents.number_block import NumberBlock, unused
from models.lending.dossier import Dossier

OWN = "number_blocks"
SERIES, ISSUE = "contract", "issue_contracts"


def free_numbers(session: Session, actor: Actor, year: int) -> list[str]:
    """Return the numbers of *year* that this workstation may still give, in order."""
    promised = {
        number
        for each in asked_for(session, ISSUE, (*ON_THE_WAY, "accepted", "refused"))
        for number in str(each.body["arguments"].get("numbers") or "").split()
    }
    return [
        number
        for block in own_blocks(session, actor)
        if block.year == year
        for number in unused(session, block)
        if number not in promised
    ]


def numbers_for(session: Session, actor: Actor, dossier: Dossier, today: date) -> dict[str, Any]:
    """Return what the contracts of a case are numbered by here; nothing where too few numbers are left."""
    needed = len(contracts_due(dossier))
    free = free_numbers(session, actor, today.year)
    return {"numbers": " ".join(free[:needed]), "issued_on": today} if len(free) >= needed else {}


def own_ids(session: Session) -> list[UUID]:
    """Return the blocks that this store ever asked for."""
    return [UUID(each) for each in remembered(session, OWN) or []]


def own_blocks(session: Session, actor: Actor) -> list[NumberBlock]:
    """Return the open blocks that this store asked for; another computer of the same clerk has its own."""
    rows = select(NumberBlock).where(
        NumberBlock.institution_id == actor.institution_id,
        NumberBlock.id.in_(own_ids(session)),
        NumberBlock.closed_on.is_(None),
    )
    return list(session.scalars(rows.order_by(NumberBlock.year, NumberBlock.first)))


def asked_for(session: Session, step: str, states: tuple[str, ...]) -> list[Waiting]:
    """Return the commands of one kind that this store asked for and that stand in one of *states*."""
    rows = select(Waiting).where(
        Waiting.type == "command", Waiting.state.in_(states), Waiting.body["step"].as_string() == step
    )
    return list(session.scalars(rows))
