"""Reading the contents of papers: only who sees a paper whose contents have arrived gets them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.files.objects import FileRefused
from central.files.records import papers_of, without_contents
from central.files.uploads import Files, whole_name
from central.tables import StoredFile
from central.trail import note
from models.approval.roles import Actor
from models.compliance.actions import FILE_READ
from models.compliance.audit import AuditEntry, Doing
from models.days import business_day
from models.documents.attachment import Attachment, limits
from models.text import Text

MOST_HASHES = 500
ABSENT = Text(
    "总行没有这份资料的文件，或者不在您的权限内。",
    "Head office does not have this file, or it is not yours to see.",
)
MISSING = Text(
    "总行资料库里找不到这份文件，请通知总行管理员核验资料；稍后自动再取。",
    "Head office cannot find this file; tell its administrator to verify the papers. It is fetched again later.",
)
NO_SUCH_RANGE = Text("请求的字节范围不存在。", "There are no such bytes.")


def held(files: Files, actor: Actor, hashes: Iterable[str]) -> list[str]:
    """Return those of the hashes whose contents the officer need not send."""
    asked = set(hashes)
    with files.store.reading() as session:
        papers = papers_of(session, actor.institution_id, asked, actor.scope, actor.login)
    same: dict[str, list[Attachment]] = {}
    for each in papers:
        same.setdefault(each.sha256 or "", []).append(each)
    return sorted(sha256 for sha256, named in same.items() if not without_contents(named, actor))


@dataclass(frozen=True)
class Contents:
    """Some bytes of a file: from *first* to *last*, both included, of *size* in all."""

    size: int
    media_type: str
    first: int
    last: int
    chunks: Iterator[bytes]


def read(
    files: Files, actor: Actor, sha256: str, wanted: tuple[int | None, int | None] | None, at: datetime
) -> Contents:
    """Return the contents of a paper, or the part of them that is *wanted*, once the reading stands in the trail.

    Args:
        files: Where they lie.
        actor: Who asks.
        sha256: Which contents.
        wanted: The first and the last byte; without the first, how many of the last bytes.
        at: When.

    Raises:
        FileRefused: No paper that the officer sees names them, they have not arrived or are lost, or there are no such
            bytes.
    """
    with files.store.reading() as session:
        seen = papers_of(session, actor.institution_id, [sha256], actor.scope)
        stored = session.get(StoredFile, (actor.institution_id, sha256))
    if stored is None or not any(each.received_at for each in seen):
        raise FileRefused(HTTPStatus.NOT_FOUND, ABSENT)
    first, last = _range(wanted, stored.size)
    name = whole_name(actor.institution_id, sha256)
    if files.objects.size(name) != stored.size:
        # Once the answer has begun, whoever asks would only see the line break.
        raise FileRefused(HTTPStatus.CONFLICT, MISSING)
    _note_reading(files, actor, stored, at)
    return Contents(stored.size, stored.media_type, first, last, files.objects.read(name, first, last))


def _note_reading(files: Files, actor: Actor, stored: StoredFile, at: datetime) -> None:
    """Note whichever bytes are read, unless the same officer's reading at the same computer was noted a while ago.

    A file comes in many ranges, and one that broke off is gone on with: the first of them is noted and stands for the rest.
    """
    doing = Doing(actor.login, FILE_READ, f"file {stored.sha256}", at, actor.device)
    with files.store.reading() as session:
        if _is_noted(session, actor.institution_id, doing):
            return
    with files.store.writing() as session:
        note(session, actor.institution_id, doing, size=stored.size)


def _is_noted(session: Session, institution_id: str, doing: Doing) -> bool:
    lasting = timedelta(minutes=limits(business_day(doing.at))["reading_minutes"])
    same = select(AuditEntry.sequence).where(
        AuditEntry.institution_id == institution_id,
        AuditEntry.subject == doing.subject,
        AuditEntry.at > doing.at - lasting,
        AuditEntry.action == doing.action,
        AuditEntry.officer == doing.officer,
        AuditEntry.device == doing.device,
    )
    return session.scalar(same.limit(1)) is not None


def _range(wanted: tuple[int | None, int | None] | None, size: int) -> tuple[int, int]:
    first, last = wanted or (0, None)
    if first is None:
        first, last = max(0, size - (last or 0)), size - 1
    last = size - 1 if last is None else min(last, size - 1)
    if not 0 <= first <= last:
        raise FileRefused(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, NO_SUCH_RANGE, {"Content-Range": f"bytes */{size}"}
        )
    return first, last
