"""Photographs of checks from before papers were files become papers of their checks, under the same hash."""

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attachments.papers import Subject, file_paper
from app.attachments.taken import Taken
from app.clock import today
from app.database import Database
from app.tables import Photo
from models.approval.roles import Actor
from models.documents.attachment import Attachment, no_keeper
from models.documents.media import HEAD, media_types
from models.postloan.records import PostCheck


def adopt_photographs(database: Database, actor: Actor) -> int:
    """Return how many photographs were put among the papers; each moves in one transaction or not at all.

    One whose check is still on its way stays where it is until the check has come back from head office; one that is of no
    format that papers have stays for good.
    """
    known = database.read(
        "SELECT p.sha256 FROM photo p JOIN post_check c ON c.photo_sha256 = p.sha256 GROUP BY p.sha256"
    )
    if not known or no_keeper(actor):
        return 0
    adopted = 0
    for (sha256,) in known:
        with database.session() as session:
            photo = session.get(Photo, sha256)
            content = photo.content if photo else b""
        formats = media_types(content[:HEAD])
        if len(formats) == 1 and database.papers.keep(content) == sha256:
            database.run(partial(_adopt, actor=actor, sha256=sha256, content=content))
            adopted += 1
    return adopted


def _adopt(session: Session, actor: Actor, sha256: str, content: bytes) -> None:
    mine = (Attachment.institution_id == actor.institution_id, Attachment.sha256 == sha256)
    check = session.scalars(
        select(PostCheck).where(
            PostCheck.institution_id == actor.institution_id, PostCheck.photo_sha256 == sha256
        )
    ).first()
    if check and session.scalars(select(Attachment.id).where(*mine).limit(1)).first() is None:
        (media_type,) = media_types(content[:HEAD])
        taken = Taken("check_photo", check.photo_name, content, media_type)
        file_paper(session, actor, Subject(PostCheck.kind, check.id), taken, check.done_on or today())
    session.delete(session.get_one(Photo, sha256))
