"""Sync at scale: many changed records pushed and pulled for the first time, against the bare databases.

``python -m benchmarks.sync [RECORDS]``. The centre runs in a process of its own on a private PostgreSQL. The limits are
the same rows by COPY into PostgreSQL and by executemany into an encrypted store; the peer is PouchDB.
"""

import gc
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import select

from app.database import Database
from app.jobs import Job
from app.sync import known
from app.sync.client import Centre
from app.sync.report import Report
from app.sync.round import Rounds
from benchmarks.data import INSTITUTION, KEY, TODAY, connect
from benchmarks.peer import NoPeer, Replicated, replicate
from models.base import fill_defaults
from models.fields import fields_of
from models.party.farmer import Farmer
from models.sample.people import head
from models.sample.scope import Scope
from tests.app.places import PASSWORD
from tests.central.cluster import Cluster, running_cluster

RECORDS = 100_000
PUSH_GOAL, PULL_GOAL, QUIET_GOAL = 0.6, 0.6, 1.0
PEER_GOAL = 10
CHUNK = 5_000


def main(count: int) -> None:
    """Print what each way of the sync costs beside its limit."""
    with running_cluster() as cluster, tempfile.TemporaryDirectory() as folder:
        url = cluster.new_database()
        with _centre(url) as (address, process):
            _measure(count, cluster, Path(folder), address)
            print(
                f"memory at its highest: centre {_memory(process):.0f} MB, workstation {_own_memory():.0f} MB"
            )


def _measure(count: int, cluster: Cluster, folder: Path, address: str) -> None:
    people = _people(count)
    copied = _timed(lambda: _copy(cluster.new_database(), people))
    executed = _timed(lambda: _executemany(folder / "bare.db", people))
    print(f"{count:,} farmers, {len(fields_of(Farmer))} fields")
    print(f"  COPY into PostgreSQL              {_rate(count, copied)}")
    print(f"  executemany into encrypted SQLite {_rate(count, executed)}")
    database, rounds = _desk(folder / "first.db", address)
    for start in range(0, count, CHUNK):
        database.run(lambda session, start=start: session.add_all(people[start : start + CHUNK]))  # type: ignore[misc]
    pushed = _timed(lambda: _push(rounds))
    _verdict("push", count, pushed, copied, PUSH_GOAL)
    peer = _peer(count, people)
    if peer:
        _against("push", pushed, peer.push)
    pulled = _timed(rounds.run)
    print(f"  own records come back             {_rate(count, pulled)}")
    _quiet(rounds)
    database.close()
    fresh, first = _desk(folder / "second.db", address)
    taken = _timed(first.run)
    _verdict("first pull", count, taken, executed, PULL_GOAL)
    if peer:
        _against("first pull", taken, peer.pull)
    _quiet(first)
    started = time.perf_counter()
    ours, theirs = first.compare()
    taken, same = time.perf_counter() - started, "equal" if ours == theirs else "DIFFERENT"
    print(f"  compared record by record         {taken:8.2f} s, {same}")
    _repair(fresh, first)
    fresh.close()


def _people(count: int) -> list[Farmer]:
    people = [head(Scope(7, INSTITUTION, "2399010001", TODAY), number)[0] for number in range(count)]
    # The collector would walk through them again and again while others are measured.
    gc.collect()
    gc.freeze()
    return people


def _peer(count: int, people: list[Farmer]) -> Replicated | None:
    try:
        peer = replicate(people)
    except NoPeer as missing:
        print(f"  PouchDB was not run: {missing}")
        return None
    print(f"  PouchDB pushes                    {_rate(count, peer.push)}")
    print(f"  PouchDB pulls for the first time  {_rate(count, peer.pull)}")
    return peer


def _against(name: str, ours: float, theirs: float) -> None:
    met = "met" if theirs / ours >= PEER_GOAL else "MISSED"
    print(f"  {name:<33} {theirs / ours:.2f}x as fast as PouchDB (target {PEER_GOAL:g}x: {met})")


def _push(rounds: Rounds) -> None:
    report = Report()
    rounds._push(Job(), report)  # noqa: SLF001 - half of a round is measured by itself
    if report.accepted != report.sent:
        sys.exit(f"not everything was taken: {report}")


def _quiet(rounds: Rounds) -> None:
    taken = min(_timed(rounds.run) for _ in range(5))
    met = "met" if taken <= QUIET_GOAL else "MISSED"
    print(f"  quiet round                       {taken:8.3f} s (target {QUIET_GOAL} s: {met})")


def _repair(database: Database, rounds: Rounds) -> None:
    with database.session() as session:
        one = session.scalars(select(Farmer).limit(1)).one()
    sql = "UPDATE farmer SET village = 'x' WHERE id = ?"
    database.run(lambda session: session.connection().exec_driver_sql(sql, (one.id.hex,)))
    database.run(lambda session: known.distrust(session, [one.id]))
    started = time.perf_counter()
    report = rounds.run()
    print(
        f"  one record found and repaired     {time.perf_counter() - started:8.3f} s, {report.repaired} repaired"
    )


def _desk(path: Path, address: str) -> tuple[Database, Rounds]:
    database, centre = Database(path, KEY), Centre(address, "bench")
    answer = centre.log_in(INSTITUTION, "wangjun", PASSWORD)
    return database, Rounds(database, centre, answer.actor)


@contextmanager
def _centre(url: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    command = [sys.executable, "-m", "central", "serve", "--demo", "bank", "--port", "0", "--database", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout or sys.stdin).readline().split()[1], process
        finally:
            process.terminate()


def _rows(people: list[Farmer]) -> Iterator[tuple[Any, ...]]:
    columns = [column.key for column in Farmer.__table__.columns]
    for each in people:
        fill_defaults(each)
        yield tuple(_plain(getattr(each, name)) for name in columns)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | bool | None) else str(value)


def _copy(url: str, people: list[Farmer]) -> None:
    columns = [column.key for column in Farmer.__table__.columns]
    listed = ", ".join(f"{name} text" for name in columns)
    with psycopg.connect(url) as connection:
        connection.execute(f"CREATE TABLE farmer ({listed}, PRIMARY KEY (institution_id, id))".encode())
        connection.execute(b"CREATE UNIQUE INDEX a ON farmer (institution_id, id_number)")
        connection.execute(b"CREATE INDEX b ON farmer (institution_id, branch_id, id)")
        with connection.cursor().copy("COPY farmer FROM STDIN") as copy:
            for row in _rows(people):
                copy.write_row(row)


def _executemany(path: Path, people: list[Farmer]) -> None:
    Database(path, KEY).close()
    connection = connect(path)
    columns = [column.key for column in Farmer.__table__.columns]
    places = ", ".join("?" * len(columns))
    connection.execute("BEGIN")
    sql = f"INSERT INTO farmer ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own words
    connection.executemany(sql, _rows(people))
    connection.execute("COMMIT")
    connection.close()


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _rate(count: int, seconds: float) -> str:
    return f"{seconds:8.2f} s {count / seconds:10,.0f} records/s"


def _verdict(name: str, count: int, seconds: float, limit: float, goal: float) -> None:
    ratio = limit / seconds
    met = "met" if ratio >= goal else "MISSED"
    print(f"  {name:<33} {_rate(count, seconds)}  {ratio:.3f}x the limit (target {goal:g}x: {met})")


def _memory(process: "subprocess.Popen[str]") -> float:
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _own_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS)
