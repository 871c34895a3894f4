"""Everything that happened to a case after payout, read together."""

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from models.base import Record
from models.lending.credit import LoanNote
from models.postloan.records import (
    ArchiveFile,
    Charge,
    Classification,
    Notice,
    PostCheck,
    Repayment,
    TermChange,
    WarningSignal,
)
from models.postloan.schedule import Schedule, schedule_of

R = TypeVar("R", bound=Record)


KINDS = (
    Repayment,
    Charge,
    TermChange,
    PostCheck,
    WarningSignal,
    Classification,
    Notice,
    ArchiveFile,
)


class Reader(Protocol):
    """Gives the records of one kind that belong to a case, in order of age."""

    def __call__(self, record: type[R]) -> list[R]:
        """Return them."""


@dataclass
class Aftercare:
    """The records of loan care of one case, each in order of age."""

    repayments: list[Repayment] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    changes: list[TermChange] = field(default_factory=list)
    checks: list[PostCheck] = field(default_factory=list)
    signals: list[WarningSignal] = field(default_factory=list)
    tiers: list[Classification] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    files: list[ArchiveFile] = field(default_factory=list)

    @classmethod
    def load(cls, read: Reader) -> "Aftercare":
        """Return what *read* gives of each kind."""
        return cls(
            repayments=read(Repayment),
            charges=read(Charge),
            changes=read(TermChange),
            checks=read(PostCheck),
            signals=read(WarningSignal),
            tiers=read(Classification),
            notices=read(Notice),
            files=read(ArchiveFile),
        )

    @property
    def open_change(self) -> TermChange | None:
        """The change of terms that was asked for and has come to no end yet."""
        return next(
            (each for each in reversed(self.changes) if each.outcome in {"asked", "passed", "approved"}), None
        )

    @property
    def signed_changes(self) -> list[TermChange]:
        """The changes that are in force."""
        return [each for each in self.changes if each.outcome == "signed"]

    @property
    def open_signals(self) -> list[WarningSignal]:
        """The signals that nobody has closed."""
        return [each for each in self.signals if each.closed_on is None]

    def has_signal(self, *kinds: str) -> bool:
        """Tell whether an open signal is of one of *kinds*."""
        return any(each.signal in kinds for each in self.open_signals)

    def schedule(self, note: LoanNote) -> Schedule:
        """Return what a note owes and when."""
        return schedule_of(
            note, self.repayments, self.changes, self.charges, misused=self.has_signal("misuse")
        )

    def last_tier(self, note: LoanNote) -> Classification | None:
        """Return the last tier of a note that was confirmed."""
        confirmed = [each for each in self.tiers if each.note_id == note.id and each.confirmed]
        return confirmed[-1] if confirmed else None

    def days_overdue(self, notes: list[LoanNote], today: date) -> int:
        """Return the days overdue of the worst note."""
        return max((self.schedule(note).days_overdue(today) for note in notes), default=0)
