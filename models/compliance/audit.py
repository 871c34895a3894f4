"""The audit trail: append-only, each entry chained to the one before by its hash."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.errors import RuleBroken
from models.kinds import Stamp
from models.sync.wire import canonical
from models.text import Text

START = "0" * 64


class AuditEntry(Base):
    """One thing that somebody did (domain 7.2).

    Attributes:
        institution_id: The bank.
        sequence: Counts from 1 without a gap.
        at: When, by the clock of the side that keeps the trail.
        officer: Who, by login.
        action: What: ``case.submit``, ``log_in``, ``import``, ``print`` …
        subject: On what: a record's kind and identity, or a file name.
        detail: More, as JSON.
        previous: The hash of the entry before.
        digest: The hash of this entry, the one before included.
    """

    __tablename__ = "audit_entry"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Stamp)
    officer: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

    def expected(self) -> str:
        """Return the hash that this entry must carry."""
        body = [
            self.institution_id,
            self.sequence,
            self.at.isoformat(),
            self.officer,
            self.action,
            self.subject,
            self.detail,
            self.previous,
        ]
        return hashlib.sha256(canonical(body)).hexdigest()


@dataclass(frozen=True)
class Doing:
    """What somebody does, before it becomes an entry."""

    officer: str
    action: str
    subject: str
    at: datetime


def record(session: Session, institution_id: str, doing: Doing, **detail: Any) -> AuditEntry:
    """Append an entry to the trail of the bank; it becomes lasting with the transaction it stands in."""
    last = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.institution_id == institution_id)
        .order_by(AuditEntry.sequence.desc())
        .limit(1)
    ).first()
    entry = AuditEntry(
        institution_id=institution_id,
        sequence=last.sequence + 1 if last else 1,
        at=doing.at,
        officer=doing.officer,
        action=doing.action,
        subject=doing.subject,
        detail=detail,
        previous=last.digest if last else START,
    )
    entry.digest = entry.expected()
    session.add(entry)
    session.flush()
    return entry


def verify(session: Session, institution_id: str) -> int:
    """Return how many entries the trail has, after proving that it is whole.

    Raises:
        RuleBroken: An entry was changed, removed or put in; the sentence names it.
    """
    previous, expected_sequence = START, 1
    rows = select(AuditEntry).where(AuditEntry.institution_id == institution_id).order_by(AuditEntry.sequence)
    for entry in session.scalars(rows.execution_options(yield_per=1000)):
        if entry.sequence != expected_sequence:
            raise RuleBroken(
                Text("审计记录缺少第{sequence}条。", "Audit entry {sequence} is missing.").fill(
                    sequence=expected_sequence
                )
            )
        if entry.previous != previous or entry.digest != entry.expected():
            raise RuleBroken(
                Text("审计记录第{sequence}条被改动。", "Audit entry {sequence} was tampered with.").fill(
                    sequence=entry.sequence
                )
            )
        previous, expected_sequence = entry.digest, expected_sequence + 1
    return expected_sequence - 1


def length(session: Session, institution_id: str) -> int:
    """Return how many entries the trail has, unproven."""
    counted = select(func.count()).select_from(AuditEntry).where(AuditEntry.institution_id == institution_id)
    return session.scalar(counted) or 0
