"""Talking to core banking over HTTP: what is passing, what is final, and the plain port of docs/gateway.md."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

from central.gateway.message import CorePayment, Message, read_payment
from central.gateway.port import CoreAway, CoreRefused, Page
from models.errors import RuleBroken
from models.text import Text

_AWAY = Text("核心系统无应答（{why}）。", "Core banking does not answer ({why}).")
_NOT_SAID = Text(
    "核心系统没有答复收到了哪条消息（id）。", "Core banking does not say which message it has (id)."
)
_REFUSED = Text("核心系统不接受：{why}", "Core banking refuses: {why}")
_NOT_SAFE = Text(
    "核心系统地址必须以 https:// 开头。", "The address of core banking must begin with https://."
)
_NOT_ALL = Text(
    "核心系统的还款列表中有不符合接口手册的记录，已跳过，更正前每轮重新读取。",
    "Core banking lists repayments that are not as docs/gateway.md says; they are passed over and asked for again.",
)
_NOWHERE = Text(
    "核心系统的还款列表没有往后继续，请核对接口。",
    "The list of repayments does not go on; check the interface.",
)
_PLACE = re.compile(r"[\x21-\x7e]{0,200}")
_PASSING = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
    HTTPStatus.LOCKED,
    # Fineract's word for a key that is still being worked on.
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SECONDS = 30


class Line:
    """A connection to core banking that tells passing troubles from final ones."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        """Prepare to talk to *address*.

        Raises:
            RuleBroken: It is neither https nor this computer.
        """
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise RuleBroken(_NOT_SAFE)
        self.address = address
        self._http = httpx2.Client(base_url=address, headers=dict(headers), timeout=_SECONDS)

    def ask(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """Return the answer as JSON, its numbers exact, or None where there is no such thing.

        Raises:
            CoreAway: No answer, or one that says not now.
            CoreRefused: An answer that would be the same tomorrow.
        """
        headers = {"Idempotency-Key": key} if key else {}
        try:
            response = self._http.request(method, path, json=body, headers=headers)
        except httpx2.HTTPError as error:
            raise CoreAway(_AWAY.fill(why=type(error).__name__)) from None
        # Whatever leads elsewhere, a page to log in for instance, is not core banking's own word.
        if response.is_server_error or response.is_redirect or response.status_code in _PASSING:
            raise CoreAway(_AWAY.fill(why=response.status_code))
        try:
            answer = json.loads(response.text, parse_float=Decimal) if response.text else {}
        except (ValueError, RecursionError):
            raise CoreAway(_AWAY.fill(why="JSON")) from None
        if response.status_code == HTTPStatus.NOT_FOUND and method == "GET":
            return None
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            raise CoreAway(_AWAY.fill(why=response.status_code))
        if not response.is_success:
            raise CoreRefused(_REFUSED.fill(why=_reason(answer) or response.status_code))
        return answer

    def close(self) -> None:
        """Close the connection."""
        self._http.close()


def _reason(answer: Any) -> str:
    """Return the sentence of a refusal, Fineract's or a problem's."""
    if not isinstance(answer, dict):
        return ""
    errors = answer.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    told = first.get("defaultUserMessage") or answer.get("defaultUserMessage") or answer.get("detail")
    return str(told or "")[:300]


class PlainPort:
    """Core banking, or what the bank has put in front of it, with the two addresses of docs/gateway.md."""

    def __init__(self, line: Line) -> None:
        self.name, self._line = line.address[:200], line

    def hand_over(self, message: Message) -> Mapping[str, Any]:
        """Send the message; the other side says which one it has, and answers a repeated key as before."""
        body = {"id": str(message.identity), "kind": message.kind, **message.body}
        answer = self._line.ask("POST", "/messages", body, str(message.identity))
        if not isinstance(answer, dict) or answer.get("id") != str(message.identity):
            raise CoreAway(_NOT_SAID)
        # What is kept of the answer is plain JSON again.
        kept: dict[str, Any] = json.loads(json.dumps(answer, default=str))
        return kept

    def payments(self, notes: Iterable[str], place: str) -> Iterator[Page]:  # noqa: ARG002 - core banking knows its own
        """Yield what was paid, page by page, from *place* on; where core banking lost the place, from the beginning.

        A repayment that is not understood holds up none behind it. The place before it is kept, so that it is asked for
        again until it is put right.
        """
        been, found = {place}, self._listed(place)
        if found is None and place:
            place = ""
            been, found = {place}, self._listed(place)
        if found is None:
            raise CoreAway(_AWAY.fill(why=HTTPStatus.NOT_FOUND.value))
        strange = False
        while found is not None and found[0]:
            listed, following = found
            understood = list(_understood(listed))
            strange = strange or len(understood) < len(listed)
            place = place if strange else following
            yield Page(understood, place)
            if following in been:
                raise CoreAway(_NOWHERE)
            been.add(following)
            found = self._listed(following)
        if strange:
            raise CoreAway(_NOT_ALL)

    def _listed(self, place: str) -> tuple[list[Any], str] | None:
        """Return what core banking lists behind a place, and the next place; nothing if it does not know the place."""
        told = self._line.ask("GET", f"/repayments?after={quote(place, safe='')}")
        if told is None:
            return None
        try:
            listed, following = told["repayments"], told["next"]
        except (KeyError, TypeError):
            raise CoreAway(_AWAY.fill(why="repayments")) from None
        if not isinstance(listed, list):
            raise CoreAway(_AWAY.fill(why="repayments"))
        if not isinstance(following, str) or not _PLACE.fullmatch(following):
            raise CoreAway(_AWAY.fill(why="next"))
        return listed, following

    def settle(self, payment: CorePayment, problem: str) -> None:
        """Say nothing: the place that is asked for next says what was kept."""


def _understood(listed: Iterable[Any]) -> Iterator[CorePayment]:
    for each in listed:
        with suppress(RuleBroken):
            yield read_payment(each)
