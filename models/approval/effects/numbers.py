"""What the orders on reserved numbers write: a block, a void number, a block given back."""

from typing import TYPE_CHECKING

from models.approval.roles import Role
from models.documents.number_block import NumberBlock, VoidNumber
from models.documents.numbers import SERIES
from models.errors import NotAllowed, RuleBroken
from models.identity import new_id
from models.text import Text

if TYPE_CHECKING:
    from models.approval.order import Ordering

MOST_AT_ONCE = 100


def reserve_numbers(order: "Ordering") -> None:
    """Hold following numbers of this year back for the workstation that asks.

    Raises:
        RuleBroken: There is no such series, it is another year's, or too many are asked for.
    """
    told = order.told("series", "year", "count")
    if told["series"] not in SERIES or told["year"] != order.today.year:
        raise RuleBroken(
            Text("只能预留本年度的编号。", "Only numbers of this year can be reserved."), field="year"
        )
    if not 1 <= told["count"] <= MOST_AT_ONCE:
        raise RuleBroken(
            Text("一次可预留1至{most}个编号。", "Reserve 1 to {most} numbers at a time.").fill(
                most=MOST_AT_ONCE
            ),
            field="count",
        )
    first = order.reserve(told["series"], told["year"], told["count"])
    order.make(
        NumberBlock,
        series=told["series"],
        year=told["year"],
        first=first,
        last=first + told["count"] - 1,
        holder=order.actor.login,
        device=order.actor.device[:100],
        reserved_on=order.today,
        closed_by="",
        reason="",
    )


def close_block(order: "Ordering") -> None:
    """Take a block back: what was never used is void.

    Raises:
        NotAllowed: It is a colleague's, and an administrator has not been asked.
        RuleBroken: There is no reason, or it was given back already.
    """
    block, reason = _open_block(order), str(order.told("comment")["comment"])
    for number in order.unused(block):
        _make_void(order, block, number, reason)
    block.closed_on, block.closed_by, block.reason = order.today, order.actor.login, reason


def void_number(order: "Ordering") -> None:
    """Make one reserved number void, for instance because head office refused the contract it was printed on.

    Raises:
        NotAllowed: It is a colleague's.
        RuleBroken: There is no reason, or the number is not unused in the block.
    """
    block, told = _open_block(order), order.told("number", "comment")
    if told["number"] not in order.unused(block):
        raise RuleBroken(
            Text("该编号不在号段内，或者已经使用。", "The number is not in the block, or is used already."),
            field="number",
        )
    _make_void(order, block, told["number"], told["comment"])


def _open_block(order: "Ordering") -> NumberBlock:
    block = order.record(NumberBlock)
    if block.holder != order.actor.login and Role.ADMINISTRATOR not in order.actor.roles:
        raise NotAllowed(
            Text("号段由持有人或者系统管理员办理。", "The holder of the block or an administrator does that.")
        )
    if block.closed_on:
        raise RuleBroken(Text("该号段已交回。", "The block was given back already."))
    return block


def _make_void(order: "Ordering", block: NumberBlock, number: str, reason: str) -> None:
    order.make(
        VoidNumber,
        id=new_id(),
        branch_id=block.branch_id,
        block_id=block.id,
        number=number,
        voided_on=order.today,
        voided_by=order.actor.login,
        reason=reason[:200],
    )
