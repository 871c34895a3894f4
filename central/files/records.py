"""What the centre adds to the record of a paper: who filed it, who removed it, and whether its contents are here."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.among import among
from models.approval.roles import Actor
from models.documents.attachment import Attachment, check_paper
from models.sync.operations import Facts


def file_paper(session: Session, actor: Actor, paper: Attachment, operation: Facts) -> None:
    """Complete a paper that *actor* filed or changed.

    Contents that the officer may read count for the new paper as well, and so do those of the officer's own papers,
    wherever these have gone: they were sent already and are not sent again. Those of other branches do not, so that
    nobody comes to read a file by knowing its hash.

    Raises:
        RuleBroken: See ``check_paper``.
    """
    new = not paper.version
    check_paper(paper, operation.changes, new=new)
    if new:
        paper.added_by = actor.login
        twins = papers_of(session, paper.institution_id, [paper.sha256], actor.scope, actor.login)
        paper.received_at = next((each.received_at for each in twins if each.received_at), None)
    if "removed_on" in operation.changes:
        paper.removed_by = actor.login if paper.removed_on else ""


def papers_of(
    session: Session, institution_id: str, hashes: Iterable[str], branches: Iterable[str], added_by: str = ""
) -> list[Attachment]:
    """Return the papers of these branches, and those that one officer put on file, which name one of the hashes."""
    rows = select(Attachment).where(
        Attachment.institution_id == institution_id,
        among(Attachment.sha256, hashes),
        Attachment.branch_id.in_(list(branches)) | ((Attachment.added_by == added_by) & (added_by != "")),
    )
    return list(session.scalars(rows.order_by(Attachment.id)))


def without_contents(papers: list[Attachment], actor: Actor) -> list[Attachment]:
    """Return the papers with the same contents for which the officer is to send these.

    They are those of the officer's branch and the officer's own, wherever these have gone meanwhile: nobody else has
    their contents. Where there are none of either sort, contents need not come twice.
    """
    own = [each for each in papers if each.branch_id == actor.branch_id or each.added_by == actor.login]
    if not own and any(each.received_at for each in papers):
        return []
    return [each for each in own or papers if each.received_at is None]
