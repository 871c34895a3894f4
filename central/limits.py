"""How large a request may be."""

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from central.problems import problem
from models.text import Text

LARGEST_BODY = 4 * 1024 * 1024
_TOO_LARGE = Text(
    "请求内容超过4 MB，请分批发送。", "The request is larger than 4 MB; send it in several parts."
)


class BodyLimit:
    """Refuses a request whose body is larger than allowed, before it is kept in memory."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self._app, self._largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body up to the limit and hand it on whole."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body, message = bytearray(), await receive()
        while message["type"] == "http.request":
            body += message.get("body", b"")
            if len(body) > self._largest:
                await problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _TOO_LARGE)(scope, receive, send)
                return
            if not message.get("more_body", False):
                break
            message = await receive()
        if message["type"] == "http.disconnect":
            return
        given: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def replay() -> Message:
            return given.pop() if given else await receive()

        await self._app(scope, replay, send)
