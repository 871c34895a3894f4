"""What the steps write into the ledgers of the limits (domain 2.9)."""

from datetime import date
from uuid import UUID

from models.approval.act import Act
from models.errors import RuleBroken
from models.lending.days import add_months
from models.lending.limits import Ledger, Limit
from models.parameters import parameters
from models.text import Text


def _of_case(act: Act) -> Ledger | None:
    """Return the limit that the case's own approval made, if it revolves."""
    return next((each for each in act.ledgers if each.limit.case_id == act.dossier.case.id), None)


def _above(act: Act) -> Ledger | None:
    """Return the limit that the case reserves from: of the household, village, batch or programme."""
    wanted = act.dossier.case.limit_id
    return next((each for each in act.ledgers if each.limit.id == wanted), None)


def commit(act: Act) -> None:
    """Reserve the approved amount from the limit above, and open the case's own limit if it revolves.

    Raises:
        RuleBroken: The limit above is not there, not in force, or has less left.
    """
    case, amount = act.dossier.case, act.dossier.case.amount or 0
    if case.limit_id:
        above = _above(act)
        if above is None:
            raise RuleBroken(Text("本案占用的额度不存在。", "The limit of this case does not exist."))
        round_ = 1 + sum(each.cause.startswith("approve ") for each in above.entries)
        above.reserve(act.make, case.id, amount, f"approve {case.id} {round_}", act.today)
    if case.revolving:
        limit = act.make(
            Limit,
            sort="revolving",
            title=f"{case.number}",
            case_id=case.id,
            ceiling=amount,
            used=0,
            opens_on=act.today,
            closes_on=add_months(act.today, case.months or 0),
            grace_months=parameters("approval", act.today)["note_grace_months"],
            standing="open",
        )
        act.ledgers.append(Ledger(limit))


def draw(act: Act, drawdown_id: UUID, amount: int) -> None:
    """Reserve one drawdown from the case's own limit, if it revolves.

    Raises:
        RuleBroken: There is less left: the one who asked first has it.
    """
    own = _of_case(act)
    if own:
        own.reserve(act.make, act.dossier.case.id, amount, f"draw {drawdown_id}", act.today)


def check_draw(act: Act, amount: int) -> None:
    """Let *amount* be asked for only if the case's own limit has so much left.

    Raises:
        RuleBroken: It has not, or the case does not revolve.
    """
    own = _of_case(act)
    if own is None:
        raise RuleBroken(
            Text("本案不是循环额度，不能再次用信。", "This case does not revolve; nothing more is drawn.")
        )
    own.limit.check_room(amount, act.today)


def grace_months(act: Act) -> int:
    """Return by how many months a note may run over the end of the case's own limit."""
    own = _of_case(act)
    return (own.limit.grace_months or 0) if own else 0


def repaid(act: Act, source: str, principal: int, on: date) -> None:
    """Give back repaid principal: a revolving limit may be drawn again, another limit is used less.

    Args:
        act: The step.
        source: Names the repayment; the same one gives back once.
        principal: In fen.
        on: The day of the repayment.
    """
    ledger = _of_case(act) or _above(act)
    if ledger:
        ledger.give_back(act.make, act.dossier.case.id, principal, f"repay {source}", on)


def taken_back(act: Act, source: str, principal: int, on: date) -> None:
    """Reserve again what a payment had given back: the payment was reversed.

    Raises:
        RuleBroken: It has been drawn again meanwhile.
    """
    ledger = _of_case(act) or _above(act)
    if ledger:
        ledger.reserve_again(act.make, act.dossier.case.id, principal, f"reverse {source}", on)


def end(act: Act) -> None:
    """Give back whatever the case still holds: it was withdrawn, lapsed, is reviewed anew, or is settled."""
    own, above = _of_case(act), _above(act)
    for ledger in (own, above):
        if ledger:
            held = ledger.held(act.dossier.case.id)
            round_ = sum(each.cause.startswith("end ") for each in ledger.entries)
            ledger.give_back(
                act.make, act.dossier.case.id, held, f"end {act.dossier.case.id} {round_}", act.today
            )
    if own:
        own.limit.standing = "closed"
