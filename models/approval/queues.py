"""Whose queue a case stands in: it follows from the awaited steps, and a test holds it against their table.

It is written down here because the window shows its first list before the records are loaded.
"""

from models.lending.states import State

QUEUES: dict[str, tuple[State, ...]] = {
    "loan_officer": (
        State.LEAD,
        State.DRAFT,
        State.SUBMITTED,
        State.INVESTIGATING,
        State.APPROVED,
        State.SIGNING,
        State.SECURING,
        State.DISBURSED,
        State.CHANGE_SIGNING,
        State.RELEASED,
    ),
    "reviewer": (State.REVIEWING, State.CHANGE_REVIEW),
    "contract_clerk": (State.COST_SHOWN,),
    "registrar": (State.SECURING, State.READY_TO_DISBURSE, State.SETTLED),
    "disburser": (State.READY_TO_DISBURSE,),
    "archivist": (State.RELEASED,),
}
"""By role, the states from which somebody of it takes the next step; a decision waits for its level instead."""

DECIDES: dict[str, tuple[str, ...]] = {
    "branch_manager": ("branch_manager",),
    "head_approver": ("head_approver",),
    "committee_member": ("committee_member",),
    "committee_chair": ("committee_member",),
    "president": ("president",),
}
"""By role, the levels whose decisions wait for it."""
