"""What every request to the centre needs: the store, the clock, and who is asking."""

from collections.abc import Callable, Iterator
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from central import auth
from central.clock import Clock
from central.files.objects import Objects
from central.files.uploads import Files
from central.near import Near
from central.rates import Rates
from central.store import Store
from models.approval.roles import Actor
from models.days import business_day
from models.parameters import parameters
from models.sync.version import HEADER, OLDEST, UNSAID, WIRE, WireNotSpoken
from models.text import Text

T = TypeVar("T")
NAME = r"^[0-9A-Za-z._@-]+$"
PLAIN = r"^[^\x00-\x1f]*$"
_BEARER = HTTPBearer(auto_error=False, description="The access token of a log-in.")


class Centre:
    """What a request needs: the store, the clock, the files of the papers, and how often each sender may ask.

    Attributes:
        near: Reads from a standby what may be a moment old.
    """

    def __init__(self, store: Store, clock: Clock, objects: Objects, standby: Store | None = None) -> None:
        self.store, self.clock, self._rates = store, clock, Rates()
        self.near = Near(store, standby)
        self.files = Files(store, objects)

    def spend(self, sender: str, name: str) -> None:
        """Count a request of a sender; see ``Rates``.

        Raises:
            TooMany: They ask too often.
        """
        self._rates.spend(sender, name, parameters("security", business_day(self.clock())))


TOO_OLD = Text(
    "本机程序版本过旧，请联系管理员更新；更新前可离线录入，数据不会丢失。",
    "This program is too old for head office: have it updated. Until then work goes on offline and nothing is lost.",
)
TOO_NEW = Text(
    "总行系统尚未升级到本机程序的版本，请稍后再同步；可先离线录入，数据不会丢失。",
    "Head office has not been brought up to this program's release yet. Work goes on offline; sync later.",
)
Spoken = Annotated[
    int, Header(alias=HEADER, ge=0, le=9999, description="The wire that the workstation speaks.")
]


def wire_of(spoken: Spoken = UNSAID) -> int:
    """Return the wire that a request speaks, and so the answer too.

    Raises:
        WireNotSpoken: The centre does not speak it.
    """
    if spoken < OLDEST or spoken > WIRE:
        raise WireNotSpoken(TOO_OLD if spoken < OLDEST else TOO_NEW)
    return spoken


HasWire = Annotated[int, Depends(wire_of)]


def _centre(request: Request) -> Centre:
    centre: Centre = request.app.state.centre
    return centre


HasCentre = Annotated[Centre, Depends(_centre)]
HasToken = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def _snapshot(centre: HasCentre) -> Iterator[Session]:
    with centre.store.reading() as session:
        yield session


HasSnapshot = Annotated[Session, Depends(_snapshot)]


def _actor(request: Request, centre: HasCentre, token: HasToken) -> Actor:
    try:
        actor = _proven(centre, token)
    except auth.NotLoggedIn:
        # Only now: a token that holds is never refused for what somebody else sends from behind the same address.
        _address(request, centre)
        raise
    request.state.institution, request.state.device = actor.institution_id, actor.device
    centre.spend("device", f"{actor.institution_id} {actor.device}")
    centre.spend("bank", actor.institution_id)
    return actor


def _proven(centre: Centre, token: HTTPAuthorizationCredentials | None) -> Actor:
    if token is None:
        raise auth.NotLoggedIn(Text("请先登录。", "Log in first."))
    with centre.store.reading() as session:
        return auth.actor_of(session, token.credentials, centre.clock())


def _address(request: Request, centre: HasCentre) -> None:
    """Count who comes without a log-in that holds by where they come from: a password takes long to check.

    A proxy on this computer says where that is; see ``docs/operations.md`` for one elsewhere.
    """
    centre.spend("log_in", request.client.host if request.client else "")


WITHOUT_LOG_IN = Depends(_address)
HasActor = Annotated[Actor, Depends(_actor)]
BranchQuery = Annotated[str, Query(pattern=r"^[0-9]{0,12}$")]
AtLeast = Annotated[
    int | None,
    Query(
        ge=0,
        le=2**62,
        description="the place in the branch's feed that the answer must have reached; without it, the newest",
    ),
]


class Reader:
    """Somebody who reads a branch, their own if none is named.

    Attributes:
        actor: Who.
        branch: Which.
    """

    def __init__(
        self, actor: HasActor, centre: HasCentre, branch: BranchQuery = "", at_least: AtLeast = None
    ) -> None:
        self.actor, self.branch = actor, branch or actor.branch_id
        self._near, self._at_least = centre.near, at_least

    def ask(self, question: Callable[[Session], T], since: int = 0) -> T:
        """Return the answer to *question* on a state that is not before *since* either; see ``Near.ask``."""
        place = None if self._at_least is None else max(self._at_least, since)
        return self._near.ask(self.actor, self.branch, place, question)


HasReader = Annotated[Reader, Depends()]
