"""A private PostgreSQL for the tests: its own directory, its own port, gone at the end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

_PROGRAMS = "/usr/lib/postgresql"


class Cluster:
    """A running server that makes databases on demand."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._names = count(1)

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


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Give a server that is stopped and deleted at the end.

    The server refuses to run as root, so that root hands over to the user ``postgres``.
    """
    programs = _programs()
    home = Path(tempfile.mkdtemp(prefix="heitu-postgresql-"))
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if before:
        shutil.chown(home, "postgres", "postgres")
    data, port = home / "data", _free_port()
    settings = f"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    initdb = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
    ]
    control = [*before, str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(home / "log")]
    try:
        _run([*before, *map(str, initdb)], home)
        _run([*control, "-o", settings, "start"], home)
        yield Cluster(port)
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"], cwd=home, check=False, stdout=subprocess.DEVNULL
        )
        shutil.rmtree(home, ignore_errors=True)


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
