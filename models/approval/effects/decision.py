"""What the steps write: review and approval."""

from datetime import timedelta
from typing import Any

from models.approval.act import Act
from models.approval.authority import grant_for
from models.approval.records import Decision
from models.fields import fields_of
from models.lending.credit import Facility
from models.parameters import parameters


def _decide(act: Act, step: str, outcome: str, **more: Any) -> None:
    decision = act.make(
        Decision,
        case_id=act.dossier.case.id,
        step=step,
        officer=act.actor.login,
        decided_at=act.at,
        outcome=outcome,
        comment=str(act.arguments["comment"]),
        exposure=act.dossier.exposure,
        **more,
    )
    act.dossier.decisions.append(decision)


def agree(act: Act) -> None:
    """Keep the reviewer's consent."""
    _decide(act, "pass_review", "agree")


def send_back(act: Act) -> None:
    """Return the case: earlier signatures and consents no longer count."""
    for signature in act.dossier.signatures:
        signature.void = True
    for decision in act.dossier.decisions:
        decision.void = True
    _decide(act, "return", "returned")


def reject(act: Act) -> None:
    """Keep the refusal with its reason."""
    _decide(act, "reject", "oppose")


def approve(act: Act) -> None:
    """Approve within authority and freeze the terms in a facility.

    Raises:
        NotAllowed: The total exposure is above the person's authority.
    """
    case = act.dossier.case
    grant = grant_for(act.dossier, act.actor.roles, act.today)
    _decide(act, "approve", "agree", grant=f"{grant.matrix} {grant.reason.zh}"[:200])
    days = parameters("approval", act.today)["first_draw_days"]
    act.dossier.facility = act.make(
        Facility,
        case_id=case.id,
        limit=case.amount,
        rate=case.rate,
        months=case.months,
        method=case.method,
        approved_on=act.today,
        first_draw_by=act.today + timedelta(days=days),
        conditions=str(act.arguments["comment"]),
    )
    for security in act.dossier.securities:
        security.pledge.cap = fields_of(type(security.pledge))["cap"].kind.parse(
            str(security.cap_percent(act.today))
        )
