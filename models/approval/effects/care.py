"""What the steps write: checks, warning signals, tiers and notices."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from models.approval.act import Act
from models.approval.effects.loan import comment_told, day_told, note_of, stay
from models.errors import NotAllowed, NotFound, RuleBroken
from models.lending.classification import NoteFacts, Tier, check_human_tier, classify
from models.lending.credit import LoanNote
from models.lending.states import State
from models.postloan.records import Classification, Notice, PostCheck, WarningSignal
from models.postloan.tiers import facts_of, packed
from models.text import Text

_SHA256 = re.compile("[0-9a-f]{64}")
_WRITTEN = ("place", "met", "use_of_funds", "business", "collateral", "insurance", "findings", "photo_name")


def check_is_written(act: Act) -> None:
    """Let a check be kept only once, with its findings, and a photograph with its hash.

    Raises:
        RuleBroken: Kind, day, result or findings are missing, it was made already, or the photograph has no hash.
    """
    note, told = note_of(act), act.arguments
    kind, due = needed(act, "check"), told.get("due_on")
    day_told(act, "done_on")
    if not str(told.get("findings") or "").strip():
        raise RuleBroken(Text("请填写检查结论。", "Write the findings."), field="findings")
    needed(act, "result")
    photo = str(told.get("photo_sha256") or "")
    if bool(told.get("photo_name")) != bool(photo) or (photo and not _SHA256.fullmatch(photo)):
        raise RuleBroken(
            Text("照片须有文件名和指纹。", "A photograph has a name and a hash."), field="photo_sha256"
        )
    made = {(each.note_id, each.check, each.due_on) for each in act.dossier.aftercare.checks}
    if due and (note.id, kind, due) in made:
        raise RuleBroken(Text("该项检查已完成。", "This check has been made."), field="check")


def record_check(act: Act) -> State:
    """Keep a check that was made."""
    told, done = act.arguments, day_told(act, "done_on")
    words = {name: str(told.get(name) or "").strip() for name in _WRITTEN}
    check = act.make(
        PostCheck,
        case_id=act.dossier.case.id,
        note_id=note_of(act).id,
        check=told["check"],
        due_on=told.get("due_on") or done,
        done_on=done,
        result=told["result"],
        photo_sha256=str(told.get("photo_sha256") or ""),
        officer=act.actor.login,
        **words,
    )
    act.dossier.aftercare.checks.append(check)
    return stay(act)


def signal_is_described(act: Act) -> None:
    """Let a warning be raised only with its kind, gravity and day.

    Raises:
        RuleBroken: One is missing, or the day lies ahead.
    """
    needed(act, "signal")
    needed(act, "gravity")
    day_told(act, "noted_on")


def raise_signal(act: Act) -> State:
    """Keep a warning signal with its gravity."""
    signal = act.make(
        WarningSignal,
        case_id=act.dossier.case.id,
        signal=act.arguments["signal"],
        gravity=act.arguments["gravity"],
        noted_on=day_told(act, "noted_on"),
        description=comment_told(act),
        officer=act.actor.login,
    )
    act.dossier.aftercare.signals.append(signal)
    return stay(act)


def signal_is_open(act: Act) -> None:
    """Let only an open warning be closed.

    Raises:
        NotFound: The case has no such open signal.
    """
    _signal_of(act)


def _signal_of(act: Act) -> WarningSignal:
    wanted = act.arguments.get("signal_id")
    signal = next((each for each in act.dossier.aftercare.open_signals if each.id == wanted), None)
    if signal is None:
        raise NotFound(Text("本案没有这条未解除的预警。", "The case has no such open signal."))
    return signal


def close_signal(act: Act) -> State:
    """Close a warning signal with the reason why it is over."""
    signal = _signal_of(act)
    signal.closed_on, signal.closed_because = act.today, comment_told(act)
    return stay(act)


def tier_is_named(act: Act) -> None:
    """Let a tier be proposed only for a note, with a loss that is a percentage.

    Raises:
        RuleBroken: No tier is named, or the expected loss is out of range.
    """
    needed(act, "tier")
    classify(NoteFacts(expected_loss=act.arguments.get("expected_loss") or Decimal(0)), act.today)
    note_of(act)


def propose_tier(act: Act) -> State:
    """Keep the machine's tier with what it looked at, and the officer's beside it."""
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
        proposed=told["tier"],
        comment=comment_told(act),
        officer=act.actor.login,
    )
    act.dossier.aftercare.tiers.append(tier)
    return stay(act)


def is_no_better(act: Act) -> None:
    """Let a proposed tier be confirmed by another person, if it is not better than the machine's.

    Raises:
        NotFound: Nothing is proposed for the note.
        NotAllowed: The person proposed it.
        RuleBroken: It is better than the machine's and needs an approval.
    """
    waiting = _of_another(act)
    check_human_tier(Tier[waiting.machine], Tier[waiting.proposed], approved=False)


def is_of_another(act: Act) -> None:
    """Let a tier be approved by another person than who proposed it, be it better than the machine's.

    Raises:
        NotFound, NotAllowed: See ``is_no_better``.
    """
    _of_another(act)


def _of_another(act: Act) -> Classification:
    waiting = _proposed(act, note_of(act))
    if waiting.officer == act.actor.login:
        raise NotAllowed(Text("初分和认定须由不同人员办理。", "Who proposed a tier does not confirm it."))
    return waiting


def confirm_tier(act: Act) -> State:
    """Confirm the proposed tier: from now on it is the note's."""
    note = note_of(act)
    waiting = _proposed(act, note)
    waiting.confirmed, waiting.confirmed_by = waiting.proposed, act.actor.login
    waiting.confirmed_on = act.today
    note.tier = waiting.proposed
    return stay(act)


def _proposed(act: Act, note: LoanNote) -> Classification:
    last = [each for each in act.dossier.aftercare.tiers if each.note_id == note.id]
    if not last or last[-1].confirmed:
        raise NotFound(Text("该借据没有待认定的分类。", "No tier of this note waits to be confirmed."))
    return last[-1]


def delivery_is_told(act: Act) -> None:
    """Let a notice be kept only with its kind, day, way of delivery and receiver.

    Raises:
        RuleBroken: One is missing, or the day lies ahead.
    """
    for name in ("notice", "delivery", "receiver"):
        needed(act, name)
    day_told(act, "sent_on")
    note_of(act)


def record_notice(act: Act) -> State:
    """Keep that a notice was delivered, with what was owed on that day."""
    note, told = note_of(act), act.arguments
    sent = day_told(act, "sent_on")
    owed = act.dossier.aftercare.schedule(note).owed(sent)
    due = told.get("due_on")
    notice = act.make(
        Notice,
        case_id=act.dossier.case.id,
        note_id=note.id,
        notice=told["notice"],
        due_on=due if isinstance(due, date) else sent,
        sent_on=sent,
        delivery=told["delivery"],
        receiver=told["receiver"],
        principal=owed.principal,
        interest=owed.interest,
        penalty=owed.penalty + owed.compound,
        officer=act.actor.login,
    )
    act.dossier.aftercare.notices.append(notice)
    return stay(act)


def needed(act: Act, name: str) -> Any:
    """Return what the step must be told.

    Raises:
        RuleBroken: It was not told.
    """
    told = act.arguments.get(name)
    if not told:
        raise RuleBroken(Text("还有必填项未填写。", "Something that is needed is not given."), field=name)
    return told
