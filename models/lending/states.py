"""Where a case may stand between intake and payout (domain 2.2)."""

from enum import StrEnum

from models.text import Text


class State(StrEnum):
    """Where a case stands."""

    LEAD = "LEAD"
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    INVESTIGATING = "INVESTIGATING"
    REVIEWING = "REVIEWING"
    APPROVING = "APPROVING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"
    COST_SHOWN = "COST_SHOWN"
    SIGNING = "SIGNING"
    SECURING = "SECURING"
    READY_TO_DISBURSE = "READY"
    DISBURSED = "DISBURSED"

    @property
    def label(self) -> Text:
        """What the state is called."""
        return STATE_LABELS[self]

    @property
    def open_to_change(self) -> bool:
        """Whether the facts of a case in this state may still be typed over."""
        return self in {State.LEAD, State.DRAFT, State.SUBMITTED, State.INVESTIGATING}


APPROVED_STATES = (State.APPROVED, State.COST_SHOWN, State.SIGNING, State.SECURING, State.READY_TO_DISBURSE)
"""An approval is in force and the money has not left."""

STATE_LABELS = {
    State.LEAD: Text("融资意向", "Lead"),
    State.DRAFT: Text("受理登记", "Draft"),
    State.SUBMITTED: Text("已受理", "Submitted"),
    State.INVESTIGATING: Text("调查中", "Under survey"),
    State.REVIEWING: Text("审查中", "Under review"),
    State.APPROVING: Text("审批中", "Awaiting approval"),
    State.APPROVED: Text("已批复", "Approved"),
    State.REJECTED: Text("已否决", "Rejected"),
    State.WITHDRAWN: Text("已撤回", "Withdrawn"),
    State.LAPSED: Text("批复失效", "Approval lapsed"),
    State.COST_SHOWN: Text("已明示成本", "Cost disclosed"),
    State.SIGNING: Text("面签", "Signing"),
    State.SECURING: Text("落实担保", "Securing"),
    State.READY_TO_DISBURSE: Text("放款审核", "Ready to disburse"),
    State.DISBURSED: Text("已放款", "Disbursed"),
}
