"""The life of a case as one table: who takes which step, from where, on which conditions, to what effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.approval import conditions, effects
from models.approval.act import Act
from models.approval.conditions import Check, missing
from models.approval.duties import Duty, keep_apart
from models.approval.roles import Actor, Role
from models.errors import Condition, GateClosed, NotAllowed, RuleBroken
from models.kinds import DAY, REFERENCE, Kind, text
from models.lending.dossier import Dossier
from models.lending.states import State
from models.text import Text

COMMENT = {"comment": text(1000, lines=True)}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step in the life of a case.

    Attributes:
        key: How it travels and is stored.
        label: What the button says.
        sources: The states it leaves from.
        target: The state it leads to.
        role: Who may take it.
        duty: The duty it counts as, which keeps people apart.
        lead_only: Whether only the case's own lead officer may take it.
        checks: What must be there.
        arguments: What it needs to be told, by name; ``comment`` may not be blank where it is asked for.
        effect: What it writes besides the state; it may name another target.
    """

    key: str
    label: Text
    sources: frozenset[State]
    target: State
    role: Role
    duty: Duty | None = None
    lead_only: bool = False
    checks: tuple[Check, ...] = ()
    arguments: Mapping[str, Kind] = field(default_factory=dict)
    effect: Callable[[Act], State | None] = effects.nothing


def _table(*steps: Step) -> dict[str, Step]:
    return {step.key: step for step in steps}


STEPS = _table(
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
            conditions.collateral_is_sound,
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
            conditions.survey_is_written,
            conditions.collateral_is_sound,
        ),
        effect=effects.sign_survey,
    ),
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
    Step(
        key="withdraw",
        label=Text("客户撤回", "Withdraw"),
        sources=frozenset({State.DRAFT, State.SUBMITTED, State.INVESTIGATING, State.APPROVED}),
        target=State.WITHDRAWN,
        role=Role.LOAN_OFFICER,
        lead_only=True,
        arguments=COMMENT,
    ),
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
        effect=effects.issue_contracts,
    ),
    Step(
        key="record_print",
        label=Text("登记打印", "Record print"),
        sources=frozenset({State.SIGNING}),
        target=State.SIGNING,
        role=Role.CONTRACT_CLERK,
        arguments={
            "contract_id": REFERENCE,
            "sha256": text(64),
            "pages": effects.PAGES,
            "copies": effects.COPIES,
        },
        effect=effects.record_print,
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
        effect=effects.register,
    ),
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


def open_steps(dossier: Dossier, actor: Actor) -> list[Step]:
    """Return the steps that *actor* could take from where the case stands, their conditions aside."""
    return [
        step
        for step in STEPS.values()
        if dossier.state in step.sources
        and step.role in actor.roles
        and not (step.lead_only and dossier.case.lead_officer != actor.login)
    ]


def conditions_of(step: Step, dossier: Dossier, today: date) -> list[Condition]:
    """Return what is missing before *step*."""
    return missing(step.checks, dossier, today)


def check_step(step: Step, act: Act) -> None:
    """Let *step* pass only if state, role, duties and every condition allow it.

    Raises:
        RuleBroken: The case does not stand where the step begins, or a comment is missing.
        NotAllowed: The person may not take it.
        GateClosed: Conditions are not met; the error lists them.
    """
    if act.dossier.state not in step.sources:
        raise RuleBroken(
            Text(
                "案件现为“{state}”，不能办理“{step}”。", "The case is at “{state}”; “{step}” cannot be done."
            ).fill(state=act.dossier.state.label, step=step.label)
        )
    if step.role not in act.actor.roles:
        raise NotAllowed(
            Text("“{step}”须由{role}办理。", "“{step}” is for the {role}.").fill(
                step=step.label, role=step.role.label
            )
        )
    if step.lead_only and act.dossier.case.lead_officer != act.actor.login:
        raise NotAllowed(
            Text("“{step}”须由本案主办客户经理办理。", "“{step}” is for the lead officer of the case.").fill(
                step=step.label
            )
        )
    if step.duty:
        keep_apart(act.dossier, act.actor.login, step.duty)
    if "comment" in step.arguments and not str(act.arguments.get("comment") or "").strip():
        raise RuleBroken(Text("请填写意见。", "Please write a comment."), field="comment")
    lacking = conditions_of(step, act.dossier, act.today)
    if lacking:
        raise GateClosed(
            Text("“{step}”还差{count}项条件。", "“{step}” lacks {count} conditions.").fill(
                step=step.label, count=len(lacking)
            ),
            lacking,
        )


def take_step(step: Step, act: Act) -> None:
    """Check *step*, write its effect, move the case and note the event. The centre alone calls this.

    Raises:
        RuleBroken, NotAllowed, GateClosed: See ``check_step``; the effect may refuse as well.
    """
    check_step(step, act)
    before = act.dossier.state
    target = step.effect(act) or step.target
    effects.move(act, step.key, before, target)


def read_arguments(step: Step, packed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of *step* from JSON.

    Raises:
        RuleBroken: One is unknown or not of its kind.
    """
    try:
        return {
            name: None if value in (None, "") else step.arguments[name].unpack(value)
            for name, value in packed.items()
        }
    except (KeyError, TypeError, ValueError):
        raise RuleBroken(
            Text("“{step}”的参数不正确。", "The arguments of “{step}” are not right.").fill(step=step.label)
        ) from None


def pack_arguments(step: Step, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return *arguments* as JSON."""
    return {
        name: None if value is None else step.arguments[name].pack(value) for name, value in arguments.items()
    }
