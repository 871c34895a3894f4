"""Addresses of files: papers come in part by part in the shape of tus 1.0, and are read whole or by range."""

import base64
import re
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from central import problems
from central.api.asking import HasActor, HasCentre
from central.api.description import PROBLEMS_OF_FILES
from central.files import reading, uploads
from central.files.objects import FileRefused
from central.tables import Upload
from models.days import business_day
from models.documents.attachment import limits
from models.text import Text

router = APIRouter(tags=["files"], responses=PROBLEMS_OF_FILES)

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
_SHA256 = r"^[0-9a-f]{64}$"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_METADATA = re.compile(r"(?:^|,)\s*sha256 ([0-9A-Za-z+/=]+)\s*(?:,|$)")
_TUS = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}


class HaveForm(BaseModel):
    """The hashes that are asked for."""

    hashes: list[Annotated[str, Field(pattern=_SHA256)]] = Field(max_length=reading.MOST_HASHES)


class Have(BaseModel):
    """Those of them whose contents lie here."""

    hashes: list[str]


class PartHeaders(BaseModel):
    """What stands above a part."""

    content_type: str = Field(max_length=100)
    upload_offset: int = Field(ge=0, le=2**40)
    upload_checksum: str = Field(pattern=r"^sha256 [0-9A-Za-z+/=]{44}$")


def _speaks_tus(tus_resumable: Annotated[str, Header()] = "") -> None:
    if tus_resumable != VERSION:
        raise FileRefused(HTTPStatus.PRECONDITION_FAILED, uploads.OTHER_PROTOCOL, {"Tus-Version": VERSION})


async def _body(request: Request) -> bytes:
    return await request.body()


SpeaksTus = Depends(_speaks_tus)
Body = Annotated[bytes, Depends(_body)]
OfUpload = Annotated[UUID, Path()]


@router.options("/v1/files", status_code=HTTPStatus.NO_CONTENT)
def what_is_spoken(centre: HasCentre) -> Response:
    """Tell which parts of tus are spoken, and how large a file may be."""
    most = limits(business_day(centre.clock()))["largest_mib"] * 2**20
    told = {
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,checksum,expiration,termination",
        "Tus-Checksum-Algorithm": "sha256",
        "Tus-Max-Size": str(most),
    }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={**_TUS, **told})


@router.post("/v1/files/have", response_model=Have)
def have(form: HaveForm, actor: HasActor, centre: HasCentre) -> dict[str, Any]:
    """Tell which of some files have arrived, as far as the officer sees a paper that names them."""
    return {"hashes": reading.held(centre.files, actor, form.hashes)}


@router.post(
    "/v1/files",
    dependencies=[SpeaksTus],
    status_code=HTTPStatus.CREATED,
    responses={HTTPStatus.OK.value: {"description": "The contents are here already."}},
)
def begin(
    actor: HasActor,
    centre: HasCentre,
    upload_length: Annotated[int, Header(ge=1, le=2**40)],
    upload_metadata: Annotated[str, Header(max_length=1000)],
) -> Response:
    """Begin an upload, or find the officer's own again; 200 says that the contents are here already."""
    upload = uploads.begin(centre.files, actor, _hash_in(upload_metadata), upload_length, centre.clock())
    if upload is None:
        return Response(status_code=HTTPStatus.OK, headers=_TUS)
    where = {"Location": f"/v1/files/uploads/{upload.id}"}
    return Response(status_code=HTTPStatus.CREATED, headers={**_state(upload), **where})


@router.head("/v1/files/uploads/{upload_id}", dependencies=[SpeaksTus])
def progress(upload_id: OfUpload, actor: HasActor, centre: HasCentre) -> Response:
    """Tell how much of an upload is there."""
    return Response(headers=_state(uploads.upload_of(centre.files, actor, upload_id, centre.clock())))


@router.patch(
    "/v1/files/uploads/{upload_id}",
    dependencies=[SpeaksTus],
    status_code=HTTPStatus.NO_CONTENT,
    openapi_extra={"requestBody": {"content": {PART: {"schema": {"type": "string", "format": "binary"}}}}},
)
def take_part(
    upload_id: OfUpload,
    actor: HasActor,
    centre: HasCentre,
    part: Body,
    told: Annotated[PartHeaders, Header()],
) -> Response:
    """Take the next part of an upload; the last one completes it."""
    if told.content_type != PART:
        raise FileRefused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, uploads.OTHER_TYPE)
    at = centre.clock()
    upload = uploads.upload_of(centre.files, actor, upload_id, at)
    if told.upload_offset != upload.offset:
        raise uploads.out_of_place(upload.offset)
    checksum = _decoded(told.upload_checksum.removeprefix("sha256 "))
    there = uploads.take_part(centre.files, actor, upload, part, checksum, at)
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={**_TUS, "Upload-Offset": str(there)})


@router.delete("/v1/files/uploads/{upload_id}", dependencies=[SpeaksTus], status_code=HTTPStatus.NO_CONTENT)
def give_up(upload_id: OfUpload, actor: HasActor, centre: HasCentre) -> Response:
    """Give an upload up; what has arrived of it is forgotten."""
    uploads.give_up(centre.files, actor, upload_id, centre.clock())
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=_TUS)


@router.get("/v1/files/{sha256}", response_class=StreamingResponse)
def read(
    sha256: Annotated[str, Path(pattern=_SHA256)],
    actor: HasActor,
    centre: HasCentre,
    wanted: Annotated[str, Header(alias="Range", max_length=100)] = "",
) -> StreamingResponse:
    """Give the contents of a paper, whole or by range."""
    part = _range(wanted)
    found = reading.read(centre.files, actor, sha256, part, centre.clock())
    headers = {
        "Accept-Ranges": "bytes",
        # Named, so that nothing on the way packs it: a range is of the bytes as they are.
        "Content-Encoding": "identity",
        "Content-Length": str(found.last - found.first + 1),
        "Content-Disposition": "attachment",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "ETag": f'"{sha256}"',
    }
    status = HTTPStatus.OK
    if part:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {found.first}-{found.last}/{found.size}"
    return StreamingResponse(found.chunks, status, headers, found.media_type)


def refuse(_request: Request, error: Exception) -> JSONResponse:
    """Return the answer to a file that is not taken or given; tus has a status that HTTP does not know."""
    if not isinstance(error, FileRefused):
        raise error
    known = HTTPStatus.BAD_REQUEST if error.status == uploads.CHECKSUM_MISMATCH else HTTPStatus(error.status)
    answer = problems.problem(known, error.text, {**_TUS, **error.headers})
    answer.status_code = error.status
    return answer


def _state(upload: Upload) -> dict[str, str]:
    return {
        **_TUS,
        "Upload-Offset": str(upload.offset),
        "Upload-Length": str(upload.size),
        "Upload-Expires": f"{upload.expires_at:%a, %d %b %Y %H:%M:%S} GMT",
    }


def _hash_in(metadata: str) -> str:
    named = _METADATA.search(metadata)
    sha256 = _decoded(named[1]).decode("ascii", errors="replace") if named else ""
    if not re.fullmatch(_SHA256, sha256):
        raise FileRefused(
            HTTPStatus.BAD_REQUEST,
            Text("上传须说明文件指纹。", "An upload names the hash of the file."),
        )
    return sha256


def _decoded(packed: str) -> bytes:
    try:
        return base64.b64decode(packed, validate=True)
    except ValueError:
        return b""


def _range(header: str) -> tuple[int | None, int | None] | None:
    """Return first and last byte of a range; one that is not understood asks for nothing special (RFC 9110 14.2)."""
    asked = _RANGE.fullmatch(header)
    if asked is None or not (asked[1] or asked[2]):
        return None
    return (int(asked[1]) if asked[1] else None, int(asked[2]) if asked[2] else None)
