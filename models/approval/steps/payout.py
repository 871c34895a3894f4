"""From the request for payout to the money."""

from models.approval import conditions
from models.approval.duties import Duty
from models.approval.effects import payout as effects
from models.approval.roles import Role
from models.approval.step import Step
from models.lending.states import State
from models.text import Text

STEPS = (
    Step(
        key="request_payout",
        label=Text("申请放款", "Request payout"),
        sources=frozenset({State.SECURING}),
        target=State.READY_TO_DISBURSE,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        checks=(conditions.approval_is_valid, conditions.contracts_are_signed),
    ),
    Step(
        key="disburse",
        label=Text("放款", "Disburse"),
        sources=frozenset({State.READY_TO_DISBURSE}),
        target=State.DISBURSED,
        role=Role.DISBURSER,
        duty=Duty.PAY_OUT,
        checks=(
            conditions.approval_is_valid,
            conditions.contracts_are_signed,
            conditions.collateral_is_sound,
            conditions.security_holds,
        ),
        effect=effects.disburse,
    ),
)
