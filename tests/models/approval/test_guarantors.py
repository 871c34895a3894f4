"""Guarantors: who may, for how long, up to what, with whose consent, and in whose group."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.approval.conditions import collateral_is_sound, security_holds
from models.approval.guarantors import (
    guarantees_hold,
    guarantors_agree_to_renewal,
    guarantors_are_fit,
)
from models.errors import GateClosed
from models.lending.dossier import Dossier
from models.lending.guarantee import GroupMember, GuaranteeGroup
from models.lending.states import State
from models.lending.sureties import Surety
from tests import factories
from tests.factories import HOME, TODAY, YUAN
from tests.models.approval import life


def with_surety(**changes: Any) -> tuple[Dossier, Surety]:
    dossier = factories.farmer_dossier()
    dossier.securities.clear()
    dossier.sureties.append(factories.surety(dossier.case, **changes))
    return dossier, dossier.sureties[0]


def codes(dossier: Dossier, check: Callable[..., Any] = guarantors_are_fit) -> set[str]:
    return {each.code for each in check(dossier, TODAY)}


def test_a_guarantee_covers_the_case() -> None:
    dossier, surety = with_surety()
    assert codes(dossier) == set()
    assert codes(dossier, collateral_is_sound) == set()
    assert codes(dossier, security_holds) == set()
    surety.guarantee.amount = 99_999 * YUAN
    assert codes(dossier, collateral_is_sound) == {"collateral.short"}


@pytest.mark.parametrize("form", ["state_organ", "public_welfare"])
def test_some_may_never_guarantee(form: str) -> None:
    who = factories.enterprise(form=form, total_assets=10**12)
    dossier, _ = with_surety(guarantor=who, authorised_by="procedure", authorised_on=TODAY)
    assert codes(dossier) == {"guarantee.forbidden"}


@pytest.mark.parametrize("form", ["village_committee", "collective"])
def test_a_village_guarantees_only_by_its_meeting(form: str) -> None:
    who = factories.enterprise(form=form, total_assets=10**12)
    dossier, surety = with_surety(guarantor=who, authorised_by="resolution", authorised_on=TODAY)
    assert codes(dossier) == {"guarantee.procedure"}
    surety.guarantee.authorised_by = "procedure"
    assert codes(dossier) == set()


@pytest.mark.parametrize("liability", ["general", ""])
def test_silence_is_not_joint_liability(liability: str) -> None:
    assert codes(with_surety(liability=liability)[0]) == {"guarantee.liability"}


@pytest.mark.parametrize(
    "ends", [None, date(2027, 3, 10), date(2026, 1, 1)], ids=["none", "with the loan", "before"]
)
def test_the_period_ends_after_the_loan(ends: date | None) -> None:
    assert codes(with_surety(begins_on=date(2025, 1, 1), ends_on=ends)[0]) == {"guarantee.period"}
    assert codes(with_surety(ends_on=date(2027, 3, 11))[0]) == set()


def test_nobody_answers_for_more_than_their_means() -> None:
    dossier, surety = with_surety()
    surety.given = 440_000 * YUAN  # Three times 180,000 yuan of income are 540,000.
    assert codes(dossier) == set()
    surety.given += 1
    assert codes(dossier) == {"guarantee.means"}


def test_a_firm_answers_with_its_net_assets() -> None:
    who = factories.enterprise(total_assets=500_000 * YUAN, total_liabilities=400_001 * YUAN)
    assert codes(with_surety(guarantor=who)[0]) == {"guarantee.means"}
    who.total_liabilities = 400_000 * YUAN
    assert codes(with_surety(guarantor=who)[0]) == set()


@pytest.mark.parametrize("name", ["identity_checked_on", "bureau_consent_on", "lists_checked_on"])
def test_a_guarantor_is_known_like_a_borrower(name: str) -> None:
    dossier, _ = with_surety(guarantor=factories.farmer(marital="single", **{name: None}))
    assert codes(dossier) == {f"guarantee.{name}"}


def test_a_married_guarantor_needs_a_known_spouse_who_agrees() -> None:
    who = factories.farmer(marital="married")
    dossier, surety = with_surety(guarantor=who)
    assert codes(dossier) == {"guarantee.spouse"}
    surety.spouse = factories.member(who)
    assert codes(dossier) == set()
    assert codes(dossier, guarantees_hold) == {"guarantee.spouse_consent_on"}
    surety.guarantee.spouse_consent_on = TODAY
    assert codes(dossier, guarantees_hold) == set()


@pytest.mark.parametrize(
    ("form", "needed"),
    [("company", True), ("cooperative", True), ("branch", True), ("sole_trader", False)],
)
def test_a_company_guarantees_by_resolution(form: str, needed: bool) -> None:
    who = factories.enterprise(form=form, total_assets=10**12)
    dossier, surety = with_surety(guarantor=who)
    assert codes(dossier, guarantees_hold) == ({"guarantee.authorised_on"} if needed else set())
    surety.guarantee.authorised_by, surety.guarantee.authorised_on = "two_thirds", TODAY
    assert codes(dossier, guarantees_hold) == set()


def test_a_circle_is_named_with_its_path() -> None:
    dossier, surety = with_surety()
    surety.circle = ("王满仓", "赵铁柱", "王满仓")
    found = list(guarantors_are_fit(dossier, TODAY))
    assert [each.code for each in found] == ["guarantee.circle"]
    assert "王满仓 → 赵铁柱 → 王满仓" in found[0].text.zh


def test_a_member_answers_up_to_the_cap_of_the_group() -> None:
    group = GuaranteeGroup(**HOME, full_name="前进村一组", agreed_on=TODAY)
    dossier, surety = with_surety(group_id=group.id)
    assert codes(dossier) == {"guarantee.member"}
    who = surety.guarantee.guarantor_id
    surety.group = group
    surety.members = [
        GroupMember(**HOME, group_id=group.id, member_kind="farmer", member_id=who, cap=150_000 * YUAN)
    ]
    surety.given = surety.given_in_group = 50_000 * YUAN
    assert codes(dossier) == set()
    surety.given = surety.given_in_group = 50_001 * YUAN
    assert codes(dossier) == {"guarantee.cap"}


def test_renewal_needs_each_guarantor() -> None:
    dossier, surety = with_surety()
    assert codes(dossier, guarantors_agree_to_renewal) == {"guarantee.renewal_consent_on"}
    surety.guarantee.renewal_consent_on = TODAY
    assert codes(dossier, guarantors_agree_to_renewal) == set()


def test_a_case_with_a_bad_guarantor_is_not_submitted() -> None:
    dossier, _ = with_surety(liability="general")
    with pytest.raises(GateClosed) as closed:
        life.take(dossier, "submit")
    assert [each.code for each in closed.value.missing] == ["guarantee.liability"]


def test_each_guarantor_signs_a_contract() -> None:
    dossier = factories.farmer_dossier()
    group = GuaranteeGroup(**HOME, full_name="联保一组", agreed_on=TODAY)
    alone = factories.surety(dossier.case)
    members = []
    for _ in range(2):
        each = factories.surety(dossier.case, group_id=group.id)
        cap = GroupMember(
            **HOME,
            group_id=group.id,
            member_kind="farmer",
            member_id=each.guarantee.guarantor_id,
            cap=10**9,
        )
        members.append(replace(each, group=group, members=[cap]))
    dossier.sureties += [alone, *members]
    life.approve(dossier)
    life.take(dossier, "show_cost", **life.SIGNED)
    life.take(dossier, "issue_contracts")
    given = [each.guarantee_id for each in dossier.contracts if each.document == "guarantee"]
    assert given == [each.guarantee.id for each in dossier.sureties]
    assert dossier.state is State.SIGNING
