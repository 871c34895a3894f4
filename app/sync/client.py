"""The workstation's side of the central API over HTTP."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2

from app.clock import now
from app.device import DeviceKey
from models.approval.roles import Actor, Role
from models.errors import LendingError, NotAllowed, RuleBroken
from models.sync.operations import Answer, Operation
from models.sync.proof import ENROLMENT
from models.text import Text

TIMEOUT = httpx2.Timeout(15, connect=4)
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

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
    """

    def __init__(self, address: str, device: str) -> None:
        """Prepare to talk to *address*.

        Raises:
            CentreUnreachable: The address is not https, and not this computer either.
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
        self._http = httpx2.Client(base_url=address, timeout=TIMEOUT, headers={"Accept": "application/json"})

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
        return self._take(self._send("POST", "/v1/log-in", body=body, with_token=False))

    def enrol(self, institution: str, code: str, key: DeviceKey) -> str:
        """Return the name under which the centre knows this computer from now on.

        Raises:
            NotEnrolled: The code is wrong, was used, or has expired.
            CentreUnreachable: See the class.
        """
        self.key = key
        body = {"institution": institution, "code": code, "public_key": key.public}
        body |= self._proof(institution, "enrol", key.public)
        return str(self._send("POST", "/v1/devices", body=body, with_token=False).get("device", ""))

    def _proof(self, institution: str, purpose: str, subject: str) -> dict[str, Any]:
        if self.key is None:
            return {}
        asked = self._send("POST", "/v1/challenge", body={"institution": institution}, with_token=False)
        return {"proof": self.key.proof(purpose, str(asked.get("challenge", "")), subject)}

    def operations(self, operations: Sequence[Operation]) -> list[Answer]:
        """Return the centre's answers, in the order of *operations*.

        Raises:
            CentreUnreachable, LoginRefused: The round stops.
            OperationRejected: One of them is in the way of the others.
        """
        body = {"operations": [operation.body() for operation in operations]}
        answers = self.ask("POST", "/v1/operations", body).get("answers")
        if not isinstance(answers, list) or len(answers) != len(operations):
            raise CentreUnreachable(STRANGE)
        try:
            return [Answer.read(answer) for answer in answers]
        except RuleBroken:
            raise CentreUnreachable(STRANGE) from None

    def changes(self, branch_id: str, since: int, limit: int) -> dict[str, Any]:
        """Return one page of the change feed of a branch after *since*.

        Raises:
            CentreUnreachable, LoginRefused: The round stops.
            CursorGone: The feed never was at *since*.
        """
        return self.ask("GET", f"/v1/changes?branch={branch_id}&since={since}&limit={limit}")

    def digest(self, branch_id: str) -> dict[str, Any]:
        """Return the digest of what the centre holds for a branch.

        Raises:
            CentreUnreachable, LoginRefused: The round stops.
        """
        return self.ask("GET", f"/v1/digest?branch={branch_id}")

    def show_trail(self, chain: str, entries: Sequence[Mapping[str, Any]]) -> None:
        """Show the centre what was noted on this workstation.

        Raises:
            CentreUnreachable, LoginRefused: The round stops.
        """
        self.ask("POST", "/v1/trail", {"chain": chain, "entries": list(entries)})

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
        if not self._access and self.refresh_token:
            self._renew()
        try:
            return self._send(method, path, body=body)
        except LoginRefused:
            if not self.refresh_token:
                raise
        self._renew()
        return self._send(method, path, body=body)

    def _renew(self) -> None:
        body: dict[str, Any] = {"refresh": self.refresh_token}
        body |= self._proof(self.refresh_token.partition(".")[0], "refresh", self.refresh_token)
        self._take(self._send("POST", "/v1/refresh", body=body, with_token=False))

    def _take(self, body: dict[str, Any]) -> LoggedIn:
        try:
            officer = body["officer"]
            actor = Actor(
                login=str(officer["login"]),
                name=str(officer["name"]),
                roles=frozenset(Role(role) for role in officer["roles"]),
                institution_id=str(officer["institution_id"]),
                branch_id=str(officer["branch_id"]),
                branches=tuple(str(branch) for branch in officer["branches"]),
            )
            server_time = datetime.fromisoformat(body["server_time"]).astimezone(UTC)
            epoch = str(body.get("epoch", ""))
            answer = LoggedIn(str(body["access"]), str(body["refresh"]), actor, server_time, epoch)
        except (KeyError, TypeError, ValueError, OverflowError):
            raise CentreUnreachable(STRANGE) from None
        self._access, self.refresh_token = answer.access, answer.refresh
        self.skew = answer.server_time - now()
        self.renewed(answer.refresh)
        return answer

    def _send(self, method: str, path: str, *, body: Any = None, with_token: bool = True) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._access}"} if with_token else {}
        try:
            response = self._http.request(method, path, json=body, headers=headers)
        except httpx2.HTTPError:
            raise CentreUnreachable(OFFLINE) from None
        try:
            answer = response.json()
        except (ValueError, RecursionError):
            raise CentreUnreachable(STRANGE) from None
        if not isinstance(answer, dict):
            raise CentreUnreachable(STRANGE)
        if response.is_success:
            return answer
        text = Text(str(answer.get("zh") or STRANGE.zh), str(answer.get("en") or STRANGE.en))
        if answer.get("need") == ENROLMENT:
            raise NotEnrolled(text)
        if response.status_code in {401, 403, 429}:
            raise LoginRefused(text)
        if response.status_code == HTTPStatus.GONE:
            raise CursorGone(text)
        if response.is_client_error and isinstance(answer.get("op"), str):
            raise OperationRejected(text, answer["op"])
        raise CentreUnreachable(text)
