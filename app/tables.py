"""Tables that only a workstation has: what waits for the centre, drafts, settings, and the search index."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, String, Text, Uuid, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from models.kinds import Stamp

UNSEEN = {"synchronize_session": False}
"""How rows are written that no object of the session stands for: nothing is looked for among these."""


class Local(DeclarativeBase):
    """What never leaves the workstation."""


class Waiting(Local):
    """One operation on its way to the centre: written in the transaction of the edit (the outbox).

    Attributes:
        sequence: The order in which operations were made.
        op: The identity that makes a repeat harmless.
        type: ``facts`` or ``command``.
        record_kind: The kind of the record; ``loan_case`` for a command.
        record_id: The record that is changed or on which the step is taken.
        aggregate: The case or the customer that the record belongs to; within it, order matters.
        needs: The records it refers to, which must be at head office before it.
        base: The version the officer saw; nothing while an earlier operation on the record is unanswered.
        body: Changes by field, or step and arguments.
        state: ``pending``; ``sent`` (no answer read yet); ``accepted``; ``refused``; ``conflict``; ``blocked``
            (behind one that was not taken); ``quarantine`` (head office could not even read it); ``proposal``
            (it met frozen terms).
        zh: Why it was refused.
        en: Likewise.
        details: The missing conditions, or the other side's values.
        made_at: When.
        attempts: How often it was sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_record", "record_id", "state"),
        Index("ix_outbox_state", "state", "sequence"),
        Index("ix_outbox_aggregate", "aggregate", "state"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    op: Mapped[UUID] = mapped_column(Uuid, unique=True)
    type: Mapped[str] = mapped_column(String(8))
    record_kind: Mapped[str] = mapped_column(String(24))
    record_id: Mapped[UUID] = mapped_column(Uuid)
    aggregate: Mapped[UUID | None] = mapped_column(Uuid)
    needs: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    base: Mapped[int | None]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="pending")
    zh: Mapped[str] = mapped_column(Text, default="")
    en: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[Any] = mapped_column(JSON, nullable=True)
    made_at: Mapped[datetime] = mapped_column(Stamp)
    attempts: Mapped[int] = mapped_column(default=0)


class Known(Local):
    """One record that head office is known to have, as it was when it last came from there.

    Attributes:
        record_id: Which.
        kind: Of the record.
        branch_id: In whose feed it came.
        mark: Its fingerprint, as head office sent it; see ``models.sync.digest``.
        partial: Whether it holds something that this release does not understand.
        gone: Whether it has left the branch and only stays until the outbox has nothing of it.
    """

    __tablename__ = "known"
    __table_args__ = (Index("ix_known_branch", "branch_id", "kind"),)

    record_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    branch_id: Mapped[str] = mapped_column(String(12))
    mark: Mapped[str] = mapped_column(String(32))
    partial: Mapped[bool] = mapped_column(default=False, server_default=false())
    gone: Mapped[bool] = mapped_column(default=False, server_default=false())


class KnownTally(Local):
    """How many records of a kind came from a branch, and what their marks make together."""

    __tablename__ = "known_tally"

    branch_id: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    count: Mapped[int]
    mark: Mapped[str] = mapped_column(String(32))


class Draft(Local):
    """What somebody has typed into a form and not saved yet.

    Attributes:
        subject: The name of the form.
        texts: What was typed, by field.
        seen: What the same fields held for whoever typed, packed.
        kept_at: When.
    """

    __tablename__ = "draft"

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    seen: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    kept_at: Mapped[datetime] = mapped_column(Stamp)


class Setting(Local):
    """One remembered value: the cursor of the change feed, who works here, the last contact."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class SearchEntry(Local):
    """What a search may find: one row a person, firm, case, contract or collateral.

    The words to match stand in the full-text table ``search_words`` under the same row number.
    """

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_record", "record_id", unique=True),)

    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    record_id: Mapped[UUID] = mapped_column(Uuid)
    record_kind: Mapped[str] = mapped_column(String(24))
    title: Mapped[str] = mapped_column(String(120))
    subtitle: Mapped[str] = mapped_column(String(160))


class Photo(Local):
    """A photograph of a check from before papers were files; ``app.attachments.adoption`` moves it among them."""

    __tablename__ = "photo"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(Stamp)


class PaperFile(Local):
    """The contents of a paper as this workstation knows them, and what the lane of files has to do with them.

    Attributes:
        sha256: Which contents.
        size: How many bytes.
        wanted: ``up`` while they wait to go to head office, ``down`` while somebody here wants to see them.
        here: Whether they lie in this workstation's files.
        urgency: What is more urgent goes first; among equals the older.
        asked_at: Since when they wait.
        attempts: How often it failed since the last success.
        next_try: Not before then.
        zh: Why it failed last, or why it is not tried again.
        en: Likewise.
        refused: Whether the centre does not take them; somebody has to look.
        used_at: When they were last looked at; of what only head office owns the longest unused goes first.
    """

    __tablename__ = "paper_file"
    __table_args__ = (Index("ix_paper_file_wanted", "wanted", "urgency", "asked_at"),)

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    wanted: Mapped[str] = mapped_column(String(4), default="")
    here: Mapped[bool] = mapped_column(default=False)
    urgency: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(Stamp)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None] = mapped_column(Stamp)
    zh: Mapped[str] = mapped_column(Text, default="")
    en: Mapped[str] = mapped_column(Text, default="")
    refused: Mapped[bool] = mapped_column(default=False)
    used_at: Mapped[datetime] = mapped_column(Stamp)
