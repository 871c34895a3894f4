"""What must be there before somebody's guarantee counts: each condition with a code, a sentence and its place."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from models.errors import Condition
from models.fields import fields_of
from models.lending.dossier import Dossier
from models.lending.parameters import lending_parameter
from models.lending.sureties import Surety
from models.money import show_yuan
from models.party.enterprise import FORM, Enterprise
from models.party.farmer import Farmer
from models.text import Text

PLACE = "collateral"
FORBIDDEN = frozenset({"state_organ", "public_welfare"})
BY_PROCEDURE = frozenset({"village_committee", "collective"})
BY_RESOLUTION = frozenset({"company", "cooperative", "branch"})
CHECKS = ("identity_checked_on", "bureau_consent_on", "lists_checked_on")


def guarantors_are_fit(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield what speaks against each guarantor: who they are, the period, their means, circles, the group.

    Source:
        民法典 683, 686, 692; 担保制度解释 5-8, 10, 11, 32.
    """
    for surety in dossier.sureties:
        yield from _may_guarantee(surety)
        yield from _is_known(surety)
        yield from _period_holds(surety, dossier.due_on(today))
        yield from _means_suffice(surety, today)
        yield from _group_allows(surety)
        for lack in surety.guarantee.lacks(surety.guarantee.amount or 0):
            yield _condition(surety, str(lack.field), lack.text)


def guarantees_hold(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield each consent or resolution that a guarantee still lacks before money leaves."""
    for surety in dossier.sureties:
        given, who = surety.guarantee, surety.guarantor
        if isinstance(who, Farmer) and who.marital == "married" and not given.spouse_consent_on:
            text = Text("保证人已婚，请登记其配偶同意日期。", "Married; record the spouse's consent.")
            yield _condition(surety, "spouse_consent_on", text)
        decided = given.authorised_by and given.authorised_on
        if isinstance(who, Enterprise) and who.form in BY_RESOLUTION and not decided:
            text = Text(
                "公司提供保证须有决议或法定例外依据，请登记依据和日期（担保制度解释第七条至第十一条）。",
                "A company's guarantee needs a resolution or a ground that replaces it; record which and when.",
            )
            yield _condition(surety, "authorised_on", text)


def guarantors_agree_to_renewal(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield each guarantor who has not agreed in writing that the loan is renewed or extended.

    Source:
        民法典 695; 担保制度解释 16: whoever did not know that a loan repays an old one is not bound.
    """
    for surety in dossier.sureties:
        if not surety.guarantee.renewal_consent_on:
            text = Text("尚未书面同意续贷或展期。", "Has not agreed in writing to the renewal or extension.")
            yield _condition(surety, "renewal_consent_on", text)


def _condition(surety: Surety, code: str, why: Text) -> Condition:
    text = Text("保证人{name}：{why}", "Guarantor {name}: {why}").fill(name=surety.name, why=why)
    return Condition(f"guarantee.{code}", text, PLACE)


def _may_guarantee(surety: Surety) -> Iterator[Condition]:
    given, who = surety.guarantee, surety.guarantor
    if isinstance(who, Enterprise) and who.form in FORBIDDEN:
        text = Text("{form}不得为保证人（民法典第六百八十三条）。", "A {form} may not guarantee.")
        yield _condition(surety, "forbidden", text.fill(form=FORM.choices[who.form]))
    if isinstance(who, Enterprise) and who.form in BY_PROCEDURE:
        decided = given.authorised_by == "procedure" and given.authorised_on
        if not decided:
            text = Text(
                "{form}未经法定讨论决定程序，保证无效，请登记会议决定日期。",
                "Without the meeting that the law asks for, the guarantee of a {form} is void; record its day.",
            )
            yield _condition(surety, "procedure", text.fill(form=FORM.choices[who.form]))
    if given.liability != "joint":
        text = Text(
            "须明确约定连带责任保证，未约定的按一般保证。",
            "Joint and several liability must be agreed; silence means subsidiary liability.",
        )
        yield _condition(surety, "liability", text)
    if surety.circle:
        text = Text("形成循环担保：{path}。", "The guarantees go in a circle: {path}.")
        yield _condition(surety, "circle", text.fill(path=" → ".join(surety.circle)))


def _is_known(surety: Surety) -> Iterator[Condition]:
    who = surety.guarantor
    if who is None:
        text = Text("客户档案不在本机，请先同步。", "There is no file here; sync first.")
        yield _condition(surety, "guarantor", text)
        return
    for name in CHECKS:
        if getattr(who, name) is None:
            label = fields_of(type(who))[name].label
            text = Text("请先完成并登记“{label}”。", "First do and record “{label}”.").fill(label=label)
            yield _condition(surety, name, text)
    if isinstance(who, Farmer) and who.marital == "married" and surety.spouse is None:
        text = Text(
            "已婚但家庭成员中没有配偶，请在其档案中补录。",
            "Married, but no spouse stands in the household; add them to the file.",
        )
        yield _condition(surety, "spouse", text)


def _period_holds(surety: Surety, due_on: date) -> Iterator[Condition]:
    begins, ends = surety.guarantee.begins_on, surety.guarantee.ends_on
    if begins is None or ends is None or ends <= begins:
        text = Text(
            "请写明保证期间的起止日期，未约定的只有六个月。",
            "State both days of the guarantee period; silence leaves six months.",
        )
        yield _condition(surety, "period", text)
    elif ends <= due_on:
        text = Text(
            "保证期间止（{ends}）不晚于贷款到期日（{due}），视为没有约定。",
            "The period ends on {ends}, no later than the loan on {due}, which counts as silence.",
        )
        yield _condition(surety, "period", text.fill(ends=ends, due=due_on))


def _means_suffice(surety: Surety, today: date) -> Iterator[Condition]:
    if surety.guarantor is None:
        return
    amount, limit = surety.guarantee.amount or 0, _limit(surety.guarantor, today)
    if not amount:
        yield _condition(surety, "amount", Text("请填写保证金额。", "Give the amount."))
    elif surety.given + amount > limit:
        text = Text(
            "对外保证合计{whole}元，超过其收入或净资产允许的{limit}元。",
            "Answers for {whole} yuan in all, above the {limit} yuan that income or net assets allow.",
        )
        whole = show_yuan(surety.given + amount)
        yield _condition(surety, "means", text.fill(whole=whole, limit=show_yuan(limit)))


def _limit(who: Farmer | Enterprise, today: date) -> int:
    """Return up to what amount somebody may answer for others, in fen."""
    rules = lending_parameter("guarantee", today)
    if isinstance(who, Farmer):
        times: int = rules["income_times"]
        return (who.yearly_income or 0) * times
    worth = (who.total_assets or 0) - (who.total_liabilities or 0)
    return max(0, int(worth * Decimal(rules["net_assets_percent"]) / 100))


def _group_allows(surety: Surety) -> Iterator[Condition]:
    if surety.guarantee.group_id is None:
        return
    member = surety.membership
    if surety.group is None or member is None:
        text = Text("不在所选联保小组内，请核对小组成员。", "Is no member of the group; check the group.")
        yield _condition(surety, "member", text)
        return
    whole = surety.given_in_group + (surety.guarantee.amount or 0)
    if whole > (member.cap or 0):
        text = Text(
            "在联保小组“{group}”内合计保证{whole}元，超过其联保限额{cap}元。",
            "Answers for {whole} yuan in the group “{group}”, above the cap of {cap} yuan.",
        )
        words = {
            "group": surety.group.full_name,
            "whole": show_yuan(whole),
            "cap": show_yuan(member.cap or 0),
        }
        yield _condition(surety, "cap", text.fill(**words))
