"""What the steps write: extension 展期 and restructuring 重组, from the request to the signature."""

from datetime import date
from decimal import Decimal

from models.approval.act import Act
from models.approval.authority import warrant_for
from models.approval.effects.loan import (
    comment_told,
    day_told,
    note_of,
    standing,
    write_balance,
)
from models.approval.records import Decision
from models.errors import NotAllowed, NotFound, RuleBroken
from models.fields import fields_of
from models.lending.case import LoanCase
from models.lending.credit import LoanNote
from models.lending.states import State
from models.postloan.limits import check_extension
from models.postloan.records import TermChange
from models.text import Text


def extension_is_allowed(act: Act) -> None:
    """Let an extension be asked for only in time and within its limits.

    Raises:
        RuleBroken: It is too late, too long, or one more than allowed; see ``check_extension``.
    """
    check_extension(act.dossier, note_of(act), act.arguments.get("until"), act.today)
    _check_rate(act)


def ends_later(act: Act) -> None:
    """Let a restructuring be asked for only with a maturity that lies ahead.

    Raises:
        RuleBroken: It does not.
    """
    note_of(act)
    until = act.arguments.get("until")
    if until is None or until <= act.today:
        raise RuleBroken(
            Text("新到期日须晚于今天。", "The new maturity must lie after today."), field="until"
        )
    _check_rate(act)


def _check_rate(act: Act) -> None:
    try:
        fields_of(LoanCase)["rate"].check(act.arguments.get("rate"))
    except RuleBroken as broken:
        raise RuleBroken(broken.text, field="rate") from None


def ask_extension(act: Act) -> None:
    """Ask for a later maturity."""
    note = note_of(act)
    _ask(act, note, "extension", note.method)


def ask_restructuring(act: Act) -> None:
    """Ask for other terms for a borrower in difficulty."""
    note = note_of(act)
    _ask(act, note, "restructuring", str(act.arguments.get("method") or note.method))


def _ask(act: Act, note: LoanNote, change: str, method: str) -> None:
    rate: Decimal | None = act.arguments.get("rate")
    asked = act.make(
        TermChange,
        case_id=act.dossier.case.id,
        note_id=note.id,
        change=change,
        outcome="asked",
        reason=comment_told(act),
        asked_on=act.today,
        asked_by=act.actor.login,
        until=act.arguments.get("until"),
        rate=note.rate if rate is None else rate,
        method=method,
        old_until=note.due_on,
        old_rate=note.rate,
        old_method=note.method,
    )
    act.dossier.aftercare.changes.append(asked)


def _open(act: Act) -> TermChange:
    change = act.dossier.aftercare.open_change
    if change is None:
        raise NotFound(Text("没有办理中的条件变更。", "No change of terms is on its way."))
    return change


def _decide(act: Act, step: str, outcome: str, grant: str = "") -> None:
    decision = act.make(
        Decision,
        case_id=act.dossier.case.id,
        step=step,
        officer=act.actor.login,
        decided_at=act.at,
        outcome=outcome,
        comment=comment_told(act),
        exposure=act.dossier.exposure,
        grant=grant,
    )
    act.dossier.decisions.append(decision)


def pass_change(act: Act) -> None:
    """Keep the reviewer's consent to the change."""
    _open(act).outcome = "passed"
    _decide(act, "pass_change", "agree")


def within_authority(act: Act) -> None:
    """Let a change be approved by somebody who did not review it and whose grant reaches so far.

    Raises:
        NotAllowed: The person reviewed it, or the total exposure is above their authority.
    """
    reviewers = {each.officer for each in act.dossier.decisions if each.step == "pass_change"}
    if act.actor.login in reviewers:
        raise NotAllowed(Text("审查和审批须由不同人员办理。", "Who reviewed a change does not approve it."))
    warrant_for(act.dossier, act.actor, act.powers, act.officers, act.today)


def approve_change(act: Act) -> None:
    """Approve the change within authority."""
    warrant = warrant_for(act.dossier, act.actor, act.powers, act.officers, act.today)
    _open(act).outcome = "approved"
    _decide(act, "approve_change", "agree", warrant.words)


def refuse_change(act: Act) -> State:
    """Refuse the change: the loan goes back to where its payments put it."""
    _open(act).outcome = "refused"
    _decide(act, "refuse_change", "oppose")
    return standing(act)


def drop_change(act: Act) -> State:
    """Note that the borrower no longer wants the change."""
    _open(act).outcome = "dropped"
    return standing(act)


def can_be_signed(act: Act) -> None:
    """Let a change be signed only with the guarantors' consent, after what is booked, and an extension in time.

    Raises:
        RuleBroken: A day is missing, the guarantors' consent is missing, or an extension comes too late.
    """
    change, day = _open(act), day_told(act, "signed_on")
    note = _note_of(act, change)
    _check_order(act, note)
    if change.change == "extension":
        check_extension(act.dossier, note, change.until, day)
    if act.dossier.securities:
        _consent(act)


def _note_of(act: Act, change: TermChange) -> LoanNote:
    return next(each for each in act.dossier.notes if each.id == change.note_id)


def sign_change(act: Act) -> State:
    """Put the new terms in force from the day on which everybody signed."""
    change = _open(act)
    note = _note_of(act, change)
    if act.dossier.securities:
        change.guarantor_consent_on = _consent(act)
    change.outcome, change.effective_on = "signed", day_told(act, "signed_on")
    note.due_on, note.rate, note.method = change.until, change.rate, change.method
    write_balance(act, note)
    return standing(act)


def _check_order(act: Act, note: LoanNote) -> None:
    """Let new terms begin only after what is booked already.

    Raises:
        RuleBroken: A payment lies after the day of signing.
    """
    day = day_told(act, "signed_on")
    payments = act.dossier.aftercare.repayments
    booked = [each.paid_on for each in payments if each.note_id == note.id and not each.void]
    last = max((each for each in booked if each), default=day)
    if day < last:
        raise RuleBroken(
            Text(
                "签订日期早于{day}已入账的还款。", "The day of signing lies before a payment of {day}."
            ).fill(day=last),
            field="signed_on",
        )


def _consent(act: Act) -> date:
    """Return the day of the guarantors' written consent.

    Source:
        民法典 695: terms changed without a guarantor's written consent do not bind them to more.
    """
    day = act.arguments.get("guarantor_consent_on")
    if not isinstance(day, date) or day > act.today:
        raise RuleBroken(
            Text(
                "请填写担保人书面同意日期，未经其书面同意不能变更。",
                "Give the day of the guarantors' written consent; without it the terms are not changed.",
            ),
            field="guarantor_consent_on",
        )
    return day
