"""A private PostgreSQL for the tests: its own directory, its own port, gone at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.disks import small_disk

_PROGRAMS = "/usr/lib/postgresql"


class Cluster:
    """A running server that makes databases on demand, and can be stopped, started and followed by a standby."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        self._names = count(1)

    @property
    def data(self) -> Path:
        """The folder of the data."""
        return self.home / "data"

    def url(self, name: str) -> str:
        """Return the address of a database of the cluster."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def new_database(self) -> str:
        """Return the address of a new, empty database."""
        name = f"test_{next(self._names)}"
        self.run(f"CREATE DATABASE {name}")
        return self.url(name)

    def run(self, statement: str) -> None:
        """Run one statement as the administrator."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def ask(self, question: str) -> Any:
        """Return the one value that answers a question of the administrator."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None

    def control(self, *words: str) -> None:
        """Start, stop or promote the server."""
        settings = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.home}"
        log = ("-w", "-l", str(self.home / "log"), "-o", f"{settings} -c fsync=off")
        _run([*_before(), str(_programs() / "pg_ctl"), "-D", str(self.data), *log, *words], self.home)

    @contextmanager
    def standby(self) -> "Iterator[Cluster]":
        """Give a second server that follows this one, commit by commit: what is answered stands on both."""
        with _server_home() as home:
            follower = Cluster(home, _free_port())
            copied = (
                *("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-D", str(follower.data)),
                *("-R", "-C", "-S", "standby", "-X", "stream", "-c", "fast"),
            )
            _run([*_before(), str(_programs() / "pg_basebackup"), *copied], home)
            follower.control("start")
            self.run("ALTER SYSTEM SET synchronous_standby_names = '*'")
            self.run("SELECT pg_reload_conf()")
            try:
                yield follower
            finally:
                follower.control("-m", "immediate", "stop")


@contextmanager
def running_cluster(disk: str = "") -> Iterator[Cluster]:
    """Give a server that is stopped and deleted at the end.

    The server refuses to run as root, so that root hands over to the user ``postgres``.

    Args:
        disk: How large a disk of its own it has, as mount says it: ``128m``; root alone can give one.
    """
    with _server_home(disk) as home:
        cluster = Cluster(home, _free_port())
        made = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        _run([*_before(), str(_programs() / "initdb"), "-D", str(cluster.data), *made], home)
        cluster.control("start")
        try:
            yield cluster
        finally:
            with suppress(AssertionError):
                cluster.control("-m", "immediate", "stop")


@contextmanager
def _server_home(disk: str = "") -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="heitu-postgresql-"))
    try:
        with small_disk(home, disk) if disk else nullcontext():
            if _before():
                shutil.chown(home, "postgres", "postgres")
            yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _before() -> list[str]:
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _run(command: list[str], home: Path) -> None:
    done = subprocess.run(command, cwd=home, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout.decode(errors="replace")


def _programs() -> Path:
    found = sorted(Path(_PROGRAMS).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    assert found, f"no PostgreSQL server below {_PROGRAMS}: install the package postgresql"
    return found[-1].parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
