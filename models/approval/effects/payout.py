"""What the steps write: the money."""

from models.approval.act import Act
from models.errors import RuleBroken
from models.lending.classification import Tier
from models.lending.credit import Drawdown, LoanNote
from models.text import Text


def disburse(act: Act) -> None:
    """Release the money: one drawdown and its loan note on the approved terms.

    Raises:
        RuleBroken: There is no approval.
    """
    case, facility = act.dossier.case, act.dossier.facility
    if facility is None:
        raise RuleBroken(Text("尚无有效批复。", "There is no approval."))
    drawdown = act.make(
        Drawdown,
        case_id=case.id,
        facility_id=facility.id,
        amount=facility.limit,
        drawn_on=act.today,
        payment_mode=case.payment_mode,
        payee_name=case.payee_name,
        payee_account=case.payee_account,
        released_by=act.actor.login,
    )
    note = act.make(
        LoanNote,
        case_id=case.id,
        drawdown_id=drawdown.id,
        number=act.number("note"),
        principal=facility.limit,
        outstanding=facility.limit,
        rate=facility.rate,
        method=facility.method,
        starts_on=act.today,
        due_on=act.dossier.due_on(act.today),
        tier=Tier.PASS.name,
    )
    act.dossier.drawdowns.append(drawdown)
    note.unpaid_since = act.dossier.aftercare.schedule(note).unpaid_since
    act.dossier.notes.append(note)
