"""Errors as the centre sends them: problem+json (RFC 9457) with a sentence in each language."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from central.auth import NotLoggedIn, TooManyFailures
from central.feed import CursorGone
from central.operations import KeyReused
from models.errors import LendingError, RuleBroken
from models.sync.version import HEADER, WIRE, WireNotSpoken
from models.text import Text

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("heitu.central")

NO_JSON = Text("请求内容不是有效的 JSON。", "The request is no valid JSON.")
_WRONG_FORM = Text("请求内容不符合接口约定：{where}。", "The request is not of the agreed form: {where}.")
_TROUBLE = Text(
    "中心系统出错，本次操作未生效，请稍后重试。",
    "The centre failed; nothing was carried out. Try again later.",
)
_STATUS_TEXTS = {
    HTTPStatus.NOT_FOUND: Text("没有这个接口。", "There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: Text("接口不支持这种请求方法。", "The address does not take this method."),
    HTTPStatus.BAD_REQUEST: NO_JSON,
}


def problem(
    status: HTTPStatus, text: Text, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """Return a response that says what is wrong."""
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": text.en,
        "zh": text.zh,
        "en": text.en,
        **more,
    }
    return JSONResponse(body, status, headers, MEDIA_TYPE)


def answer_problems(app: FastAPI) -> None:
    """Let *app* answer every error as a problem."""
    app.exception_handler(LendingError)(_lending_error)
    app.exception_handler(RequestValidationError)(_wrong_form)
    app.exception_handler(HTTPException)(_http_error)
    app.exception_handler(Exception)(_unexpected)


def _lending_error(_request: Request, error: LendingError) -> JSONResponse:
    if isinstance(error, NotLoggedIn):
        return problem(HTTPStatus.UNAUTHORIZED, error.text, {"WWW-Authenticate": "Bearer"})
    if isinstance(error, TooManyFailures):
        return problem(HTTPStatus.TOO_MANY_REQUESTS, error.text, {"Retry-After": str(error.seconds)})
    if isinstance(error, CursorGone):
        return problem(HTTPStatus.GONE, error.text)
    if isinstance(error, WireNotSpoken):
        return problem(HTTPStatus.UPGRADE_REQUIRED, error.text, {"Upgrade": f"{HEADER}/{WIRE}"}, wire=WIRE)
    if isinstance(error, KeyReused):
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, error.text, op=str(error.op))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, RuleBroken) else HTTPStatus.FORBIDDEN
    return problem(status, error.text)


def _wrong_form(_request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(HTTPStatus.BAD_REQUEST, NO_JSON)
    where = ".".join(str(part) for part in first["loc"])[:100]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _WRONG_FORM.fill(where=where))


def _http_error(_request: Request, error: HTTPException) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    return problem(status, _STATUS_TEXTS.get(status, Text(status.phrase, status.phrase)))


def _unexpected(_request: Request, error: Exception) -> JSONResponse:
    _LOG.error("unexpected error", exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, _TROUBLE)
