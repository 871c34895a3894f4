"""Taking files in and keeping their contents here: work for the background, outside of every transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.attachments.taken import Taken
from app.database import Database
from app.jobs import Job
from models.errors import LendingError


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
