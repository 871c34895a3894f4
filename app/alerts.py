"""Alerts of the branch: what threatens the securities of its running loans, and their certificates."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session

from app.cases import officers
from models.approval.roles import Actor
from models.collateral.object import Pledge
from models.collateral.registration import RegistrationAct
from models.collateral.vault import VaultEntry
from models.lending.alerts import Alert, alerts_of, in_order
from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.dossier import UNDER_COMMITMENT
from models.lending.dossiers import dossiers
from models.lending.guarantee import Guarantee


def branch_alerts(session: Session, actor: Actor, today: date) -> list[Alert]:
    """Return what threatens the securities of the branch's running loans, the worst first."""
    watched = dossiers(session, actor.institution_id, _watched(session, actor))
    return in_order(alert for dossier in watched for alert in alerts_of(dossier, today))


@dataclass(frozen=True)
class History:
    """What was done about an object, and what threatens it now.

    Attributes:
        acts: At the registry, in order.
        papers: Every move of its certificates, in order.
        alerts: The worst first.
        names: What the colleagues are called, by login.
    """

    acts: list[RegistrationAct]
    papers: list[VaultEntry]
    alerts: list[Alert]
    names: dict[str, str]


def object_history(session: Session, actor: Actor, collateral_id: UUID, today: date) -> History:
    """Return what was done about an object in all its cases, and what threatens it."""
    bank = actor.institution_id
    pledges = select(Pledge.id).where(Pledge.institution_id == bank, Pledge.collateral_id == collateral_id)
    acts = select(RegistrationAct).where(
        RegistrationAct.institution_id == bank, RegistrationAct.pledge_id.in_(pledges)
    )
    papers = select(VaultEntry).where(
        VaultEntry.institution_id == bank, VaultEntry.collateral_id == collateral_id
    )
    return History(
        list(session.scalars(acts.order_by(RegistrationAct.id))),
        list(session.scalars(papers.order_by(VaultEntry.id))),
        object_alerts(session, actor, collateral_id, today),
        {each.login: each.full_name for each in officers(session, bank).values()},
    )


def object_alerts(session: Session, actor: Actor, collateral_id: UUID, today: date) -> list[Alert]:
    """Return what threatens one object in the cases that it secures, the worst first."""
    cases = select(Pledge.case_id).where(
        Pledge.institution_id == actor.institution_id, Pledge.collateral_id == collateral_id
    )
    found = dossiers(session, actor.institution_id, [each for each in session.scalars(cases) if each])
    return in_order(
        alert
        for dossier in found
        for alert in alerts_of(dossier, today)
        if alert.collateral_id == collateral_id
    )


def _watched(session: Session, actor: Actor) -> list[UUID]:
    """Return the cases with money out or promised that something secures."""
    bank = actor.institution_id
    owing = select(LoanNote.case_id).where(LoanNote.institution_id == bank, LoanNote.outstanding > 0)
    secured = union(
        select(Pledge.case_id).where(Pledge.institution_id == bank, Pledge.released_on.is_(None)),
        select(Guarantee.case_id).where(Guarantee.institution_id == bank, Guarantee.dropped.is_(False)),
    ).subquery()
    rows = select(LoanCase.id).where(
        LoanCase.institution_id == bank,
        LoanCase.branch_id == actor.branch_id,
        LoanCase.id.in_(select(secured.c.case_id)),
        or_(LoanCase.id.in_(owing), LoanCase.state.in_(UNDER_COMMITMENT)),
    )
    return list(session.scalars(rows))
