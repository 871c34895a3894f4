"""The audit trail: append-only, each entry chained to the one before by its hash, the last one written down."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base
from models.errors import RuleBroken
from models.kinds import Stamp
from models.sync.wire import canonical
from models.text import Text

START = "0" * 64
STRETCH = 10_000
"""So many entries are looked at together; a busy processor takes a few seconds for them."""

MISSING = Text("审计记录缺少第{first}条至第{last}条。", "Audit entries {first} to {last} are missing.")
MISSING_ONE = Text("审计记录缺少第{first}条。", "Audit entry {first} is missing.")
CHANGED = Text(
    "审计记录第{sequence}条内容被改动（{officer}，{action}，{subject}）。",
    "Audit entry {sequence} was changed ({officer}, {action}, {subject}).",
)
PARTED = Text(
    "审计记录第{sequence}条与前一条不相接：两条之间有记录被改动、删除、插入或调换。",
    "Audit entry {sequence} does not follow the one before: between them something was changed, removed, "
    "inserted or swapped.",
)
BEFORE = Text(
    "审计记录第1条之前有{count}条：有记录被插入。",
    "There are {count} audit entries before the first: something was inserted.",
)
ADDED = Text(
    "审计记录第{first}条至第{last}条未经登记：有记录被插入到末尾。",
    "Audit entries {first} to {last} were never written down: something was added at the end.",
)
LAST_DIFFERS = Text(
    "审计记录最后一条（第{sequence}条）与登记的不符。",
    "The last audit entry ({sequence}) is not the one that was written down.",
)


class AuditEntry(Base):
    """One thing that somebody did (domain 7.2).

    Attributes:
        institution_id: The bank.
        sequence: Counts from 1 without a gap.
        at: When, by the clock of the side that keeps the trail.
        officer: Who, by login.
        action: What, as ``models.compliance.actions`` names it.
        subject: On what: a record's kind and identity, or a file name.
        device: From which computer, as the centre noted it at the log-in; empty where it is not known.
        detail: More, as JSON.
        previous: The hash of the entry before.
        digest: The hash of this entry, the one before included.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "institution_id", "at", "sequence"),
        Index("ix_audit_entry_officer", "institution_id", "officer", "at", "sequence"),
        Index("ix_audit_entry_action", "institution_id", "action", "at", "sequence"),
        Index("ix_audit_entry_subject", "institution_id", "subject", "at", "sequence"),
        Index("ix_audit_entry_device", "institution_id", "device", "at", "sequence"),
    )

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Stamp)
    officer: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    device: Mapped[str] = mapped_column(String(100), default="", server_default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))

    def expected(self) -> str:
        """Return the hash that this entry must carry."""
        return _digest({name: getattr(self, name) for name in (*_SEALED, "device")})


_SEALED = ("institution_id", "sequence", "at", "officer", "action", "subject", "detail", "previous")


def _digest(entry: Mapping[str, Any]) -> str:
    body = [entry[name] if name != "at" else entry[name].isoformat() for name in _SEALED]
    # Entries from before the device had a place of its own were sealed without one.
    return hashlib.sha256(canonical([*body, entry["device"]] if entry["device"] else body)).hexdigest()


class AuditHead(Base):
    """How long the trail of a bank is and which hash its last entry has: what is cut off at the end shows.

    Attributes:
        institution_id: The bank.
        length: How many entries there are.
        digest: The hash of the last one.
    """

    __tablename__ = "audit_head"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    length: Mapped[int] = mapped_column(Integer, default=0)
    digest: Mapped[str] = mapped_column(String(64), default=START)


@dataclass(frozen=True)
class Doing:
    """What somebody does, before it becomes an entry; see ``AuditEntry``."""

    officer: str
    action: str
    subject: str
    at: datetime
    device: str = ""


def record(session: Session, institution_id: str, doing: Doing, /, **detail: Any) -> None:
    """Append an entry to the trail of the bank; it becomes lasting with the transaction it stands in.

    A detail may have any name: what comes before it is never given by name.
    """
    record_all(session, institution_id, [(doing, detail)])


def record_all(
    session: Session, institution_id: str, doings: Sequence[tuple[Doing, Mapping[str, Any]]]
) -> None:
    """Append entries to the trail of the bank in one go, in order."""
    head = session.get(AuditHead, institution_id, populate_existing=True)
    if head is None:
        head = AuditHead(institution_id=institution_id, length=0, digest=START)
        session.add(head)
    entries = []
    for doing, detail in doings:
        entry: dict[str, Any] = {
            "institution_id": institution_id,
            "sequence": head.length + 1,
            "at": doing.at,
            "officer": doing.officer,
            "action": doing.action,
            "subject": doing.subject,
            "device": doing.device,
            "detail": dict(detail),
            "previous": head.digest,
        }
        entry["digest"] = _digest(entry)
        head.length, head.digest = entry["sequence"], entry["digest"]
        entries.append(entry)
    session.execute(insert(AuditEntry), entries)
    session.flush()


def verify(session: Session, institution_id: str) -> int:
    """Return how many entries the trail has, after proving that it is whole.

    Raises:
        RuleBroken: An entry was changed, removed or put in; the sentence names it.
    """
    for finding in findings(session, institution_id):
        raise RuleBroken(finding)
    return length(session, institution_id)


def findings(session: Session, institution_id: str) -> Iterator[Text]:
    """Yield what is wrong with the trail, each time naming the entry."""
    place: int | None = 0
    while place is not None:
        found, place = stretch(session, institution_id, place, STRETCH)
        yield from found


def stretch(session: Session, institution_id: str, after: int, most: int) -> tuple[list[Text], int | None]:
    """Return what is wrong with the next entries of the trail, and the last of them; None where the trail ends there.

    Args:
        session: Reads one state of the database.
        institution_id: The bank.
        after: The last entry of the stretch before, whose hash the next one must carry; 0 begins.
        most: How many entries are looked at.
    """
    rows = select(AuditEntry).where(AuditEntry.institution_id == institution_id)
    before = rows.where(AuditEntry.sequence <= after).order_by(AuditEntry.sequence.desc()).limit(1)
    last = session.scalars(before).first() if after else None
    following = rows.where(AuditEntry.sequence > after).order_by(AuditEntry.sequence).limit(most)
    found = [] if after else list(_before_the_first(session, institution_id))
    seen = 0
    for entry in session.scalars(following.execution_options(yield_per=1000)):
        found += _between(last, entry)
        if entry.digest != entry.expected():
            found.append(_changed(entry))
        last, seen = entry, seen + 1
    if last and seen == most:
        return found, last.sequence
    return [*found, *_at_the_end(last, session.get(AuditHead, institution_id))], None


def _before_the_first(session: Session, institution_id: str) -> Iterator[Text]:
    stray = (AuditEntry.institution_id == institution_id, AuditEntry.sequence < 1)
    count = session.scalar(select(func.count()).select_from(AuditEntry).where(*stray))
    if count:
        yield BEFORE.fill(count=count)


def _changed(entry: AuditEntry) -> Text:
    return CHANGED.fill(
        sequence=entry.sequence, officer=entry.officer, action=entry.action, subject=entry.subject
    )


def _between(before: AuditEntry | None, entry: AuditEntry) -> Iterator[Text]:
    due = before.sequence + 1 if before else 1
    if entry.sequence != due:
        yield _missing(due, entry.sequence - 1)
    elif entry.previous != (before.digest if before else START):
        yield PARTED.fill(sequence=entry.sequence)


def _at_the_end(last: AuditEntry | None, head: AuditHead | None) -> Iterator[Text]:
    there, due = last.sequence if last else 0, head.length if head else 0
    if there < due:
        yield _missing(there + 1, due)
    elif there > due:
        yield ADDED.fill(first=due + 1, last=there)
    elif last and head and last.digest != head.digest:
        yield LAST_DIFFERS.fill(sequence=there)


def _missing(first: int, last: int) -> Text:
    return (MISSING_ONE if first == last else MISSING).fill(first=first, last=last)


def written_down(session: Session, institution_id: str) -> int:
    """Return how many entries the trail should have, without counting them."""
    head = session.get(AuditHead, institution_id)
    return head.length if head else 0


def length(session: Session, institution_id: str) -> int:
    """Return how many entries the trail has, unproven."""
    counted = select(func.count()).select_from(AuditEntry).where(AuditEntry.institution_id == institution_id)
    return session.scalar(counted) or 0
