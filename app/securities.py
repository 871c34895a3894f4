"""Securities: taking an object as collateral for a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import drafts
from models.approval.roles import Actor
from models.base import find
from models.collateral.base import kinds
from models.collateral.object import Collateral, Pledge, Valuation
from models.errors import RuleBroken
from models.fields import fields_of
from models.lending.case import LoanCase
from models.text import Text


@dataclass(frozen=True)
class Taking:
    """What an officer writes down when an object is taken.

    Attributes:
        kind: The key of the kind of collateral.
        values: The fields of the object.
        facts: The facts of the kind, unpacked.
        valuation: The fields of its valuation.
        secured: What it is to secure, in fen.
        rank: At which rank.
    """

    kind: str
    values: Mapping[str, Any]
    facts: Mapping[str, Any]
    valuation: Mapping[str, Any]
    secured: int | None
    rank: int = 1


def take(session: Session, actor: Actor, case_id: UUID, taking: Taking, today: date) -> Pledge:
    """Record an object, its value, and what it secures in the case.

    Raises:
        NotFound: There is no such case here.
        RuleBroken: The kind is unknown.
    """
    find(session, LoanCase, actor.institution_id, case_id)
    kind = kinds().get(taking.kind)
    if kind is None:
        raise RuleBroken(
            Text("没有这种押品。", "There is no such kind of collateral."), field="collateral_kind"
        )
    home = {"institution_id": actor.institution_id, "branch_id": actor.branch_id}
    facts = kind(**taking.facts)
    collateral = Collateral(**home, collateral_kind=kind.key, facts=facts.pack(), **taking.values)
    session.add(collateral)
    valuation = {"value": facts.suggested_value(), "valued_on": today, **taking.valuation}
    session.add(Valuation(**home, collateral_id=collateral.id, **valuation))
    pledge = Pledge(
        **home, case_id=case_id, collateral_id=collateral.id, secured=taking.secured, rank=taking.rank
    )
    session.add(pledge)
    return pledge


@dataclass(frozen=True)
class ObjectView:
    """What the page of a collateral shows: the object, its values, and its pledges by case number."""

    collateral: Collateral
    valuations: list[Valuation]
    pledges: list[tuple[str, Pledge]]


def read(session: Session, actor: Actor, collateral_id: UUID) -> ObjectView:
    """Return what is known of a collateral.

    Raises:
        NotFound: There is no such object here.
    """
    collateral = find(session, Collateral, actor.institution_id, collateral_id)
    values = select(Valuation).where(Valuation.collateral_id == collateral_id).order_by(Valuation.valued_on)
    pledges = (
        select(LoanCase.number, Pledge)
        .join(LoanCase, LoanCase.id == Pledge.case_id)
        .where(Pledge.collateral_id == collateral_id)
        .order_by(Pledge.rank)
    )
    return ObjectView(
        collateral,
        list(session.scalars(values)),
        [(number, pledge) for number, pledge in session.execute(pledges)],
    )


def write_facts(
    session: Session, actor: Actor, collateral_id: UUID, facts: Mapping[str, Any], *, subject: str = ""
) -> Collateral:
    """Write changed facts of an object, each of which travels on its own.

    Raises:
        NotFound: There is no such object here.
    """
    collateral = find(session, Collateral, actor.institution_id, collateral_id)
    known = fields_of(kinds()[collateral.collateral_kind])
    packed = dict(collateral.facts or {})
    for name, value in facts.items():
        if value in (None, ""):
            packed.pop(name, None)
        else:
            packed[name] = known[name].kind.pack(value)
    collateral.facts = packed
    drafts.drop(session, subject)
    return collateral
