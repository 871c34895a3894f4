"""Five-tier classification 五级分类: the machine's tier for a note, with every reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import NamedTuple

from models.errors import RuleBroken
from models.kinds import choice
from models.lending import checks
from models.lending.days import add_months
from models.lending.parameters import lending_parameter
from models.parameters import Entry
from models.text import Text


class Tier(IntEnum):
    """The tiers from best to worst; the last three are bad loans 不良."""

    PASS = 1
    SPECIAL_MENTION = 2
    SUBSTANDARD = 3
    DOUBTFUL = 4
    LOSS = 5

    @property
    def label(self) -> Text:
        """The supervisor's word for the tier."""
        return _LABELS[self]

    @property
    def is_bad(self) -> bool:
        """Whether the tier counts as non-performing."""
        return self >= Tier.SUBSTANDARD


_LABELS = {
    Tier.PASS: Text("正常", "Pass"),
    Tier.SPECIAL_MENTION: Text("关注", "Special mention"),
    Tier.SUBSTANDARD: Text("次级", "Substandard"),
    Tier.DOUBTFUL: Text("可疑", "Doubtful"),
    Tier.LOSS: Text("损失", "Loss"),
}
TIER = choice(**{tier.name: label for tier, label in _LABELS.items()})


@dataclass(frozen=True, kw_only=True)
class NoteFacts:
    """What is known of a loan note on the day of classification.

    Attributes:
        days_overdue: Days since the earliest unpaid due date.
        technical_delay: The delay comes from operations or technique alone.
        purpose_changed: The money was used otherwise without consent.
        repaid_by_new_loan: It was repaid by borrowing anew, and is no qualifying renewal.
        debt_bad_elsewhere: A debt of a borrower who is not retail is bad at this or another bank.
        credit_impaired: The claim is credit-impaired.
        expected_loss: Percent of the book value expected to be lost.
        evades_debt: The borrower evades debts.
        bankrupt: The borrower is in bankruptcy liquidation.
        extended: The term was extended.
        restructured_on: The day on which the contract was changed for a borrower in difficulty.
        previous: The tier before today.
        clean_since: Since when everything has been paid in full.
    """

    days_overdue: int = 0
    technical_delay: bool = False
    purpose_changed: bool = False
    repaid_by_new_loan: bool = False
    debt_bad_elsewhere: bool = False
    credit_impaired: bool = False
    expected_loss: Decimal = Decimal(0)
    evades_debt: bool = False
    bankrupt: bool = False
    extended: bool = False
    restructured_on: date | None = None
    previous: Tier = Tier.PASS
    clean_since: date | None = None


class Reason(NamedTuple):
    """One floor under the tier, with a stable code and the sentence."""

    code: str
    tier: Tier
    text: Text


class Judgement(NamedTuple):
    """The machine's tier and every floor that was reached, the worst first."""

    tier: Tier
    reasons: tuple[Reason, ...]
    parameters_since: date


def classify(facts: NoteFacts, today: date) -> Judgement:
    """Return the tier of a note: the worst of its floors.

    Raises:
        RuleBroken: The days or the expected loss are out of range.

    Source:
        Measures for the risk classification of financial assets of commercial banks (2023), arts. 10 to 13.
    """
    checks.whole(facts.days_overdue, "days_overdue", low=0, high=36600)
    if not 0 <= facts.expected_loss <= 100:  # noqa: PLR2004 - a percentage ends at 100
        raise RuleBroken(
            Text("预期损失率应在 0～100% 之间。", "The expected loss must be from 0 to 100 %."),
            field="expected_loss",
        )
    rule = lending_parameter("classification", today)
    reasons = [
        *_by_days(facts, rule),
        *_by_signs(facts),
        *_by_loss(facts, rule),
        *_by_observation(facts, rule, today),
    ]
    reasons.sort(key=lambda reason: -reason.tier)
    return Judgement(reasons[0].tier if reasons else Tier.PASS, tuple(reasons), rule["since"])


def _by_days(facts: NoteFacts, rule: Entry) -> Iterable[Reason]:
    days = facts.days_overdue
    limits = (
        (Tier.LOSS, "loss_after"),
        (Tier.DOUBTFUL, "doubtful_after"),
        (Tier.SUBSTANDARD, "substandard_after"),
        (Tier.SPECIAL_MENTION, "special_mention_after"),
    )
    tier = next((tier for tier, name in limits if days > rule[name]), None)
    if tier is None or (facts.technical_delay and days <= rule["technical_days"]):
        return
    yield Reason(
        "overdue",
        tier,
        Text("本金或利息逾期 {days} 天", "principal or interest overdue for {days} days").fill(days=days),
    )


def _by_signs(facts: NoteFacts) -> Iterable[Reason]:
    signs = (
        (
            facts.bankrupt,
            "bankrupt",
            Tier.LOSS,
            Text("债务人进入破产清算", "the borrower is in bankruptcy liquidation"),
        ),
        (
            facts.evades_debt,
            "evades_debt",
            Tier.DOUBTFUL,
            Text("债务人逃废银行债务", "the borrower evades debts"),
        ),
        (
            facts.credit_impaired,
            "credit_impaired",
            Tier.SUBSTANDARD,
            Text("已发生信用减值", "credit-impaired"),
        ),
        (
            facts.purpose_changed,
            "purpose_changed",
            Tier.SPECIAL_MENTION,
            Text("未经同意改变资金用途", "used otherwise without consent"),
        ),
        (
            facts.repaid_by_new_loan,
            "repaid_by_new_loan",
            Tier.SPECIAL_MENTION,
            Text("通过借新还旧偿还", "repaid by borrowing anew"),
        ),
        (
            facts.debt_bad_elsewhere,
            "debt_bad_elsewhere",
            Tier.SPECIAL_MENTION,
            Text("同一非零售债务人在本行或他行的债务出现不良", "another debt of this borrower is bad"),
        ),
        (facts.extended, "extended", Tier.SPECIAL_MENTION, Text("贷款已展期", "the term was extended")),
    )
    yield from (Reason(code, tier, text) for holds, code, tier, text in signs if holds)


def _by_loss(facts: NoteFacts, rule: Entry) -> Iterable[Reason]:
    share = facts.expected_loss
    text = Text("预期损失占账面余额 {share}%", "expected loss is {share} % of the book value").fill(
        share=share
    )
    if share >= Decimal(rule["loss_loss_percent"]):
        yield Reason("expected_loss", Tier.LOSS, text)
    elif share >= Decimal(rule["doubtful_loss_percent"]):
        yield Reason("expected_loss", Tier.DOUBTFUL, text)


def _by_observation(facts: NoteFacts, rule: Entry, today: date) -> Iterable[Reason]:
    if facts.restructured_on and today < add_months(facts.restructured_on, int(rule["restructured_months"])):
        yield Reason(
            "restructured",
            Tier.SPECIAL_MENTION,
            Text("重组贷款处于观察期", "restructured, still under observation"),
        )
    clean = facts.clean_since and today >= add_months(facts.clean_since, int(rule["clean_months"]))
    if facts.previous.is_bad and not clean:
        yield Reason(
            "clean_record",
            facts.previous,
            Text(
                "原为{tier}，尚未连续正常还款满 {months} 个月",
                "was {tier}; not yet paid in full for {months} months in a row",
            ).fill(tier=facts.previous.label, months=rule["clean_months"]),
        )


def customer_tier(notes: Sequence[Tier]) -> Tier:
    """Return the tier of a customer with several notes: the worst of them."""
    return max(notes, default=Tier.PASS)


def spread_bad(notes: Sequence[tuple[int, Tier]], on: date) -> list[Tier]:
    """Return the tiers of a borrower who is not retail: beyond a share of bad debt, all of it is bad.

    Args:
        notes: The balance in fen and the tier of each note.
        on: The day of classification.

    Source:
        The same measures, art. 13: more than 10 % of the debt at this bank.
    """
    limit = Decimal(lending_parameter("classification", on)["bad_share_percent"])
    bad = sum(balance for balance, tier in notes if tier.is_bad)
    whole = sum(balance for balance, _ in notes)
    if bad * 100 <= whole * limit:
        return [tier for _, tier in notes]
    return [max(tier, Tier.SUBSTANDARD) for _, tier in notes]


def check_human_tier(machine: Tier, human: Tier, *, approved: bool) -> Tier:
    """Return the officer's tier: equal or worse at will, better only with an approval.

    Raises:
        RuleBroken: The tier is better than the machine's and nobody approved it.
    """
    if human < machine and not approved:
        raise RuleBroken(
            Text(
                "人工分类“{human}”优于系统分类“{machine}”，须经审批。",
                "The tier “{human}” is better than the computed “{machine}” and needs an approval.",
            ).fill(human=human.label, machine=machine.label),
            field="tier",
        )
    return human
