"""Cost disclosure, contracts, signatures."""

from models.approval import conditions
from models.approval.effects import signing as effects
from models.approval.roles import Role
from models.approval.step import Step
from models.kinds import DAY, text
from models.lending.states import State
from models.text import Text

STEPS = (
    Step(
        key="show_cost",
        label=Text("明示综合融资成本", "Disclose cost"),
        sources=frozenset({State.APPROVED}),
        target=State.COST_SHOWN,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        checks=(conditions.approval_is_valid,),
        arguments={"signed_on": DAY},
        effect=effects.note_day,
    ),
    Step(
        key="issue_contracts",
        label=Text("出具合同", "Issue contracts"),
        sources=frozenset({State.COST_SHOWN}),
        target=State.SIGNING,
        role=Role.CONTRACT_CLERK,
        checks=(conditions.approval_is_valid,),
        arguments={"numbers": text(800), "issued_on": DAY},
        filled=frozenset({"numbers", "issued_on"}),
        effect=effects.issue_contracts,
    ),
    Step(
        key="sign_contracts",
        label=Text("面签完成", "Contracts signed"),
        sources=frozenset({State.SIGNING}),
        target=State.SECURING,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        arguments={"signed_on": DAY},
        effect=effects.sign_contracts,
    ),
)
