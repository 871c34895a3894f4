"""Addresses for whoever watches over the centre: is the process alive, may it be given work."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from central import problems, schema
from central.api.asking import HasCentre
from models.text import Text

router = APIRouter(tags=["health"])
_NOT_MIGRATED = Text(
    "数据库结构与程序版本不一致，请先完成升级。",
    "The tables of the database are not those of this program; finish the upgrade first.",
)


class Health(BaseModel):
    """How the centre is, and what time it has."""

    status: str
    server_time: str


@router.get("/health")
def health(centre: HasCentre) -> Health:
    """Tell that the process is alive, whatever its database does."""
    return Health(status="ok", server_time=centre.clock().isoformat())


@router.get("/ready", response_model=Health)
def ready(centre: HasCentre) -> Health | JSONResponse:
    """Tell that the centre can be given work: its database answers and has the tables of this program."""
    try:
        with centre.store.engine.connect() as connection:
            migrated = schema.at_head(connection)
    except (DBAPIError, NoConnection):
        return problems.unavailable()
    if not migrated:
        return problems.unavailable(_NOT_MIGRATED)
    return Health(status="ready", server_time=centre.clock().isoformat())
