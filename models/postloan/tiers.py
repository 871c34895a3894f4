"""The machine's tier of a note from what the records say of it."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from models.lending.classification import Judgement, NoteFacts, Tier, classify, customer_tier
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier

WORSE_BY_GRAVITY = {"medium": Tier.SPECIAL_MENTION, "high": Tier.SUBSTANDARD}


def facts_of(
    dossier: Dossier,
    note: LoanNote,
    today: date,
    *,
    technical_delay: bool = False,
    expected_loss: Decimal | None = None,
) -> NoteFacts:
    """Return what the records say of a note; only delay by technique and expected loss are the officer's word."""
    care = dossier.aftercare
    schedule = care.schedule(note)
    changes = [each for each in care.signed_changes if each.note_id == note.id]
    restructured = [each.effective_on for each in changes if each.change == "restructuring"]
    last = care.last_tier(note)
    overdue = schedule.days_overdue(today)
    return NoteFacts(
        days_overdue=overdue,
        technical_delay=technical_delay,
        purpose_changed=care.has_signal("misuse"),
        debt_bad_elsewhere=dossier.case.applicant_kind == "enterprise"
        and care.has_signal("overdue_elsewhere"),
        credit_impaired=care.has_signal("impaired"),
        expected_loss=expected_loss or Decimal(0),
        evades_debt=care.has_signal("evasion"),
        bankrupt=care.has_signal("bankruptcy"),
        extended=any(each.change == "extension" for each in changes),
        restructured_on=restructured[-1] if restructured else None,
        previous=Tier[last.confirmed] if last else Tier.PASS,
        clean_since=None if overdue else schedule.was_late() or note.starts_on,
    )


def judge(dossier: Dossier, note: LoanNote, today: date) -> Judgement:
    """Return the machine's tier of a note today, with its reasons."""
    return classify(facts_of(dossier, note, today), today)


def suggested(dossier: Dossier, note: LoanNote, today: date) -> Tier:
    """Return the tier to propose: the machine's, or a worse one where an open signal is grave."""
    by_signals = [WORSE_BY_GRAVITY.get(each.gravity, Tier.PASS) for each in dossier.aftercare.open_signals]
    return max([judge(dossier, note, today).tier, *by_signals])


def tier_of_customer(notes: list[LoanNote]) -> Tier:
    """Return the tier of a customer: that of the worst note which owes anything."""
    return customer_tier([Tier[note.tier or "PASS"] for note in notes if note.outstanding])


def packed(facts: NoteFacts) -> dict[str, Any]:
    """Return the facts as they are kept with the tier."""
    plain = asdict(facts)
    plain["expected_loss"] = str(facts.expected_loss)
    plain["previous"] = facts.previous.name
    for name in ("restructured_on", "clean_since"):
        plain[name] = plain[name].isoformat() if plain[name] else None
    return plain
