"""The database of the centre: PostgreSQL, or SQLite as the embedded default."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from central.copying import copy_rows
from central.publishing import publish

WAIT_SECONDS = 30
_CONNECT_SECONDS = 5
_IDLE_SECONDS = 300


class Store:
    """Opens sessions that read one state of the database, and sessions that write.

    Sessions never flush by themselves: what a transaction writes goes out together, at its end.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        # SQLite gives every reader a snapshot; PostgreSQL does so only when asked.
        snapshot = {"isolation_level": "REPEATABLE READ"} if self.engine.name == "postgresql" else {}
        self._readers = self.engine.execution_options(**snapshot)
        self._writers = self.engine.execution_options(heitu_writes=True)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees the database as it stood at its first query, whatever others commit."""
        with Session(self._readers, autoflush=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose work is committed at the end, or undone if an error leaves the block."""
        with Session(self._writers, autoflush=False, expire_on_commit=False) as session, session.begin():
            event.listen(session, "before_flush", publish)
            yield session

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _engine(url: str) -> Engine:
    where = make_url(url)
    if where.get_backend_name() == "postgresql":
        engine = create_engine(
            where.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_timeout=WAIT_SECONDS,
            connect_args={"connect_timeout": _CONNECT_SECONDS},
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "do_executemany", copy_rows)
        return engine
    engine = create_engine(where, connect_args={"timeout": WAIT_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # A server does not notice that a computer is gone, nor give up waiting: what it held would be held for hours, and every
    # connection would wait for it.
    connection.autocommit = True
    connection.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    connection.execute(f"SET idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s'")
    connection.autocommit = False


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transactions begin too late for a snapshot; ours begin in _begin_sqlite.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # Who will write asks for the lock at once: a reader that turns writer may find its snapshot outdated.
    writes = connection.get_execution_options().get("heitu_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
