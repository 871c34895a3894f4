"""Review and approval."""

from models.approval import conditions
from models.approval.committee import BALLOT
from models.approval.duties import Duty
from models.approval.effects import decision as effects
from models.approval.guarantors import guarantors_are_fit
from models.approval.relations import related_party_is_secured
from models.approval.roles import Role
from models.approval.step import COMMENT, Step
from models.kinds import FLAG
from models.lending.states import APPROVED_STATES, State
from models.text import Text

STEPS = (
    Step(
        key="pass_review",
        label=Text("审查通过", "Pass review"),
        sources=frozenset({State.REVIEWING}),
        target=State.APPROVING,
        role=Role.REVIEWER,
        duty=Duty.REVIEW,
        checks=(conditions.collateral_is_sound, guarantors_are_fit),
        arguments=COMMENT,
        effect=effects.agree,
    ),
    Step(
        key="return_from_review",
        label=Text("退回补充", "Return"),
        sources=frozenset({State.REVIEWING}),
        target=State.INVESTIGATING,
        role=Role.REVIEWER,
        duty=Duty.REVIEW,
        arguments=COMMENT,
        effect=effects.send_back,
    ),
    Step(
        key="approve",
        label=Text("同意审批", "Approve"),
        sources=frozenset({State.APPROVING}),
        target=State.APPROVED,
        role=Role.BRANCH_MANAGER,
        duty=Duty.APPROVE,
        checks=(conditions.collateral_is_sound, guarantors_are_fit),
        arguments=COMMENT,
        guards=(effects.within_authority, related_party_is_secured),
        effect=effects.approve,
    ),
    Step(
        key="vote",
        label=Text("贷审会表决", "Vote"),
        sources=frozenset({State.APPROVING}),
        target=State.APPROVING,
        role=Role.COMMITTEE_MEMBER,
        duty=Duty.APPROVE,
        guards=(effects.for_committee,),
        arguments={"ballot": BALLOT, **COMMENT},
        effect=effects.vote,
        secret=True,
        centre_only=True,
    ),
    Step(
        key="resolve",
        label=Text("宣布表决结果", "Close the vote"),
        sources=frozenset({State.APPROVING}),
        target=State.APPROVED,
        role=Role.COMMITTEE_CHAIR,
        duty=Duty.APPROVE,
        guards=(effects.for_committee,),
        checks=(conditions.collateral_is_sound, guarantors_are_fit),
        arguments={"veto": FLAG, **COMMENT},
        effect=effects.resolve,
        centre_only=True,
    ),
    Step(
        key="pass_up",
        label=Text("报上级审批", "Pass up"),
        sources=frozenset({State.APPROVING}),
        target=State.APPROVING,
        role=Role.BRANCH_MANAGER,
        guards=(effects.beyond_own_level,),
        waits_in=frozenset(),
    ),
    Step(
        key="return_from_approval",
        label=Text("退回补充", "Return"),
        sources=frozenset({State.APPROVING}),
        target=State.INVESTIGATING,
        role=Role.BRANCH_MANAGER,
        duty=Duty.APPROVE,
        arguments=COMMENT,
        effect=effects.send_back,
    ),
    Step(
        key="reject",
        label=Text("否决", "Reject"),
        sources=frozenset({State.APPROVING}),
        target=State.REJECTED,
        role=Role.BRANCH_MANAGER,
        duty=Duty.APPROVE,
        arguments=COMMENT,
        effect=effects.reject,
    ),
    Step(
        key="lapse",
        label=Text("批复失效", "Let the approval lapse"),
        sources=frozenset(APPROVED_STATES),
        target=State.LAPSED,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        checks=(conditions.approval_has_lapsed,),
        effect=effects.lapse,
        waits_in=frozenset(),
    ),
    Step(
        key="reopen",
        label=Text("变更条件，重新审查", "Change the terms and review anew"),
        sources=frozenset({*APPROVED_STATES, State.LAPSED}),
        target=State.INVESTIGATING,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        arguments=COMMENT,
        effect=effects.reopen,
        waits_in=frozenset(),
    ),
    Step(
        key="withdraw",
        label=Text("客户撤回", "Withdraw"),
        sources=frozenset({State.LEAD, State.DRAFT, State.SUBMITTED, State.INVESTIGATING, *APPROVED_STATES}),
        target=State.WITHDRAWN,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        arguments=COMMENT,
        effect=effects.give_up,
        waits_in=frozenset(),
    ),
)
