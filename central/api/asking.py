"""What every request to the centre needs: the store, the clock, and who is asking."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from central import auth
from central.clock import Clock, business_day
from central.rates import Rates
from central.store import Store
from models.approval.roles import Actor
from models.parameters import parameters
from models.text import Text

NAME = r"^[0-9A-Za-z._@-]+$"
PLAIN = r"^[^\x00-\x1f]*$"
_BEARER = HTTPBearer(auto_error=False, description="The access token of a log-in.")


class Centre:
    """What a request needs: the store, the clock, and how often each sender may ask."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock, self._rates = store, clock, Rates()

    def spend(self, sender: str, name: str) -> None:
        """Count a request of a sender; see ``Rates``.

        Raises:
            TooMany: They ask too often.
        """
        self._rates.spend(sender, name, parameters("security", business_day(self.clock())))


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
    if token is None:
        raise auth.NotLoggedIn(Text("请先登录。", "Log in first."))
    with centre.store.reading() as session:
        actor = auth.actor_of(session, token.credentials, centre.clock())
    request.state.institution, request.state.device = actor.institution_id, actor.device
    centre.spend("device", f"{actor.institution_id} {actor.device}")
    centre.spend("bank", actor.institution_id)
    return actor


def _address(request: Request, centre: HasCentre) -> None:
    """Count who comes without a log-in by where they come from: a password takes long to check."""
    centre.spend("log_in", request.client.host if request.client else "")


WITHOUT_LOG_IN = Depends(_address)
HasActor = Annotated[Actor, Depends(_actor)]
BranchQuery = Annotated[str, Query(pattern=r"^[0-9]{0,12}$")]
