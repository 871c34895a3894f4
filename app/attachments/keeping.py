"""Taking files in and keeping their contents here: work for the background, outside of every transaction."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from app.attachments.papers import seen
from app.attachments.taken import Taken
from app.clock import now
from app.database import Database
from app.jobs import Job
from app.tables import PaperFile
from models.documents.attachment import Attachment
from models.errors import LendingError

_AT_HAND = timedelta(days=1)
"""For so long what was looked at or taken in last may still be put on file, though no paper names it."""


@dataclass(frozen=True)
class Arrival:
    """A file that somebody chose, dropped or pasted.

    Attributes:
        name: What it is called.
        source: Where it lies, or its bytes where it lies nowhere.
    """

    name: str
    source: Path | bytes


@dataclass
class Kept:
    """What became of several files: those that may be put on record, and why the others may not."""

    taken: list[Taken] = field(default_factory=list)
    refusals: list[LendingError] = field(default_factory=list)


def keep(
    database: Database, arrival: Arrival, paper: str, today: date, *, images_only: bool = False
) -> Taken:
    """Return a file, looked through and with its contents kept; it may be put on record now.

    Raises:
        RuleBroken: It cannot be read, or is none that is taken.
    """
    from app.attachments import intake  # noqa: PLC0415 - its readers of pictures and documents load in the background

    source = arrival.source
    content = source if isinstance(source, bytes) else intake.read_file(source, today)
    taken = intake.take_in(arrival.name, content, paper, today, images_only=images_only)
    database.papers.keep(taken.content)
    # What lay here already must not be forgotten before it is on record.
    database.run(partial(seen, sha256=taken.sha256))
    return taken


def keep_all(database: Database, arrivals: Sequence[tuple[Arrival, str]], today: date, job: Job) -> Kept:
    """Return what became of files that are each to be a kind of paper; one that is unfit does not stop the others.

    Raises:
        Cancelled: Somebody stopped it between two files.
    """
    kept = Kept()
    for place, (arrival, paper) in enumerate(arrivals):
        job.step(place, len(arrivals))
        try:
            kept.taken.append(keep(database, arrival, paper, today))
        except LendingError as refusal:
            kept.refusals.append(refusal)
    return kept


def forget_strays(database: Database, institution_id: str) -> int:
    """Return how many contents were forgotten that no paper here names, because their customer has left the branch.

    What is still to go to head office stays: nobody else has it.
    """

    def forget(session: Session) -> int:
        named = exists().where(
            Attachment.institution_id == institution_id, Attachment.sha256 == PaperFile.sha256
        )
        strays = select(PaperFile.sha256).where(
            PaperFile.wanted != "up", PaperFile.used_at < now() - _AT_HAND, ~named
        )
        forgotten = 0
        for sha256 in session.scalars(strays).all():
            with suppress(OSError):  # Windows removes nothing that somebody has open: the next time, then.
                # In the same transaction: nobody puts them on file again in between.
                database.papers.remove(sha256)
                session.execute(delete(PaperFile).where(PaperFile.sha256 == sha256))
                forgotten += 1
        return forgotten

    return database.run(forget)
