"""What the rules of care look at, read from the records of one case."""

from datetime import date

from models.lending.classification import Tier
from models.lending.credit import LoanNote
from models.lending.dossier import Dossier
from models.postloan.care import Delivered, LoanInCare


def in_care(dossier: Dossier, note: LoanNote, today: date) -> LoanInCare:
    """Return a note as the rules of care see it."""
    care, start = dossier.aftercare, note.starts_on or today
    checked: dict[str, date] = {}
    for check in care.checks:
        if check.note_id == note.id and check.due_on:
            checked[check.check] = max(check.due_on, checked.get(check.check, check.due_on))
    revalue = [each.revalue_by(today) for each in dossier.securities]
    paid = [each.paid_on for each in care.repayments if each.note_id == note.id and not each.void]
    return LoanInCare(
        is_farmer=dossier.case.applicant_kind == "farmer",
        is_secured=bool(dossier.securities),
        principal=note.principal or 0,
        starts_on=start,
        due_on=note.due_on or start,
        unpaid_since=note.unpaid_since,
        tier=Tier[note.tier or "PASS"],
        revalue_by=min((day for day in revalue if day), default=None),
        checked=checked,
        delivered=tuple(
            Delivered(each.notice, each.sent_on, each.delivery)
            for each in care.notices
            if each.note_id == note.id and each.sent_on
        ),
        last_paid_on=max((day for day in paid if day), default=None),
    )
