"""Securities: taking an object as collateral for a case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import drafts
from app.outbox import type_over
from models.approval.roles import Actor
from models.base import find
from models.collateral.base import Kind, check_change, kinds
from models.collateral.object import Collateral, Pledge, Valuation
from models.errors import RuleBroken
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.claims import Claim, claims_on, next_rank
from models.parameters import parameters
from models.text import Text

MOST_OFFERS = 50


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
class Offer:
    """An object that is known already, as it may be taken for another case.

    Attributes:
        collateral: The object.
        value: Its latest value in fen, if it has one.
        claims: What it secures already.
        lendable: What may still be lent on it, in fen.
    """

    collateral: Collateral
    value: int | None
    claims: list[Claim]
    lendable: int

    @property
    def rank(self) -> int:
        """The rank that is free."""
        return next_rank(self.claims)


def offers(session: Session, actor: Actor, typed: str, today: date) -> list[Offer]:
    """Return the objects of the branch whose name or owner holds what was *typed*, newest first."""
    wanted = select(Collateral).where(
        Collateral.institution_id == actor.institution_id,
        Collateral.branch_id == actor.branch_id,
        Collateral.collateral_kind.in_(kinds()),
    )
    if typed.strip():
        part = typed.strip()
        wanted = wanted.where(
            Collateral.description.contains(part, autoescape=True)
            | Collateral.owner_name.contains(part, autoescape=True)
        )
    found = session.scalars(wanted.order_by(Collateral.id.desc()).limit(MOST_OFFERS))
    return [_offer(session, each, today) for each in found]


def _offer(session: Session, collateral: Collateral, today: date) -> Offer:
    claims = claims_on(session, collateral.institution_id, collateral.id)
    latest = select(Valuation.value).where(
        Valuation.institution_id == collateral.institution_id, Valuation.collateral_id == collateral.id
    )
    value = session.scalars(latest.order_by(Valuation.valued_on.desc(), Valuation.id.desc()).limit(1)).first()
    taken = sum(claim.secured for claim in claims)
    return Offer(collateral, value, claims, max(0, (value or 0) * _cap(collateral, today) // 100 - taken))


def take_again(
    session: Session, actor: Actor, case_id: UUID, collateral_id: UUID, secured: int | None
) -> Pledge:
    """Let an object that is known already secure another case, behind every claim on it.

    Raises:
        NotFound: There is no such case or object here.
        RuleBroken: The object secures this case already.
    """
    find(session, LoanCase, actor.institution_id, case_id)
    collateral = find(session, Collateral, actor.institution_id, collateral_id)
    claims = claims_on(session, actor.institution_id, collateral_id)
    if any(claim.case_id == case_id for claim in claims):
        raise RuleBroken(
            Text("该押品已为本案担保。", "The object secures this case already."), field="collateral_id"
        )
    pledge = Pledge(
        institution_id=actor.institution_id,
        branch_id=actor.branch_id,
        case_id=case_id,
        collateral_id=collateral.id,
        secured=secured,
        rank=next_rank(claims),
    )
    session.add(pledge)
    return pledge


def go_behind(session: Session, actor: Actor, pledge_id: UUID) -> Pledge:
    """Give a pledge the rank behind every other claim on its object.

    Raises:
        NotFound: There is no such pledge here.
    """
    pledge = find(session, Pledge, actor.institution_id, pledge_id)
    claims = claims_on(session, actor.institution_id, pledge.collateral_id) if pledge.collateral_id else []
    pledge.rank = next_rank(claim for claim in claims if claim.pledge_id != pledge_id)
    return pledge


def value_anew(
    session: Session, actor: Actor, collateral_id: UUID, values: Mapping[str, Any], today: date
) -> Valuation:
    """Record what an object is worth now.

    Raises:
        NotFound: There is no such object here.
        RuleBroken: Value, valuer or basis is missing, or the day lies ahead.
    """
    collateral = find(session, Collateral, actor.institution_id, collateral_id)
    valuation = {"valued_on": today, **{name: value for name, value in values.items() if value}}
    for name in ("value", "valuer", "basis"):
        if not valuation.get(name):
            label = fields_of(Valuation)[name].label
            raise RuleBroken(Text("请填写“{label}”。", "Give “{label}”.").fill(label=label), field=name)
    if valuation["valued_on"] > today:
        raise RuleBroken(
            Text("估值日期不能晚于今天。", "The day of the value may not lie ahead."), field="valued_on"
        )
    made = Valuation(
        institution_id=actor.institution_id,
        branch_id=actor.branch_id,
        collateral_id=collateral.id,
        **valuation,
    )
    session.add(made)
    return made


@dataclass(frozen=True)
class ObjectView:
    """What the page of a collateral shows: the object, its values, its pledges by case number, its live claims."""

    collateral: Collateral
    valuations: list[Valuation]
    pledges: list[tuple[str, Pledge]]
    claims: list[Claim]


def cap_percent(shown: ObjectView, today: date) -> int:
    """Return the loan-to-value cap of an object as it stands today, in percent."""
    return _cap(shown.collateral, today)


def _cap(collateral: Collateral, today: date) -> int:
    facts = kinds()[collateral.collateral_kind].read(collateral.facts)
    cap: int = parameters("collateral", today)["cap_percent"][facts.cap_key]
    return cap


def read(session: Session, actor: Actor, collateral_id: UUID) -> ObjectView:
    """Return what is known of a collateral.

    Raises:
        NotFound: There is no such object here.
        RuleBroken: It is of a kind that only a newer release knows.
    """
    collateral = find(session, Collateral, actor.institution_id, collateral_id)
    if collateral.collateral_kind not in kinds():
        raise RuleBroken(
            Text(
                "本机程序还不认识这类押品，请升级程序后查看。",
                "This program does not know that kind of collateral yet; update it to see the object.",
            )
        )
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
        claims_on(session, actor.institution_id, collateral_id),
    )


def write_facts(
    session: Session,
    actor: Actor,
    collateral_id: UUID,
    facts: Mapping[str, Any],
    seen: Mapping[str, Any] | None = None,
    *,
    subject: str = "",
) -> Collateral:
    """Write changed facts of an object, over what was *seen* of them; each travels on its own.

    Raises:
        NotFound: There is no such object here.
        RuleBroken: The kind does not let these facts follow the earlier ones.
    """
    collateral = find(session, Collateral, actor.institution_id, collateral_id)
    kind = kinds()[collateral.collateral_kind]
    stored = dict(collateral.facts or {})
    packed = _with_facts(kind, stored, facts)
    stands = kind.read(stored)
    check_change(stands, kind.read(packed))
    unseen = {
        name: each for name, each in (seen or {}).items() if name in facts and each != getattr(stands, name)
    }
    type_over(collateral, {"facts": packed}, {"facts": _with_facts(kind, stored, unseen)})
    drafts.drop(session, subject)
    return collateral


def _with_facts(kind: type[Kind], stored: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    known = fields_of(kind)
    emptied = {name for name, value in facts.items() if value in (None, "")}
    packed = {name: known[name].kind.pack(value) for name, value in facts.items() if name not in emptied}
    return {name: each for name, each in {**stored, **packed}.items() if name not in emptied}
