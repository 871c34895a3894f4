"""The description of the API, OpenAPI 3.1: every answer that says what is wrong is one of the same kind."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from central import auth, feed, limits, problems, rates
from central.api import asking, shapes
from central.files import objects, reading, uploads
from models.text import Text

_REFERENCE = "#/components/schemas/Problem"
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "What is wrong, in both languages (RFC 9457).",
    "required": ["type", "title", "status", "detail", "zh", "en"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "zh": {"type": "string", "description": "The sentence for the officer, in Chinese."},
        "en": {"type": "string", "description": "The same in English."},
        "op": {"type": ["string", "null"], "description": "The operation that is in the way, if it is one."},
        "need": {"type": "string", "description": "``enrolment``: the computer must be enrolled first."},
        "wire": {"type": "integer", "description": "What this centre speaks, if the two sides do not match."},
        "request": {"type": "string", "description": "The number of the request in the log of the centre."},
    },
}
_WAIT = {"Retry-After": {"description": "Seconds until it may go.", "schema": {"type": "integer"}}}
_MEANINGS: dict[HTTPStatus, tuple[str, Text]] = {
    HTTPStatus.BAD_REQUEST: ("The body is no JSON.", problems.NO_JSON),
    HTTPStatus.UNAUTHORIZED: ("Nobody is logged in.", auth.EXPIRED),
    HTTPStatus.FORBIDDEN: ("Not for this person.", feed.OTHER_BRANCH.fill(branch="2399010002")),
    HTTPStatus.NOT_FOUND: ("Nothing is here.", problems.NOTHING_HERE),
    HTTPStatus.METHOD_NOT_ALLOWED: ("The address is not asked in this way.", problems.OTHER_METHOD),
    HTTPStatus.REQUEST_TIMEOUT: ("The body came too slowly.", limits.TOO_SLOW),
    HTTPStatus.GONE: ("The feed never was there.", feed.NOT_A_PLACE),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("The body is too large.", limits.TOO_LARGE),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "The content is not of the agreed form, or a rule refuses it.",
        problems.WRONG_FORM.fill(where="body.operations"),
    ),
    HTTPStatus.UPGRADE_REQUIRED: ("The two sides speak wires too far apart.", asking.TOO_OLD),
    HTTPStatus.TOO_MANY_REQUESTS: ("Too often, or locked.", rates.TOO_OFTEN.fill(seconds=2)),
    HTTPStatus.INTERNAL_SERVER_ERROR: ("The centre failed; nothing was carried out.", problems.TROUBLE),
    HTTPStatus.SERVICE_UNAVAILABLE: ("The database does not answer now.", problems.UNAVAILABLE),
}

_OF_FILES: dict[HTTPStatus, tuple[str, Text]] = {
    HTTPStatus.CONFLICT: (
        "No record names the contents yet, the part is not the next, or the contents were lost here.",
        uploads.NO_RECORD,
    ),
    HTTPStatus.PRECONDITION_FAILED: ("Another version of tus is spoken.", uploads.OTHER_PROTOCOL),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ("A part has another content type.", uploads.OTHER_TYPE),
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: ("There are no such bytes.", reading.NO_SUCH_RANGE),
    HTTPStatus.INSUFFICIENT_STORAGE: ("There is no room for papers.", objects.FULL),
}


def _response(status: HTTPStatus, description: str, text: Text) -> dict[str, Any]:
    media = {"schema": {"$ref": _REFERENCE}, "example": problems.body_of(status, text)}
    waits = status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
    return {
        "description": description,
        "content": {problems.MEDIA_TYPE: media},
        **({"headers": _WAIT} if waits else {}),
    }


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status.value: _response(status, *meaning) for status, meaning in _MEANINGS.items()
}
"""What every address may answer instead of what was asked for."""
PROBLEMS_OF_FILES: dict[int | str, dict[str, Any]] = {
    **{status.value: _response(status, *meaning) for status, meaning in _OF_FILES.items()},
    uploads.CHECKSUM_MISMATCH: _response(
        HTTPStatus.BAD_REQUEST, "A part is not what it says.", uploads.DAMAGED
    ),
}
"""What the addresses of files may answer besides."""


def describe(app: FastAPI) -> None:
    """Let the description of *app* hold what its addresses refer to: what travels, and how a problem looks."""
    described = app.openapi

    def with_components() -> dict[str, Any]:
        whole = described()
        schemas = whole["components"]["schemas"]
        if "Problem" not in schemas:
            schemas |= {"Problem": PROBLEM, **shapes.components()}
            schemas["OperationsForm"]["properties"]["operations"]["items"] = shapes.ref("Operation")
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
        return whole

    app.openapi = with_components  # type: ignore[method-assign] # FastAPI's own way of extending it
