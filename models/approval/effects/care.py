"""What the steps write: checks, warning signals, tiers and notices."""

import re
from datetime import date
from typing import Any

from models.approval.act import Act
from models.approval.effects.loan import comment_told, day_told, note_of, stay
from models.errors import NotAllowed, NotFound, RuleBroken
from models.lending.classification import Tier, check_human_tier, classify
from models.lending.credit import LoanNote
from models.lending.states import State
from models.postloan.records import Classification, Notice, PostCheck, WarningSignal
from models.postloan.tiers import facts_of, packed
from models.text import Text

_SHA256 = re.compile("[0-9a-f]{64}")
_WRITTEN = ("place", "met", "use_of_funds", "business", "collateral", "insurance", "findings", "photo_name")


def record_check(act: Act) -> State:
    """Keep a check that was made.

    Raises:
        RuleBroken: Kind, day, result or findings are missing, it was done already, or the photograph has no hash.
    """
    note, told, care = note_of(act), act.arguments, act.dossier.aftercare
    kind, due = _needed(act, "check"), told.get("due_on")
    done = day_told(act, "done_on")
    words = {name: str(told.get(name) or "").strip() for name in _WRITTEN}
    if not words["findings"]:
        raise RuleBroken(Text("请填写检查结论。", "Write the findings."), field="findings")
    photo = str(told.get("photo_sha256") or "")
    if bool(words["photo_name"]) != bool(photo) or (photo and not _SHA256.fullmatch(photo)):
        raise RuleBroken(
            Text("照片须有文件名和指纹。", "A photograph has a name and a hash."), field="photo_sha256"
        )
    if due and any((each.note_id, each.check, each.due_on) == (note.id, kind, due) for each in care.checks):
        raise RuleBroken(Text("该项检查已完成。", "This check has been made."), field="check")
    check = act.make(
        PostCheck,
        case_id=act.dossier.case.id,
        note_id=note.id,
        check=kind,
        due_on=due or done,
        done_on=done,
        result=_needed(act, "result"),
        photo_sha256=photo,
        officer=act.actor.login,
        **words,
    )
    care.checks.append(check)
    return stay(act)


def raise_signal(act: Act) -> State:
    """Keep a warning signal with its gravity.

    Raises:
        RuleBroken: Kind, gravity or day is missing.
    """
    signal = act.make(
        WarningSignal,
        case_id=act.dossier.case.id,
        signal=_needed(act, "signal"),
        gravity=_needed(act, "gravity"),
        noted_on=day_told(act, "noted_on"),
        description=comment_told(act),
        officer=act.actor.login,
    )
    act.dossier.aftercare.signals.append(signal)
    return stay(act)


def close_signal(act: Act) -> State:
    """Close a warning signal with the reason why it is over.

    Raises:
        NotFound: The case has no such open signal.
    """
    wanted = act.arguments.get("signal_id")
    signal = next((each for each in act.dossier.aftercare.open_signals if each.id == wanted), None)
    if signal is None:
        raise NotFound(Text("本案没有这条未解除的预警。", "The case has no such open signal."))
    signal.closed_on, signal.closed_because = act.today, comment_told(act)
    return stay(act)


def propose_tier(act: Act) -> State:
    """Keep the machine's tier with what it looked at, and the officer's beside it.

    Raises:
        RuleBroken: No tier is proposed, or a figure is out of range.
    """
    note, told = note_of(act), act.arguments
    facts = facts_of(
        act.dossier,
        note,
        act.today,
        technical_delay=bool(told.get("technical_delay")),
        expected_loss=told.get("expected_loss"),
    )
    judged = classify(facts, act.today)
    tier = act.make(
        Classification,
        case_id=act.dossier.case.id,
        note_id=note.id,
        judged_on=act.today,
        machine=judged.tier.name,
        inputs=packed(facts),
        reasons="\n".join(reason.text.zh for reason in judged.reasons)[:1000],
        proposed=_needed(act, "tier"),
        comment=comment_told(act),
        officer=act.actor.login,
    )
    act.dossier.aftercare.tiers.append(tier)
    return stay(act)


def confirm_tier(act: Act) -> State:
    """Confirm a proposed tier that is not better than the machine's.

    Raises:
        NotFound: Nothing is proposed for the note.
        NotAllowed: The person proposed it.
        RuleBroken: It is better than the machine's and needs an approval.
    """
    return _confirm(act, approved=False)


def approve_tier(act: Act) -> State:
    """Confirm a proposed tier although it is better than the machine's.

    Raises:
        NotFound, NotAllowed: See ``confirm_tier``.
    """
    return _confirm(act, approved=True)


def _confirm(act: Act, *, approved: bool) -> State:
    note = note_of(act)
    waiting = _proposed(act, note)
    if waiting.officer == act.actor.login:
        raise NotAllowed(Text("初分和认定须由不同人员办理。", "Who proposed a tier does not confirm it."))
    confirmed = check_human_tier(Tier[waiting.machine], Tier[waiting.proposed], approved=approved)
    waiting.confirmed, waiting.confirmed_by = confirmed.name, act.actor.login
    waiting.confirmed_on = act.today
    note.tier = confirmed.name
    return stay(act)


def _proposed(act: Act, note: LoanNote) -> Classification:
    last = [each for each in act.dossier.aftercare.tiers if each.note_id == note.id]
    if not last or last[-1].confirmed:
        raise NotFound(Text("该借据没有待认定的分类。", "No tier of this note waits to be confirmed."))
    return last[-1]


def record_notice(act: Act) -> State:
    """Keep that a notice was delivered, with what was owed on that day.

    Raises:
        RuleBroken: Kind, day, way of delivery or receiver is missing.
    """
    note, told = note_of(act), act.arguments
    sent = day_told(act, "sent_on")
    owed = act.dossier.aftercare.schedule(note).owed(sent)
    due = told.get("due_on")
    notice = act.make(
        Notice,
        case_id=act.dossier.case.id,
        note_id=note.id,
        notice=_needed(act, "notice"),
        due_on=due if isinstance(due, date) else sent,
        sent_on=sent,
        delivery=_needed(act, "delivery"),
        receiver=_needed(act, "receiver"),
        principal=owed.principal,
        interest=owed.interest,
        penalty=owed.penalty + owed.compound,
        officer=act.actor.login,
    )
    act.dossier.aftercare.notices.append(notice)
    return stay(act)


def _needed(act: Act, name: str) -> Any:
    told = act.arguments.get(name)
    if not told:
        raise RuleBroken(Text("还有必填项未填写。", "Something that is needed is not given."), field=name)
    return told
