"""Carries contents to and from the centre part by part, over a connection of its own (tus 1.0)."""

import base64
import hashlib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import httpx2

from app.sync.client import OFFLINE, STRANGE, Centre, CentreUnreachable, LoginRefused, no_answer
from models.errors import LendingError
from models.text import Text

TIMEOUT = httpx2.Timeout(60, connect=4)
CHECKSUM_MISMATCH = 460
_SPOKEN, _VERSION = "Tus-Resumable", "1.0.0"
_PART = "application/offset+octet-stream"
_UPLOADS = "/v1/files/uploads/"
_GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_NEVER = {
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}


class NotTaken(LendingError):
    """The centre does not take or give a file; ``for_good`` says that asking again is no use."""

    def __init__(self, text: Text, *, for_good: bool) -> None:
        super().__init__(text)
        self.for_good = for_good


class Courier:
    """One officer's way for files. What is asked here never stands in the way of what a round asks."""

    def __init__(self, centre: Centre, line: httpx2.BaseTransport | None = None) -> None:
        self._centre = centre
        self._http = httpx2.Client(
            base_url=centre.address, timeout=TIMEOUT, transport=line, verify=centre.trust
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def have(self, hashes: Iterable[str]) -> set[str]:
        """Return those of the hashes whose contents the centre has, for papers that the officer sees.

        Raises:
            CentreUnreachable, LoginRefused, NotTaken: It does not say.
        """
        answer = self._ask("POST", "/v1/files/have", json={"hashes": list(hashes)})
        try:
            return set(answer.json()["hashes"])
        except (ValueError, KeyError, TypeError):
            raise CentreUnreachable(STRANGE) from None

    def begin(self, sha256: str, size: int) -> tuple[str, int] | None:
        """Return where to send contents and how many bytes are there; nothing if all of them are.

        An upload that was broken off is found again in this way, rather than by asking for it: the answer tells all
        that is to be known, also that the upload is gone, which the answer to HEAD has no room for.

        Raises:
            CentreUnreachable, LoginRefused, NotTaken: The centre does not take them, or not now.
        """
        named = base64.b64encode(sha256.encode()).decode()
        told = {"Upload-Length": str(size), "Upload-Metadata": f"sha256 {named}"}
        answer = self._ask_in_tus("POST", "/v1/files", headers=told)
        if answer.status_code == HTTPStatus.OK:
            return None
        place = answer.headers.get("Location", "")
        if not place.startswith(_UPLOADS):
            # An address elsewhere would be shown the officer's token.
            raise CentreUnreachable(STRANGE)
        return place, _offset(answer)

    def send(self, place: str, offset: int, part: bytes) -> int:
        """Return how many bytes are there after sending *part*, which begins at *offset*.

        Raises:
            CentreUnreachable, LoginRefused, NotTaken: The part was not taken, or its upload is gone and begins again.
        """
        checksum = base64.b64encode(hashlib.sha256(part).digest()).decode()
        told = {
            "Content-Type": _PART,
            "Upload-Offset": str(offset),
            "Upload-Checksum": f"sha256 {checksum}",
        }
        return _offset(self._ask_in_tus("PATCH", place, content=part, headers=told))

    def read(self, sha256: str, first: int, count: int) -> bytes:
        """Return *count* bytes of contents from *first*.

        Raises:
            CentreUnreachable, LoginRefused, NotTaken: The centre does not give them.
        """
        span = {"Range": f"bytes={first}-{first + count - 1}"}
        found = self._ask("GET", f"/v1/files/{sha256}", headers=span).content
        if len(found) != count:
            raise CentreUnreachable(OFFLINE)
        return found

    def _ask(self, method: str, path: str, **request: Any) -> httpx2.Response:
        access = self._centre.access()
        answer = self._send(method, path, access, request)
        if answer.status_code == HTTPStatus.UNAUTHORIZED:
            answer = self._send(method, path, self._centre.access(spent=access), request)
        if answer.is_success or _moved(answer):
            return answer
        raise _refusal(answer, path)

    def _ask_in_tus(self, method: str, path: str, **request: Any) -> httpx2.Response:
        answer = self._ask(
            method, path, **{**request, "headers": {_SPOKEN: _VERSION, **request.get("headers", {})}}
        )
        if answer.headers.get(_SPOKEN) != _VERSION:
            # Whoever answers in the place of the centre, a log-in page of the network say, has taken nothing.
            raise CentreUnreachable(STRANGE)
        return answer

    def _send(self, method: str, path: str, access: str, request: dict[str, Any]) -> httpx2.Response:
        headers = {**request.get("headers", {}), "Authorization": f"Bearer {access}"}
        try:
            return self._http.request(method, path, **{**request, "headers": headers})
        except httpx2.HTTPError as broken:
            raise no_answer(broken) from None


def _moved(answer: httpx2.Response) -> bool:
    """Tell whether the centre only says at which place it is: a part of ours was taken, its answer was lost."""
    return answer.status_code == HTTPStatus.CONFLICT and "Upload-Offset" in answer.headers


def _offset(answer: httpx2.Response) -> int:
    told = answer.headers.get("Upload-Offset", "")
    if not (told.isascii() and told.isdigit()):
        raise CentreUnreachable(STRANGE)
    return int(told)


def _refusal(answer: httpx2.Response, path: str) -> LendingError:
    try:
        said = answer.json()
        text = Text(str(said["zh"]), str(said["en"]))
    except (ValueError, KeyError, TypeError):
        return CentreUnreachable(STRANGE)
    if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return LoginRefused(text)
    if answer.status_code in _GONE:
        return NotTaken(text, for_good=not path.startswith(_UPLOADS))
    if answer.status_code in _NEVER:
        return NotTaken(text, for_good=True)
    if answer.is_client_error or answer.status_code == HTTPStatus.INSUFFICIENT_STORAGE:
        return NotTaken(text, for_good=False)
    return CentreUnreachable(text)
