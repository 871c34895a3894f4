"""Review and approval."""

from models.approval import conditions
from models.approval.duties import Duty
from models.approval.effects import decision as effects
from models.approval.roles import Role
from models.approval.step import COMMENT, Step
from models.lending.states import State
from models.text import Text

STEPS = (
    Step(
        key="pass_review",
        label=Text("审查通过", "Pass review"),
        sources=frozenset({State.REVIEWING}),
        target=State.APPROVING,
        role=Role.REVIEWER,
        duty=Duty.REVIEW,
        checks=(conditions.collateral_is_sound,),
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
        checks=(conditions.collateral_is_sound,),
        arguments=COMMENT,
        effect=effects.approve,
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
)
