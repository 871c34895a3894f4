"""Guarantors: finding one, taking one for a case, joint-guarantee groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.outbox import change_stored
from models.approval.roles import Actor
from models.base import find
from models.errors import RuleBroken
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.days import add_months
from models.lending.guarantee import GroupMember, Guarantee, GuaranteeGroup
from models.lending.parameters import lending_parameter
from models.lending.sureties import live_guarantees
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.party.names import mask_id
from models.text import Text

MOST_CANDIDATES = 50
MONTHS_A_YEAR = 12
FEWEST_MEMBERS = 3
TAKEN = Text("{name}已是本案保证人。", "{name} is a guarantor of this case already.")


@dataclass(frozen=True)
class Candidate:
    """Somebody who could guarantee.

    Attributes:
        kind: ``farmer`` or ``enterprise``.
        identity: Their file.
        name: What they are called.
        number: Resident ID in part, or credit code.
        given: What they answer for already, in fen.
    """

    kind: str
    identity: UUID
    name: str
    number: str
    given: int


def candidates(session: Session, actor: Actor, typed: str, *, besides: UUID | None = None) -> list[Candidate]:
    """Return farmers and firms of the branch whose name or number holds what was *typed*, the borrower aside."""
    part = typed.strip()
    people = [
        *_matching(session, actor, Farmer, Farmer.id_number, part),
        *_matching(session, actor, Enterprise, Enterprise.credit_code, part),
    ]
    given: dict[UUID, int] = {}
    for each, _borrower in live_guarantees(session, actor.institution_id, [each.id for each in people]):
        if each.guarantor_id:
            given[each.guarantor_id] = given.get(each.guarantor_id, 0) + (each.amount or 0)
    return [
        Candidate(
            each.kind,
            each.id,
            each.full_name,
            mask_id(each.id_number) if isinstance(each, Farmer) else each.credit_code,
            given.get(each.id, 0),
        )
        for each in people
        if each.id != besides
    ]


def _matching(session: Session, actor: Actor, kind: Any, number: Any, part: str) -> Sequence[Any]:
    wanted = select(kind).where(
        kind.institution_id == actor.institution_id, kind.branch_id == actor.branch_id
    )
    if part:
        wanted = wanted.where(
            kind.full_name.contains(part, autoescape=True) | number.startswith(part, autoescape=True)
        )
    return session.scalars(wanted.order_by(kind.id.desc()).limit(MOST_CANDIDATES)).all()


def usual_terms(case: LoanCase, today: date) -> dict[str, Any]:
    """Return what a guarantee of this case usually says: all of it, jointly, three years after maturity.

    Source:
        民法典 692; the tail is a parameter.
    """
    due = add_months(today, case.months or MONTHS_A_YEAR)
    tail: int = lending_parameter("guarantee", today)["tail_years"]
    return {
        "amount": case.amount,
        "liability": "joint",
        "mode": "single",
        "begins_on": due,
        "ends_on": add_months(due, tail * MONTHS_A_YEAR),
    }


def take_guarantor(
    session: Session, actor: Actor, case_id: UUID, who: tuple[str, UUID], values: Mapping[str, Any]
) -> Guarantee:
    """Record that somebody, by kind and identity of their file, guarantees a case.

    Raises:
        NotFound: There is no such case or file here.
        RuleBroken: They are the borrower or a guarantor of the case already.
    """
    case = find(session, LoanCase, actor.institution_id, case_id)
    kind, identity = who
    record: Any = Farmer if kind == Farmer.kind else Enterprise
    party = find(session, record, actor.institution_id, identity)
    if identity == case.applicant_id:
        raise RuleBroken(Text("借款人不能为自己保证。", "The borrower cannot guarantee the own loan."))
    same = select(Guarantee.id).where(
        Guarantee.institution_id == actor.institution_id,
        Guarantee.case_id == case_id,
        Guarantee.guarantor_id == identity,
        Guarantee.dropped.is_(False),
    )
    if session.scalars(same.limit(1)).first():
        raise RuleBroken(TAKEN.fill(name=party.full_name))
    made = Guarantee(
        institution_id=actor.institution_id,
        branch_id=actor.branch_id,
        case_id=case_id,
        guarantor_kind=kind,
        guarantor_id=identity,
        **values,
    )
    session.add(made)
    return made


def take_off(session: Session, actor: Actor, guarantee_id: UUID) -> Guarantee:
    """Take a guarantor off a case; the record stays and says so.

    Raises:
        NotFound: There is no such guarantee here.
    """
    return change_stored(session, Guarantee, (actor.institution_id, guarantee_id), {"dropped": True})


@dataclass(frozen=True)
class Group:
    """A joint-guarantee group with its members."""

    group: GuaranteeGroup
    members: list[GroupMember]


def groups_of(session: Session, actor: Actor, party_id: UUID) -> list[Group]:
    """Return the groups somebody is a member of, the newest first."""
    mine = select(GroupMember.group_id).where(
        GroupMember.institution_id == actor.institution_id, GroupMember.member_id == party_id
    )
    groups = session.scalars(
        select(GuaranteeGroup)
        .where(GuaranteeGroup.institution_id == actor.institution_id, GuaranteeGroup.id.in_(mine))
        .order_by(GuaranteeGroup.id.desc())
    ).all()
    return [Group(each, _members(session, actor, each.id)) for each in groups]


def _members(session: Session, actor: Actor, group_id: UUID) -> list[GroupMember]:
    rows = select(GroupMember).where(
        GroupMember.institution_id == actor.institution_id, GroupMember.group_id == group_id
    )
    return list(session.scalars(rows.order_by(GroupMember.id)))


def form_group(
    session: Session,
    actor: Actor,
    values: Mapping[str, Any],
    members: Sequence[tuple[str, UUID]],
    cap: int | None,
) -> GuaranteeGroup:
    """Record a joint-guarantee group whose members each answer for the others up to *cap* fen.

    Raises:
        RuleBroken: Name, day or cap is missing, or there are fewer than three members.
    """
    for name in ("full_name", "agreed_on"):
        if not values.get(name):
            label = fields_of(GuaranteeGroup)[name].label
            raise RuleBroken(Text("请填写“{label}”。", "Give “{label}”.").fill(label=label), field=name)
    if len(set(members)) < FEWEST_MEMBERS:
        raise RuleBroken(
            Text("联保小组至少{count}户。", "A group has at least {count} members.").fill(
                count=FEWEST_MEMBERS
            )
        )
    if not cap:
        raise RuleBroken(Text("请填写每户联保限额。", "Give the cap of each member."), field="cap")
    home = {"institution_id": actor.institution_id, "branch_id": actor.branch_id}
    group = GuaranteeGroup(**home, **values)
    session.add(group)
    for kind, identity in dict.fromkeys(members):
        session.add(GroupMember(**home, group_id=group.id, member_kind=kind, member_id=identity, cap=cap))
    return group


def take_group(session: Session, actor: Actor, case_id: UUID, group_id: UUID, today: date) -> list[Guarantee]:
    """Let every other member of the borrower's group guarantee a case, each up to their cap.

    Raises:
        NotFound: There is no such case or group here.
        RuleBroken: A member guarantees the case already.
    """
    case = find(session, LoanCase, actor.institution_id, case_id)
    find(session, GuaranteeGroup, actor.institution_id, group_id)
    made = []
    for member in _members(session, actor, group_id):
        if member.member_id and member.member_id != case.applicant_id:
            terms = usual_terms(case, today)
            terms["amount"] = min(case.amount or 0, member.cap or 0) or None
            who = (member.member_kind, member.member_id)
            made.append(take_guarantor(session, actor, case_id, who, {**terms, "group_id": group_id}))
    return made
