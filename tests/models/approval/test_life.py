"""The whole life of a case, step by step, in memory."""

from decimal import Decimal

import pytest

from models.approval.conditions import missing
from models.approval.roles import Role
from models.approval.step import check_step
from models.approval.steps import STEPS, open_steps
from models.errors import GateClosed, NotAllowed, RuleBroken
from models.lending.dossier import Dossier
from models.lending.states import State
from tests import factories
from tests.factories import POWERS, TODAY
from tests.models.approval import life


@pytest.fixture(params=["farmer", "firm"])
def dossier(request: pytest.FixtureRequest) -> Dossier:
    made: Dossier = getattr(factories, f"{request.param}_dossier")(second_officer="")
    return made


def test_a_case_goes_from_draft_to_payout(dossier: Dossier) -> None:
    life.sign(dossier)
    life.register(dossier)
    life.take(dossier, "request_payout")
    life.take(dossier, "disburse")
    assert dossier.state is State.DISBURSED
    note, facility = dossier.notes[0], dossier.facility
    assert facility is not None
    assert (note.principal, note.outstanding, note.rate) == (facility.limit, facility.limit, Decimal("4.35"))
    assert note.due_on == dossier.due_on(TODAY)
    assert dossier.drawdowns[0].released_by == "wuhao"
    assert [each.after for each in dossier.events][-1] == "DISBURSED"
    assert all(event.before != "" and event.officer for event in dossier.events)


def test_every_step_names_what_it_made(dossier: Dossier) -> None:
    life.approve(dossier)
    taken = life.take(dossier, "show_cost", **life.SIGNED)
    assert [record.kind for record in taken.made] == ["case_event"]
    taken = life.take(dossier, "issue_contracts")
    assert [record.kind for record in taken.made] == ["contract", "contract", "case_event"]
    assert {record.branch_id for record in taken.made} == {factories.BRANCH}


def test_approval_freezes_terms_and_the_cap(dossier: Dossier) -> None:
    life.approve(dossier)
    facility = dossier.facility
    assert facility is not None
    assert (facility.limit, facility.months, facility.method) == (10_000_000, 12, "BULLET")
    assert facility.first_draw_by is not None
    assert facility.first_draw_by > TODAY
    assert dossier.securities[0].pledge.cap == dossier.securities[0].cap_percent(TODAY)
    assert dossier.decisions[-1].grant == "2026-1 测商授〔2026〕01号"


def test_the_gate_before_payout_lists_what_is_missing() -> None:
    applicant = factories.farmer()
    of = factories.case(applicant)
    held = [factories.security(of, factories.farmland(filed_on=None), secured=5_000_000)]
    held.append(
        factories.security(of, factories.receivable(noticed_on=None, searched_on=None), secured=5_000_000)
    )
    dossier = Dossier(of, applicant, securities=held)
    life.sign(dossier)
    life.take(dossier, "request_payout")
    with pytest.raises(GateClosed) as gate:
        life.take(dossier, "disburse")
    codes = sorted(condition.code for condition in gate.value.missing)
    assert codes == [
        "collateral.filed_on",
        "collateral.noticed_on",
        "collateral.registration",
        "collateral.registration",
        "collateral.searched_on",
    ]
    assert all(
        condition.text.zh and condition.text.en and condition.place for condition in gate.value.missing
    )
    assert dossier.state is State.READY_TO_DISBURSE
    assert not dossier.notes


def test_a_registration_that_ends_before_the_loan_is_not_enough(dossier: Dossier) -> None:
    life.sign(dossier)
    pledge = dossier.securities[0].pledge
    life.take(
        dossier,
        "register",
        pledge_id=pledge.id,
        registration_number="1",
        registered_on=TODAY,
        registered_until=TODAY,
    )
    life.take(dossier, "request_payout")
    with pytest.raises(GateClosed) as gate:
        life.take(dossier, "disburse")
    assert [each.code for each in gate.value.missing] == ["collateral.registration_ends"]


def test_a_return_makes_signatures_and_consents_void(dossier: Dossier) -> None:
    life.survey(dossier)
    life.take(dossier, "pass_review", **life.COMMENT)
    life.take(dossier, "return_from_approval", comment="补充银行流水")
    again = life.reloaded(dossier)
    assert again.case.state == "INVESTIGATING"
    assert (again.signatures, [each.outcome for each in again.decisions]) == ([], ["returned"])
    life.take(again, "sign_survey")
    assert again.case.state == "INVESTIGATING"
    life.take(again, "sign_survey", life.SECOND_OFFICER)
    life.take(again, "pass_review", **life.COMMENT)
    assert again.case.state == "APPROVING"


def test_one_investigator_cannot_sign_twice(dossier: Dossier) -> None:
    life.take(dossier, "submit")
    life.take(dossier, "begin_survey", second_officer=life.SECOND_OFFICER)
    life.take(dossier, "sign_survey")
    with pytest.raises(NotAllowed, match="您已签字"):
        life.take(dossier, "sign_survey")
    with pytest.raises(NotAllowed, match="主办、协办"):
        life.take(dossier, "sign_survey", "somebody")


@pytest.mark.parametrize("second", ["", "wangjun", "zhaomin", "nobody"])
def test_the_second_officer_is_another_loan_officer(dossier: Dossier, second: str) -> None:
    life.take(dossier, "submit")
    with pytest.raises(RuleBroken) as refusal:
        life.take(dossier, "begin_survey", second_officer=second)
    assert refusal.value.field == "second_officer"


def test_a_case_keeps_its_number_when_it_is_submitted_again(dossier: Dossier) -> None:
    life.take(dossier, "submit")
    number = dossier.case.number
    assert number == "case-000001"
    dossier.case.state = State.DRAFT
    life.take(dossier, "submit")
    assert dossier.case.number == number


def test_contracts_are_signed_only_after_each_was_printed(dossier: Dossier) -> None:
    life.approve(dossier)
    life.take(dossier, "show_cost", **life.SIGNED)
    life.take(dossier, "issue_contracts")
    with pytest.raises(RuleBroken, match="未正式打印"):
        life.take(dossier, "sign_contracts", **life.SIGNED)


@pytest.mark.parametrize(
    "wrong",
    [{"copies": 0}, {"copies": -3}, {"pages": 0}, {"sha256": ""}, {"sha256": "xyz"}, {"copies": None}],
    ids=str,
)
def test_a_print_without_copies_pages_or_fingerprint_is_no_print(
    dossier: Dossier, wrong: dict[str, object]
) -> None:
    life.approve(dossier)
    life.take(dossier, "show_cost", **life.SIGNED)
    life.take(dossier, "issue_contracts")
    print_of = {"contract_id": dossier.contracts[0].id, "sha256": "ab" * 32, "pages": 6, "copies": 3}
    with pytest.raises(RuleBroken):
        life.take(dossier, "record_print", **{**print_of, **wrong})
    assert not dossier.contracts[0].sha256


@pytest.mark.parametrize("key", ["show_cost", "sign_contracts"])
def test_nobody_signs_tomorrow(dossier: Dossier, key: str) -> None:
    life.approve(dossier)
    if key == "sign_contracts":
        dossier.case.state = State.SIGNING
    for day in (None, TODAY.replace(year=2027)):
        with pytest.raises(RuleBroken) as refusal:
            life.take(dossier, key, signed_on=day)
        assert refusal.value.field == "signed_on"


@pytest.mark.parametrize("wrong", ["registration_number", "registered_on"])
def test_a_registration_has_its_number_and_its_day(dossier: Dossier, wrong: str) -> None:
    life.sign(dossier)
    given = {"registration_number": "1", "registered_on": TODAY, wrong: None}
    with pytest.raises(RuleBroken):
        life.take(dossier, "register", pledge_id=dossier.securities[0].pledge.id, **given)


def test_an_approval_lapses(dossier: Dossier) -> None:
    life.approve(dossier)
    assert dossier.facility is not None
    dossier.facility.first_draw_by = TODAY.replace(month=1)
    with pytest.raises(GateClosed) as gate:
        life.take(dossier, "show_cost", **life.SIGNED)
    assert [each.code for each in gate.value.missing] == ["approval.lapsed"]


def test_only_open_steps_are_offered(dossier: Dossier) -> None:
    mine, colleague = factories.actor(), factories.actor(login="lixue")
    assert [step.key for step in open_steps(dossier, mine, POWERS, TODAY)] == ["submit", "withdraw"]
    assert open_steps(dossier, colleague, POWERS, TODAY) == []
    life.survey(dossier)
    reviewer = factories.actor(Role.REVIEWER)
    assert [step.key for step in open_steps(dossier, reviewer, POWERS, TODAY)] == [
        "pass_review",
        "return_from_review",
    ]


def test_checking_a_step_changes_nothing(dossier: Dossier) -> None:
    check_step(STEPS["submit"], life.act(dossier, Role.LOAN_OFFICER))
    assert dossier.state is State.DRAFT
    assert not dossier.events
    assert not dossier.case.number


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.key)
def test_an_empty_case_gets_a_list_and_never_an_accident(step: object) -> None:
    empty = Dossier(factories.case(amount=None, months=None, rate=None, purpose="", method=""), None)
    found = missing(STEPS[step.key].checks, empty, TODAY)  # type: ignore[attr-defined] # it is a step
    assert all(each.code and each.text.zh and each.text.en for each in found)
