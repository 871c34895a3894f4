"""The ledger of a limit never goes above the ceiling, and what is given back was held."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.approval.roles import Role
from models.approval.step import take_step
from models.approval.steps import STEPS
from models.base import Record
from models.errors import GateClosed, RuleBroken
from models.identity import new_id
from models.lending.dossier import Dossier
from models.lending.limits import Ledger, Limit
from models.lending.states import State
from tests import factories
from tests.factories import HOME, TODAY, YUAN
from tests.models.approval import life

CEILING = 1_000


def limit(ceiling: int = CEILING, **changes: Any) -> Limit:
    values = {
        "sort": "village",
        "title": "向阳村整村授信",
        "ceiling": ceiling,
        "used": 0,
        "opens_on": TODAY,
        "closes_on": TODAY + timedelta(days=365),
        "standing": "open",
    }
    return Limit(**{**HOME, **values, **changes})


def _make(record: type[Record], **values: object) -> Record:
    return record(**HOME, **values)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["reserve", "give_back"]),
            st.integers(0, 3),
            st.integers(1, 700),
            st.integers(0, 9),
        ),
        max_size=40,
    )
)
def test_the_ledger_stays_between_nothing_and_the_ceiling(moves: list[tuple[str, int, int, int]]) -> None:
    ledger, cases = Ledger(limit()), [new_id() for _ in range(4)]
    for turn, (move, place, amount, cause) in enumerate(moves):
        case: UUID = cases[place]
        before = ledger.limit.used or 0
        try:
            if move == "reserve":
                ledger.reserve(_make, case, amount, f"{move} {turn}", TODAY)
            else:
                ledger.give_back(_make, case, amount, f"{move} {cause}", TODAY)
        except RuleBroken:
            assert move == "reserve"
            assert amount > CEILING - before
        used = ledger.limit.used or 0
        assert 0 <= used <= CEILING
        assert used == sum(each.amount or 0 for each in ledger.entries)
        assert all(ledger.held(each) >= 0 for each in cases)
    for case in cases:
        ledger.give_back(_make, case, ledger.held(case), f"end {case}", TODAY)
    assert ledger.limit.used == 0


def test_the_same_cause_gives_back_once() -> None:
    ledger, case = Ledger(limit()), new_id()
    ledger.reserve(_make, case, 600, "approve", TODAY)
    for _ in range(3):
        ledger.give_back(_make, case, 200, "repay 1", TODAY)
    assert ledger.limit.used == 400


@pytest.mark.parametrize(
    "changes", [{"standing": "suspended"}, {"closes_on": TODAY - timedelta(days=1)}, {"opens_on": None}]
)
def test_a_limit_out_of_force_gives_nothing(changes: dict[str, Any]) -> None:
    with pytest.raises(RuleBroken, match="不在有效期内或已停用"):
        limit(**changes).check_room(1, TODAY)


def _approved(above: Limit | None = None, **changes: Any) -> tuple[Dossier, list[Ledger]]:
    dossier = factories.farmer_dossier(second_officer="", limit_id=above.id if above else None, **changes)
    dossier.limit = above
    ledgers = [Ledger(above)] if above else []
    life.survey(dossier)
    life.take(dossier, "pass_review", **life.COMMENT)
    approving = life.act(dossier, Role.BRANCH_MANAGER, **life.COMMENT)
    approving.ledgers = ledgers
    take_step(STEPS["approve"], approving)
    return dossier, ledgers


def _step(dossier: Dossier, ledgers: list[Ledger], key: str, **arguments: object) -> None:
    acting = life.act(dossier, STEPS[key].role, **arguments)
    acting.ledgers = ledgers
    take_step(STEPS[key], acting)


def test_an_approval_reserves_and_a_withdrawal_gives_back() -> None:
    above = limit(150_000 * YUAN)
    dossier, ledgers = _approved(above)
    assert above.used == 100_000 * YUAN
    _step(dossier, ledgers, "withdraw", comment="客户不借了")
    assert above.used == 0
    assert dossier.case.state == State.WITHDRAWN


def test_what_does_not_fit_is_refused_before_submission_and_at_approval() -> None:
    above = limit(99_999 * YUAN)
    dossier = factories.farmer_dossier(second_officer="", limit_id=above.id)
    dossier.limit = above
    with pytest.raises(GateClosed) as gate:
        life.take(dossier, "submit")
    assert [each.code for each in gate.value.missing] == ["case.limit_id"]
    above.ceiling = 100_000 * YUAN
    life.survey(dossier)
    life.take(dossier, "pass_review", **life.COMMENT)
    above.used = 1
    approving = life.act(dossier, Role.BRANCH_MANAGER, **life.COMMENT)
    approving.ledgers = [Ledger(above)]
    with pytest.raises(RuleBroken, match=r"可用99,999\.99元，不足本次100,000\.00元"):
        take_step(STEPS["approve"], approving)


def _revolving() -> tuple[Dossier, list[Ledger]]:
    dossier, ledgers = _approved(revolving=True)
    life.take(dossier, "show_cost", **life.SIGNED)
    life.take(dossier, "issue_contracts")
    for contract in dossier.contracts:
        life.take(dossier, "record_print", contract_id=contract.id, sha256="ab" * 32, pages=6, copies=3)
    life.take(dossier, "sign_contracts", **life.SIGNED)
    life.register(dossier)
    life.take(dossier, "request_payout")
    return dossier, ledgers


def test_a_revolving_limit_is_drawn_without_a_new_approval() -> None:
    dossier, ledgers = _revolving()
    (own,) = ledgers
    _step(dossier, ledgers, "disburse", amount=30_000 * YUAN)
    assert own.limit.available == 70_000 * YUAN
    _step(dossier, ledgers, "request_draw", amount=70_000 * YUAN)
    assert dossier.case.state == State.DISBURSED
    _step(dossier, ledgers, "draw")
    assert [note.principal for note in dossier.notes] == [30_000 * YUAN, 70_000 * YUAN]
    assert own.limit.available == 0
    with pytest.raises(RuleBroken, match=r"可用0\.00元"):
        _step(dossier, ledgers, "request_draw", amount=1)


def test_one_drawdown_waits_at_a_time_and_may_be_sent_back() -> None:
    dossier, ledgers = _revolving()
    _step(dossier, ledgers, "disburse", amount=10_000 * YUAN)
    _step(dossier, ledgers, "request_draw", amount=10_000 * YUAN)
    with pytest.raises(GateClosed):
        _step(dossier, ledgers, "request_draw", amount=10_000 * YUAN)
    _step(dossier, ledgers, "refuse_draw", comment="用途凭证不全")
    assert dossier.drawdowns[-1].void
    assert len(dossier.notes) == 1


def test_a_loan_that_does_not_revolve_is_paid_out_whole() -> None:
    dossier, ledgers = _approved()
    life.take(dossier, "show_cost", **life.SIGNED)
    life.take(dossier, "issue_contracts")
    for contract in dossier.contracts:
        life.take(dossier, "record_print", contract_id=contract.id, sha256="ab" * 32, pages=6, copies=3)
    life.take(dossier, "sign_contracts", **life.SIGNED)
    life.register(dossier)
    life.take(dossier, "request_payout")
    with pytest.raises(RuleBroken, match="一次放款"):
        _step(dossier, ledgers, "disburse", amount=1)
    _step(dossier, ledgers, "disburse")
    with pytest.raises(GateClosed, match="还差"):
        _step(dossier, ledgers, "request_draw", amount=1)


@pytest.mark.parametrize(
    ("code", "harm"),
    [
        ("limit.overdue", {"unpaid_since": TODAY - timedelta(days=1)}),
        ("limit.overdue", {"due_on": TODAY - timedelta(days=1)}),
        ("limit.tier", {"tier": "SPECIAL_MENTION"}),
    ],
)
def test_an_unpaid_or_doubted_note_freezes_the_limit(code: str, harm: dict[str, Any]) -> None:
    dossier, ledgers = _revolving()
    _step(dossier, ledgers, "disburse", amount=10_000 * YUAN)
    for name, value in harm.items():
        setattr(dossier.notes[0], name, value)
    with pytest.raises(GateClosed) as gate:
        _step(dossier, ledgers, "request_draw", amount=10_000 * YUAN)
    assert [each.code for each in gate.value.missing] == [code]
    dossier.notes[0].outstanding = 0
    _step(dossier, ledgers, "request_draw", amount=10_000 * YUAN)


def test_arrears_elsewhere_in_the_bank_freeze_the_limit() -> None:
    dossier, ledgers = _revolving()
    _step(dossier, ledgers, "disburse", amount=10_000 * YUAN)
    dossier.unpaid_elsewhere = TODAY - timedelta(days=1)
    with pytest.raises(GateClosed) as gate:
        _step(dossier, ledgers, "request_draw", amount=10_000 * YUAN)
    assert [each.code for each in gate.value.missing] == ["limit.overdue_elsewhere"]
    dossier.unpaid_elsewhere = TODAY
    _step(dossier, ledgers, "request_draw", amount=10_000 * YUAN)
