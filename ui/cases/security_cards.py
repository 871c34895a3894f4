"""What a security or a guarantee says of itself on a case's page: figures, standing, registration, papers."""

from collections.abc import Iterator
from datetime import date

from PySide6.QtWidgets import QWidget

from models.collateral.maximum import MaximumAmount
from models.collateral.movable import Movable
from models.collateral.registration import ACT
from models.collateral.vault import MOVE
from models.lending.dossier import Security
from models.lending.guarantee import LIABILITY
from models.lending.sureties import Surety
from models.money import show_yuan
from models.text import Text
from ui.language import language, say
from ui.pieces import card, label

PERIOD = Text(
    "最高债权额 {claims} 元　最高本金 {principal} 元　债权确定期间 {since} 至 {until}",
    "Claims up to {claims} · principal up to {principal} yuan · claims of {since} to {until}",
)


def security_card(security: Security, day: date, actions: QWidget) -> QWidget:
    """Return the card of a security."""
    title = Text("{kind}{security} · {name}", "{kind} ({security}) · {name}").fill(
        kind=security.facts.label, security=security.facts.security, name=security.collateral.description
    )
    state, tone = _standing(security)
    lines = [
        label(say(_figures(security, day))),
        *_maximum(security.pledge),
        *(label(say(text), "warn") for text in _warnings(security, day)),
        label(say(security.facts.arises_by.label), "quiet"),
        label(say(state), tone),
        *_timeline(security),
    ]
    return card(*lines, actions, title=title)


def guarantee_card(surety: Surety, actions: QWidget) -> QWidget:
    """Return the card of a guarantee."""
    given = surety.guarantee
    title = Text("保证 · {name}", "Guarantee · {name}").fill(name=surety.name)
    figures = Text(
        "保证 {amount} 元　{liability}　保证期间 {begins} 至 {ends}　另对外保证 {given} 元",
        "Guarantees {amount} yuan · {liability} · from {begins} to {ends} · {given} yuan for others",
    ).fill(
        amount=show_yuan(given.amount or 0),
        liability=LIABILITY.show(given.liability, language()) or "—",
        begins=given.begins_on or "—",
        ends=given.ends_on or "—",
        given=show_yuan(surety.given),
    )
    lines: list[QWidget] = [label(say(figures)), *_maximum(given)]
    if surety.group:
        group = Text("联保小组：{name}，{count}户", "Group: {name}, {count} members")
        lines.append(label(say(group.fill(name=surety.group.full_name, count=len(surety.members))), "quiet"))
    if surety.circle:
        circle = Text("循环担保：{path}", "Guarantees in a circle: {path}").fill(
            path=" → ".join(surety.circle)
        )
        lines.append(label(say(circle), "bad"))
    return card(*lines, actions, title=title)


def _figures(security: Security, day: date) -> Text:
    value = security.valuation.value if security.valuation else None
    return Text(
        "估值 {value} 元　抵押率上限 {cap}%　可担保 {lendable} 元　本案担保 {secured} 元　顺位 {rank}",
        "Value {value} · LTV cap {cap} % · may secure {lendable} · secures {secured} yuan · rank {rank}",
    ).fill(
        value=show_yuan(value) if value else "—",
        cap=security.cap_percent(day),
        lendable=show_yuan(security.lendable(day)),
        secured=show_yuan(security.pledge.secured or 0),
        rank=security.pledge.rank or 1,
    )


def _maximum(limits: MaximumAmount) -> Iterator[QWidget]:
    if limits.is_maximum:
        text = PERIOD.fill(
            claims=show_yuan(limits.claims_ceiling) if limits.claims_ceiling else "—",
            principal=show_yuan(limits.principal_ceiling) if limits.principal_ceiling else "—",
            since=limits.claims_from or "—",
            until=limits.claims_until or "—",
        )
        yield label(say(text))


def _warnings(security: Security, day: date) -> Iterator[Text]:
    until = security.revalue_by(day)
    if until and until < day:
        yield Text("估值已于{day}到期，请重新估值。", "The value expired on {day}.").fill(day=until)
    if security.collateral.seized:
        by = security.collateral.seized_by or "—"
        yield Text("已被查封：{by}", "Seized: {by}").fill(by=by)
    fixing = security.fixing(day)
    if fixing:
        text = Text("债权已于{day}确定：{why}", "Claims fixed on {day}: {why}")
        yield text.fill(day=fixing.since, why=fixing.text)
    if security.owners_missing:
        who = "、".join(security.owners_missing)
        yield Text("尚待共有人同意：{who}", "Owners still to agree: {who}").fill(who=who)
    facts = security.facts
    by_day = facts.register_by(day) if isinstance(facts, Movable) else None
    if by_day and not security.pledge.registration_number:
        yield _clock(by_day, day)


def _clock(by: date, day: date) -> Text:
    left = (by - day).days
    if left < 0:
        return Text(
            "购置款优先权登记期已于{day}届满。", "The ten days for the better rank ended on {day}."
        ).fill(day=by)
    return Text(
        "购置款优先权：还剩{left}天，须在{day}前登记。",
        "Purchase money: {left} days left; register by {day} to keep the better rank.",
    ).fill(left=left, day=by)


def _standing(security: Security) -> tuple[Text, str]:
    """Return whether the right has arisen, and in which tone to say it."""
    pledge, proofs = security.pledge, list(security.facts.before_payout())
    if security.released:
        return Text("已于{day}解除担保", "Released on {day}").fill(day=pledge.released_on), "quiet"
    if pledge.registration_number:
        text = Text("登记：{number}（{registry}，{day}）", "Registered: {number} ({registry}, {day})")
        words = {"number": pledge.registration_number, "registry": pledge.registered_with}
        return text.fill(**words, day=pledge.registered_on), "good"
    if security.facts.arises_by.registers:
        return Text("尚未登记", "Not registered yet"), "warn"
    # Where no registry keeps the right, the dated proof of delivery or control stands for it.
    if proofs:
        return proofs[0].text, "warn"
    return Text("权利已设立，无需登记", "The right has arisen; no registry keeps it"), "good"


def _timeline(security: Security) -> Iterator[QWidget]:
    for act in security.acts:
        text = Text("{day}　{act}　{number}　{until}{note}", "{day} · {act} · {number}　{until}{note}")
        until = Text("有效期至 {day}　", "until {day}　").fill(day=act.until) if act.until else ""
        words = {"day": act.done_on, "act": ACT.choices[act.act], "number": act.reference, "note": act.note}
        yield label(say(text.fill(**words, until=until)).rstrip(), "quiet")
    for entry in security.papers_held:
        text = Text("权证：{paper} {number}，{move}（{day}）", "Paper: {paper} {number}, {move} ({day})")
        words = {"paper": entry.paper, "number": entry.paper_number, "day": entry.moved_on}
        yield label(say(text.fill(**words, move=MOVE.choices[entry.move])), "quiet")
