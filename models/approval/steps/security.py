"""What happens to the securities of a case: registration and its changes, release, the vault."""

from models.approval.effects import security as effects
from models.approval.effects import vault
from models.approval.roles import Role
from models.approval.step import Step
from models.collateral.maximum import FIXED_BY
from models.collateral.vault import MOVE
from models.kinds import DAY, REFERENCE, text
from models.lending.states import MONEY_OUT, PAID_BACK, State
from models.text import Text

BEFORE_PAYOUT = frozenset({State.SECURING, State.READY_TO_DISBURSE})
AFTER_PAYOUT = (MONEY_OUT | PAID_BACK) - {State.ARCHIVED}
"""Where a case stands while its loan runs, and after: every state that follows payout belongs here."""
SECURED = BEFORE_PAYOUT | AFTER_PAYOUT

_ACT = {"pledge_id": REFERENCE, "reference": text(60), "done_on": DAY}
_NOTE = {"note": text(200)}

STEPS = (
    Step(
        key="register",
        label=Text("登记担保", "Record registration"),
        sources=BEFORE_PAYOUT,
        target=None,
        role=Role.REGISTRAR,
        arguments={
            "pledge_id": REFERENCE,
            "registration_number": text(60),
            "registered_on": DAY,
            "registered_until": DAY,
        },
        effect=effects.register,
    ),
    Step(
        key="apply_registration",
        label=Text("申请登记", "Apply for registration"),
        sources=BEFORE_PAYOUT,
        target=None,
        role=Role.REGISTRAR,
        arguments={**_ACT, **_NOTE},
        effect=effects.apply,
    ),
    Step(
        key="change_registration",
        label=Text("变更登记", "Change the registration"),
        sources=SECURED,
        target=None,
        role=Role.REGISTRAR,
        arguments={**_ACT, **_NOTE},
        effect=effects.change,
        waits_in=frozenset(),
    ),
    Step(
        key="extend_registration",
        label=Text("登记展期", "Extend the registration"),
        sources=SECURED,
        target=None,
        role=Role.REGISTRAR,
        arguments={**_ACT, "until": DAY, **_NOTE},
        effect=effects.extend,
        waits_in=frozenset(),
    ),
    Step(
        key="record_vault",
        label=Text("权证出入库", "Record the vault"),
        sources=SECURED,
        target=None,
        role=Role.REGISTRAR,
        arguments={
            "pledge_id": REFERENCE,
            "move": MOVE,
            "paper": text(60),
            "paper_number": text(80),
            "done_on": DAY,
            "person": text(60),
            "second": text(40),
            **_NOTE,
        },
        effect=vault.record_move,
        waits_in=frozenset(),
    ),
    Step(
        key="fix_claims",
        label=Text("最高额债权确定", "Fix the claims"),
        sources=SECURED,
        target=None,
        role=Role.REGISTRAR,
        arguments={"pledge_id": REFERENCE, "fixed_by": FIXED_BY, "done_on": DAY, **_NOTE},
        effect=effects.fix_claims,
        waits_in=frozenset(),
    ),
    Step(
        key="release_security",
        label=Text("解除担保", "Release the security"),
        sources=AFTER_PAYOUT,
        target=None,
        role=Role.REGISTRAR,
        arguments={**_ACT, **_NOTE},
        effect=effects.release,
        waits_in=frozenset(),
    ),
)
