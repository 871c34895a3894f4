"""What must be there before a step: each condition has a code, a sentence and the place to put it right."""

from collections.abc import Callable, Iterator
from datetime import date

from models.approval.guarantors import guarantees_hold, guarantors_are_fit
from models.collateral.maximum import Fixing, MaximumAmount
from models.collateral.object import Collateral
from models.errors import Condition, LendingError, RuleBroken
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.classification import Tier
from models.lending.days import add_months
from models.lending.dossier import ABSENT, Dossier, Security
from models.lending.states import APPROVED_STATES
from models.money import show_yuan
from models.parameters import parameters
from models.party.farmer import Farmer
from models.text import Text

Check = Callable[[Dossier, date], Iterator[Condition]]


def request_is_complete(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield each required field of the case that is empty."""
    for name, each in fields_of(LoanCase).items():
        if each.required and getattr(dossier.case, name) in (None, ""):
            text = Text("申请内容缺少“{label}”。", "The request lacks “{label}”.").fill(label=each.label)
            yield Condition(f"case.{name}", text, "case")


def payee_is_named(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield that entrusted payment has no payee."""
    case = dossier.case
    if case.payment_mode == "entrusted" and not (case.payee_name and case.payee_account):
        text = Text(
            "受托支付须填写收款人名称和账号。", "Entrusted payment needs the payee's name and account."
        )
        yield Condition("case.payee", text, "case")


def customer_is_known(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield what customer due diligence still lacks (domain 2.2, 7.3)."""
    applicant = dossier.applicant
    if applicant is None:
        yield Condition("customer", Text("尚未选择借款人。", "No borrower is chosen."), "customer")
        return
    for name, each in fields_of(type(applicant)).items():
        if each.required and getattr(applicant, name) in (None, ""):
            text = Text("客户资料缺少“{label}”。", "The customer's file lacks “{label}”.").fill(
                label=each.label
            )
            yield Condition(f"customer.{name}", text, "customer")
    checks = ["identity_checked_on", "bureau_consent_on", "lists_checked_on"]
    if isinstance(applicant, Farmer):
        checks.append("privacy_consent_on")
        if not applicant.id_long_term and applicant.id_valid_until and applicant.id_valid_until < today:
            text = Text(
                "借款人身份证已过期，请换证后更新有效期。",
                "The borrower's ID has expired; record the new one.",
            )
            yield Condition("customer.id_valid_until", text, "customer")
    for name in checks:
        if getattr(applicant, name) is None:
            label = fields_of(type(applicant))[name].label
            text = Text("请先完成并登记“{label}”。", "First do and record “{label}”.").fill(label=label)
            yield Condition(f"customer.{name}", text, "customer")


def collateral_is_sound(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield what speaks against each collateral: its own objections, seizure, value."""
    for security in dossier.standing:
        name = security.collateral.description
        facts, due_on = security.facts, dossier.due_on(today)
        for objection in (*facts.objections(due_on), *facts.restrictions(today, due_on)):
            yield _lack(security, objection)
        if security.collateral.seized:
            text = Text("{name}已被查封，不能担保。", "{name} is seized and cannot secure.").fill(name=name)
            yield Condition("collateral.seized", text, "collateral")
        for lack in security.pledge.lacks(security.pledge.secured or 0):
            yield _lack(security, lack)
        yield from _alone(security)
        yield from _value_covers(security, today)
    if dossier.securities or dossier.sureties:
        yield from _security_suffices(dossier)


def _alone(security: Security) -> Iterator[Condition]:
    """Yield that another case holds the same rank, or that another object stands for the same thing."""
    name, rank = security.collateral.description, security.pledge.rank or 1
    for claim in security.rivals:
        text = Text(
            "{name}的第{rank}顺位已属于案件{number}，请在“担保”页改为后一顺位。",
            "Rank {rank} on {name} belongs to case {number}; go behind it on the page of securities.",
        ).fill(name=name, rank=rank, number=claim.number or "—")
        yield Condition("collateral.rank", text, "collateral")
    for twin in security.twins:
        yield Condition("collateral.twin", _same_thing(security.collateral, twin), "collateral")


def _same_thing(collateral: Collateral, twin: Collateral) -> Text:
    """Return what is said of two objects that are one; what another branch writes of its own is told nobody here."""
    name = collateral.description
    if twin.branch_id != collateral.branch_id:
        return Text(
            "{name}与支行{branch}的一项押品为同一标的（发票或编号相同），不能重复担保；请与该支行核实。",
            "{name} is the same thing as an object of branch {branch} (same invoice or number); it secures once. "
            "Settle it with that branch.",
        ).fill(name=name, branch=twin.branch_id)
    return Text(
        "{name}与另案押品“{twin}”为同一标的（发票或编号相同），不能重复担保。",
        "{name} is the same thing as “{twin}” of another case (same invoice or number); it secures once.",
    ).fill(name=name, twin=twin.description)


def _value_covers(security: Security, today: date) -> Iterator[Condition]:
    name = security.collateral.description
    if security.valuation is None:
        text = Text("{name}没有估值。", "{name} has no valuation.").fill(name=name)
        yield Condition("collateral.value", text, "collateral")
        return
    until = security.revalue_by(today)
    if until and until < today:
        text = Text(
            "{name}的估值已于{day}到期，请重新估值。", "The value of {name} expired on {day}; value it anew."
        ).fill(name=name, day=until)
        yield Condition("collateral.revaluation", text, "collateral")
    lendable = security.lendable(today)
    if (security.pledge.secured or 0) > lendable:
        text = Text(
            "{name}担保{secured}元，超过按抵押率{cap}%计算的可担保额{lendable}元。",
            "{name} secures {secured} yuan, above the {lendable} yuan that {cap} % of its value allows.",
        ).fill(
            name=name,
            secured=show_yuan(security.pledge.secured or 0),
            cap=security.cap_percent(today),
            lendable=show_yuan(lendable),
        )
        yield Condition("collateral.ltv", text, "collateral")


def _security_suffices(dossier: Dossier) -> Iterator[Condition]:
    covered = dossier.covered
    if covered < (dossier.case.amount or 0):
        text = Text(
            "担保合计{secured}元，不足申请金额{amount}元。",
            "The securities cover {secured} yuan of the {amount} yuan asked for.",
        ).fill(secured=show_yuan(covered), amount=show_yuan(dossier.case.amount or 0))
        yield Condition("collateral.short", text, "collateral")


def survey_is_written(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield what the survey lacks: when, where, and the findings (domain 2.3)."""
    labels = fields_of(LoanCase)
    for name in ("visited_on", "visited_place", "survey"):
        if not getattr(dossier.case, name):
            text = Text("调查记录缺少“{label}”。", "The survey lacks “{label}”.").fill(
                label=labels[name].label
            )
            yield Condition(f"survey.{name}", text, "survey")


def contracts_are_signed(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield each contract that nobody has signed, or that no formal copy was printed of."""
    if not dossier.contracts:
        yield Condition("contract", Text("尚未出具合同。", "No contract has been issued."), "contract")
    for contract in dossier.contracts:
        if not contract.signed_on:
            text = Text("合同{number}尚未签订。", "Contract {number} is not signed.").fill(
                number=contract.number
            )
            yield Condition("contract.signed", text, "contract")
        if not contract.sha256:
            text = Text(
                "合同{number}尚无正式打印记录。", "Contract {number} was never formally printed."
            ).fill(number=contract.number)
            yield Condition("contract.printed", text, "contract")


def security_holds(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield each security whose right does not exist or does not hold yet, guarantees included (domain 3.6).

    Source:
        民法典 402, 403, 443-445; 农村土地承包法 47.
    """
    for security in dossier.standing:
        name = security.collateral.description
        if security.facts.arises_by.registers:
            yield from _registration_holds(security, dossier.due_on(today))
        if security.collateral.third_party and not security.facts.owner_consent_on:
            text = Text(
                "{name}由第三人提供，请登记其书面同意日期。",
                "{name} is given by a third party; record the date of the written consent.",
            )
            yield Condition("collateral.owner_consent_on", text.fill(name=name), "collateral")
        yield from _owners_agree(security)
        for lack in (*security.facts.before_payout(), *_search_lacks(security, today)):
            yield _lack(security, lack)
    yield from claims_may_arise(dossier, today)
    yield from guarantors_are_fit(dossier, today)
    yield from guarantees_hold(dossier, today)


def claims_may_arise(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield each security up to a maximum that secures no claim arising today: fixed, seized, out of its period.

    Every drawdown needs this, the first as well as the later ones.

    Source:
        民法典 423.
    """
    ends: list[tuple[str, MaximumAmount, Fixing | None]] = [
        (each.collateral.description, each.pledge, each.fixing(today)) for each in dossier.standing
    ]
    ends += [(each.name, each.guarantee, each.guarantee.fixing(today)) for each in dossier.sureties]
    for name, limits, fixing in ends:
        if fixing:
            text = Text(
                "{name}的最高额担保债权已于{day}确定（{why}），不能再发放新贷款。",
                "What {name} secures up to a maximum was fixed on {day} ({why}); nothing new may be drawn.",
            ).fill(name=name, day=fixing.since, why=fixing.text)
            yield Condition("collateral.fixed", text, "collateral")
        elif limits.is_maximum and limits.claims_from and today < limits.claims_from:
            text = Text(
                "{name}的债权确定期间自{day}起，今天发放的贷款不在担保范围内。",
                "{name} secures claims from {day} on; a loan of today is not covered.",
            ).fill(name=name, day=limits.claims_from)
            yield Condition("collateral.claims_from", text, "collateral")


def _owners_agree(security: Security) -> Iterator[Condition]:
    missing = security.owners_missing
    if missing:
        text = Text(
            "{name}的共有人尚未全部书面同意（民法典第三百零一条），还差：{who}。",
            "Owners of {name} have not agreed in writing (Civil Code, article 301): {who}.",
        ).fill(name=security.collateral.description, who="、".join(missing))
        yield Condition("collateral.co_owner_consents", text, "collateral")


def _search_lacks(security: Security, today: date) -> Iterator[LendingError]:
    """Yield that the search of the registry has no certificate, or that it is too old (民法典 414, 768)."""
    facts = security.facts
    if "search_number" not in fields_of(type(facts)):
        return
    searched: date | None = getattr(facts, "searched_on", None)
    if not getattr(facts, "search_number", ""):
        yield RuleBroken(
            Text("请登记动产担保查询证明的编号。", "Record the number of the search certificate."),
            field="search_number",
        )
    days: int = parameters("collateral", today)["search_days"]
    if searched and (today - searched).days > days:
        yield RuleBroken(
            Text(
                "查询证明（{day}）已超过{days}天，请重新查询。",
                "The search certificate of {day} is older than {days} days; search again.",
            ).fill(day=searched, days=days),
            field="search_old",
        )


def _lack(security: Security, lack: LendingError) -> Condition:
    text = Text("{name}：{why}", "{name}: {why}")
    said = text.fill(name=security.collateral.description, why=lack.text)
    return Condition(f"collateral.{lack.field}", said, "collateral")


def _registration_holds(security: Security, due_on: date) -> Iterator[Condition]:
    name, pledge = security.collateral.description, security.pledge
    if not pledge.registration_number:
        text = Text("{name}尚未登记（{effect}）。", "{name} is not registered ({effect}).").fill(
            name=name, effect=security.facts.arises_by.label
        )
        yield Condition("collateral.registration", text, "collateral")
    elif pledge.registered_until and pledge.registered_until < due_on:
        text = Text(
            "{name}的登记在贷款到期前届满，请先展期。", "The registration of {name} ends before the loan."
        )
        yield Condition("collateral.registration_ends", text.fill(name=name), "collateral")


def approval_is_valid(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield that the approval has lapsed."""
    facility = dossier.facility
    if facility is None:
        yield Condition("approval", Text("尚无有效批复。", "There is no approval."), "case")
    elif facility.first_draw_by and facility.first_draw_by < today:
        text = Text(
            "批复已于{day}失效，请重新审批。", "The approval lapsed on {day}; it must be approved again."
        )
        yield Condition("approval.lapsed", text.fill(day=facility.first_draw_by), "case")


def approval_has_lapsed(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield that the approval is still in force."""
    facility = dossier.facility
    if facility and facility.first_draw_by and facility.first_draw_by >= today:
        text = Text("批复有效期至{day}，尚未失效。", "The approval is in force until {day}.")
        yield Condition("approval.in_force", text.fill(day=facility.first_draw_by), "case")


def contact_is_allowed(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield that nobody allowed the bank to contact the customer about the lead (domain 2.2)."""
    if dossier.case.contact_consent_on is None:
        text = Text(
            "请登记客户同意联系的日期。", "Record the day on which the customer agreed to be contacted."
        )
        yield Condition("case.contact_consent_on", text, "case")


def limit_has_room(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield that the limit the case reserves from is not here or has less left."""
    if dossier.case.limit_id is None or dossier.state in APPROVED_STATES:
        return
    if dossier.limit is None:
        yield Condition("case.limit_id", Text("所选额度不存在。", "The chosen limit does not exist."), "case")
        return
    try:
        dossier.limit.check_room(dossier.case.amount or 0, today)
    except RuleBroken as lacking:
        yield Condition("case.limit_id", lacking.text, "case")


def limit_is_healthy(dossier: Dossier, today: date) -> Iterator[Condition]:
    """Yield what speaks against drawing again: no revolving loan, its term over, unpaid, badly classified (domain 2.9)."""
    if not dossier.case.revolving:
        text = Text("本案不是循环额度，不能再次用信。", "This case does not revolve; nothing more is drawn.")
        yield Condition("limit.revolving", text, "case")
    facility = dossier.facility
    if facility and facility.approved_on and add_months(facility.approved_on, facility.months or 0) < today:
        yield Condition("limit.ended", Text("循环额度已到期。", "The revolving limit has ended."), "case")
    if _unpaid(dossier, today):
        yield Condition(
            "limit.overdue",
            Text("有逾期借据，停止用信。", "A note is overdue; nothing more is drawn."),
            "case",
        )
    elsewhere = dossier.unpaid_elsewhere
    if elsewhere and elsewhere < today:
        text = Text(
            "借款人、家庭或其关联企业的其他贷款自{day}起逾期，停止用信。",
            "Another loan of the borrower, the household or their firms is unpaid since {day}; nothing more is drawn.",
        )
        yield Condition("limit.overdue_elsewhere", text.fill(day=elsewhere), "case")
    worse = [note for note in dossier.notes if note.outstanding and note.tier not in ("", Tier.PASS.name)]
    if worse:
        text = Text(
            "借据{number}分类为{tier}，循环额度冻结，停止用信。",
            "Note {number} is classified {tier}; the revolving limit is frozen.",
        )
        said = text.fill(number=worse[0].number or "—", tier=Tier[worse[0].tier].label)
        yield Condition("limit.tier", said, "case")


def _unpaid(dossier: Dossier, today: date) -> bool:
    """Tell whether an instalment or a note of the case itself is overdue."""
    return any(
        note.outstanding and min(note.unpaid_since or date.max, note.due_on or date.max) < today
        for note in dossier.notes
    )


def nothing_is_asked_for(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield that a drawdown waits for the disbursing desk already."""
    if any(each.drawn_on is None for each in dossier.drawdowns):
        text = Text("已有一笔用信申请待放款。", "A drawdown already waits for payout.")
        yield Condition("draw.waiting", text, "case")


def a_drawdown_is_asked_for(dossier: Dossier, _today: date) -> Iterator[Condition]:
    """Yield that no drawdown waits for the disbursing desk."""
    if all(each.drawn_on is not None for each in dossier.drawdowns):
        yield Condition("draw.none", Text("没有待放款的用信申请。", "No drawdown waits for payout."), "case")


def missing(checks: tuple[Check, ...], dossier: Dossier, today: date) -> list[Condition]:
    """Return every condition of *checks* that is not met, in order; where a part is not here, that comes first."""
    absent = Condition("collateral.absent", ABSENT.fill(count=dossier.absent), "collateral")
    found = [condition for check in checks for condition in check(dossier, today)]
    return [absent, *found] if checks and dossier.absent else found
