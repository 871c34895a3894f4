"""Proving the contents of papers: do they lie where they should, whole; and asking for those again that do not."""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from central.admin import BY
from central.feed import lock_branch_once, lock_head_office
from central.files.objects import FileRefused, Objects
from central.files.uploads import whole_name
from central.store import Store
from central.tables import StoredFile
from central.trail import lock_institution, note
from models.compliance.actions import FILE_LOST
from models.compliance.audit import Doing
from models.documents.attachment import Attachment
from models.text import Text

_AT_ONCE = 500
LOST = Text("资料文件{sha256}缺失。", "The file {sha256} is missing.")
DAMAGED = Text("资料文件{sha256}已损坏。", "The file {sha256} is damaged.")


def stored_files(store: Store, institution_id: str) -> Iterator[StoredFile]:
    """Yield the contents that a bank counts on, in the order of their hashes; no snapshot is held meanwhile."""
    after, some = "", True
    while some:
        rows = select(StoredFile).where(
            StoredFile.institution_id == institution_id, StoredFile.sha256 > after
        )
        with store.reading() as session:
            part = session.scalars(rows.order_by(StoredFile.sha256).limit(_AT_ONCE)).all()
        yield from part
        some = len(part) == _AT_ONCE
        after = part[-1].sha256 if part else ""


def loss_of(objects: Objects, stored: StoredFile) -> Text | None:
    """Return what is wrong with contents, after reading all of them; nothing if they are what they were.

    Raises:
        FileRefused: The store of the contents does not answer.
    """
    name = whole_name(stored.institution_id, stored.sha256)
    if objects.size(name) is None:
        return LOST.fill(sha256=stored.sha256)
    digest = hashlib.sha256()
    try:
        for chunk in objects.read(name):
            digest.update(chunk)
    except FileRefused:
        # A store that is away says so here; one that answers cannot read these, from a bad place on its disk say.
        objects.size(name)
    return None if digest.hexdigest() == stored.sha256 else DAMAGED.fill(sha256=stored.sha256)


def ask_again(store: Store, institution_id: str, sha256: str, at: datetime) -> int:
    """Return how many papers wait for their contents now: the centre takes back its word that it has them.

    The feed tells the workstations, and one that has the contents sends them again.
    """
    named = (Attachment.institution_id == institution_id, Attachment.sha256 == sha256)
    with store.writing() as session:
        lock_head_office(session, institution_id)
        for branch_id in sorted(set(session.scalars(select(Attachment.branch_id).where(*named)))):
            lock_branch_once(session, institution_id, branch_id)
        lock_institution(session, institution_id)
        papers = session.scalars(select(Attachment).where(*named)).all()
        for paper in papers:
            paper.received_at = None
        stored = session.get(StoredFile, (institution_id, sha256))
        if stored:
            session.delete(stored)
        doing = Doing(BY, FILE_LOST, f"file {sha256}", at)
        note(session, institution_id, doing, papers=len(papers))
        return len(papers)
