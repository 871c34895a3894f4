"""The central lending API: its addresses, the forms of their requests, and who may send them."""

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import text

from central import problems
from central.api import access, numbers, sync, trail
from central.api.asking import Centre, HasCentre, HasSnapshot
from central.clock import Clock, now
from central.limits import BodyLimit
from central.store import Store


class Problem(BaseModel):
    """What is wrong, in both languages."""

    type: str
    title: str
    status: int
    detail: str
    zh: str
    en: str


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
    for part in (access, numbers, sync, trail):
        app.include_router(part.router)
    return app


def health(session: HasSnapshot, centre: HasCentre) -> dict[str, str]:
    """Tell that the centre and its database answer."""
    session.execute(text("SELECT 1"))
    return {"status": "ok", "server_time": centre.clock().isoformat()}
