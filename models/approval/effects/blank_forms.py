"""What the orders on blank forms write: a move of following serial numbers, or a count by two people."""

from typing import TYPE_CHECKING

from models.documents.blank_forms import VAULT, FormCount, FormMove, Lot, Move
from models.errors import NotAllowed, RuleBroken
from models.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.approval.order import Ordering

MOST_AT_ONCE = 10_000


def receive_forms(order: "Ordering") -> None:
    """Take in forms that were never here before.

    Raises:
        RuleBroken: The serial numbers are none, or some were received before.
    """
    first, last = _serials(order)
    if order.stock(order.told("form")["form"]).within(first, last):
        raise RuleBroken(
            Text("其中有号码已经领入过。", "Some of these serial numbers were received before."),
            field="first",
        )
    _move(order, Move.RECEIVED, first, last)


def hand_out_forms(order: "Ordering") -> None:
    """Give forms from the vault to a colleague.

    Raises:
        RuleBroken: They are not all in the vault, or there is no such colleague.
    """
    first, last = _serials(order)
    holder = order.officer("holder").login
    _require(order, first, last, lambda lot: lot.move in VAULT)
    _move(order, Move.HANDED_OUT, first, last, holder=holder)


def use_form(order: "Ordering") -> None:
    """Note the business that a form in the actor's own hands was used for.

    Raises:
        RuleBroken: It is not in the actor's hands, or the business is not named.
    """
    told = order.told("number")
    first, last = _own(order)
    _move(order, Move.USED, first, last, number=told["number"], holder=order.actor.login)


def spoil_forms(order: "Ordering") -> None:
    """Make forms in the actor's own hands void, with a reason; the sheets are kept.

    Raises:
        RuleBroken: They are not in the actor's hands, or there is no reason.
    """
    told = order.told("comment")
    first, last = _own(order)
    _move(order, Move.SPOILED, first, last, reason=told["comment"], holder=order.actor.login)


def return_forms(order: "Ordering") -> None:
    """Take blank forms back into the vault, from whoever holds them.

    Raises:
        RuleBroken: They are in nobody's hands.
    """
    first, last = _serials(order)
    _require(order, first, last, lambda lot: lot.move is Move.HANDED_OUT)
    _move(order, Move.RETURNED, first, last)


def count_forms(order: "Ordering") -> None:
    """Write down how many blank forms were found, beside how many the books say.

    Raises:
        RuleBroken: They differ and nothing is said about it.
    """
    told = order.told("form", "found")
    expected = order.stock(told["form"]).blank
    reason = str(order.arguments.get("note") or "")
    if told["found"] != expected and not reason:
        raise RuleBroken(
            Text(
                "实点{found}份，账面{expected}份，请重新清点或者说明差异。",
                "{found} were found, the books say {expected}; count again or say why.",
            ).fill(found=told["found"], expected=expected),
            field="note",
        )
    order.make(
        FormCount,
        form=told["form"],
        counted_on=order.today,
        expected=expected,
        found=told["found"],
        counted_by=order.actor.login,
        confirmed_by="",
        reason=reason,
    )


def confirm_count(order: "Ordering") -> None:
    """Confirm a colleague's count on its day.

    Raises:
        NotAllowed: It is the actor's own.
        RuleBroken: It was confirmed already, or is of another day.
    """
    count = order.record(FormCount)
    if count.counted_by == order.actor.login:
        raise NotAllowed(Text("复点须由第二人办理。", "A second person counts again."))
    if count.confirmed_by or count.counted_on != order.today:
        raise RuleBroken(
            Text("该清点已复点或者不是今天的。", "That count is confirmed already, or is of another day.")
        )
    count.confirmed_by, count.confirmed_at = order.actor.login, order.at


def _serials(order: "Ordering") -> tuple[int, int]:
    told = order.told("form", "first", "last")
    first, last = told["first"], told["last"]
    if first < 1 or last < first or last - first >= MOST_AT_ONCE:
        raise RuleBroken(
            Text("止号应不小于起号，一次最多{most}份。", "Last is not before first; {most} at a time.").fill(
                most=MOST_AT_ONCE
            ),
            field="last",
        )
    return first, last


def _own(order: "Ordering") -> tuple[int, int]:
    first, last = _serials(order)
    mine = order.actor.login
    _require(order, first, last, lambda lot: lot.move is Move.HANDED_OUT and lot.holder == mine)
    return first, last


def _require(order: "Ordering", first: int, last: int, fits: "Callable[[Lot], bool]") -> None:
    stock = order.stock(str(order.arguments["form"]))
    lots = stock.within(first, last)
    if stock.knows(first, last) and all(map(fits, lots)):
        return
    wrong = next((lot for lot in lots if not fits(lot)), None)
    raise RuleBroken(
        Text(
            "凭证号{first}不能这样办理：{state}。",
            "That cannot be done with serial number {first}: {state}.",
        ).fill(
            first=wrong.first if wrong else first,
            state=wrong.move.label if wrong else Text("未领入", "never received"),
        ),
        field="first",
    )


def _move(order: "Ordering", move: Move, first: int, last: int, **more: str) -> None:
    words = {"holder": "", "number": "", "reason": "", **more}
    order.make(
        FormMove,
        form=str(order.arguments["form"]),
        move=move.value,
        first=first,
        last=last,
        done_by=order.actor.login,
        done_at=order.at,
        **words,
    )
