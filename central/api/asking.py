"""What every request to the centre needs: the store, the clock, and who is asking."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from central import auth
from central.clock import Clock
from central.files.objects import Objects
from central.files.uploads import Files
from central.store import Store
from models.approval.roles import Actor
from models.text import Text

NAME = r"^[0-9A-Za-z._@-]+$"
PLAIN = r"^[^\x00-\x1f]*$"
_BEARER = HTTPBearer(auto_error=False, description="The access token of a log-in.")


class Centre:
    """What a request needs: the store, the clock, and the files of the papers."""

    def __init__(self, store: Store, clock: Clock, objects: Objects) -> None:
        self.store, self.clock, self.files = store, clock, Files(store, objects)


def _centre(request: Request) -> Centre:
    centre: Centre = request.app.state.centre
    return centre


HasCentre = Annotated[Centre, Depends(_centre)]
HasToken = Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]


def _snapshot(centre: HasCentre) -> Iterator[Session]:
    with centre.store.reading() as session:
        yield session


HasSnapshot = Annotated[Session, Depends(_snapshot)]


def _actor(centre: HasCentre, token: HasToken) -> Actor:
    if token is None:
        raise auth.NotLoggedIn(Text("请先登录。", "Log in first."))
    with centre.store.reading() as session:
        return auth.actor_of(session, token.credentials, centre.clock())


HasActor = Annotated[Actor, Depends(_actor)]
BranchQuery = Annotated[str, Query(pattern=r"^[0-9]{0,12}$")]
