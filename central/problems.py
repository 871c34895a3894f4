"""Errors as the centre sends them: problem+json (RFC 9457) with a sentence in each language."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from central.auth import NotLoggedIn
from central.devices import DeviceUnknown
from central.feed import CursorGone
from central.logs import LOG
from central.operations import KeyReused
from central.outages import OUTAGES, is_passing
from central.rates import TooMany
from models.errors import LendingError, RuleBroken
from models.sync.proof import ENROLMENT
from models.sync.version import HEADER, WIRE, WireNotSpoken
from models.text import Text

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = "5"

NO_JSON = Text("请求内容不是有效的 JSON。", "The request is no valid JSON.")
NOTHING_HERE = Text("没有这个接口。", "There is nothing at this address.")
OTHER_METHOD = Text("接口不支持这种请求方法。", "The address does not take this method.")
WRONG_FORM = Text("请求内容不符合接口约定：{where}。", "The request is not of the agreed form: {where}.")
TROUBLE = Text(
    "中心系统出错，本次操作未生效，请稍后重试。",
    "The centre failed; nothing was carried out. Try again later.",
)
UNAVAILABLE = Text(
    "中心数据库暂时不可用，请稍后重试；已录入的内容都在本机，不会丢失。",
    "The database of the centre does not answer now; try again shortly. What was typed is kept on the workstation.",
)
_STATUS_TEXTS = {
    HTTPStatus.NOT_FOUND: NOTHING_HERE,
    HTTPStatus.METHOD_NOT_ALLOWED: OTHER_METHOD,
    HTTPStatus.BAD_REQUEST: NO_JSON,
}


def problem(
    status: HTTPStatus, text: Text, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """Return a response that says what is wrong."""
    return JSONResponse({**body_of(status, text), **more}, status, headers, MEDIA_TYPE)


def body_of(status: HTTPStatus, text: Text) -> dict[str, Any]:
    """Return what every problem says."""
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": text.en,
        "zh": text.zh,
        "en": text.en,
    }


def answer_problems(app: FastAPI) -> None:
    """Let *app* answer every error as a problem."""
    app.exception_handler(LendingError)(_lending_error)
    app.exception_handler(RequestValidationError)(_wrong_form)
    app.exception_handler(HTTPException)(_http_error)
    for outage in OUTAGES:
        app.exception_handler(outage)(_database_error)


def _lending_error(_request: Request, error: LendingError) -> JSONResponse:
    status = HTTPStatus.FORBIDDEN
    headers: dict[str, str] = {}
    more: dict[str, Any] = {}
    match error:
        case NotLoggedIn():
            status, headers = HTTPStatus.UNAUTHORIZED, {"WWW-Authenticate": "Bearer"}
        case DeviceUnknown():
            more = {"need": ENROLMENT}
        case TooMany():
            status, headers = HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(error.seconds)}
        case CursorGone():
            status = HTTPStatus.GONE
        case WireNotSpoken():
            status, headers = HTTPStatus.UPGRADE_REQUIRED, {"Upgrade": f"{HEADER}/{WIRE}"}
            more = {"wire": WIRE}
        case KeyReused():
            status, more = HTTPStatus.UNPROCESSABLE_ENTITY, {"op": str(error.op)}
        case RuleBroken():
            status = HTTPStatus.UNPROCESSABLE_ENTITY
    return problem(status, error.text, headers, **more)


def _wrong_form(_request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(HTTPStatus.BAD_REQUEST, NO_JSON)
    where = ".".join(str(part) for part in first["loc"])[:100]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, WRONG_FORM.fill(where=where))


def _http_error(_request: Request, error: HTTPException) -> JSONResponse:
    status = HTTPStatus(error.status_code)
    return problem(status, _STATUS_TEXTS.get(status, Text(status.phrase, status.phrase)))


def unavailable(text: Text = UNAVAILABLE) -> JSONResponse:
    """Return the answer of a centre that cannot work now: ask again later."""
    return problem(HTTPStatus.SERVICE_UNAVAILABLE, text, {"Retry-After": _RETRY_SECONDS})


def _database_error(_request: Request, error: DBAPIError | NoConnection) -> JSONResponse:
    """Ask for patience where the database stopped, failed over, is full or busy; anything else is a bug."""
    if not is_passing(error):
        raise error
    LOG.warning("database", exc_info=error)
    return unavailable()
