"""Customers: opening and changing the files of farmers and enterprises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import drafts
from app.outbox import type_over
from models.approval.roles import Actor
from models.base import Record, find
from models.errors import NotFound, RuleBroken
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer, HouseholdMember
from models.text import Text

Party = TypeVar("Party", Farmer, Enterprise)

PARTIES: Mapping[str, type[Record]] = {Farmer.kind: Farmer, Enterprise.kind: Enterprise}

LEFT = Text(
    "这位客户的档案已不在本机（可能已移交其他支行），没有保存。",
    "The customer's file is not on this computer any more, perhaps handed over to another branch; nothing was saved.",
)
ALREADY_FILED = Text("{number}已经建档：{name}。", "{number} already has a file: {name}.")


def new(
    session: Session, actor: Actor, record: type[Party], values: Mapping[str, Any], *, subject: str = ""
) -> Party:
    """Open a customer's file; a draft kept under *subject* is dropped.

    Raises:
        RuleBroken: The person or firm has a file already.
    """
    party = record(institution_id=actor.institution_id, branch_id=actor.branch_id, **values)
    _refuse_double(session, party)
    session.add(party)
    drafts.drop(session, subject)
    return party


def change(
    session: Session,
    record: Record,
    values: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
    *,
    subject: str = "",
) -> None:
    """Write changed values into a record, over what was *seen* in it; only what differs becomes an operation.

    Raises:
        RuleBroken: Another file has that identity number.
    """
    type_over(record, values, seen)
    if isinstance(record, Farmer | Enterprise):
        _refuse_double(session, record)
    drafts.drop(session, subject)


@dataclass(frozen=True)
class File:
    """Which file is meant: its kind, its identity, and the name its draft is kept under."""

    kind: str
    identity: UUID
    subject: str


def save(
    actor: Actor, file: File, values: Mapping[str, Any], seen: Mapping[str, Any], session: Session
) -> None:
    """Write what was typed into a file, over what was *seen* in it; it is opened if there is none yet.

    Raises:
        NotFound: It was here when it was shown, and has left since.
        RuleBroken: Another file has that identity number.
    """
    record = PARTIES[file.kind]
    known = session.get(record, (actor.institution_id, file.identity))
    if known is not None:
        change(session, known, values, seen, subject=file.subject)
    elif seen.get("full_name"):
        raise NotFound(LEFT)
    elif record is Farmer:
        new(session, actor, Farmer, {"id": file.identity, **values}, subject=file.subject)
    else:
        new(session, actor, Enterprise, {"id": file.identity, **values}, subject=file.subject)


@dataclass(frozen=True)
class Begun:
    """A new file that was begun and never saved: what its draft is kept under, its identity, the name typed, and when."""

    subject: str
    identity: UUID
    name: str
    kept_at: datetime


def begun(session: Session, actor: Actor, kind: str) -> Begun | None:
    """Return the new file of that kind that was begun last and never saved; its draft alone knows of it."""
    for draft in drafts.begun(session, kind):
        identity = UUID(draft.subject.removeprefix(f"{kind}/"))
        # What changes something that was seen belongs to a file that has left.
        new = not any(draft.seen.values())
        if new and session.get(PARTIES[kind], (actor.institution_id, identity)) is None:
            return Begun(draft.subject, identity, draft.texts.get("full_name", ""), draft.kept_at)
    return None


def read(
    session: Session, actor: Actor, kind: str, identity: UUID
) -> tuple[Farmer | Enterprise | None, list[HouseholdMember]]:
    """Return the file and the household, or nothing if there is no such file yet."""
    key = (actor.institution_id, identity)
    if kind == Enterprise.kind:
        return session.get(Enterprise, key), []
    farmer = session.get(Farmer, key)
    return farmer, members_of(session, farmer) if farmer else []


def members_of(session: Session, farmer: Farmer) -> list[HouseholdMember]:
    """Return the household of a farmer."""
    rows = select(HouseholdMember).where(HouseholdMember.farmer_id == farmer.id).order_by(HouseholdMember.id)
    return list(session.scalars(rows))


def farmer_with_number(session: Session, institution_id: str, id_number: str) -> Farmer | None:
    """Return the farmer whose file carries that ID number."""
    rows = select(Farmer).where(Farmer.institution_id == institution_id, Farmer.id_number == id_number)
    return session.scalars(rows).first()


def add_member(session: Session, actor: Actor, farmer_id: UUID, values: Mapping[str, Any]) -> HouseholdMember:
    """Add somebody to a farmer's household.

    Raises:
        NotFound: There is no such farmer here.
    """
    find(session, Farmer, actor.institution_id, farmer_id)
    member = HouseholdMember(
        institution_id=actor.institution_id, branch_id=actor.branch_id, farmer_id=farmer_id, **values
    )
    session.add(member)
    return member


def _refuse_double(session: Session, party: Farmer | Enterprise) -> None:
    with session.no_autoflush:
        if isinstance(party, Farmer):
            same = select(Farmer.full_name).where(Farmer.id_number == party.id_number, Farmer.id != party.id)
            number, field = party.id_number, "id_number"
        else:
            code = party.credit_code
            same = select(Enterprise.full_name).where(
                Enterprise.credit_code == code, Enterprise.id != party.id
            )
            number, field = code, "credit_code"
        name = session.scalars(same.limit(1)).first()
    if number and name is not None:
        raise RuleBroken(ALREADY_FILED.fill(number=number, name=name), field=field)
