"""Limits 额度 and their ledger: what is reserved and given back, never more than the ceiling (domain 2.9).

Household, village, batch and programme limits and the revolving limit of one case are the same thing: a ceiling
with a ledger. An entry carries the name of its cause, and a cause is entered once; so giving back is idempotent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session

from models.base import Record
from models.errors import RuleBroken
from models.fields import at_least, field
from models.kinds import COUNT, DAY, MONEY, REFERENCE, choice, text
from models.lending.case import LoanCase
from models.money import show_yuan
from models.text import Text

YUAN = Text("元", "yuan")
SORT = choice(
    household=Text("家庭额度", "Household"),
    revolving=Text("循环额度", "Revolving"),
    batch=Text("批量授信", "Batch"),
    village=Text("整村授信", "Village campaign"),
    programme=Text("核心企业项目", "Core-enterprise programme"),
)
STANDING = choice(
    open=Text("有效", "Open"), suspended=Text("已暂停", "Suspended"), closed=Text("已关闭", "Closed")
)


class Limit(Record):
    """A ceiling for what one household, village, programme or case may owe at a time."""

    kind = "credit_limit"
    label = Text("额度", "limit")

    sort: Mapped[str] = field(Text("额度类型", "Kind"), SORT, commanded=True, required=True)
    title: Mapped[str] = field(Text("名称", "Name"), text(100), commanded=True, required=True)
    case_id: Mapped[UUID | None] = field(Text("案件", "Case"), REFERENCE, commanded=True, index=True)
    ceiling: Mapped[int | None] = field(
        Text("额度上限", "Ceiling"), MONEY, unit=YUAN, rule=at_least(1), commanded=True, required=True
    )
    used: Mapped[int | None] = field(Text("已占用", "Used"), MONEY, unit=YUAN, commanded=True)
    opens_on: Mapped[date | None] = field(Text("生效日", "From"), DAY, commanded=True, required=True)
    closes_on: Mapped[date | None] = field(Text("到期日", "Until"), DAY, commanded=True, required=True)
    grace_months: Mapped[int | None] = field(
        Text("借据可超期", "Notes may run over by"), COUNT, unit=Text("月", "months"), commanded=True
    )
    document: Mapped[str] = field(Text("文号", "Document number"), text(60), commanded=True)
    standing: Mapped[str] = field(Text("状态", "State"), STANDING, commanded=True)

    @property
    def available(self) -> int:
        """What may still be reserved, in fen."""
        return max(0, (self.ceiling or 0) - (self.used or 0))

    def check_room(self, amount: int, on: date) -> None:
        """Let *amount* be reserved on that day.

        Raises:
            RuleBroken: The limit is not in force, or there is less left.
        """
        if self.standing != "open" or not (self.opens_on or date.max) <= on <= (self.closes_on or date.min):
            raise RuleBroken(
                Text(
                    "额度“{title}”不在有效期内或已停用，不能占用。",
                    "The limit “{title}” is not in force; nothing can be reserved.",
                ).fill(title=self.title)
            )
        self.check_left(amount)

    def check_left(self, amount: int) -> None:
        """Let *amount* be reserved if so much is left, whatever the day.

        Raises:
            RuleBroken: There is less left.
        """
        if amount > self.available:
            raise RuleBroken(
                Text(
                    "额度“{title}”可用{left}元，不足本次{amount}元（上限{ceiling}元，已占用{used}元）。",
                    "“{title}” has {left} yuan left, less than {amount} (ceiling {ceiling}, used {used}).",
                ).fill(
                    title=self.title,
                    left=show_yuan(self.available),
                    amount=show_yuan(amount),
                    ceiling=show_yuan(self.ceiling or 0),
                    used=show_yuan(self.used or 0),
                )
            )


class LimitEntry(Record):
    """One line of a limit's ledger: positive reserves, negative gives back."""

    kind = "limit_entry"
    label = Text("额度流水", "limit entry")

    limit_id: Mapped[UUID | None] = field(Text("额度", "Limit"), REFERENCE, commanded=True, index=True)
    case_id: Mapped[UUID | None] = field(Text("案件", "Case"), REFERENCE, commanded=True, index=True)
    amount: Mapped[int | None] = field(Text("金额", "Amount"), MONEY, unit=YUAN, commanded=True)
    cause: Mapped[str] = field(Text("事由", "Cause"), text(80), commanded=True)
    entered_on: Mapped[date | None] = field(Text("日期", "Day"), DAY, commanded=True)


@dataclass
class Ledger:
    """A limit with its entries, held by whoever may write them.

    Attributes:
        limit: The limit.
        entries: Every entry of it that concerns the case at hand.
    """

    limit: Limit
    entries: list[LimitEntry] = attribute(default_factory=list)

    def held(self, case_id: UUID) -> int:
        """Return what a case holds of the limit, in fen."""
        return sum(each.amount or 0 for each in self.entries if each.case_id == case_id)

    def reserve(self, make: Callable[..., Any], case_id: UUID, amount: int, cause: str, on: date) -> None:
        """Reserve *amount* for a case.

        Raises:
            RuleBroken: There is less left.
        """
        self.limit.check_room(amount, on)
        self._enter(make, case_id, amount, cause, on)

    def reserve_again(
        self, make: Callable[..., Any], case_id: UUID, amount: int, cause: str, on: date
    ) -> None:
        """Reserve what was given back by mistake: it is owed again, also where nothing new may be reserved any more.

        Raises:
            RuleBroken: There is less left.
        """
        self.limit.check_left(amount)
        self._enter(make, case_id, amount, cause, on)

    def give_back(self, make: Callable[..., Any], case_id: UUID, amount: int, cause: str, on: date) -> None:
        """Give back *amount*, at most what the case holds; the same cause gives back once."""
        if all(each.cause != cause for each in self.entries):
            self._enter(make, case_id, -min(amount, self.held(case_id)), cause, on)

    def _enter(self, make: Callable[..., Any], case_id: UUID, amount: int, cause: str, on: date) -> None:
        if not amount:
            return
        entry = make(
            LimitEntry, limit_id=self.limit.id, case_id=case_id, amount=amount, cause=cause, entered_on=on
        )
        self.entries.append(entry)
        self.limit.used = (self.limit.used or 0) + amount


def ledgers_of(session: Session, case: LoanCase, *, hold: bool = False) -> list[Ledger]:
    """Return the limits that a case reserves from: the one above it, and its own if it revolves.

    Args:
        session: Open on a store.
        case: The case.
        hold: Whether to hold the limits until the commit, so that whoever draws at the same moment waits.
    """
    same_bank = case.institution_id
    wanted = (Limit.id == case.limit_id) | (Limit.case_id == case.id)
    rows = select(Limit).where(Limit.institution_id == same_bank, wanted).order_by(Limit.id)
    if hold:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    limits = session.scalars(rows).all()
    entries = select(LimitEntry).where(LimitEntry.institution_id == same_bank, LimitEntry.case_id == case.id)
    mine = session.scalars(entries.order_by(LimitEntry.id)).all()
    return [Ledger(limit, [each for each in mine if each.limit_id == limit.id]) for limit in limits]
