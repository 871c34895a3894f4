"""Approved means frozen: terms are closed, evidence stays open."""

from typing import Any

import pytest

from models.base import Record
from models.errors import RuleBroken
from models.lending.freeze import check_open
from models.lending.states import MONEY_OUT, PAID_BACK, State
from tests import factories

OPEN = [State.LEAD, State.DRAFT, State.SUBMITTED, State.INVESTIGATING]
LOCKED = sorted(set(State) - {*OPEN, State.REJECTED, State.WITHDRAWN, *MONEY_OUT, *PAID_BACK})


def _terms() -> dict[str, tuple[Record, dict[str, Any]]]:
    case = factories.case(factories.farmer())
    held = factories.security(case, factories.receivable())
    assert held.valuation
    return {
        "case": (case, {"amount": 1}),
        "pledge": (held.pledge, {"secured": 1}),
        "valuation": (held.valuation, {"value": 1}),
        "collateral": (held.collateral, {"facts.amount": 1}),
    }


@pytest.mark.parametrize("state", LOCKED)
@pytest.mark.parametrize("what", ["case", "pledge", "valuation", "collateral"])
def test_terms_are_frozen_after_the_survey(what: str, state: State) -> None:
    record, changes = _terms()[what]
    with pytest.raises(RuleBroken, match="冻结") as refusal:
        check_open(record, changes, [State.DRAFT, state])
    assert refusal.value.field == next(iter(changes))


@pytest.mark.parametrize("state", [*OPEN, State.REJECTED, State.WITHDRAWN])
@pytest.mark.parametrize("what", ["case", "pledge", "valuation", "collateral"])
def test_terms_are_open_before_and_when_a_case_came_to_nothing(what: str, state: State) -> None:
    check_open(*_terms()[what], [state])


@pytest.mark.parametrize("state", LOCKED)
def test_evidence_stays_open(state: State) -> None:
    record, _terms_of_it = _terms()["collateral"]
    check_open(record, {"facts.noticed_on": None, "facts.status": "confirmed"}, [state])
    with pytest.raises(RuleBroken):
        check_open(record, {"facts.noticed_on": None, "facts.amount": 1}, [state])


@pytest.mark.parametrize("state", sorted(MONEY_OUT | PAID_BACK))
def test_a_paid_out_case_is_closed_but_its_object_may_be_valued_again(state: State) -> None:
    for what in ("case", "pledge"):
        with pytest.raises(RuleBroken):
            check_open(*_terms()[what], [state])
    check_open(*_terms()["valuation"], [state])


@pytest.mark.parametrize("state", State)
def test_a_customers_file_is_never_frozen(state: State) -> None:
    check_open(factories.farmer(), {"phone": "19900000001"}, [state])
