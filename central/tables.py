"""What the centre stores besides the records: log-ins, answers given, the change feed, numbers.

The institution leads every key, so that a cluster can be sharded by it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, MetaData, String, Uuid, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.base import Base
from models.compliance.audit import AuditEntry, AuditHead
from models.kinds import Stamp
from models.records import DERIVED, RECORDS


class CentralBase(DeclarativeBase):
    """The tables of the centre alone; the desktop never has them."""


class Institution(CentralBase):
    """A bank, with the key that signs its access tokens and the branch that is its head office.

    What belongs to the head office (grants of authority, limits, officers) is read by every workstation.

    Where devices are required, nobody logs in from a computer that was not enrolled. The epoch is another one after
    the database was restored from a backup.

    Its row is the lock that keeps the audit chain and the numbers in order.
    """

    __tablename__ = "institution"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    signing_key: Mapped[str] = mapped_column(String(64))
    head_office: Mapped[str] = mapped_column(String(12), default="", server_default="")
    devices_required: Mapped[bool] = mapped_column(default=False, server_default="0")
    epoch: Mapped[str] = mapped_column(String(32), default="", server_default="")
    has_gateway: Mapped[bool] = mapped_column(default=False, server_default="0")


class Branch(CentralBase):
    """A branch, with the head of its change feed.

    Whoever writes for the branch holds this row until the commit, so that the order of the feed is the
    order of the commits.
    """

    __tablename__ = "branch"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    branch_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    head: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class Change(CentralBase):
    """The place of a record in the feed of its branch: only its latest change is kept.

    Attributes:
        institution_id: The bank.
        branch_id: Whose feed.
        kind: Of the record.
        record_id: Which record.
        seq: The place.
        mark: The record's fingerprint; see ``models.sync.digest``.
        gone: Whether the record has left the branch since; whoever has it there removes it.
    """

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_seq", "institution_id", "branch_id", "seq", unique=True),)

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    branch_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    record_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    mark: Mapped[str] = mapped_column(String(32), default="", server_default="")
    gone: Mapped[bool] = mapped_column(default=False, server_default=false())


class BranchTally(CentralBase):
    """How many records of a kind a branch holds, and what their marks make together.

    It is kept in step with every change, so that comparing with a workstation reads a few rows, not the records.
    """

    __tablename__ = "branch_tally"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    branch_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    count: Mapped[int] = mapped_column(BigInteger)
    mark: Mapped[str] = mapped_column(String(32))


class OperationAnswer(CentralBase):
    """What was answered to an operation, so that a repeat gets the same answer and changes nothing."""

    __tablename__ = "operation_answer"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    op: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    actor: Mapped[str] = mapped_column(String(40))
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Stamp)


class NumberCounter(CentralBase):
    """The last number given of a series in a year."""

    __tablename__ = "number_counter"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    series: Mapped[str] = mapped_column(String(24), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigInteger)


class Ballot(CentralBase):
    """One committee member's vote on a case; it is in no feed, so no workstation ever has it.

    A vote is open until the committee's decision, or until the case leaves the committee otherwise.
    """

    __tablename__ = "ballot"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    case_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    officer: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(Stamp, primary_key=True)
    vote: Mapped[str] = mapped_column(String(24))
    comment: Mapped[str] = mapped_column(String(1000))
    open: Mapped[bool] = mapped_column(default=True, server_default="1")


class Credential(CentralBase):
    """How an officer proves who they are, and how often that failed."""

    __tablename__ = "credential"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    login: Mapped[str] = mapped_column(String(40), primary_key=True)
    officer_id: Mapped[UUID] = mapped_column(Uuid)
    password_hash: Mapped[str] = mapped_column(String(200))
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(Stamp)
    disabled: Mapped[bool] = mapped_column(default=False, server_default="0")


class Device(CentralBase):
    """A computer of the bank, known by the key that it proved to have; its name is the administrator's.

    Attributes:
        institution_id: The bank.
        device_id: What the administrator calls it; a name is never given to another computer.
        public_key: Of Ed25519, in hexadecimal; empty until it is enrolled.
        code_place: The first part of the code with which it may be enrolled, by which the code is found.
        code_digest: The hash of the whole code; empty when it was used.
        code_expires_at: Until when the code holds.
        code_failures: How many wrong codes began with the same part.
        enrolled_at: Since when it is known.
        revoked_at: Since when it may not be used.
    """

    __tablename__ = "device"
    __table_args__ = (Index("ix_device_code_place", "institution_id", "code_place"),)

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    public_key: Mapped[str] = mapped_column(String(64), default="", server_default="")
    code_place: Mapped[str] = mapped_column(String(4), default="", server_default="")
    code_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    code_expires_at: Mapped[datetime | None] = mapped_column(Stamp)
    code_failures: Mapped[int] = mapped_column(default=0, server_default="0")
    enrolled_at: Mapped[datetime | None] = mapped_column(Stamp)
    revoked_at: Mapped[datetime | None] = mapped_column(Stamp)


class GatewayMessage(CentralBase):
    """What goes to core banking, written in the transaction of the step, or what came from there and its outcome.

    Attributes:
        institution_id: The bank.
        message_id: Its identity, which follows from the operation that made it.
        kind: What it says; see ``central.gateway.message``.
        subject_id: The case; messages of a case are handed over in order.
        body: What is told; empty once core banking has it.
        answer: What core banking answered.
        state: ``waiting``, ``done``, or ``dead`` until somebody looks.
        attempts: How often it was tried.
        made_at: When it was written.
        next_try_at: Before when it is left alone.
        zh: What was wrong the last time, in Chinese.
        en: The same in English.
    """

    __tablename__ = "gateway_message"
    __table_args__ = (Index("ix_gateway_message_due", "institution_id", "state", "next_try_at"),)

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    message_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[UUID | None] = mapped_column(Uuid)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    made_at: Mapped[datetime] = mapped_column(Stamp)
    next_try_at: Mapped[datetime] = mapped_column(Stamp)
    zh: Mapped[str] = mapped_column(String(500), default="", server_default="")
    en: Mapped[str] = mapped_column(String(500), default="", server_default="")


class GatewayPlace(CentralBase):
    """How far a bank's gateway has read what core banking lists as paid.

    Attributes:
        institution_id: The bank.
        core: Where core banking is; another address has another list.
        place: What its last page that was kept called the place behind it.
    """

    __tablename__ = "gateway_place"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    core: Mapped[str] = mapped_column(String(200), primary_key=True)
    place: Mapped[str] = mapped_column(String(200))


class RefreshToken(CentralBase):
    """One refresh token by its hash; all that follow from one log-in are a family.

    A used token is kept until its family ends: seeing it again, when the one that was *given for* it was used as
    well, means that somebody copied it.
    """

    __tablename__ = "refresh_token"
    __table_args__ = (Index("ix_refresh_token_family", "institution_id", "family"),)

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    family: Mapped[UUID] = mapped_column(Uuid)
    login: Mapped[str] = mapped_column(String(40))
    device: Mapped[str] = mapped_column(String(100))
    given_for: Mapped[str] = mapped_column(String(64), default="", server_default="")
    expires_at: Mapped[datetime] = mapped_column(Stamp)
    used_at: Mapped[datetime | None] = mapped_column(Stamp)


class WorkstationTrail(CentralBase):
    """How far the centre knows the trail of one store on one workstation; its entries stand in the bank's own.

    Attributes:
        institution_id: The bank.
        chain: The store's trail.
        login: Whose store it is.
        device: On which computer it was last seen.
        length: How many of its entries the centre has.
        digest: The hash of the last of them, as the workstation sealed it.
        seen_at: When the workstation last showed it.
    """

    __tablename__ = "workstation_trail"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    chain: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    login: Mapped[str] = mapped_column(String(40))
    device: Mapped[str] = mapped_column(String(100))
    length: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    seen_at: Mapped[datetime] = mapped_column(Stamp)


class StoredFile(CentralBase):
    """The contents of a paper that lie in the file store, once for the whole bank."""

    __tablename__ = "stored_file"

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(80))
    stored_at: Mapped[datetime] = mapped_column(Stamp)


class Upload(CentralBase):
    """An upload that is under way: its parts lie in the file store until the last of them is there.

    Attributes:
        institution_id: The bank.
        id: Part of its address.
        login: Who may go on with it.
        branch_id: The branch whose papers name the hash.
        sha256: What the whole must hash to.
        size: How many bytes there will be.
        offset: How many there are.
        parts: Of each part in order, where it begins and its hash.
        expires_at: When it is forgotten unless somebody goes on with it.
    """

    __tablename__ = "upload"
    __table_args__ = (Index("ix_upload_login", "institution_id", "login", "sha256"),)

    institution_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    login: Mapped[str] = mapped_column(String(40))
    branch_id: Mapped[str] = mapped_column(String(12))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    parts: Mapped[list[Any]] = mapped_column(JSON, default=list)
    expires_at: Mapped[datetime] = mapped_column(Stamp)


_TRAIL = (AuditEntry.__tablename__, AuditHead.__tablename__)
_SHARED = (*RECORDS, *(each.__tablename__ for each in DERIVED), *_TRAIL)


def stored_metadata() -> MetaData:
    """Return every table of the centre; other tables of the shared metadata are the desktop's own."""
    shared = [Base.metadata.tables[name] for name in _SHARED]
    whole = MetaData()
    for table in (*shared, *CentralBase.metadata.tables.values()):
        table.to_metadata(whole)
    return whole
