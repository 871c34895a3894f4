"""How large a request may be, and how long it may take to arrive."""

import asyncio
from collections.abc import Iterable
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.problems import problem
from models.text import Text

LARGEST_BODY = 4 * 1024 * 1024
SLOWEST_BODY_SECONDS = 60
TOO_LARGE = Text(
    "请求内容超过4 MB，请分批发送。", "The request is larger than 4 MB; send it in several parts."
)
TOO_SLOW = Text(
    "请求内容传输过慢，本次请求未处理，请检查网络后重试。",
    "The request took too long to arrive and was not carried out; check the network and try again.",
)


class BodyLimit:
    """Refuses a request whose body is larger than allowed, before it is kept in memory, or never ends."""

    def __init__(
        self, app: ASGIApp, largest: int = LARGEST_BODY, slowest: float = SLOWEST_BODY_SECONDS
    ) -> None:
        self._app, self._largest, self._slowest = app, largest, slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit and hand it on whole."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._slowest):
                body = await self._read(scope, receive)
        except TimeoutError:
            slow = problem(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW, {"Connection": "close"})
            await slow(scope, receive, send)
            return
        except _TooLargeError:
            large = problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE, {"Connection": "close"})
            await large(scope, receive, send)
            return
        if body is None:
            return
        given: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return given.pop() if given else await receive()

        await self._app(scope, replay, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | None:
        """Return the body, or nothing where the sender went away before its end."""
        if _announced(scope["headers"]) > self._largest:
            raise _TooLargeError
        body, message = bytearray(), await receive()
        while message["type"] == "http.request":
            body += message.get("body", b"")
            if len(body) > self._largest:
                raise _TooLargeError
            if not message.get("more_body", False):
                return bytes(body)
            message = await receive()
        return None


class _TooLargeError(Exception):
    pass


def _announced(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Return how long the sender says that the body is; the server in front has refused what is no number."""
    return next((int(value) for name, value in headers if name == b"content-length" and value.isdigit()), 0)
