"""Workstations of tests: each with its own store, over one real centre."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import conflicts
from app.config import Settings
from app.database import Database
from app.sync import pull
from app.sync.client import Centre, CentreUnreachable
from app.sync.round import Rounds
from app.tables import Waiting
from app.workstation import Workstation
from central.store import Store
from models.base import Record
from tests.app.places import KEY, PASSWORD, CentreProcess
from tests.factories import INSTITUTION

OTHER_BRANCH = "2399010002"
_KILLED = """
import os, signal, sys
from pathlib import Path
from app.database import Database
from app.sync import pull
from tests.app.sync.desks import open_desk

folder, address, login, writes, block = sys.argv[1:]
pull.BLOCK = int(block)
desk = open_desk(Path(folder), address, login)
run, left = Database.run, int(writes)

def run_or_die(self, use_case):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return run(self, use_case)

Database.run = run_or_die
desk.rounds.run()
"""


def kill_in_a_round(folder: Path, address: str, login: str, *, writes: int, block: int = pull.BLOCK) -> None:
    """Run a round in a process that is killed before so many writes; a picture comes in blocks of that many records."""
    words = (str(folder), address, login, str(writes), str(block))
    killed = subprocess.run([sys.executable, "-c", _KILLED, *words], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL


def open_desk(folder: Path, address: str, login: str) -> Workstation:
    """Return the workstation of *login*, whose store lies in *folder*, online."""
    centre = Centre(address, "test")
    try:
        answer = centre.log_in(INSTITUTION, login, PASSWORD)
    except CentreUnreachable:
        centre.close()
        raise
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


@contextmanager
def opened(centre: CentreProcess) -> Iterator[Store]:
    """Give the database of a running centre, as its administrator sees it."""
    store = Store(centre.database_url)
    yield store
    store.close()


def decide(desk: Workstation, sequence: int, mine: set[str]) -> None:
    """Decide a conflict of the desk as its dialog does: mine stands in the named fields, theirs in the others."""
    with desk.database.session() as session:
        shown = {each.name: each.theirs for each in conflicts.disputes(session, INSTITUTION, sequence)}
    desk.database.run(lambda session: conflicts.settle(session, desk.actor, sequence, mine, shown))


def agree(*desks: Workstation) -> None:
    """Make sure that each desk holds what head office holds, contents included."""
    for desk in desks:
        ours, theirs = desk.rounds.compare()
        assert ours == theirs


def rows(desk: Workstation, record: Record) -> int:
    """Return how many rows the desk has of a record: one or none."""
    sql = f"SELECT count(*) FROM {record.kind} WHERE id = ?"  # noqa: S608 - our own words
    return int(desk.database.read(sql, (record.id.hex,))[0][0])


def watched(desk: Workstation) -> list[str]:
    """Return a list into which every question of the desk is written from now on."""
    asked: list[str] = []
    ask = desk.centre.ask

    def noting(method: str, path: str, body: Any = None) -> dict[str, Any]:
        asked.append(path)
        return ask(method, path, body)

    desk.centre.ask = noting  # type: ignore[method-assign] # watched on the way
    return asked
