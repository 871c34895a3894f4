"""Where a case may stand from intake to the archive (domain 2.2)."""

from enum import StrEnum

from models.text import Text


class State(StrEnum):
    """Where a case stands; ``STATE_LABELS`` has all that this release knows.

    A case that head office has at a state of a newer release stands at ``UNKNOWN``, which is none of them: no step
    leaves from it, and nothing is open to change.
    """

    UNKNOWN = ""
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
    PERFORMING = "PERFORMING"
    OVERDUE = "OVERDUE"
    CHANGE_REVIEW = "CHANGE_REVIEW"
    CHANGE_APPROVAL = "CHANGE_APPROVAL"
    CHANGE_SIGNING = "CHANGE_SIGNING"
    EXTENDED = "EXTENDED"
    RESTRUCTURED = "RESTRUCTURED"
    LITIGATION = "LITIGATION"
    WRITTEN_OFF = "WRITTEN_OFF"
    SETTLED = "SETTLED"
    RELEASED = "RELEASED"
    ARCHIVED = "ARCHIVED"

    @property
    def label(self) -> Text:
        """What the state is called."""
        return STATE_LABELS.get(self, _NEWER)

    @property
    def open_to_change(self) -> bool:
        """Whether the facts of a case in this state may still be typed over."""
        return self in {State.LEAD, State.DRAFT, State.SUBMITTED, State.INVESTIGATING}


APPROVED_STATES = (State.APPROVED, State.COST_SHOWN, State.SIGNING, State.SECURING, State.READY_TO_DISBURSE)
"""An approval is in force and the money has not left."""

DECIDING = frozenset({State.APPROVING, State.CHANGE_APPROVAL})
"""The case waits for whoever must decide it by its level: the loan itself, or a change of its terms."""

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
    State.PERFORMING: Text("正常还款", "Performing"),
    State.OVERDUE: Text("逾期", "Overdue"),
    State.CHANGE_REVIEW: Text("变更审查", "Change under review"),
    State.CHANGE_APPROVAL: Text("变更审批", "Change awaiting approval"),
    State.CHANGE_SIGNING: Text("变更签约", "Change to be signed"),
    State.EXTENDED: Text("展期", "Extended"),
    State.RESTRUCTURED: Text("重组", "Restructured"),
    State.LITIGATION: Text("诉讼", "In litigation"),
    State.WRITTEN_OFF: Text("已核销", "Written off"),
    State.SETTLED: Text("已结清", "Settled"),
    State.RELEASED: Text("已解除担保", "Securities released"),
    State.ARCHIVED: Text("已归档", "Archived"),
}

_NEWER = Text("新状态（请升级程序）", "Newer state (update the program)")

STANDING = frozenset({State.PERFORMING, State.OVERDUE, State.EXTENDED, State.RESTRUCTURED})
"""A loan that runs on the terms it has; its payments decide which of these it is."""

CHANGING = frozenset({State.CHANGE_REVIEW, State.CHANGE_APPROVAL, State.CHANGE_SIGNING})
"""A change of terms has been asked for and is not signed yet."""

MONEY_OUT = frozenset({State.DISBURSED, State.LITIGATION, State.WRITTEN_OFF}) | STANDING | CHANGING
"""The money is out and not all of it is back; a write-off is the bank's own account, the debt remains."""

PAID_BACK = frozenset({State.SETTLED, State.RELEASED, State.ARCHIVED})
"""Nothing is owed any more."""

CAME_TO_NOTHING = frozenset({State.REJECTED, State.WITHDRAWN})
"""No money left the bank."""
