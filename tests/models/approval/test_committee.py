"""The committee votes in secret: quorum, two thirds, the chair's veto, nobody twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.approval.committee import BALLOT, Vote, tally
from models.approval.roles import Role
from models.approval.step import take_step
from models.approval.steps import STEPS
from models.errors import NotAllowed, RuleBroken
from models.lending.dossier import Dossier
from models.lending.states import State
from tests import factories
from tests.factories import TODAY, YUAN
from tests.models.approval import life

MEMBERS = ("gaoyuan", "linmei", "hefeng", "tangli", "chenjing")


@pytest.fixture
def dossier() -> Dossier:
    """Return a case that only the committee may decide."""
    paid_to = {
        "payment_mode": "entrusted",
        "payee_name": "测试县农机公司",
        "payee_account": "6200000000000005",
    }
    of = factories.case(made := factories.farmer(), amount=2_000_000 * YUAN, **paid_to)
    held = factories.security(of, factories.farmland(yearly_rent=60_000 * YUAN), secured=2_000_000 * YUAN)
    dossier = Dossier(of, made, securities=[held])
    life.survey(dossier)
    life.take(dossier, "pass_review", **life.COMMENT)
    return dossier


def _vote(dossier: Dossier, votes: list[Vote], login: str, ballot: str | None = "agree") -> None:
    role = Role.COMMITTEE_CHAIR if login == "chenjing" else Role.COMMITTEE_MEMBER
    voting = life.act(dossier, role, login, ballot=ballot, comment="意见")
    voting.votes = votes
    take_step(STEPS["vote"], voting)


def _resolve(dossier: Dossier, votes: list[Vote], *, veto: bool = False) -> None:
    closing = life.act(dossier, Role.COMMITTEE_CHAIR, veto=veto, comment="宣布结果")
    closing.votes = votes
    take_step(STEPS["resolve"], closing)


def test_the_case_waits_for_the_committee(dossier: Dossier) -> None:
    assert dossier.case.level == Role.COMMITTEE_MEMBER
    with pytest.raises(NotAllowed, match="贷审会"):
        life.take(dossier, "approve", **life.COMMENT)


def test_two_thirds_pass_and_the_count_is_kept_without_names(dossier: Dossier) -> None:
    votes: list[Vote] = []
    for login, ballot in zip(MEMBERS, ("agree", "agree", "agree", "agree", "oppose"), strict=True):
        _vote(dossier, votes, login, ballot)
    assert dossier.case.state == State.APPROVING
    _resolve(dossier, votes)
    assert dossier.case.state == State.APPROVED
    assert dossier.facility
    decision = dossier.decisions[-1]
    assert decision.grant == "2026-1 贷审会表决：同意4票，不同意1票，弃权0票。"
    events = [each for each in dossier.events if each.step == "vote"]
    assert [each.comment for each in events] == [""] * 5


def test_the_chair_may_veto_what_passed(dossier: Dossier) -> None:
    votes = [Vote(login, "agree", "") for login in MEMBERS]
    _resolve(dossier, votes, veto=True)
    assert dossier.case.state == State.REJECTED
    assert dossier.facility is None


def test_the_chair_cannot_pass_what_failed(dossier: Dossier) -> None:
    votes = [
        Vote(login, ballot, "") for login, ballot in zip(MEMBERS, ["agree"] * 3 + ["oppose"] * 2, strict=True)
    ]
    _resolve(dossier, votes)
    assert dossier.case.state == State.REJECTED


def test_without_a_quorum_nothing_is_decided(dossier: Dossier) -> None:
    votes = [Vote(login, "agree", "") for login in MEMBERS[:4]]
    with pytest.raises(RuleBroken, match="已表决4人，不足贷审会法定人数5人"):
        _resolve(dossier, votes)
    assert dossier.case.state == State.APPROVING


def test_nobody_votes_twice_or_without_a_vote(dossier: Dossier) -> None:
    votes: list[Vote] = []
    _vote(dossier, votes, "gaoyuan")
    with pytest.raises(RuleBroken, match="不能重复表决"):
        _vote(dossier, votes, "gaoyuan", "oppose")
    with pytest.raises(RuleBroken, match="请选择表决意见"):
        _vote(dossier, votes, "linmei", None)
    assert [each.officer for each in votes] == ["gaoyuan"]


def test_who_surveyed_does_not_vote(dossier: Dossier) -> None:
    with pytest.raises(NotAllowed, match="不相容"):
        _vote(dossier, [], "lixue")


def test_the_committee_does_not_vote_on_what_is_not_its_own() -> None:
    small = factories.farmer_dossier(State.APPROVING)
    with pytest.raises(RuleBroken, match="无需贷审会表决"):
        _vote(small, [], "gaoyuan")


@given(st.lists(st.sampled_from(sorted(BALLOT.choices)), min_size=5, max_size=15))
def test_a_tally_counts_every_vote_and_passes_by_two_thirds(ballots: list[str]) -> None:
    count = tally([Vote(str(place), ballot, "") for place, ballot in enumerate(ballots)], TODAY)
    assert count.agree + count.oppose + count.abstain == len(ballots)
    assert count.passed == (3 * count.agree >= 2 * len(ballots))
