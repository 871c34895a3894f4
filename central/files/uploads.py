"""Uploads in parts: each part is lasting before it is acknowledged, the whole is taken only with the hash it promised.

The shape is tus 1.0 (core, creation, checksum, expiration, termination).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.feed import lock_branch_once
from central.files.objects import FULL, FileRefused, Objects
from central.files.records import papers_of, without_contents
from central.store import Store
from central.tables import StoredFile, Upload
from central.trail import lock_institution, note
from models.approval.roles import Actor
from models.compliance.actions import FILE_REFUSED, FILE_STORED
from models.compliance.audit import Doing
from models.days import business_day
from models.documents.attachment import Attachment, limits
from models.documents.media import HEAD, media_types
from models.identity import new_id
from models.text import Text

CHECKSUM_MISMATCH = 460
"""The status of a part that is not what its checksum says (tus 1.0, checksum extension)."""
WHOLE = "whole"
"""Below this name lie contents that are complete; nothing changes them any more."""
_KIB, _MIB, _GIB = 2**10, 2**20, 2**30
_SWEPT_AT_ONCE = 20

NO_RECORD = Text(
    "总行还没有登记这份资料，请先同步；文件随后自动上传。",
    "Head office has no record of this paper yet; sync first, and it is sent by itself.",
)
OTHER_PROTOCOL = Text("上传协议版本不符。", "This version of the upload protocol is not spoken here.")
OTHER_TYPE = Text("分片的内容类型不正确。", "A part has another content type.")
DAMAGED = Text("分片在途中损坏，将重传。", "The part was damaged on its way; it is sent again.")
GONE = Text("上传已过期或不存在，将从头上传。", "The upload is gone; it begins again.")
TOO_LARGE = Text("文件超过{most}MB，不能上传。", "A file has at most {most} MB.")
OTHER_SIZE = Text(
    "文件大小与登记的资料不符，请重新登记。", "The size is not what the record says; file the paper anew."
)
LYING = Text(
    "文件内容与登记的指纹不符，总行未收存；请重新添加这份资料。",
    "The contents do not have the hash of their record; nothing was kept. Add the paper again.",
)
OTHER_KIND = Text(
    "文件内容不是登记的格式，总行未收存；请重新添加这份资料。",
    "The contents are not of the recorded format; nothing was kept. Add the paper again.",
)


@dataclass(frozen=True)
class Files:
    """What every request about files needs: the database, and where the contents lie."""

    store: Store
    objects: Objects


def whole_name(institution_id: str, sha256: str) -> str:
    """Return under which name the contents of a paper lie."""
    return f"{WHOLE}/{institution_id}/{sha256[:2]}/{sha256}"


def parts_name(upload: Upload) -> str:
    """Return below which name the parts of an upload lie."""
    return f"parts/{upload.institution_id}/{upload.id}"


def begin(files: Files, actor: Actor, sha256: str, size: int, at: datetime) -> Upload | None:
    """Return the upload of a paper's contents, a new one or the officer's own that was broken off.

    Nothing is returned where the branch has the contents already.

    Raises:
        FileRefused: No paper of the officer's names the hash, it is of another size, or there is no room.
    """
    _forget_expired(files, actor.institution_id, at)
    rules = limits(business_day(at))
    with files.store.writing() as session:
        papers = papers_of(session, actor.institution_id, [sha256], actor.scope, actor.login)
        if not papers:
            raise FileRefused(HTTPStatus.CONFLICT, NO_RECORD)
        wanting = without_contents(papers, actor)
        if not wanting:
            return None
        if wanting[0].size != size:
            raise FileRefused(HTTPStatus.UNPROCESSABLE_ENTITY, OTHER_SIZE)
        if size > rules["largest_mib"] * _MIB:
            raise FileRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE.fill(most=rules["largest_mib"]))
        going_on = select(Upload).where(
            Upload.institution_id == actor.institution_id, Upload.login == actor.login
        )
        unfinished = list(session.scalars(going_on))
        for upload in unfinished:
            if (upload.sha256, upload.size, upload.branch_id) == (sha256, size, wanting[0].branch_id):
                return upload
        _check_room(session, actor, size, len(unfinished), at)
        begun = Upload(
            institution_id=actor.institution_id,
            id=new_id(),
            login=actor.login,
            branch_id=wanting[0].branch_id,
            sha256=sha256,
            size=size,
            offset=0,
            parts=[],
            expires_at=at + timedelta(days=rules["unfinished_days"]),
        )
        session.add(begun)
        return begun


def _check_room(session: Session, actor: Actor, size: int, unfinished: int, at: datetime) -> None:
    rules = limits(business_day(at))
    if unfinished >= rules["unfinished_at_once"]:
        text = Text("同时上传的文件过多，请稍后再传。", "Too many uploads are under way; try again later.")
        raise FileRefused(HTTPStatus.TOO_MANY_REQUESTS, text, {"Retry-After": "60"})
    held = select(func.sum(StoredFile.size)).where(StoredFile.institution_id == actor.institution_id)
    if (session.scalar(held) or 0) + size > rules["bank_gib"] * _GIB:
        raise FileRefused(HTTPStatus.INSUFFICIENT_STORAGE, FULL)


def _forget_expired(files: Files, institution_id: str, at: datetime) -> None:
    """Forget uploads that nobody goes on with, and their parts."""
    with files.store.reading() as session:
        old = select(Upload).where(Upload.institution_id == institution_id, Upload.expires_at <= at)
        expired = list(session.scalars(old.limit(_SWEPT_AT_ONCE)))
    for upload in expired:
        _forget(files, upload)


def _forget(files: Files, upload: Upload) -> None:
    with files.store.writing() as session:
        known = session.get(Upload, (upload.institution_id, upload.id), with_for_update=True)
        # The parts go first: whoever is killed in between leaves an upload that expires, not parts that nobody knows.
        files.objects.clear(parts_name(upload))
        if known:
            session.delete(known)


def upload_of(files: Files, actor: Actor, upload_id: UUID, at: datetime) -> Upload:
    """Return an upload of the officer's.

    Raises:
        FileRefused: There is none, it is another's, or it has expired.
    """
    with files.store.reading() as session:
        upload = session.get(Upload, (actor.institution_id, upload_id))
    if upload is None or upload.login != actor.login:
        raise FileRefused(HTTPStatus.NOT_FOUND, GONE)
    if upload.expires_at <= at:
        raise FileRefused(HTTPStatus.GONE, GONE)
    return upload


def give_up(files: Files, actor: Actor, upload_id: UUID, at: datetime) -> None:
    """Forget an upload of the officer's.

    Raises:
        FileRefused: See ``upload_of``.
    """
    _forget(files, upload_of(files, actor, upload_id, at))


def take_part(files: Files, actor: Actor, upload: Upload, part: bytes, sha256: bytes, at: datetime) -> int:
    """Return how many bytes are there after taking *part*, which follows upon those that were.

    The part is lasting before the place is moved on: whoever is killed in between sends it once more. With
    the last part, or with an empty one after it, the whole is checked and taken.

    Raises:
        FileRefused: The part is too large or too small, not what its checksum says, or no longer the next;
            or the whole is not what was promised, and then nothing of it is kept.
    """
    rules = limits(business_day(at))
    after = upload.offset + len(part)
    if len(part) > rules["largest_part_kib"] * _KIB or after > upload.size:
        text = Text("分片过大。", "The part is too large.")
        raise FileRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)
    if len(part) < rules["smallest_part_kib"] * _KIB and after < upload.size:
        text = Text("除最后一片外，分片过小。", "The part is too small; only the last may be.")
        raise FileRefused(HTTPStatus.BAD_REQUEST, text)
    if hashlib.sha256(part).digest() != sha256:
        raise FileRefused(CHECKSUM_MISMATCH, DAMAGED)
    if part:
        name = f"{upload.offset}-{sha256.hex()}"
        files.objects.put(f"{parts_name(upload)}/{name}", [part])
        upload = _move_on(files, upload, name, after, at + timedelta(days=rules["unfinished_days"]))
    if upload.offset == upload.size:
        _finish(files, actor, upload, at)
    return upload.offset


def out_of_place(offset: int) -> FileRefused:
    """Return the answer to a part that is not the next one; it says which is."""
    text = Text("分片位置不符，将从{at}继续。", "The part is not the next; go on at {at}.").fill(at=offset)
    return FileRefused(HTTPStatus.CONFLICT, text, {"Upload-Offset": str(offset)})


def _move_on(files: Files, upload: Upload, name: str, after: int, until: datetime) -> Upload:
    with files.store.writing() as session:
        now = session.get(Upload, (upload.institution_id, upload.id), with_for_update=True)
        if now is None:
            # It was given up while the part came, which nobody else would clear away.
            files.objects.clear(parts_name(upload))
            raise FileRefused(HTTPStatus.NOT_FOUND, GONE)
        if now.offset != upload.offset:
            raise out_of_place(now.offset)
        now.offset, now.parts, now.expires_at = after, [*now.parts, name], until
        return now


def _finish(files: Files, actor: Actor, upload: Upload, at: datetime) -> None:
    with files.store.reading() as session:
        papers = papers_of(session, upload.institution_id, [upload.sha256], [upload.branch_id])
    there = all(files.objects.size(f"{parts_name(upload)}/{name}") is not None for name in upload.parts)
    if not (papers and there):
        # The customer was handed over to another branch in between, and whoever sees the paper now begins anew;
        # or a backup has brought an upload back whose parts had long been put together and cleared away.
        _forget(files, upload)
        raise FileRefused(HTTPStatus.NOT_FOUND, GONE)
    promised = papers[0].media_type
    try:
        files.objects.put(
            whole_name(upload.institution_id, upload.sha256), _checked(files.objects, upload, promised)
        )
    except _NotAsPromised as lie:
        with files.store.writing() as session:
            _note(session, actor, FILE_REFUSED, upload, at)
        _forget(files, upload)
        raise FileRefused(HTTPStatus.UNPROCESSABLE_ENTITY, lie.text) from None
    with files.store.writing() as session:
        lock_branch_once(session, upload.institution_id, upload.branch_id)
        lock_institution(session, upload.institution_id)
        if session.get(StoredFile, (upload.institution_id, upload.sha256)) is None:
            session.add(
                StoredFile(
                    institution_id=upload.institution_id,
                    sha256=upload.sha256,
                    size=upload.size,
                    media_type=promised,
                    stored_at=at,
                )
            )
        arrived = papers_of(session, upload.institution_id, [upload.sha256], [upload.branch_id])
        _arrived(arrived, at)
        _note(session, actor, FILE_STORED, upload, at)
    _forget(files, upload)
    if not arrived:
        # The customer was handed over while the parts were put together; whoever sees the paper now begins anew.
        raise FileRefused(HTTPStatus.NOT_FOUND, GONE)


def _arrived(papers: list[Attachment], at: datetime) -> None:
    for paper in papers:
        paper.received_at = paper.received_at or at


def _note(session: Session, actor: Actor, action: str, upload: Upload, at: datetime) -> None:
    doing = Doing(actor.login, action, f"file {upload.sha256}", at, actor.device)
    note(session, actor.institution_id, doing, size=upload.size)


class _NotAsPromised(Exception):
    """The whole is not what its record says."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def _checked(objects: Objects, upload: Upload, promised: str) -> Iterator[bytes]:
    """Yield the contents part by part; what was promised of the whole is checked before the end is reached."""
    digest, head = hashlib.sha256(), b""
    for name in upload.parts:
        for chunk in objects.read(f"{parts_name(upload)}/{name}"):
            digest.update(chunk)
            if len(head) < HEAD:
                head += chunk[:HEAD]
                if promised not in media_types(head):
                    raise _NotAsPromised(OTHER_KIND)
            yield chunk
    if digest.hexdigest() != upload.sha256:
        raise _NotAsPromised(LYING)
