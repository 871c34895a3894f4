"""Every step of the table refuses the wrong state, role, person and a blank comment."""

from decimal import Decimal

import pytest

from models.approval.duties import APART, Duty, keep_apart
from models.approval.records import Decision, SurveySignature
from models.approval.roles import Role
from models.approval.step import Step, check_step, pack_arguments, read_arguments
from models.approval.steps import STEPS
from models.errors import NotAllowed, RuleBroken
from models.lending.credit import Drawdown
from models.lending.dossier import Dossier
from models.lending.states import State
from tests import factories
from tests.factories import NOW, TODAY
from tests.models.approval import life
from tests.models.approval.life import act

EVERY = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)


def _standing(step: Step) -> Dossier:
    return factories.farmer_dossier(min(step.sources))


@EVERY
def test_the_wrong_state_is_refused(step: Step) -> None:
    for state in set(State) - step.sources:
        dossier = factories.farmer_dossier(state)
        with pytest.raises(RuleBroken, match="案件现为"):
            check_step(step, act(dossier, step.role, **life.COMMENT))
        assert dossier.state is state


@EVERY
def test_no_step_leaves_from_a_state_that_only_a_newer_release_knows(step: Step) -> None:
    assert State.UNKNOWN not in step.sources


@EVERY
def test_the_wrong_role_is_refused(step: Step) -> None:
    for role in Role:
        if factories.actor(role).plays(step.role):
            continue
        with pytest.raises(NotAllowed, match=f"须由{step.role.label.zh}办理"):
            check_step(step, act(_standing(step), role, **life.COMMENT))


@pytest.mark.parametrize(
    "step", [each for each in STEPS.values() if each.lead_only], ids=lambda each: each.key
)
def test_a_colleague_of_the_lead_officer_is_refused(step: Step) -> None:
    with pytest.raises(NotAllowed, match="主办客户经理"):
        check_step(step, act(_standing(step), step.role, "lixue", **life.COMMENT))


@pytest.mark.parametrize(
    "step", [each for each in STEPS.values() if "comment" in each.arguments], ids=lambda each: each.key
)
@pytest.mark.parametrize("comment", [None, "", " \n\t　"])
def test_a_blank_comment_is_refused(step: Step, comment: str | None) -> None:
    with pytest.raises(RuleBroken) as refusal:
        check_step(step, act(_standing(step), step.role, comment=comment))
    assert refusal.value.field == "comment"


def _with_duty(duty: Duty, login: str, step: Step) -> Dossier:
    dossier = _standing(step)
    home = {**factories.HOME, "case_id": dossier.case.id}
    if duty is Duty.SURVEY:
        dossier.signatures = [SurveySignature(**home, officer=login, signed_at=NOW)]
    elif duty is Duty.PAY_OUT:
        dossier.drawdowns = [Drawdown(**home, released_by=login, drawn_on=TODAY)]
    else:
        key = "pass_review" if duty is Duty.REVIEW else "approve"
        dossier.decisions = [Decision(**home, step=key, officer=login, outcome="agree", decided_at=NOW)]
    return dossier


@pytest.mark.parametrize("step", [each for each in STEPS.values() if each.duty], ids=lambda each: each.key)
@pytest.mark.parametrize("held", Duty)
def test_incompatible_duties_are_kept_apart(step: Step, held: Duty) -> None:
    assert step.duty
    dossier = _with_duty(held, "zhangsan", step)
    if held is step.duty:
        keep_apart(dossier, "zhangsan", step.duty)
        return
    with pytest.raises(NotAllowed, match="不相容"):
        check_step(step, act(dossier, step.role, "zhangsan", **life.COMMENT))
    keep_apart(dossier, "somebody else", step.duty)


@pytest.mark.parametrize("case_part", ["lead_officer", "second_officer"])
def test_who_leads_a_case_never_decides_on_it(case_part: str) -> None:
    dossier = factories.farmer_dossier(State.APPROVING)
    setattr(dossier.case, case_part, "zhangsan")
    with pytest.raises(NotAllowed):
        check_step(STEPS["approve"], act(dossier, Role.BRANCH_MANAGER, "zhangsan", **life.COMMENT))


def test_incompatibility_goes_both_ways() -> None:
    assert all(one in APART[other] for one in Duty for other in APART[one])


@EVERY
def test_arguments_arrive_as_they_were_sent(step: Step) -> None:
    values = {
        "day": TODAY,
        "text": "同意",
        "lines": "同意",
        "reference": factories.farmer().id,
        "count": 3,
        "money": 100,
        "percent": Decimal("4.350000"),
        "flag": True,
    }
    told = {
        name: next(iter(kind.choices)) if kind.choices else values[kind.name]
        for name, kind in step.arguments.items()
    }
    assert read_arguments(step, pack_arguments(step, told)) == told
    assert read_arguments(step, dict.fromkeys(told)) == dict.fromkeys(told)


@EVERY
@pytest.mark.parametrize("bad", [[], {}, True, 1.5, "\x00"])
def test_strange_arguments_are_refused(step: Step, bad: object) -> None:
    with pytest.raises(RuleBroken):
        read_arguments(step, {"unheard_of": bad})
    for name, kind in step.arguments.items():
        if not (kind.name == "flag" and bad is True):
            with pytest.raises(RuleBroken):
                read_arguments(step, {name: bad})
