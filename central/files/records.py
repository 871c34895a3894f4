"""What the centre adds to the record of a paper: who filed it, who removed it, and whether its contents are here."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval.roles import Actor
from models.documents.attachment import Attachment, check_paper
from models.sync.operations import Facts


def file_paper(session: Session, actor: Actor, paper: Attachment, operation: Facts) -> None:
    """Complete a paper that *actor* filed or changed.

    Contents that are proven to be in the branch count for its new papers as well; those of another branch do
    not, so that nobody comes to read a file by knowing its hash.

    Raises:
        RuleBroken: See ``check_paper``.
    """
    new = not paper.version
    check_paper(paper, operation.changes, new=new)
    if new:
        paper.added_by = actor.login
        paper.received_at = next(_received(session, paper), None)
    if "removed_on" in operation.changes:
        paper.removed_by = actor.login if paper.removed_on else ""


def _received(session: Session, paper: Attachment) -> Iterator[datetime | None]:
    twins = select(Attachment.received_at).where(
        Attachment.institution_id == paper.institution_id,
        Attachment.branch_id == paper.branch_id,
        Attachment.sha256 == paper.sha256,
        Attachment.received_at.is_not(None),
    )
    return iter(session.scalars(twins.limit(1)))


def papers_of(
    session: Session, institution_id: str, hashes: Iterable[str], branches: Iterable[str]
) -> list[Attachment]:
    """Return the papers of these branches that name one of the hashes."""
    rows = select(Attachment).where(
        Attachment.institution_id == institution_id,
        Attachment.sha256.in_(list(hashes)),
        Attachment.branch_id.in_(list(branches)),
    )
    return list(session.scalars(rows.order_by(Attachment.id)))
