"""The workstation's side of the central API over HTTP."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2

from app.clock import follow, now
from app.device import DeviceKey
from app.sync.trust import distrust_in, trusting
from models.approval.roles import Actor, Role
from models.errors import LendingError, NotAllowed, RuleBroken
from models.sync.operations import Answer, Operation
from models.sync.proof import ENROLMENT
from models.sync.version import HEADER, WIRE
from models.text import Text

TIMEOUT = httpx2.Timeout(15, connect=4)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

_ROLES = frozenset(role.value for role in Role)
"""A newer centre may know more roles; what they may do is not in this program."""

OFFLINE = Text(
    "连不上总行系统，已转为离线；您的录入都保存在本机。",
    "Head office cannot be reached; work goes on offline.",
)
STRANGE = Text(
    "对方的回答不是总行系统的格式，请核对总行地址或联系管理员。",
    "What answered is not the head-office system; check its address or ask the administrator.",
)


class CentreUnreachable(LendingError):
    """The centre is down, slow, or answers something that is not its own; nothing is lost."""


class CentreBusy(CentreUnreachable):
    """The centre asks for patience: for how many seconds, if it said so, and whether because of this log-in."""

    def __init__(self, text: Text, seconds: float | None, *, locked: bool) -> None:
        super().__init__(text)
        self.seconds, self.locked = seconds, locked


class UpdateNeeded(CentreUnreachable):
    """The centre does not speak with this release any more, or not yet; work goes on offline."""


class RequestRejected(LendingError):
    """The centre cannot take a request and does not say which part of it is in the way."""


class LoginRefused(NotAllowed):
    """The centre does not accept who is asking."""


class NotEnrolled(LoginRefused):
    """The centre does not know this computer, or not any more; it must be enrolled."""


class CursorGone(LendingError):
    """The centre's feed never was where this store thinks it is: it must be read from the beginning."""


class OperationRejected(LendingError):
    """The centre cannot take a request because of one operation, which ``op`` names."""

    def __init__(self, text: Text, op: str) -> None:
        super().__init__(text)
        self.op = op


def _nobody(_token: str) -> None:
    pass


@dataclass(frozen=True)
class LoggedIn:
    """What the centre gives to somebody it knows."""

    access: str
    refresh: str
    actor: Actor
    server_time: datetime
    epoch: str = ""


class Centre:
    """One connection to the centre, for one person on one device.

    Attributes:
        refresh_token: What a new access token is got for; each can be used once.
        key: What shows that it is this computer that speaks, where it has been enrolled.
        skew: By how much this computer's clock was behind the centre's when they last spoke of the time.
        renewed: Told every new refresh token, so that it can be kept.
        actor: Who works here by the centre's last word; nobody before it.
        trust: How its server is verified.
    """

    def __init__(
        self,
        address: str,
        device: str,
        line: httpx2.BaseTransport | None = None,
        authority: Path | None = None,
    ) -> None:
        """Prepare to talk to *address*, over a *line* of its own where one is given.

        Raises:
            CentreUnreachable: The address is not https, and not this computer either.
            RuleBroken: The certificate of the bank's *authority* cannot be read.
        """
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise CentreUnreachable(
                Text("总行地址必须以 https:// 开头。", "The head-office address must begin with https://.")
            )
        self.address = address
        self.device = device
        self.refresh_token = ""
        self.key: DeviceKey | None = None
        self.skew = timedelta()
        self.renewed: Callable[[str], None] = _nobody
        self._access = ""
        self._renewing = threading.Lock()
        self.trust = trusting(authority)
        headers = {"Accept": "application/json", HEADER: str(WIRE)}
        self._http = httpx2.Client(
            base_url=address, timeout=TIMEOUT, headers=headers, transport=line, verify=self.trust
        )
        self.actor: Actor | None = None
        self._reached: dict[str, int] = {}

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def log_in(self, institution: str, login: str, password: str) -> LoggedIn:
        """Return who has logged in.

        Raises:
            LoginRefused: Wrong name or password, or locked.
            NotEnrolled: The bank does not know this computer.
            CentreUnreachable: See the class.
        """
        body = {"institution": institution, "login": login, "password": password, "device": self.device}
        body |= self._proof(institution, "log-in", login)
        try:
            return self._take(self._send("POST", "/v1/log-in", body=body))
        except CentreBusy as busy:
            if busy.locked:
                raise LoginRefused(busy.text) from None
            raise

    def enrol(self, institution: str, code: str, key: DeviceKey) -> str:
        """Return the name under which the centre knows this computer from now on.

        Raises:
            NotEnrolled: The code is wrong, was used, or has expired.
            CentreUnreachable: See the class. The same key may be shown again with the same code: where the first
                answer was lost, the second says the same.
        """
        self.key = key
        body = {"institution": institution, "code": code, "public_key": key.public}
        body |= self._proof(institution, "enrol", key.public)
        return _word(self._send("POST", "/v1/devices", body=body), "device")

    def _proof(self, institution: str, purpose: str, subject: str) -> dict[str, Any]:
        if self.key is None:
            return {}
        asked = self._send("POST", "/v1/challenge", body={"institution": institution})
        return {"proof": self.key.proof(purpose, _word(asked, "challenge"), subject)}

    def operations(self, operations: Sequence[Operation]) -> list[Answer]:
        """Return the centre's answers, in the order of *operations*.

        Raises:
            CentreUnreachable, LoginRefused: The round stops.
            OperationRejected: One of them is in the way of the others.
        """
        body = {"operations": [operation.body() for operation in operations]}
        answered = self.ask("POST", "/v1/operations", body)
        answers = answered.get("answers")
        self._note_heads(answered.get("heads"))
        if not isinstance(answers, list) or len(answers) != len(operations):
            raise CentreUnreachable(STRANGE)
        try:
            return [Answer.read(answer) for answer in answers]
        except RuleBroken:
            raise CentreUnreachable(STRANGE) from None

    def reached(self, branch_id: str, place: int) -> None:
        """Note how far in a branch's feed the centre has shown itself."""
        self._reached[branch_id] = max(place, self._reached.get(branch_id, 0))

    def at_least(self, branch_id: str) -> dict[str, int]:
        """Return what a question about a branch asks for: no state of it that is older than what was shown or sent.

        Before anything was shown, the newest is asked for.
        """
        known = self._reached.get(branch_id)
        return {} if known is None else {"at_least": known}

    def _note_heads(self, heads: Any) -> None:
        """Note how far the feeds are with what was sent; a centre that does not say is asked for the newest."""
        self._reached.clear()
        if isinstance(heads, dict):
            self._reached = {branch: head for branch, head in heads.items() if type(head) is int}

    def show_trail(
        self, chain: str, entries: Sequence[Mapping[str, Any]], *, instead_of: str = ""
    ) -> tuple[int, str]:
        """Return how many entries of a workstation's trail the centre knows by now, and the hash of the last.

        Args:
            chain: Which trail.
            entries: The last that was shown before, and what follows it.
            instead_of: The hash that the centre answered before, where these do not go on from it: it lets nothing
                take the place of what it knows without asking back.

        Raises:
            CentreUnreachable, LoginRefused: The round stops.
        """
        body = {"chain": chain, "entries": list(entries), "instead_of": instead_of}
        answer = self.ask("POST", "/v1/trail", body)
        length = answer.get("length")
        if not isinstance(length, int):
            raise CentreUnreachable(STRANGE)
        return length, _word(answer, "digest")

    def audit(self, part: str, query: Mapping[str, str | int]) -> dict[str, Any]:
        """Return what an auditor asks for: a page of the trail, or one of its reports.

        Raises:
            CentreUnreachable: See the class.
            LoginRefused: The officer is no auditor.
        """
        return self.ask("GET", f"/v1/audit{part}?{urlencode(query)}")

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Return the centre's answer to one request; a log-in that has run out is renewed once.

        Raises:
            CentreUnreachable, LoginRefused, CursorGone, OperationRejected: See the classes.
        """
        access = self.access()
        try:
            return self._send(method, path, body=body, access=access)
        except LoginRefused:
            if not self.refresh_token:
                raise
        return self._send(method, path, body=body, access=self.access(spent=access))

    def access(self, *, spent: str = "") -> str:
        """Return the token by which the officer acts, a new one where the old one is *spent*.

        Several lanes ask at once; a refresh token is used once, and its second use would end the log-in.

        Raises:
            CentreUnreachable, LoginRefused: There is no new one.
        """
        with self._renewing:
            if self._access == spent and self.refresh_token:
                self._renew()
            return self._access

    def _renew(self) -> None:
        body: dict[str, Any] = {"refresh": self.refresh_token}
        body |= self._proof(self.refresh_token.partition(".")[0], "refresh", self.refresh_token)
        self._take(self._send("POST", "/v1/refresh", body=body))

    def _take(self, body: dict[str, Any]) -> LoggedIn:
        try:
            officer = body["officer"]
            actor = Actor(
                login=str(officer["login"]),
                name=str(officer["name"]),
                roles=frozenset(Role(role) for role in officer["roles"] if role in _ROLES),
                institution_id=str(officer["institution_id"]),
                branch_id=str(officer["branch_id"]),
                branches=tuple(str(branch) for branch in officer["branches"]),
                # An older centre tells neither.
                branch_name=str(officer.get("branch_name", "")),
                at_head_office=officer.get("at_head_office") is True,
            )
            server_time = datetime.fromisoformat(body["server_time"]).astimezone(UTC)
            epoch = str(body.get("epoch", ""))
            answer = LoggedIn(str(body["access"]), str(body["refresh"]), actor, server_time, epoch)
        except (KeyError, TypeError, ValueError, OverflowError):
            raise CentreUnreachable(STRANGE) from None
        self._access, self.refresh_token, self.actor = answer.access, answer.refresh, actor
        self.skew = answer.server_time - now()
        follow(self.skew)
        self.renewed(answer.refresh)
        return answer

    def _send(self, method: str, path: str, *, body: Any = None, access: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access}"} if access else {}
        try:
            response = self._http.request(method, path, json=body, headers=headers)
        except httpx2.HTTPError as broken:
            raise no_answer(broken) from None
        try:
            answer = response.json()
        except (ValueError, RecursionError):
            answer = None
        if response.is_success and isinstance(answer, dict):
            return answer
        raise _refusal(response, answer if isinstance(answer, dict) else {})


def no_answer(broken: httpx2.HTTPError) -> CentreUnreachable:
    """Return what it means to the officer that no answer came."""
    return CentreUnreachable(distrust_in(broken) or OFFLINE)


def _word(answer: Mapping[str, Any], name: str) -> str:
    """Return what an answer says under *name*; whatever else answers in the centre's place does not say it."""
    said = answer.get(name)
    if not isinstance(said, str) or not said:
        raise CentreUnreachable(STRANGE)
    return said


def _refusal(response: httpx2.Response, answer: Mapping[str, Any]) -> LendingError:
    """Return what a request that was not answered with success means to whoever sent it."""
    text = Text(str(answer.get("zh") or STRANGE.zh), str(answer.get("en") or STRANGE.en))
    status = response.status_code
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        return CentreBusy(text, _seconds(response), locked=status == HTTPStatus.TOO_MANY_REQUESTS)
    if not answer.get("zh"):
        return CentreUnreachable(STRANGE)
    if answer.get("need") == ENROLMENT:
        return NotEnrolled(text)
    if isinstance(answer.get("op"), str):
        return OperationRejected(text, answer["op"])
    refusal = _REFUSALS.get(status, RequestRejected if response.is_client_error else CentreUnreachable)
    return refusal(text)


_REFUSALS: Mapping[int, type[LendingError]] = {
    HTTPStatus.UNAUTHORIZED: LoginRefused,
    HTTPStatus.FORBIDDEN: LoginRefused,
    HTTPStatus.GONE: CursorGone,
    HTTPStatus.UPGRADE_REQUIRED: UpdateNeeded,
}


def _seconds(response: httpx2.Response) -> float | None:
    """Return how long the centre asks to wait; a date instead of a number of seconds is not worth a clock."""
    said = response.headers.get("Retry-After", "")
    return float(said) if said.isdecimal() else None
