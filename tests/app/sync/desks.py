"""Workstations of tests: each with its own store, over one real centre."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.config import Settings
from app.database import Database
from app.sync.client import Centre
from app.sync.round import Rounds
from app.tables import Waiting
from app.workstation import Workstation
from models.base import Record
from tests.app.places import KEY, PASSWORD
from tests.factories import INSTITUTION


def open_desk(folder: Path, address: str, login: str) -> Workstation:
    """Return the workstation of *login*, whose store lies in *folder*, online."""
    centre = Centre(address, "test")
    answer = centre.log_in(INSTITUTION, login, PASSWORD)
    database = Database(folder / login / "store.db", KEY)
    return Workstation(answer.actor, database, centre, Rounds(database, centre, answer.actor), online=True)


def settings(folder: Path, address: str) -> Settings:
    """Return the settings of a computer whose data lies in *folder*."""
    return Settings(folder, address, INSTITUTION)


def edit(desk: Workstation, record: Record, **values: Any) -> None:
    """Type *values* into a record that the desk has."""

    def work(session: Session) -> None:
        mine = session.get_one(type(record), (record.institution_id, record.id))
        for name, value in values.items():
            setattr(mine, name, value)

    desk.database.run(work)


def seen(desk: Workstation, record: Record, name: str) -> Any:
    """Return what the desk has for a field of a record."""
    with desk.database.session() as session:
        return getattr(session.get_one(type(record), (record.institution_id, record.id)), name)


def outbox(desk: Workstation) -> list[Waiting]:
    """Return what stands in the outbox, in order."""
    with desk.database.session() as session:
        return list(session.scalars(select(Waiting).order_by(Waiting.sequence)))


def states(desk: Workstation) -> list[str]:
    """Return the states of what stands in the outbox, in order."""
    return [row.state for row in outbox(desk)]


def add(desk: Workstation, *records: Record) -> None:
    """Write new records at the desk."""
    desk.database.run(lambda session: session.add_all(records))


def settle(desk: Workstation, work: Callable[[Session], Any]) -> Any:
    """Run a use case at the desk."""
    return desk.database.run(work)
