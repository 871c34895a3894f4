"""What the officer has changed and head office has not taken: it is never written over."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.outbox import FROM_CENTRE
from app.sync.states import OPEN
from app.tables import PaperFile, Waiting
from models.among import among
from models.base import Record
from models.documents.attachment import Attachment
from models.identity import new_id
from models.records import RECORDS
from models.sync.merge import FACT, field_named, is_joined, put, same

_TYPED = ("pending", "sent", "refused", "conflict", "blocked", "quarantine")


def unsent(session: Session, ids: Sequence[UUID], *, every: bool = False) -> dict[UUID, list[Waiting]]:
    """Return by record what head office has not taken of it: changed facts, or *every* operation on it."""
    states = OPEN if every else _TYPED
    rows = select(Waiting).where(among(Waiting.record_id, ids), Waiting.state.in_(states))
    if not every:
        rows = rows.where(Waiting.type == "facts")
    found: dict[UUID, list[Waiting]] = {}
    for row in session.scalars(rows):
        found.setdefault(row.record_id, []).append(row)
    return found


def carrying(session: Session) -> set[UUID]:
    """Return the papers whose contents are still to go to head office: nobody else has them."""
    rows = select(Attachment.id).join(PaperFile, PaperFile.sha256 == Attachment.sha256)
    return set(
        session.scalars(rows.where(PaperFile.wanted == "up", ~PaperFile.refused, Attachment.version > 0))
    )


def offer_contents(session: Session, institution_id: str, papers: Collection[UUID]) -> None:
    """Let the contents of papers travel that head office has only now on record.

    Those may have been sent before, for another paper with the same contents. Whether they count for these as well
    only head office can say, and until it has said so, a paper that leaves the branch stays here.
    """
    named = select(Attachment.sha256).where(
        Attachment.institution_id == institution_id, among(Attachment.id, papers)
    )
    session.execute(update(PaperFile).where(PaperFile.here, PaperFile.sha256.in_(named)).values(wanted="up"))


def show_theirs(row: Waiting, record: Record, packed: Mapping[str, Any]) -> None:
    """Let an open conflict about *record* show what head office has now; where both agree by now, it is none."""
    if row.state != "conflict":
        return
    told = row.details or {}
    before, theirs = told.get("theirs", {}), {}
    for name, (seen, mine) in row.body.items():
        if is_joined(field_named(record, name)):
            continue
        now = packed.get(name)
        if name.startswith(FACT):
            now = (packed.get("facts") or {}).get(name.removeprefix(FACT))
        if not same(now, mine) and (name in before or not same(now, seen)):
            theirs[name] = now
    # Who wrote what has come since then is not told by the feed.
    still = [name for name in authors(told) if same(theirs.get(name), before.get(name))]
    row.details = {"theirs": theirs, "by": {name: told["by"][name] for name in still}}
    if not theirs:
        # Under its old identity it would only be answered as before.
        row.op, row.state, row.zh, row.en = new_id(), "pending", "", ""


def authors(details: Any) -> dict[str, tuple[str, datetime]]:
    """Return by field who wrote head office's value, by login, and when; an older head office does not say."""
    told = details.get("by") if isinstance(details, dict) else None
    found: dict[str, tuple[str, datetime]] = {}
    for name, each in told.items() if isinstance(told, dict) else ():
        with suppress(KeyError, TypeError, ValueError):
            found[name] = str(each["officer"]), datetime.fromisoformat(each["at"])
    return found


def restore(session: Session, institution_id: str, row: Waiting) -> None:
    """Put back into the record what head office holds: what was typed stays in the outbox as a proposal."""
    record = session.get(RECORDS[row.record_kind], (institution_id, row.record_id))
    theirs = (row.details or {}).get("theirs", {})
    if record is None:
        return
    session.info[FROM_CENTRE] = True
    for name, (before, _after) in row.body.items():
        put(record, name, theirs.get(name, before))
