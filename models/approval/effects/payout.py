"""What the steps write: the money."""

from models.approval.act import Act
from models.approval.effects import limits
from models.errors import RuleBroken
from models.identity import made_by
from models.lending.classification import Tier
from models.lending.credit import Drawdown, Facility, LoanNote
from models.lending.days import add_months
from models.money import show_yuan
from models.text import Text


def disburse(act: Act) -> None:
    """Release the money: one drawdown and its loan note on the approved terms.

    A revolving loan may be drawn in part; any other is drawn whole.

    Raises:
        RuleBroken: There is no approval, or the amount is not what it allows.
    """
    facility = _facility(act)
    amount = act.arguments.get("amount") or facility.limit or 0
    if not act.dossier.case.revolving and amount != facility.limit:
        raise RuleBroken(
            Text(
                "非循环贷款须按批复金额{amount}元一次放款。",
                "The approved {amount} yuan are paid out at once.",
            ).fill(amount=show_yuan(facility.limit or 0)),
            field="amount",
        )
    _pay(act, _drawdown(act, facility, amount))


def request_draw(act: Act) -> None:
    """Ask for money under the revolving limit; nobody approves again (domain 2.9).

    Raises:
        RuleBroken: The amount is missing, or more than is left.
    """
    facility = _facility(act)
    amount = act.arguments.get("amount") or 0
    if amount < 1:
        raise RuleBroken(Text("请填写用信金额。", "Give the amount to be drawn."), field="amount")
    limits.check_draw(act, amount)
    _drawdown(act, facility, amount)


def draw(act: Act) -> None:
    """Pay out what was asked for under the revolving limit."""
    for drawdown in act.dossier.drawdowns:
        if drawdown.drawn_on is None:
            _pay(act, drawdown)


def refuse_draw(act: Act) -> None:
    """Send back what was asked for under the revolving limit."""
    for drawdown in act.dossier.drawdowns:
        if drawdown.drawn_on is None:
            drawdown.void = True


def _facility(act: Act) -> Facility:
    if act.dossier.facility is None:
        raise RuleBroken(Text("尚无有效批复。", "There is no approval."))
    return act.dossier.facility


def _drawdown(act: Act, facility: Facility, amount: int) -> Drawdown:
    case = act.dossier.case
    drawdown = act.make(
        Drawdown,
        case_id=case.id,
        facility_id=facility.id,
        amount=amount,
        requested_by=act.actor.login,
        payment_mode=case.payment_mode,
        payee_name=case.payee_name,
        payee_account=case.payee_account,
    )
    act.dossier.drawdowns.append(drawdown)
    return drawdown


def _pay(act: Act, drawdown: Drawdown) -> None:
    case, facility = act.dossier.case, _facility(act)
    limits.draw(act, drawdown.id, drawdown.amount or 0)
    drawdown.drawn_on, drawdown.released_by = act.today, act.actor.login
    due_on = act.dossier.due_on(act.today)
    if case.revolving and facility.approved_on:
        due_on = min(
            due_on, add_months(facility.approved_on, (facility.months or 0) + limits.grace_months(act))
        )
    note = act.make(
        LoanNote,
        id=made_by(act.operation, len(act.made)),
        case_id=case.id,
        drawdown_id=drawdown.id,
        number=act.number("note"),
        principal=drawdown.amount,
        outstanding=drawdown.amount,
        rate=facility.rate,
        method=facility.method,
        starts_on=act.today,
        due_on=due_on,
        tier=Tier.PASS.name,
    )
    note.unpaid_since = act.dossier.aftercare.schedule(note).unpaid_since
    act.dossier.notes.append(note)
