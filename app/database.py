"""The local store: one encrypted file, read by plain SQL for lists and by sessions for work."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.disk import FULL, OUT_OF_REACH, DiskTrouble, writing
from models.errors import LendingError
from models.text import Text

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from app.attachments.contents import Contents

T = TypeVar("T")

HEAD = "0017"
CACHE_KIB = 64 * 1024


class StoreLocked(LendingError):
    """The key does not open the store."""


class StoreDamaged(LendingError):
    """The file was changed or damaged outside the program."""


WRONG_KEY = Text(
    "打不开本机数据：密钥不符。请核对口令，或联系管理员重新领取数据。",
    "The local store does not open with this key. Check the passphrase or ask for help.",
)
DAMAGED = Text(
    "本机数据文件已损坏，请停止录入并用备份恢复，或联系管理员从总行重新领取。",
    "The local store is damaged. Stop typing and restore a backup, or ask for the data from head office.",
)


class Database:
    """The encrypted store of one officer on this computer.

    SQLAlchemy is loaded by the first ``run``, never by ``read``: the window paints its first list without it.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Open the store, or make it; bring its tables up to date.

        Args:
            path: The file.
            key: 32 bytes.

        Raises:
            StoreLocked: The key is not the one the file was made with.
            StoreDamaged: The list of its tables is not as it was written.
            StoreNewer: A newer release has written it.
            DiskTrouble: The disk is full, or the file is out of reach.
        """
        self.path = path
        self._key = key
        self._local = threading.local()
        self._opened: list[Any] = []
        self._write_lane = threading.Lock()
        self._engine: Engine | None = None
        self._engine_guard = threading.Lock()
        with writing():
            path.parent.mkdir(parents=True, exist_ok=True)
        self._bring_up_to_date()

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a plain query; each thread reads through its own connection.

        Raises:
            StoreDamaged: A page of the file is not as it was written.
            DiskTrouble: The file is out of reach.
        """
        reader = self._reader()
        try:
            rows: list[tuple[Any, ...]] = reader.execute(sql, values).fetchall()
        except reader.DatabaseError as error:
            raise _trouble(error) or error from None
        return rows

    def run(self, use_case: "Callable[[Session], T]") -> T:
        """Return what *use_case* returned, after its changes became lasting together.

        One writer at a time; a use case that raises leaves nothing behind.

        Raises:
            StoreDamaged, DiskTrouble: The file does not take them.
        """
        from app.session import StoreSession  # noqa: PLC0415 - see the class: not before the first paint

        writer = self.engine.execution_options(write=True)
        with self._write_lane, StoreSession(writer, expire_on_commit=False) as session, session.begin():
            return use_case(session)

    @contextmanager
    def session(self) -> "Iterator[Session]":
        """Give a session for reading records; what it reads is seen as of its first query."""
        from app.session import StoreSession  # noqa: PLC0415 - see the class: not before the first paint

        with StoreSession(self.engine, expire_on_commit=False) as session:
            yield session

    @property
    def engine(self) -> "Engine":
        """The engine over the encrypted file."""
        with self._engine_guard:
            if self._engine is None:
                self._engine = _make_engine(self._connect)
            return self._engine

    @cached_property
    def papers(self) -> "Contents":
        """The contents of papers, encrypted beside the store with its key."""
        from app.attachments.contents import Contents  # noqa: PLC0415 - not before the first paint

        return Contents(self.path.parent / "papers", self._key)

    def tune(self) -> None:
        """Let SQLite count its rows where they have grown much.

        Every key begins with the bank, which is the same in all rows of a store. Without counts the planner
        takes that for a choice and walks through whole tables beside a better index.
        """
        with self._write_lane:
            self.read("PRAGMA analysis_limit = 1000")
            self.read("PRAGMA optimize = 0x10002")

    def close(self) -> None:
        """Close every connection."""
        if self._engine:
            self._engine.dispose()
        for connection in self._opened:
            connection.close()
        self._opened.clear()
        self._local = threading.local()

    def check(self) -> list[str]:
        """Return what is wrong with the file: broken pages by their checksums, broken structure."""
        problems = [str(row[0]) for row in self.read("PRAGMA cipher_integrity_check")]
        if problems:
            # A page that does not decrypt cannot be looked into.
            return problems
        return [str(row[0]) for row in self.read("PRAGMA integrity_check") if row[0] != "ok"]

    def _connect(self) -> Any:
        from sqlcipher3 import dbapi2  # noqa: PLC0415 - the login window opens without it

        connection: Any = None
        try:
            connection = dbapi2.connect(
                str(self.path), check_same_thread=False, isolation_level=None, timeout=30
            )
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        except dbapi2.DatabaseError as error:
            if connection:
                connection.close()
            raise _trouble(error) or error from None
        return connection

    def _reader(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            self._opened.append(connection)
        return connection

    def _bring_up_to_date(self) -> None:
        known = self.read("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        if not known or self.read("SELECT version_num FROM alembic_version") != [(HEAD,)]:
            from app.migrate import upgrade  # noqa: PLC0415 - Alembic is needed once a release

            upgrade(self.engine)


def _trouble(error: Any) -> LendingError | None:
    """Return what an error of SQLite means to the officer, or nothing where it is a mistake of the program's.

    Source:
        https://www.sqlite.org/rescode.html; what is above the lowest eight bits says more of the same.
    """
    from sqlcipher3 import dbapi2  # noqa: PLC0415 - the login window opens without it

    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == dbapi2.SQLITE_NOTADB:
        return StoreLocked(WRONG_KEY)
    if code == dbapi2.SQLITE_CORRUPT:
        return StoreDamaged(DAMAGED)
    if code == dbapi2.SQLITE_FULL:
        return DiskTrouble(FULL)
    if code in {dbapi2.SQLITE_IOERR, dbapi2.SQLITE_CANTOPEN, dbapi2.SQLITE_READONLY, dbapi2.SQLITE_BUSY}:
        return DiskTrouble(OUT_OF_REACH)
    return None


def _make_engine(connect: Callable[[], Any]) -> "Engine":
    from sqlalchemy import Engine, create_engine, event  # noqa: PLC0415 - see ``Database``
    from sqlalchemy.pool import QueuePool  # noqa: PLC0415
    from sqlcipher3 import dbapi2  # noqa: PLC0415

    from app import indexing, outbox  # noqa: F401, PLC0415 - both listen to what sessions write

    engine: Engine = create_engine(
        "sqlite://", module=dbapi2, creator=connect, poolclass=QueuePool, pool_size=4
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        # A transaction that begins by reading and then writes could be refused halfway by another writer.
        connection.exec_driver_sql(
            "BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN"
        )

    @event.listens_for(engine, "handle_error")
    def say(context: Any) -> LendingError | None:
        return _trouble(context.original_exception)

    return engine
