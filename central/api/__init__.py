"""The central lending API: its addresses, the forms of their requests, and who may send them."""

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware

from central import problems
from central.api import access, files, health, numbers, sync, trail
from central.api.asking import Centre, wire_of
from central.api.description import PROBLEMS, describe
from central.clock import Clock, now
from central.files.objects import FileRefused, Objects, objects_for
from central.limits import BodyLimit
from central.store import Store
from central.watching import Watch

_WORTH_PACKING = 2_000


def create_app(
    store: Store, clock: Clock = now, objects: Objects | None = None, standby: Store | None = None
) -> FastAPI:
    """Return the API over *store*; the contents of papers lie in *objects*, or where the setting says.

    What may be a moment old is read from *standby*, where there is one.
    """
    app = FastAPI(
        title="Heitu central lending API",
        description="Case files, steps and orders of county banks, for their workstations.",
        version="1",
        responses=PROBLEMS,
        # Their pages would fetch scripts from elsewhere; the description itself stays.
        docs_url=None,
        redoc_url=None,
    )
    app.state.centre = Centre(store, clock, objects or objects_for(store.engine.url), standby)
    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_PACKING, compresslevel=1)
    app.add_middleware(Watch, store=store)
    problems.answer_problems(app)
    app.exception_handler(FileRefused)(files.refuse)
    app.include_router(health.router)
    for part in (access, numbers, sync, trail, files):
        app.include_router(part.router, dependencies=[Depends(wire_of)])
    describe(app)
    return app
