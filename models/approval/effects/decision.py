"""What the steps write: review and approval."""

from datetime import timedelta
from typing import Any

from models.approval.act import Act
from models.approval.authority import route, warrant_for
from models.approval.committee import Vote, tally
from models.approval.effects import limits
from models.approval.records import Decision
from models.approval.roles import LEVELS, Role
from models.errors import RuleBroken
from models.fields import fields_of
from models.lending.credit import Facility
from models.lending.states import State
from models.parameters import parameters
from models.text import Text


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


def within_authority(act: Act) -> None:
    """Let only somebody decide whose written grant reaches so far.

    Raises:
        NotAllowed: It is for a higher level, for the committee, or above the grant.
    """
    warrant_for(act.dossier, act.actor, act.powers, act.officers, act.today)


def for_committee(act: Act) -> None:
    """Let the committee vote only on what is the committee's.

    Raises:
        RuleBroken: Somebody decides the case alone.
    """
    way = route(act.dossier, act.powers, act.officers, act.today)
    if way.level is not Role.COMMITTEE_MEMBER:
        raise RuleBroken(
            Text("{why}无需贷审会表决。", "{why} The committee does not vote.").fill(why=way.why)
        )


def beyond_own_level(act: Act) -> None:
    """Let a case be passed up only if it is for a higher level than the one it lies with.

    Raises:
        RuleBroken: It is not.
    """
    way = route(act.dossier, act.powers, act.officers, act.today)
    lies_with = Role(act.dossier.case.level or Role.BRANCH_MANAGER)
    if LEVELS.index(way.level) <= LEVELS.index(lies_with):
        raise RuleBroken(Text("{why}无需上报。", "{why} It need not be passed up.").fill(why=way.why))


def vote(act: Act) -> None:
    """Keep a member's vote, which nobody else reads.

    Raises:
        RuleBroken: The member has voted, or gave no vote.
    """
    ballot = act.arguments.get("ballot")
    if any(each.officer == act.actor.login for each in act.votes):
        raise RuleBroken(
            Text("您已对本案表决，不能重复表决。", "You have voted on this case; nobody votes twice.")
        )
    if not ballot:
        raise RuleBroken(Text("请选择表决意见。", "Choose your vote."), field="ballot")
    act.votes.append(Vote(act.actor.login, str(ballot), str(act.arguments["comment"])))


def resolve(act: Act) -> State:
    """Close the committee's vote: what did not pass is refused; what passed the chair may still veto.

    Raises:
        RuleBroken: The quorum is not reached.
    """
    count = tally(act.votes, act.today)
    way = route(act.dossier, act.powers, act.officers, act.today)
    grant = f"{way.matrix} {count.words.zh}"[:200]
    if not count.passed or act.arguments.get("veto"):
        _decide(act, "resolve", "oppose", grant=grant)
        return State.REJECTED
    _decide(act, "resolve", "agree", grant=grant)
    _grant_terms(act)
    return State.APPROVED


def approve(act: Act) -> None:
    """Approve within authority and freeze the terms in a facility.

    Raises:
        NotAllowed: The total exposure is above the person's authority.
        RuleBroken: The limit that the case reserves from has less left.
    """
    warrant = warrant_for(act.dossier, act.actor, act.powers, act.officers, act.today)
    _decide(act, "approve", "agree", grant=warrant.words)
    _grant_terms(act)


def _grant_terms(act: Act) -> None:
    case = act.dossier.case
    limits.commit(act)
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


def lapse(act: Act) -> None:
    """Let an approval that nobody used in time lapse: what it reserved is free again."""
    _undo_approval(act)


def reopen(act: Act) -> None:
    """Send an approved case back to the survey because its terms are to change (domain 2.2).

    Signatures and consents no longer count, contracts are void and keep their numbers, and what was reserved
    is free again; the case is surveyed, reviewed and approved anew.
    """
    send_back(act)
    _undo_approval(act)


def _undo_approval(act: Act) -> None:
    dossier = act.dossier
    if dossier.facility:
        dossier.facility.void = True
    for contract in dossier.contracts:
        contract.void_on = act.today
    limits.end(act)


def give_up(act: Act) -> None:
    """Close a case that the customer withdraws."""
    _undo_approval(act)
