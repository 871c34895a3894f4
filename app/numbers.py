"""Numbers that this workstation holds back, so that contracts can be numbered and printed without a connection."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.memory import remembered
from app.outbox import ask
from app.tables import Waiting
from models.approval.effects.signing import contracts_due
from models.approval.roles import Actor
from models.documents.number_block import NumberBlock, unused
from models.lending.dossier import Dossier

OWN = "number_blocks"
SERIES, ISSUE, VOID = "contract", "issue_contracts", "void_number"


def free_numbers(session: Session, actor: Actor, year: int) -> list[str]:
    """Return the numbers of *year* that this workstation may still give, in order."""
    spent = {
        number for step in (ISSUE, VOID) for each in asked_for(session, step) for number in numbers_of(each)
    }
    return [
        number
        for block in own_blocks(session, actor.institution_id)
        if block.year == year
        for number in unused(session, block)
        if number not in spent
    ]


def numbers_for(session: Session, actor: Actor, dossier: Dossier, today: date) -> dict[str, Any]:
    """Return what the contracts of a case are numbered by here; nothing where too few numbers are left."""
    needed = len(contracts_due(dossier))
    free = free_numbers(session, actor, today.year)
    return {"numbers": " ".join(free[:needed]), "issued_on": today} if len(free) >= needed else {}


def own_ids(session: Session) -> list[UUID]:
    """Return the blocks that this store ever asked for."""
    return [UUID(each) for each in remembered(session, OWN) or []]


def own_blocks(session: Session, institution_id: str) -> list[NumberBlock]:
    """Return the open blocks that this store asked for; another computer of the same clerk has its own."""
    rows = select(NumberBlock).where(
        NumberBlock.institution_id == institution_id,
        NumberBlock.id.in_(own_ids(session)),
        NumberBlock.closed_on.is_(None),
    )
    return list(session.scalars(rows.order_by(NumberBlock.year, NumberBlock.first)))


def numbers_of(command: Waiting) -> list[str]:
    """Return the reserved numbers that an operation of the outbox spends: on contracts, or as void."""
    if command.type != "command" or command.body["step"] not in {ISSUE, VOID}:
        return []
    arguments = command.body["arguments"]
    return str(arguments.get("numbers") or arguments.get("number") or "").split()


def make_void(session: Session, institution_id: str, numbers: Sequence[str], why: str) -> None:
    """Ask once that numbers which a contract may bear on paper be made void: they are never given again."""
    voided = {number for each in asked_for(session, VOID) for number in numbers_of(each)}
    for block in own_blocks(session, institution_id) if numbers else ():
        left = unused(session, block)
        for number in numbers:
            if number in left and number not in voided:
                words = {"number": number, "comment": f"总行未受理：{why}"[:200]}
                ask(session, institution_id, VOID, NumberBlock.kind, block.id, words)


def asked_for(session: Session, step: str) -> list[Waiting]:
    """Return the commands of one kind that this store asked for and still has, whatever became of them."""
    rows = select(Waiting).where(Waiting.type == "command", Waiting.body["step"].as_string() == step)
    return list(session.scalars(rows))
