"""What surrounds every request: its number, its time, its line in the log, and the headers of every answer."""

import re
from http import HTTPStatus
from time import perf_counter
from typing import Any
from uuid import uuid4

from sqlalchemy.pool import QueuePool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central import metrics
from central.logs import LOG
from central.problems import TROUBLE, problem
from central.store import Store

REQUEST_ID = "X-Request-ID"
_GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
_UNKNOWN = "-"
_METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE"}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Watch:
    """Gives every request a number, answers where nobody else did, counts and logs it."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self._app, self._store = app, store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request on and write down what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = perf_counter(), 0
        number = _number_of(scope)
        scope.setdefault("state", {})

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = number
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception:  # noqa: BLE001 - whatever it was, the sender hears that nothing was carried out
            LOG.exception("failed", extra={"request": number})
            if not status:
                trouble = problem(HTTPStatus.INTERNAL_SERVER_ERROR, TROUBLE, request=number)
                await trouble(scope, receive, answer)
        self._write_down(scope, number, status, perf_counter() - begun)

    def _write_down(self, scope: Scope, number: str, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else _UNKNOWN
        route = getattr(scope.get("route"), "path", _UNKNOWN)
        metrics.REQUESTS.labels(route, method, status).inc()
        metrics.SECONDS.labels(route, method).observe(seconds)
        pool = self._store.engine.pool
        if isinstance(pool, QueuePool):
            metrics.CONNECTIONS.set(pool.checkedout())
        sender: dict[str, Any] = scope["state"]
        known = {"institution": sender.get("institution"), "device": sender.get("device")}
        about = {"request": number, "method": method, "route": route, "status": status}
        LOG.info("request", extra={**about, "ms": round(seconds * 1000, 1), **known})


def _number_of(scope: Scope) -> str:
    """Return the number that whoever stands in front of the centre gave, if it is one, or a new one."""
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if _GIVEN.fullmatch(given) else str(uuid4())
