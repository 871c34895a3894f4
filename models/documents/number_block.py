"""Numbers reserved beforehand, so that a contract can be numbered and printed without a connection (domain 6.6).

A workstation holds a block of following numbers of a series and year. Each of them ends in a contract or as a void
number; while the block is open, the rest is held back. So the series has no gap that nobody can explain.
"""

from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from models.base import Record
from models.documents.contract import Contract
from models.documents.numbers import read_number, write_number
from models.fields import field
from models.kinds import COUNT, DAY, REFERENCE, text
from models.text import Text

_SPACE = UUID("5f1c1a52-7a0e-5c53-9d0b-2f6a3c2f9a10")


class NumberBlock(Record):
    """Following numbers that one workstation may use. The centre alone writes it."""

    kind = "number_block"
    label = Text("预留号段", "block of numbers")

    series: Mapped[str] = field(Text("编号类别", "Series"), text(24), commanded=True)
    year: Mapped[int | None] = field(Text("年度", "Year"), COUNT, commanded=True)
    first: Mapped[int | None] = field(Text("起号", "First"), COUNT, commanded=True)
    last: Mapped[int | None] = field(Text("止号", "Last"), COUNT, commanded=True)
    holder: Mapped[str] = field(Text("持有人", "Held by"), text(40), commanded=True, index=True)
    device: Mapped[str] = field(Text("工作站", "Workstation"), text(100), commanded=True)
    reserved_on: Mapped[date | None] = field(Text("预留日期", "Reserved on"), DAY, commanded=True)
    closed_on: Mapped[date | None] = field(Text("交回日期", "Given back on"), DAY, commanded=True)
    closed_by: Mapped[str] = field(Text("交回人", "Given back by"), text(40), commanded=True)
    reason: Mapped[str] = field(Text("交回原因", "Reason"), text(200), commanded=True)

    @property
    def numbers(self) -> list[str]:
        """Every number of the block, in order."""
        sequences = range(self.first or 0, (self.last or -1) + 1)
        return [write_number(self.series, self.institution_id, self.year or 0, each) for each in sequences]


class VoidNumber(Record):
    """A reserved number that no contract will ever have, and why. The centre alone writes it."""

    kind = "void_number"
    label = Text("作废编号", "void number")

    block_id: Mapped[UUID | None] = field(Text("号段", "Block"), REFERENCE, commanded=True, index=True)
    number: Mapped[str] = field(Text("编号", "Number"), text(40), commanded=True)
    voided_on: Mapped[date | None] = field(Text("作废日期", "Void since"), DAY, commanded=True)
    voided_by: Mapped[str] = field(Text("作废人", "Made void by"), text(40), commanded=True)
    reason: Mapped[str] = field(Text("原因", "Reason"), text(200), commanded=True)


def identity_of(number: str) -> UUID:
    """Return the identity of the contract that bears a number, the same for both sides of the wire."""
    return uuid5(_SPACE, number)


def unused(session: Session, block: NumberBlock) -> list[str]:
    """Return the numbers of a block that no contract has and that are not void, in order."""
    numbers = block.numbers
    of_contracts = select(Contract.number).where(
        Contract.institution_id == block.institution_id, Contract.number.in_(numbers)
    )
    void = select(VoidNumber.number).where(
        VoidNumber.institution_id == block.institution_id, VoidNumber.block_id == block.id
    )
    gone = {*session.scalars(of_contracts), *session.scalars(void)}
    return [each for each in numbers if each not in gone]


def holding(session: Session, institution_id: str, holder: str, number: str) -> NumberBlock | None:
    """Return the open block in which *holder* has *number* unused, held until the commit; None where there is none."""
    try:
        series, year, sequence = read_number(number)
    except ValueError:
        return None
    blocks = select(NumberBlock).where(
        NumberBlock.institution_id == institution_id,
        NumberBlock.holder == holder,
        NumberBlock.series == series,
        NumberBlock.year == year,
        NumberBlock.first <= sequence,
        NumberBlock.last >= sequence,
        NumberBlock.closed_on.is_(None),
    )
    block = session.scalars(blocks.with_for_update()).first()
    return block if block and number in unused(session, block) else None
