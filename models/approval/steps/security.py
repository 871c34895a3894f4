"""What happens to the securities of a case."""

from models.approval.effects import security as effects
from models.approval.roles import Role
from models.approval.step import Step
from models.kinds import DAY, REFERENCE, text
from models.lending.states import State
from models.text import Text

STEPS = (
    Step(
        key="register",
        label=Text("登记担保", "Record registration"),
        sources=frozenset({State.SECURING, State.READY_TO_DISBURSE}),
        target=State.SECURING,
        role=Role.REGISTRAR,
        arguments={
            "pledge_id": REFERENCE,
            "registration_number": text(60),
            "registered_on": DAY,
            "registered_until": DAY,
        },
        repeatable=True,
        effect=effects.register,
    ),
)
