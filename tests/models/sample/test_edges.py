"""The edge cases of lending and collateral: the sample's own cases meet the rule each was made for (domain 9.2).

``docs/edge-cases.md`` names for every edge case its rule and the test that holds it; the last test reads that page.
"""

import ast
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from models.approval.conditions import missing
from models.approval.steps import STEPS
from models.lending.alerts import alerts_of
from models.lending.dossier import Dossier
from models.lending.states import State
from models.party.farmer import Farmer
from models.sample.edges import EDGES
from tests.models.sample.test_sample import TODAY, dossiers, edge, make

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "edge-cases.md"


@cache
def _by_edge() -> dict[str, Dossier]:
    made = make()
    cases = {key: edge(made, key)[0].id for key in EDGES}
    found = {each.case.id: each for each in dossiers(made)}
    return {key: found[case_id] for key, case_id in cases.items()}


def lacks(key: str, step: str) -> set[str]:
    """Return what the case of an edge lacks before a step, whatever it stands at."""
    return {each.code for each in missing(STEPS[step].checks, _by_edge()[key], TODAY)}


@pytest.mark.parametrize(
    ("key", "step", "code"),
    [
        ("expired_id", "submit", "customer.id_valid_until"),
        ("too_old_at_the_end", "submit", "case.age_and_term"),
        ("land_ends_before_the_loan", "submit", "collateral.contract_end"),
        ("seized", "submit", "collateral.seized"),
        ("debtor_refused", "submit", "collateral.status"),
        ("receivable_again", "submit", "collateral.twin"),
        ("guarantee_circle", "submit", "guarantee.circle"),
        ("approval_lapsed", "disburse", "approval.lapsed"),
        ("largest_amount", "submit", "collateral.short"),
        ("nothing_filled_in", "submit", "case.amount"),
    ],
)
def test_the_gate_names_what_the_edge_was_made_for(key: str, step: str, code: str) -> None:
    assert code in lacks(key, step)


@pytest.mark.parametrize(
    "key", ["long_term_id", "single", "divorced", "widowed", "minor_in_the_household", "second_mortgage"]
)
def test_what_is_only_unusual_is_let_through(key: str) -> None:
    allowed = {"collateral.revaluation"}
    assert lacks(key, "sign_survey") <= allowed


def test_a_second_mortgage_has_what_the_first_leaves() -> None:
    """民法典 414: the earlier rank is paid first, whatever the later one was promised."""
    (second,) = _by_edge()["second_mortgage"].securities
    assert second.pledge.rank == 2
    assert second.prior_claims >= 5_000_000
    value = second.valuation.value if second.valuation else 0
    capped = (value or 0) * second.cap_percent(TODAY) // 100
    assert second.lendable(TODAY) == capped - second.prior_claims


def test_a_maximum_at_its_ceiling_leaves_nothing_to_draw() -> None:
    """民法典 420: the ceiling of principal is just what is owed; one fen more is above it."""
    (given,) = _by_edge()["maximum_near_its_ceiling"].securities
    ceiling = given.pledge.principal_ceiling or 0
    assert list(given.pledge.lacks(ceiling)) == []
    assert list(given.pledge.lacks(ceiling + 1))


def test_a_fallen_value_is_urgent() -> None:
    """民法典 408: the debtor restores the value or gives more."""
    assert "shortfall" in {each.code for each in alerts_of(_by_edge()["fallen_value"], TODAY)}


@pytest.mark.parametrize("days", [6, 7, 8, 89, 90, 91, 269, 270, 271, 359, 360, 361])
def test_the_days_overdue_are_those_of_the_edge(days: int) -> None:
    dossier = _by_edge()[f"overdue_{days}"]
    assert dossier.state is State.OVERDUE
    assert dossier.notes[0].unpaid_since == TODAY - timedelta(days=days)


def test_a_child_in_the_household_is_nobodys_borrower() -> None:
    dossier = _by_edge()["minor_in_the_household"]
    assert isinstance(dossier.applicant, Farmer)
    assert any(each.relation == "child" for each in dossier.members)
    assert "customer.age" not in lacks("minor_in_the_household", "submit")


def _tests_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_edge_case_of_the_page_has_its_test() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE.read_text(encoding="utf-8"))
    assert len(named) >= len(set(named)) > 30
    missing_tests = [(path, name) for path, name in named if name not in _tests_of(ROOT / path)]
    assert missing_tests == []
