"""What was signed is what is decided: changed surveys, changed terms, lapsed approvals, handed-over books."""

from pathlib import Path

import pytest

from models.approval.grants import Kinship, Powers, digest_of
from models.approval.queues import DECIDES, QUEUES
from models.approval.roles import HIGHER, LEVELS, Role
from models.approval.step import check_step, take_step
from models.approval.steps import STEPS
from models.errors import GateClosed, NotAllowed, RuleBroken
from models.lending.dossier import Dossier
from models.lending.states import DECIDING, State
from tests import factories
from tests.factories import HOME, INSTITUTION, POWERS, TODAY
from tests.models.approval import life
from tools.steps import table


@pytest.fixture
def dossier() -> Dossier:
    return factories.farmer_dossier(second_officer="")


def test_a_survey_that_was_changed_is_signed_again(dossier: Dossier) -> None:
    life.take(dossier, "submit")
    life.take(dossier, "begin_survey", second_officer="lixue")
    life.take(dossier, "sign_survey")
    dossier.case.amount = (dossier.case.amount or 0) - 1
    life.take(dossier, "sign_survey", "lixue")
    assert dossier.case.state == State.INVESTIGATING
    assert [each.officer for each in dossier.signatures] == ["lixue"]
    life.take(dossier, "sign_survey")
    assert dossier.case.state == State.REVIEWING
    assert len({each.fingerprint for each in dossier.signatures}) == 1


def test_evidence_that_comes_later_does_not_undo_a_signature(dossier: Dossier) -> None:
    life.take(dossier, "submit")
    life.take(dossier, "begin_survey", second_officer="lixue")
    life.take(dossier, "sign_survey")
    held = dossier.securities[0].collateral
    held.facts = {**held.facts, "filed_on": "2026-03-09"}
    assert dossier.unchanged_since_signed
    held.facts = {**held.facts, "area": "1.0000"}
    assert not dossier.unchanged_since_signed


def test_changed_terms_go_back_to_the_survey(dossier: Dossier) -> None:
    life.sign(dossier)
    facility, contracts = dossier.facility, list(dossier.contracts)
    life.take(dossier, "reopen", comment="客户要求减少金额")
    assert dossier.case.state == State.INVESTIGATING
    assert facility
    assert facility.void
    assert all(each.void_on == TODAY for each in contracts)
    assert all(each.void for each in dossier.signatures)
    assert all(each.void for each in dossier.decisions[:-1])


def test_an_approval_lapses_only_when_its_time_is_over(dossier: Dossier) -> None:
    life.approve(dossier)
    with pytest.raises(GateClosed, match="还差1项"):
        life.take(dossier, "lapse")
    assert dossier.facility
    dossier.facility.first_draw_by = TODAY.replace(month=1)
    life.take(dossier, "lapse")
    assert dossier.case.state == State.LAPSED
    life.take(dossier, "reopen", comment="重新申请")
    assert dossier.case.state == State.INVESTIGATING


def test_a_lead_is_taken_up_with_consent() -> None:
    dossier = factories.farmer_dossier(State.LEAD, second_officer="")
    with pytest.raises(GateClosed) as gate:
        life.take(dossier, "take_up")
    assert [each.code for each in gate.value.missing] == ["case.contact_consent_on"]
    dossier.case.contact_consent_on = TODAY
    life.take(dossier, "take_up")
    assert dossier.case.state == State.DRAFT


def test_a_book_is_handed_over_to_a_colleague_who_kept_out(dossier: Dossier) -> None:
    life.survey(dossier)
    life.take(dossier, "hand_over", new_lead="lixue", comment="王军离职")
    assert (dossier.case.lead_officer, dossier.case.second_officer) == ("lixue", "")
    assert dossier.case.state == State.REVIEWING
    for login in ("zhaomin", "lixue", "nobody", ""):
        with pytest.raises(RuleBroken, match="另一名客户经理"):
            life.take(dossier, "hand_over", new_lead=login, comment="移交")


def test_nobody_acts_for_himself_or_his_kin(dossier: Dossier) -> None:
    assert dossier.applicant
    person = digest_of(INSTITUTION, getattr(dossier.applicant, "id_number", ""))
    for login, key in (("wangjun", "submit"), ("zhaomin", "pass_review"), ("wuhao", "disburse")):
        kin = Kinship(**HOME, officer=login, person=person, relation="sibling", ended=False)
        step = STEPS[key]
        dossier.case.state = min(step.sources).value
        acting = life.act(dossier, step.role, login, **life.COMMENT)
        acting.powers = Powers(POWERS.grants, (), (kin,))
        with pytest.raises(NotAllowed, match="回避"):
            check_step(step, acting)


def test_a_related_party_gets_no_unsecured_loan() -> None:
    dossier = factories.farmer_dossier(State.APPROVING)
    dossier.securities = []
    assert dossier.applicant
    person = digest_of(INSTITUTION, getattr(dossier.applicant, "id_number", ""))
    kin = Kinship(**HOME, officer="lixue", person=person, relation="parent", ended=False)
    deciding = life.act(dossier, Role.PRESIDENT, **life.COMMENT)
    deciding.powers = Powers(POWERS.grants, (), (kin,))
    with pytest.raises(NotAllowed, match="不得发放信用贷款"):
        take_step(STEPS["approve"], deciding)


def test_a_case_is_passed_up_only_from_where_it_is_not_decided() -> None:
    dossier = factories.farmer_dossier(State.APPROVING, level="branch_manager")
    with pytest.raises(RuleBroken, match="无需上报"):
        life.take(dossier, "pass_up")
    dossier.other_exposure = 25_000_000
    life.take(dossier, "pass_up")
    assert (dossier.state, dossier.case.level) == (State.APPROVING, "head_approver")


def test_the_queues_are_those_of_the_table() -> None:
    for role in Role:
        waits = {
            state
            for step in STEPS.values()
            if step.role is role and not step.sources <= DECIDING
            for state in (step.sources if step.waits_in is None else step.waits_in)
        }
        assert waits == set(QUEUES.get(role.value, ())), role
    assert {level for levels in DECIDES.values() for level in levels} == set(LEVELS)
    assert all(role in DECIDES for role in {*LEVELS, *HIGHER[Role.COMMITTEE_MEMBER]})


def test_the_table_that_people_read_is_the_table() -> None:
    written = (Path(__file__).parents[3] / "docs" / "steps.md").read_text("utf-8")
    assert written == table(), "python tools/steps.py > docs/steps.md"
