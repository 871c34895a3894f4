"""The repayment plan of a case: of its note once money is out, of its terms before."""

from datetime import date
from decimal import Decimal

from models.lending.dossier import Dossier
from models.lending.engine import make_plan
from models.lending.plan import Plan
from models.lending.terms import Method, Terms


def plan_of(dossier: Dossier, start: date) -> Plan | None:
    """Return the plan, counted from the note's first day or, before payout, from *start*.

    A case whose amount, term, rate or method is not written yet has none.
    """
    case, facility = dossier.case, dossier.facility
    note = dossier.notes[-1] if dossier.notes else None
    amount = facility.limit if facility else case.amount
    rate = facility.rate if facility else case.rate
    months = facility.months if facility else case.months
    method = facility.method if facility else case.method
    if not amount or rate is None or not months or not method:
        return None
    begin = note.starts_on if note and note.starts_on else start
    return make_plan(
        Terms(method=Method(method), rate=_plain(rate), start=begin, principal=amount, count=months)
    )


def _plain(rate: Decimal) -> Decimal:
    """Return the rate as people write it: two decimals unless it has more."""
    short = rate.quantize(Decimal("0.01"))
    return short if short == rate else rate.normalize()
