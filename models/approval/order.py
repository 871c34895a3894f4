"""One order 指令: who may give it, about which kind of record, to what effect.

Like a step, an order is a command: the workstation checks it, the centre alone carries it out, and it is never
merged. A step belongs to a case; an order belongs to a record of the bank.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from models.approval.grants import Powers
from models.approval.roles import Actor, Officer, Role
from models.base import Record
from models.documents.blank_forms import Stock
from models.documents.number_block import NumberBlock
from models.errors import NotAllowed, NotFound, RuleBroken
from models.kinds import Kind, text
from models.lending.belongings import Belongings
from models.party.enterprise import Enterprise
from models.party.farmer import Farmer
from models.text import Text

R = TypeVar("R", bound=Record)
COMMENT: Mapping[str, Kind] = {"comment": text(200)}


def nothing_reserved(series: str, _year: int, _count: int) -> int:
    """Refuse to number: a workstation only checks an order, the centre carries it out."""
    raise AssertionError(series)


def nothing_unused(_block: NumberBlock) -> Sequence[str]:
    """Answer for whoever knows of no numbers."""
    return ()


def no_stock(_form: str) -> Stock:
    """Answer for whoever knows of no blank forms."""
    return Stock()


@dataclass
class Ordering:
    """One order being carried out.

    Attributes:
        actor: Who gives it.
        today: The business day.
        subject_id: The record it is about; for a new one, the identity it shall have.
        subject: That record, if there is one already.
        home: The branch that the new record belongs to: the head office, or the actor's branch.
        head_office: The branch whose records the whole bank reads; empty where it is not known.
        arguments: What it was told, unpacked.
        officers: Every officer of the bank within the actor's sight, by login.
        powers: What the bank has put in writing about who may decide.
        belongings: Finds what belongs to a customer.
        made: The records that the order makes.
        detail: What the trail is told beyond that the order was given.
        reserve: Takes so many numbers of a series and year; returns the first.
        unused: Tells which numbers of a block were never used.
        stock: Tells where the blank forms of a kind are, in the order's branch.
        at: The moment, by the centre's clock where the centre carries it out.
    """

    actor: Actor
    today: date
    subject_id: UUID
    subject: Record | None
    home: str
    arguments: Mapping[str, Any]
    officers: Mapping[str, Officer]
    powers: Powers
    belongings: Callable[[Farmer | Enterprise], Belongings]
    made: list[Record] = field(default_factory=list)
    detail: dict[str, str] = field(default_factory=dict)
    reserve: Callable[[str, int, int], int] = nothing_reserved
    unused: Callable[[NumberBlock], Sequence[str]] = nothing_unused
    stock: Callable[[str], Stock] = no_stock
    at: datetime | None = None
    head_office: str = ""

    def make(self, record: type[R], **values: Any) -> R:
        """Return a new record, under the identity that the order brought unless *values* name another."""
        values = {"id": self.subject_id, "branch_id": self.home, **values}
        new = record(institution_id=self.actor.institution_id, **values)
        self.made.append(new)
        return new

    def told(self, *names: str) -> dict[str, Any]:
        """Return the arguments of those names.

        Raises:
            RuleBroken: One is missing.
        """
        for name in names:
            if self.arguments.get(name) in (None, ""):
                raise RuleBroken(Text("请填写完整。", "Please fill in everything."), field=name)
        return {name: self.arguments[name] for name in names}

    def officer(self, name: str) -> Officer:
        """Return the colleague that the argument *name* names.

        Raises:
            RuleBroken: There is none of that login.
        """
        found = self.officers.get(str(self.arguments.get(name) or ""))
        if found is None:
            raise RuleBroken(Text("没有这位员工。", "There is no such colleague."), field=name)
        return found

    def record(self, kind: type[R]) -> R:
        """Return the record that the order is about.

        Raises:
            NotFound: There is none of that kind.
        """
        if not isinstance(self.subject, kind):
            raise NotFound(Text("没有这条{label}。", "There is no such {label}.").fill(label=kind.label))
        return self.subject


@dataclass(frozen=True, kw_only=True)
class Order:
    """One order.

    Attributes:
        key: How it travels and is stored.
        label: What the button says.
        roles: Who may give it.
        about: The kind of record it makes or changes.
        new: Whether it makes the record.
        bank_wide: Whether a record that it makes belongs to the head office, where every branch reads it.
        arguments: What it needs to be told, by name.
        effect: What it writes.
    """

    key: str
    label: Text
    roles: frozenset[Role]
    about: type[Record]
    new: bool
    arguments: Mapping[str, Kind]
    effect: Callable[[Ordering], None]
    bank_wide: bool = True


def check_order(order: Order, doing: Ordering) -> None:
    """Let *order* pass only from somebody who may give it.

    Raises:
        NotAllowed: The person may not give it, or the record belongs to a branch that they may not write for.
        RuleBroken: A new record's identity is taken.
    """
    if not order.roles & doing.actor.roles:
        raise NotAllowed(
            Text("“{order}”须由{roles}办理。", "“{order}” is for: {roles}.").fill(
                order=order.label, roles=_named(sorted(order.roles))
            )
        )
    if order.new and doing.subject is not None:
        raise RuleBroken(Text("该记录编号已被占用。", "That identity is taken."))


def _named(roles: Sequence[Role]) -> Text:
    return Text("、".join(each.label.zh for each in roles), ", ".join(each.label.en for each in roles))


def give_order(order: Order, doing: Ordering) -> None:
    """Check *order* and write its effect; the workstation runs it on records that are stored nowhere.

    Raises:
        NotAllowed, NotFound, RuleBroken: See ``check_order``; the effect may refuse as well.
    """
    check_order(order, doing)
    order.effect(doing)
