"""The central lending API: its addresses, the forms of their requests, and who may send them."""

from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import text

from central import problems
from central.api import access, files, sync, trail
from central.api.asking import Centre, HasCentre, HasSnapshot
from central.clock import Clock, now
from central.files.objects import FileRefused, Objects, objects_for
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


def create_app(store: Store, clock: Clock = now, objects: Objects | None = None) -> FastAPI:
    """Return the API over *store*; the contents of papers lie in *objects*, or where the setting says."""
    app = FastAPI(
        title="Heitu central lending API",
        version="1",
        responses={
            status: {"model": Problem, "content": {problems.MEDIA_TYPE: {}}}
            for status in (400, 401, 422, 500)
        },
    )
    app.state.centre = Centre(store, clock, objects or objects_for(store.engine.url))
    app.add_middleware(BodyLimit)
    problems.answer_problems(app)
    app.exception_handler(FileRefused)(files.refuse)
    app.get("/health")(health)
    for part in (access, sync, trail, files):
        app.include_router(part.router)
    return app


def health(session: HasSnapshot, centre: HasCentre) -> dict[str, str]:
    """Tell that the centre and its database answer."""
    session.execute(text("SELECT 1"))
    return {"status": "ok", "server_time": centre.clock().isoformat()}
