"""From the first line to the signed survey."""

from models.approval import conditions
from models.approval.effects import intake as effects
from models.approval.guarantors import guarantors_are_fit
from models.approval.roles import Role
from models.approval.step import COMMENT, Step
from models.approval.terms import terms_are_allowed
from models.kinds import text
from models.lending.states import STATE_LABELS, State
from models.postloan.limits import renewal_is_sound
from models.text import Text

STEPS = (
    Step(
        key="take_up",
        label=Text("转为受理", "Take up the lead"),
        sources=frozenset({State.LEAD}),
        target=State.DRAFT,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        checks=(conditions.contact_is_allowed,),
    ),
    Step(
        key="submit",
        label=Text("提交受理", "Submit"),
        sources=frozenset({State.DRAFT}),
        target=State.SUBMITTED,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        checks=(
            conditions.customer_is_known,
            conditions.request_is_complete,
            conditions.payee_is_named,
            terms_are_allowed,
            conditions.collateral_is_sound,
            renewal_is_sound,
            guarantors_are_fit,
            conditions.limit_has_room,
        ),
        effect=effects.number_the_case,
    ),
    Step(
        key="begin_survey",
        label=Text("开始调查", "Begin survey"),
        sources=frozenset({State.SUBMITTED}),
        target=State.INVESTIGATING,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        arguments={"second_officer": text(40)},
        effect=effects.name_second_officer,
    ),
    Step(
        key="sign_survey",
        label=Text("签署调查报告", "Sign survey"),
        sources=frozenset({State.INVESTIGATING}),
        target=State.INVESTIGATING,
        role=Role.LOAN_OFFICER,
        checks=(
            conditions.customer_is_known,
            conditions.request_is_complete,
            conditions.payee_is_named,
            terms_are_allowed,
            conditions.survey_is_written,
            conditions.collateral_is_sound,
            guarantors_are_fit,
        ),
        effect=effects.sign_survey,
    ),
    Step(
        key="hand_over",
        label=Text("移交", "Hand over"),
        sources=frozenset(STATE_LABELS) - {State.REJECTED, State.WITHDRAWN},
        target=None,
        role=Role.BRANCH_MANAGER,
        arguments={"new_lead": text(40), **COMMENT},
        answers=(effects.can_take_over,),
        effect=effects.hand_over,
        waits_in=frozenset(),
    ),
)
