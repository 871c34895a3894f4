"""The five tiers: boundary days, floors, observation, and the worst note."""

from datetime import date
from decimal import Decimal

import pytest

from models.errors import RuleBroken
from models.lending.classification import (
    NoteFacts,
    Tier,
    check_human_tier,
    classify,
    customer_tier,
    spread_bad,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "tier"),
    [
        (0, Tier.PASS),
        (1, Tier.SPECIAL_MENTION),
        (7, Tier.SPECIAL_MENTION),
        (89, Tier.SPECIAL_MENTION),
        (90, Tier.SPECIAL_MENTION),
        (91, Tier.SUBSTANDARD),
        (269, Tier.SUBSTANDARD),
        (270, Tier.SUBSTANDARD),
        (271, Tier.DOUBTFUL),
        (359, Tier.DOUBTFUL),
        (360, Tier.DOUBTFUL),
        (361, Tier.LOSS),
    ],
)
def test_days_overdue_set_the_floor(days: int, tier: Tier) -> None:
    assert classify(NoteFacts(days_overdue=days), TODAY).tier is tier


@pytest.mark.parametrize(("days", "tier"), [(6, Tier.PASS), (7, Tier.PASS), (8, Tier.SPECIAL_MENTION)])
def test_a_technical_delay_is_excused_for_a_week(days: int, tier: Tier) -> None:
    assert classify(NoteFacts(days_overdue=days, technical_delay=True), TODAY).tier is tier


@pytest.mark.parametrize(
    ("facts", "tier"),
    [
        (NoteFacts(purpose_changed=True), Tier.SPECIAL_MENTION),
        (NoteFacts(repaid_by_new_loan=True), Tier.SPECIAL_MENTION),
        (NoteFacts(debt_bad_elsewhere=True), Tier.SPECIAL_MENTION),
        (NoteFacts(extended=True), Tier.SPECIAL_MENTION),
        (NoteFacts(credit_impaired=True), Tier.SUBSTANDARD),
        (NoteFacts(evades_debt=True), Tier.DOUBTFUL),
        (NoteFacts(expected_loss=Decimal("49.99")), Tier.PASS),
        (NoteFacts(expected_loss=Decimal(50)), Tier.DOUBTFUL),
        (NoteFacts(expected_loss=Decimal(90)), Tier.LOSS),
        (NoteFacts(bankrupt=True), Tier.LOSS),
        (NoteFacts(restructured_on=date(2025, 11, 24)), Tier.SPECIAL_MENTION),
        (NoteFacts(restructured_on=date(2025, 11, 23)), Tier.PASS),
        (NoteFacts(previous=Tier.SUBSTANDARD), Tier.SUBSTANDARD),
        (NoteFacts(previous=Tier.SUBSTANDARD, clean_since=date(2026, 5, 24)), Tier.SUBSTANDARD),
        (NoteFacts(previous=Tier.SUBSTANDARD, clean_since=date(2026, 5, 23)), Tier.PASS),
        (NoteFacts(previous=Tier.SPECIAL_MENTION), Tier.PASS),
    ],
)
def test_signs_losses_and_observation(facts: NoteFacts, tier: Tier) -> None:
    found = classify(facts, TODAY)
    assert found.tier is tier
    assert bool(found.reasons) is (tier is not Tier.PASS)


def test_every_floor_is_named_the_worst_first() -> None:
    found = classify(NoteFacts(days_overdue=91, extended=True, bankrupt=True), TODAY)
    assert [reason.code for reason in found.reasons] == ["bankrupt", "overdue", "extended"]
    assert found.reasons[1].text.zh == "本金或利息逾期 91 天"
    assert found.parameters_since == date(2023, 7, 1)


def test_a_customer_has_the_tier_of_the_worst_note() -> None:
    assert customer_tier([Tier.PASS, Tier.DOUBTFUL, Tier.SPECIAL_MENTION]) is Tier.DOUBTFUL
    assert customer_tier([]) is Tier.PASS


def test_beyond_a_tenth_of_bad_debt_all_is_bad() -> None:
    notes = [(900, Tier.PASS), (100, Tier.LOSS)]
    assert spread_bad(notes, TODAY) == [Tier.PASS, Tier.LOSS]
    assert spread_bad([*notes, (1, Tier.SUBSTANDARD)], TODAY)[0] is Tier.SUBSTANDARD


def test_an_officer_may_only_go_down_alone() -> None:
    assert check_human_tier(Tier.SPECIAL_MENTION, Tier.SUBSTANDARD, approved=False) is Tier.SUBSTANDARD
    assert check_human_tier(Tier.SUBSTANDARD, Tier.PASS, approved=True) is Tier.PASS
    with pytest.raises(RuleBroken) as refused:
        check_human_tier(Tier.SUBSTANDARD, Tier.PASS, approved=False)
    assert "次级" in refused.value.text.zh


@pytest.mark.parametrize("facts", [NoteFacts(days_overdue=-1), NoteFacts(expected_loss=Decimal(101))])
def test_figures_out_of_range_are_refused(facts: NoteFacts) -> None:
    with pytest.raises(RuleBroken):
        classify(facts, TODAY)


def test_labels_are_said_in_both_languages() -> None:
    assert [tier.label.zh for tier in Tier] == ["正常", "关注", "次级", "可疑", "损失"]
    assert [tier.is_bad for tier in Tier] == [False, False, True, True, True]


def test_before_the_rules_there_is_no_tier() -> None:
    with pytest.raises(RuleBroken):
        classify(NoteFacts(), date(2023, 6, 30))
