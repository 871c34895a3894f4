"""What was done for a loan after payout, as one list of the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.lending.classification import TIER
from models.lending.dossier import Dossier
from models.money import show_yuan
from models.postloan.aftercare import Aftercare
from models.postloan.words import (
    CHANGE_LABELS,
    CHANGE_OUTCOME,
    CHECK_LABELS,
    CHECK_RESULT,
    DELIVERY,
    GRAVITY_LABELS,
    NOTICE_LABELS,
    SIGNAL_LABELS,
)
from models.text import Text


@dataclass(frozen=True)
class Entry:
    """One thing that was done.

    Attributes:
        on: The day.
        what: Its name.
        words: What it says.
        officer: The login of who did it.
    """

    on: date
    what: Text
    words: Text
    officer: str


def history_of(dossier: Dossier) -> list[Entry]:
    """Return payments, checks, warnings, tiers, notices and changes of a case, the newest first."""
    care = dossier.aftercare
    entries = [
        *_payments(care),
        *_checks(care),
        *_signals(care),
        *_tiers(care),
        *_notices(care),
        *_changes(care),
    ]
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def _payments(care: Aftercare) -> Iterator[Entry]:
    for each in care.repayments:
        if each.paid_on:
            words = Text(
                "{total}元（本金{principal}、利息{interest}、罚息{penalty}） {reference}",
                "{total} yuan (principal {principal}, interest {interest}, penalty {penalty}) {reference}",
            ).fill(
                total=show_yuan(each.total),
                principal=show_yuan(each.principal or 0),
                interest=show_yuan(each.interest or 0),
                penalty=show_yuan(each.penalty or 0),
                reference=each.reference,
            )
            what = Text("已冲正还款", "Reversed payment") if each.void else Text("还款", "Payment")
            yield Entry(each.paid_on, what, words, each.recorded_by)
    for charge in care.charges:
        if charge.charged_on:
            words = Text("{amount}元 {reason}", "{amount} yuan {reason}")
            words = words.fill(amount=show_yuan(charge.amount or 0), reason=charge.reason)
            yield Entry(charge.charged_on, Text("代垫费用", "Charge"), words, "")


def _checks(care: Aftercare) -> Iterator[Entry]:
    for each in care.checks:
        if each.done_on:
            result = CHECK_RESULT.choices.get(each.result, Text("", ""))
            photo = f"［{each.photo_name}］" if each.photo_name else ""
            words = Text("{result}：{findings}{photo}", "{result}: {findings}{photo}")
            words = words.fill(result=result, findings=each.findings, photo=photo)
            yield Entry(each.done_on, CHECK_LABELS[each.check], words, each.officer)


def _signals(care: Aftercare) -> Iterator[Entry]:
    for each in care.signals:
        if each.noted_on:
            words = Text("{gravity}：{description}", "{gravity}: {description}")
            words = words.fill(gravity=GRAVITY_LABELS[each.gravity], description=each.description)
            yield Entry(each.noted_on, SIGNAL_LABELS[each.signal], words, each.officer)
        if each.closed_on:
            why = Text(each.closed_because, each.closed_because)
            what = Text("解除预警：{signal}", "Warning closed: {signal}")
            yield Entry(each.closed_on, what.fill(signal=SIGNAL_LABELS[each.signal]), why, "")


def _tiers(care: Aftercare) -> Iterator[Entry]:
    for each in care.tiers:
        if each.judged_on:
            words = Text(
                "系统{machine}、初分{proposed}、认定{confirmed}　{comment}",
                "computed {machine}, proposed {proposed}, confirmed {confirmed}　{comment}",
            ).fill(
                machine=_tier(each.machine),
                proposed=_tier(each.proposed),
                confirmed=_tier(each.confirmed),
                comment=each.comment,
            )
            yield Entry(each.judged_on, Text("五级分类", "Tier"), words, each.officer)


def _tier(name: str) -> Text:
    return TIER.choices.get(name, Text("—", "—"))


def _notices(care: Aftercare) -> Iterator[Entry]:
    for each in care.notices:
        if each.sent_on:
            words = Text("{how}，接收人{who}", "{how}, received by {who}")
            words = words.fill(how=DELIVERY.choices.get(each.delivery, Text("—", "—")), who=each.receiver)
            yield Entry(each.sent_on, NOTICE_LABELS[each.notice], words, each.officer)


def _changes(care: Aftercare) -> Iterator[Entry]:
    for each in care.changes:
        day = each.effective_on or each.asked_on
        if day:
            words = Text(
                "{outcome}：{old}→{new}，年利率{rate}%　{reason}",
                "{outcome}: {old} to {new}, {rate} % a year　{reason}",
            ).fill(
                outcome=CHANGE_OUTCOME.choices[each.outcome],
                old=each.old_until,
                new=each.until,
                rate=f"{each.rate:.2f}" if each.rate is not None else "—",
                reason=each.reason,
            )
            yield Entry(day, CHANGE_LABELS[each.change], words, each.asked_by)
