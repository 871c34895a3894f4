"""What goes wrong: the line loses and repeats, computers die between two writes, clocks are hours off."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from random import Random
from typing import Any, Self, TypeVar

import httpx2
from sqlalchemy.orm import Session

from app.database import Database

T = TypeVar("T")

SHARE_OF_BAD_REQUESTS = 0.12
_STRANGERS: list[dict[str, Any]] = [{}, {"code": 401, "msg": "请先登录"}, {"status": "UP"}]
"""What another program answers in the centre's place."""
_HTML = b"<html><body><h1>502 Bad Gateway</h1></body></html>"


def _name(fault: Callable[..., Any]) -> str:
    return fault.__name__.strip("_").replace("_", " ")


class Killed(BaseException):
    """The computer lost its power; nothing catches this but the simulator."""


class Line(httpx2.BaseTransport):
    """The line between one desk and the centre: each request may go wrong in its own way.

    Attributes:
        calm: Nothing goes wrong: not yet, or not any more.
        happened: How often what went wrong, on all lines together.
    """

    def __init__(self, dice: Random, happened: Counter[str]) -> None:
        self._dice, self.happened = dice, happened
        self._wire = httpx2.HTTPTransport()
        self._late: list[httpx2.Request] = []
        self._faults = [
            self._cut,
            self._lose,
            self._repeat,
            self._deliver_late,
            self._truncate,
            self._answer_html,
            self._answer_json,
            self._answer_double,
        ]
        self.calm = True

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Hand the request on, or let something happen to it."""
        if self.calm or self._dice.random() >= SHARE_OF_BAD_REQUESTS:
            return self._pass(request)
        # What has happened least so far: each fault as often as the others, on whichever line.
        fault = min(self._faults, key=lambda each: (self.happened[_name(each)], self._dice.random()))
        self.happened[_name(fault)] += 1
        return fault(request)

    def another(self) -> "Line":
        """Return a line that is as bad, for a process of its own: two cannot share one connection."""
        return Line(Random(self._dice.random()), Counter(self.happened))  # noqa: S311 - dice, not a secret

    def close(self) -> None:
        """Close the real connection."""
        self._wire.close()

    def _pass(
        self, request: httpx2.Request, garble: Callable[[bytes], bytes] = lambda content: content
    ) -> httpx2.Response:
        response = self._wire.handle_request(request)
        try:
            # As it came over the line: whoever reads the answer unpacks it.
            content = b"".join(response.iter_raw())
        finally:
            response.close()
        return httpx2.Response(
            response.status_code, headers=response.headers, stream=httpx2.ByteStream(garble(content))
        )

    def _cut(self, request: httpx2.Request) -> httpx2.Response:
        message = "the cable is out"
        raise httpx2.ConnectError(message, request=request)

    def _lose(self, request: httpx2.Request) -> httpx2.Response:
        self._pass(request)
        message = "the answer is lost"
        raise httpx2.ReadError(message, request=request)

    def _repeat(self, request: httpx2.Request) -> httpx2.Response:
        self._pass(request)
        return self._pass(request)

    def _deliver_late(self, request: httpx2.Request) -> httpx2.Response:
        """Answer as if nothing had arrived; the request arrives when a later one has long been answered."""
        overdue, self._late = self._late, [request]
        for each in overdue:
            self._pass(each)
        message = "no answer in time"
        raise httpx2.ReadTimeout(message, request=request)

    def _truncate(self, request: httpx2.Request) -> httpx2.Response:
        return self._pass(request, lambda content: content[: len(content) // 2])

    def _answer_double(self, request: httpx2.Request) -> httpx2.Response:
        return self._pass(request, lambda content: content + content)

    def _answer_html(self, _request: httpx2.Request) -> httpx2.Response:
        status = self._dice.choice([200, 502, 503, 504])
        return httpx2.Response(status, content=_HTML, headers={"Content-Type": "text/html"})

    def _answer_json(self, _request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json=self._dice.choice(_STRANGERS))


class MortalStore(Database):
    """The store of a computer that can lose its power at any of its writes.

    Attributes:
        writes: How many there have been.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self.writes, self._last, self._after = 0, 0, False
        super().__init__(path, key)

    def die_in(self, writes: int, *, after: bool) -> None:
        """Let the power fail at the write that follows so many, before it begins or when it has become lasting."""
        self._last, self._after = self.writes + writes, after

    def run(self, use_case: Callable[[Session], T]) -> T:
        """See ``Database``."""
        self.writes += 1
        dies = self.writes == self._last
        if dies and not self._after:
            raise Killed
        result = super().run(use_case)
        if dies:
            raise Killed
        return result


def kill_while(work: Callable[[], Any], seconds: float) -> None:
    """Do *work* in a process of its own and kill it with SIGKILL after so many seconds."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


class SkewedClock(datetime):
    """The clock of the computer whose turn it is.

    Attributes:
        off: By how much it is fast.
    """

    off = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return what that clock shows."""
        return datetime.now(tz) + cls.off  # type: ignore[return-value] # a plain moment does as well
