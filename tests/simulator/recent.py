"""What officers find at their desks: they work on what is recent, so that colleagues meet on the same files."""

from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.workstation import Workstation
from models.base import Record

R = TypeVar("R", bound=Record)

RECENT = 30


def some(session: Session, desk: Workstation, kind: type[R], dice: Random) -> R | None:
    """Return one of the latest records of a kind in the officer's branch, or nothing where there is none."""
    rows = (
        select(kind.id)
        .where(kind.institution_id == desk.actor.institution_id, kind.branch_id == desk.actor.branch_id)
        .order_by(kind.id.desc())
        .limit(RECENT)
    )
    known: list[UUID] = list(session.scalars(rows))
    return session.get(kind, (desk.actor.institution_id, dice.choice(known))) if known else None
