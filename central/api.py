"""The central lending API: addresses, forms of requests, and who may send them."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text
from sqlalchemy.orm import Session

from central import auditing, auth, feed, operations, problems, workstation_trails
from central.clock import Clock, now
from central.limits import BodyLimit
from central.store import Store
from models.approval.roles import Actor
from models.compliance.sealed import unseal
from models.errors import RuleBroken
from models.sync.operations import Operation, read_operation
from models.sync.wire import canonical
from models.text import Text

_NAME = r"^[0-9A-Za-z._@-]+$"
_NAME_OR_NONE = r"^[0-9A-Za-z._@-]*$"
_PLAIN = r"^[^\x00-\x1f]*$"
_BEARER = HTTPBearer(auto_error=False, description="The access token of a log-in.")


class LogInForm(BaseModel):
    """What a log-in needs."""

    model_config = ConfigDict(extra="ignore")

    institution: str = Field(pattern=r"^[0-9]{1,12}$")
    login: str = Field(pattern=_NAME, max_length=40)
    password: str = Field(min_length=1, max_length=200)
    device: str = Field(default="", max_length=100, pattern=_PLAIN)


class RefreshForm(BaseModel):
    """The refresh token that is exchanged."""

    refresh: str = Field(pattern=r"^[0-9]{1,12}\.[0-9A-Za-z_-]+$", max_length=100)


class OfficerAnswer(BaseModel):
    """Who logged in."""

    login: str
    name: str
    roles: list[str]
    institution_id: str
    branch_id: str
    branches: list[str]


class Tokens(BaseModel):
    """The tokens of a log-in; the refresh token can be exchanged once."""

    access: str
    refresh: str
    expires_in: int
    officer: OfficerAnswer
    server_time: datetime


class DaysQuery(BaseModel):
    """Which days are asked for, both included."""

    first: date | None = None
    last: date | None = None


class TrailQuery(DaysQuery):
    """Which entries of the trail are asked for, and which page of them; see ``central.auditing``."""

    officer: str = Field(default="", pattern=_NAME_OR_NONE, max_length=40)
    action: str = Field(default="", pattern=r"^[a-z_.]*$", max_length=40)
    subject: str = Field(default="", pattern=_PLAIN, max_length=200)
    device: str = Field(default="", pattern=_PLAIN, max_length=100)
    after: int = Field(default=0, ge=0, le=2**31 - 1, description="the entry after which the page begins")
    limit: int = Field(default=100, ge=1, le=auditing.LONGEST_PAGE)


class OperationsForm(BaseModel):
    """Operations in the order in which they were done; ``models.sync.operations`` says how each looks."""

    operations: list[dict[str, Any]] = Field(max_length=operations.MOST_AT_ONCE)


class TrailForm(BaseModel):
    """What a workstation shows of its own trail; ``models.compliance.sealed`` says how an entry looks."""

    chain: UUID
    entries: list[dict[str, Any]] = Field(max_length=workstation_trails.MOST_AT_ONCE)


class Problem(BaseModel):
    """What is wrong, in both languages."""

    type: str
    title: str
    status: int
    detail: str
    zh: str
    en: str


class Centre:
    """What a request needs: the store and the clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock


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


def create_app(store: Store, clock: Clock = now) -> FastAPI:
    """Return the API over *store*."""
    app = FastAPI(
        title="Heitu central lending API",
        version="1",
        responses={
            status: {"model": Problem, "content": {problems.MEDIA_TYPE: {}}}
            for status in (400, 401, 422, 500)
        },
    )
    app.state.centre = Centre(store, clock)
    app.add_middleware(BodyLimit)
    problems.answer_problems(app)
    app.get("/health")(health)
    app.post("/v1/log-in", response_model=Tokens)(log_in)
    app.post("/v1/refresh", response_model=Tokens)(refresh)
    app.post("/v1/operations")(take_operations)
    app.get("/v1/changes")(changes)
    app.get("/v1/digest")(digest)
    app.post("/v1/trail")(take_trail)
    app.get("/v1/audit")(read_trail)
    app.get("/v1/audit/same-device")(same_device)
    app.get("/v1/audit/verification")(verify_trail)
    return app


def health(session: HasSnapshot, centre: HasCentre) -> dict[str, str]:
    """Tell that the centre and its database answer."""
    session.execute(text("SELECT 1"))
    return {"status": "ok", "server_time": centre.clock().isoformat()}


def log_in(form: LogInForm, centre: HasCentre) -> dict[str, Any]:
    """Give tokens to an officer who knows the password."""
    asked = auth.LogIn(form.institution, form.login, form.password, form.device)
    return auth.log_in(centre.store, asked, centre.clock())


def refresh(form: RefreshForm, centre: HasCentre) -> dict[str, Any]:
    """Exchange a refresh token, once."""
    return auth.refresh(centre.store, form.refresh, centre.clock())


def take_operations(form: OperationsForm, actor: HasActor, centre: HasCentre) -> Any:
    """Take operations in order, each in its own transaction, and answer each."""
    wanted: list[Operation] = []
    for place, body in enumerate(form.operations):
        try:
            canonical(body)
            wanted.append(read_operation(body))
        except (RuleBroken, UnicodeEncodeError, RecursionError):
            return _malformed(place, body)
    return {"answers": operations.take(centre.store, actor, wanted, centre.clock)}


def _malformed(place: int, body: dict[str, Any]) -> JSONResponse:
    sentence = Text(
        "第{place}项操作的内容格式不正确，本次请求未处理。",
        "Operation {place} is malformed; this request was not carried out.",
    ).fill(place=place + 1)
    op = json.dumps(body.get("op"))[1:-1][:36] if isinstance(body.get("op"), str) else None
    return problems.problem(HTTPStatus.UNPROCESSABLE_ENTITY, sentence, op=op)


def changes(
    actor: HasActor,
    session: HasSnapshot,
    branch: BranchQuery = "",
    since: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=feed.LONGEST_PAGE)] = 500,
) -> dict[str, Any]:
    """Give the changes of a branch, the actor's own if none is named, after a place in its feed."""
    return feed.page(session, actor, branch or actor.branch_id, since, limit)


def digest(actor: HasActor, session: HasSnapshot, branch: BranchQuery = "") -> dict[str, Any]:
    """Give the digest of what a branch, the actor's own if none is named, holds."""
    return feed.state(session, actor, branch or actor.branch_id)


def take_trail(form: TrailForm, actor: HasActor, centre: HasCentre) -> dict[str, Any]:
    """Take in what a workstation noted since it last showed its trail, the last known entry first."""
    shown = [unseal(actor.institution_id, body) for body in form.entries]
    return workstation_trails.take_in(centre.store, actor, form.chain, shown, centre.clock())


def read_trail(actor: HasActor, centre: HasCentre, query: Annotated[TrailQuery, Query()]) -> dict[str, Any]:
    """Give a page of the audit trail to an auditor, the newest entry first; the reading is noted."""
    wanted = auditing.Wanted(
        query.first, query.last, query.officer, query.action, query.subject, query.device
    )
    return auditing.read(centre.store, actor, wanted, (query.after, query.limit), centre.clock())


def same_device(actor: HasActor, centre: HasCentre, query: Annotated[DaysQuery, Query()]) -> dict[str, Any]:
    """Give the cases whose incompatible duties were taken by different officers on one device."""
    wanted = auditing.Wanted(query.first, query.last)
    return auditing.same_device(centre.store, actor, wanted, centre.clock())


def verify_trail(actor: HasActor, centre: HasCentre) -> dict[str, Any]:
    """Verify the audit trail and the ledgers of the limits."""
    return auditing.verification(centre.store, actor, centre.clock())
