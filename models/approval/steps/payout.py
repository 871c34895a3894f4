"""From the request for payout to the money."""

from models.approval import conditions
from models.approval.duties import Duty
from models.approval.effects import payout as effects
from models.approval.roles import Role
from models.approval.step import COMMENT, Step
from models.kinds import MONEY
from models.lending.states import State
from models.text import Text

DRAWABLE = frozenset({State.DISBURSED, State.PERFORMING})
"""Where a revolving loan may be drawn again."""

UNDER_A_LIMIT = (conditions.limit_is_healthy, conditions.collateral_is_sound, conditions.security_holds)

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
        arguments={"amount": MONEY},
        effect=effects.disburse,
    ),
    Step(
        key="request_draw",
        label=Text("申请用信", "Ask for a drawdown"),
        sources=DRAWABLE,
        target=None,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        checks=(conditions.nothing_is_asked_for, *UNDER_A_LIMIT),
        arguments={"amount": MONEY},
        effect=effects.request_draw,
        waits_in=frozenset(),
    ),
    Step(
        key="draw",
        label=Text("循环用信放款", "Pay out the drawdown"),
        sources=DRAWABLE,
        target=State.DISBURSED,
        role=Role.DISBURSER,
        duty=Duty.PAY_OUT,
        checks=(conditions.a_drawdown_is_asked_for, *UNDER_A_LIMIT),
        effect=effects.draw,
        waits_in=frozenset(),
    ),
    Step(
        key="refuse_draw",
        label=Text("退回用信申请", "Send the drawdown back"),
        sources=DRAWABLE,
        target=None,
        role=Role.DISBURSER,
        duty=Duty.PAY_OUT,
        checks=(conditions.a_drawdown_is_asked_for,),
        arguments=COMMENT,
        effect=effects.refuse_draw,
        waits_in=frozenset(),
    ),
)
