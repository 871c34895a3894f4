"""What the steps write: what happens to the securities of a case."""

from datetime import date

from models.approval.act import Act
from models.collateral.registration import RegistrationAct
from models.errors import NotFound, RuleBroken
from models.lending.dossier import Security
from models.lending.states import State
from models.money import show_yuan
from models.text import Text

NOT_REGISTERED = Text("该担保尚未登记，请先登记。", "The security is not registered yet; register it first.")


def apply(act: Act) -> State:
    """Note that the registration was applied for.

    Raises:
        NotFound, RuleBroken: There is no such security, or the day is missing or lies ahead.
    """
    security = security_of(act)
    _note(act, security, "applied", str(act.arguments.get("reference") or ""), day_of(act))
    return act.dossier.state


def register(act: Act) -> State:
    """Record how a security was registered.

    Raises:
        NotFound: The case has no such security.
        RuleBroken: Number or day is missing, or the day lies ahead.
    """
    security = security_of(act)
    number, day = act.arguments.get("registration_number"), act.arguments.get("registered_on")
    if not number or day is None or day > act.today:
        raise RuleBroken(
            Text(
                "请填写登记编号和登记日期（不晚于今天）。",
                "Give the registration number and its day, not after today.",
            ),
            field="registration_number",
        )
    pledge = security.pledge
    pledge.registered_with = security.facts.registry.zh
    pledge.registration_number, pledge.registered_on = str(number), day
    pledge.registered_until = act.arguments.get("registered_until")
    _note(act, security, "registered", str(number), day, pledge.registered_until)
    return act.dossier.state


def change(act: Act) -> State:
    """Note what was changed at the registry.

    Raises:
        NotFound, RuleBroken: See ``apply``; or nothing was registered, or nobody says what was changed.
    """
    security = _registered(act)
    if not act.arguments.get("note"):
        raise RuleBroken(Text("请说明变更了什么。", "Say what was changed."), field="note")
    _note(act, security, "changed", _reference(act), day_of(act), security.pledge.registered_until)
    return act.dossier.state


def extend(act: Act) -> State:
    """Give the registration a later last day.

    Raises:
        NotFound, RuleBroken: See ``change``; or the new day is not later.
    """
    security, until = _registered(act), act.arguments.get("until")
    pledge = security.pledge
    if until is None or until <= (pledge.registered_until or act.today):
        raise RuleBroken(
            Text("展期后的到期日须晚于原到期日。", "The new last day is later than the old one."),
            field="until",
        )
    pledge.registered_until = until
    _note(act, security, "extended", _reference(act), day_of(act), until)
    return act.dossier.state


def release(act: Act) -> State:
    """Cancel the registration: the object secures nothing here any more.

    Raises:
        NotFound, RuleBroken: See ``apply``; or papers are still held, or what is owed would lose its cover.
    """
    security, day = security_of(act), day_of(act)
    if security.released:
        raise RuleBroken(Text("该担保已经解除。", "The security has been released already."))
    if security.papers_held:
        papers = "、".join(f"{each.paper} {each.paper_number}" for each in security.papers_held)
        raise RuleBroken(
            Text(
                "权证尚未由权利人领取：{papers}。请先办理出库签收。",
                "Papers have not been handed over against signature: {papers}. Do that first.",
            ).fill(papers=papers)
        )
    _stays_covered(act, security)
    if security.facts.arises_by.registers:
        _reference(act)
    security.pledge.released_on = day
    _note(act, security, "released", str(act.arguments.get("reference") or ""), day)
    return act.dossier.state


def fix_claims(act: Act) -> State:
    """Note that what a security up to a maximum covers is fixed 债权确定 (民法典 423).

    Raises:
        NotFound, RuleBroken: See ``apply``; or it is no such security, it is fixed, or no reason is given.
    """
    security, day = security_of(act), day_of(act)
    pledge, reason = security.pledge, act.arguments.get("fixed_by")
    if not pledge.is_maximum or pledge.fixed_on or not reason:
        raise RuleBroken(
            Text(
                "只有尚未确定的最高额担保才能办理，并须选择确定事由。",
                "Only a maximum-amount security that is not fixed yet can be fixed, for a reason.",
            ),
            field="fixed_by",
        )
    pledge.fixed_on, pledge.fixed_by = day, str(reason)
    return act.dossier.state


def security_of(act: Act) -> Security:
    """Return the security that a step is about.

    Raises:
        NotFound: The case has no such security.
    """
    wanted = act.arguments.get("pledge_id")
    security = next((each for each in act.dossier.securities if each.pledge.id == wanted), None)
    if security is None:
        raise NotFound(Text("本案没有这项担保。", "The case has no such security."))
    return security


def _registered(act: Act) -> Security:
    security = security_of(act)
    if not security.pledge.registration_number or security.released:
        raise RuleBroken(NOT_REGISTERED)
    return security


def day_of(act: Act) -> date:
    """Return the day on which something was done.

    Raises:
        RuleBroken: It is missing or lies ahead.
    """
    day: date | None = act.arguments.get("done_on")
    if day is None or day > act.today:
        raise RuleBroken(
            Text("请填写办理日期，且不能晚于今天。", "Give the day, not after today."), field="done_on"
        )
    return day


def _reference(act: Act) -> str:
    reference = str(act.arguments.get("reference") or "")
    if not reference:
        raise RuleBroken(Text("请填写登记机构给出的编号。", "Give the registry's number."), field="reference")
    return reference


def _stays_covered(act: Act, leaving: Security) -> None:
    """Let a security go only if nothing is owed, or if the rest covers what is owed."""
    dossier = act.dossier
    rest = sum(each.lendable(act.today) for each in dossier.standing if each is not leaving)
    rest += sum(each.guarantee.amount or 0 for each in dossier.sureties)
    if rest < dossier.outstanding:
        raise RuleBroken(
            Text(
                "贷款余额{owed}元，解除后其余担保只有{rest}元，不能解除。",
                "{owed} yuan are owed and the other securities cover {rest} yuan; it cannot be released.",
            ).fill(owed=show_yuan(dossier.outstanding), rest=show_yuan(rest))
        )


def _note(
    act: Act, security: Security, kind: str, reference: str, day: date, until: date | None = None
) -> None:
    made = act.make(
        RegistrationAct,
        case_id=act.dossier.case.id,
        pledge_id=security.pledge.id,
        act=kind,
        reference=reference,
        done_on=day,
        until=until,
        registered_with=security.facts.registry.zh,
        officer=act.actor.login,
        note=str(act.arguments.get("note") or ""),
    )
    security.acts.append(made)
