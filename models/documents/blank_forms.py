"""Pre-numbered blank forms 重要空白凭证: every move of every serial number, and where each is now (domain 6.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from models.base import Record
from models.fields import field
from models.kinds import COUNT, DAY, MOMENT, choice, text
from models.text import Text

FORMS = {
    "loan_note": Text("借款借据", "Loan note"),
    "collateral_receipt": Text("抵（质）押物收据", "Receipt for collateral"),
}
FORM = choice(**FORMS)


class Move(StrEnum):
    """What is done with blank forms."""

    RECEIVED = "received"
    HANDED_OUT = "handed_out"
    USED = "used"
    SPOILED = "spoiled"
    RETURNED = "returned"

    @property
    def label(self) -> Text:
        """What the move is called."""
        return MOVES[self]


MOVES = {
    Move.RECEIVED: Text("领入", "Received"),
    Move.HANDED_OUT: Text("发放", "Handed out"),
    Move.USED: Text("使用", "Used"),
    Move.SPOILED: Text("作废", "Spoiled"),
    Move.RETURNED: Text("交回", "Returned"),
}


class FormMove(Record):
    """One move of following serial numbers of a form. The centre alone writes it; none is ever changed."""

    kind = "form_move"
    label = Text("凭证出入", "move of blank forms")

    form: Mapped[str] = field(Text("凭证种类", "Form"), FORM, commanded=True)
    move: Mapped[str] = field(
        Text("事项", "Move"), choice(**{each.value: text for each, text in MOVES.items()}), commanded=True
    )
    first: Mapped[int | None] = field(Text("起号", "First"), COUNT, commanded=True)
    last: Mapped[int | None] = field(Text("止号", "Last"), COUNT, commanded=True)
    holder: Mapped[str] = field(Text("领用人", "Holder"), text(40), commanded=True)
    number: Mapped[str] = field(Text("业务编号", "Number of the business"), text(40), commanded=True)
    reason: Mapped[str] = field(Text("原因", "Reason"), text(200), commanded=True)
    done_by: Mapped[str] = field(Text("经办人", "Done by"), text(40), commanded=True)
    done_at: Mapped[datetime | None] = field(Text("时间", "At"), MOMENT, commanded=True)


class FormCount(Record):
    """A count of the blank forms of one kind that are in the branch, by two people. The centre alone writes it."""

    kind = "form_count"
    label = Text("凭证清点", "count of blank forms")

    form: Mapped[str] = field(Text("凭证种类", "Form"), FORM, commanded=True)
    counted_on: Mapped[date | None] = field(Text("清点日期", "Counted on"), DAY, commanded=True)
    expected: Mapped[int | None] = field(Text("账面数", "In the books"), COUNT, commanded=True)
    found: Mapped[int | None] = field(Text("实点数", "Found"), COUNT, commanded=True)
    counted_by: Mapped[str] = field(Text("清点人", "Counted by"), text(40), commanded=True)
    confirmed_by: Mapped[str] = field(Text("复点人", "Counted again by"), text(40), commanded=True)
    confirmed_at: Mapped[datetime | None] = field(
        Text("复点时间", "Counted again at"), MOMENT, commanded=True
    )
    reason: Mapped[str] = field(Text("差异说明", "Why they differ"), text(200), commanded=True)


class Lot(NamedTuple):
    """Following serial numbers of which the same is true: in the vault, in somebody's hands, used or spoiled."""

    first: int
    last: int
    move: Move
    holder: str

    @property
    def size(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


VAULT = (Move.RECEIVED, Move.RETURNED)


@dataclass(frozen=True)
class Stock:
    """Where the forms of one kind are, in the order of their serial numbers."""

    lots: tuple[Lot, ...] = ()

    def after(self, lot: Lot) -> "Stock":
        """Return the stock after a move."""
        lots = [part for each in self.lots for part in _around(each, lot)]
        return Stock(tuple(sorted([*lots, lot])))

    def within(self, first: int, last: int) -> list[Lot]:
        """Return what is known of the serial numbers *first* to *last*, in order, cut to them."""
        return [
            each._replace(first=max(each.first, first), last=min(each.last, last))
            for each in self.lots
            if each.first <= last and each.last >= first
        ]

    def knows(self, first: int, last: int) -> bool:
        """Tell whether every serial number from *first* to *last* was received."""
        return sum(each.size for each in self.within(first, last)) == last - first + 1

    def count(self, *moves: Move, holder: str = "") -> int:
        """Return how many forms last made one of *moves*, of all or of one holder."""
        return sum(
            each.size for each in self.lots if each.move in moves and (not holder or each.holder == holder)
        )

    @property
    def blank(self) -> int:
        """How many are still blank: in the vault or in somebody's hands."""
        return self.count(*VAULT, Move.HANDED_OUT)

    @property
    def received(self) -> int:
        """How many ever came in; they are blank, used or spoiled."""
        return sum(each.size for each in self.lots)


def _around(lot: Lot, moved: Lot) -> Iterable[Lot]:
    """Return what a move leaves of another lot."""
    if moved.last < lot.first or lot.last < moved.first:
        yield lot
        return
    if lot.first < moved.first:
        yield lot._replace(last=moved.first - 1)
    if moved.last < lot.last:
        yield lot._replace(first=moved.last + 1)


def stock_after(moves: Iterable[FormMove]) -> Stock:
    """Return the stock after *moves* in their order."""
    stock = Stock()
    for each in moves:
        holder = each.holder if each.move != Move.RETURNED else ""
        stock = stock.after(Lot(each.first or 0, each.last or 0, Move(each.move), holder))
    return stock


def moves_of(session: Session, institution_id: str, branch_id: str, form: str) -> Sequence[FormMove]:
    """Return every move of a form in a branch, in the order in which they were made."""
    rows = select(FormMove).where(
        FormMove.institution_id == institution_id, FormMove.branch_id == branch_id, FormMove.form == form
    )
    return session.scalars(rows.order_by(FormMove.done_at, FormMove.id)).all()


def stock_of(session: Session, institution_id: str, branch_id: str, form: str) -> Stock:
    """Return the stock of a form in a branch."""
    return stock_after(moves_of(session, institution_id, branch_id, form))
