"""The life of a case as one table: who takes which step, from where, on which conditions, to what effect."""

from datetime import date

from models.approval.authority import may_play
from models.approval.grants import Powers
from models.approval.roles import Actor
from models.approval.step import Step
from models.approval.steps import decision, intake, loan, papers, payout, security, signing
from models.keyed import keyed
from models.lending.dossier import Dossier

STEPS: dict[str, Step] = keyed(
    step for part in (intake, decision, signing, papers, security, payout, loan) for step in part.STEPS
)


def open_steps(dossier: Dossier, actor: Actor, powers: Powers, today: date) -> list[Step]:
    """Return the steps that *actor* could take from where the case stands, their conditions aside.

    What is about a security is not offered where nothing secures the case any more.
    """
    return [
        step
        for step in STEPS.values()
        if dossier.state in step.sources
        and may_play(actor, step.role, powers, today)
        and (dossier.standing or "pledge_id" not in step.arguments)
        and not (step.lead_only and dossier.case.lead_officer != actor.login)
    ]
