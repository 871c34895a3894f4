"""The centre as a process: migrate, listen, say so, serve with one worker or several, stop when told to."""

import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

import uvicorn
from fastapi import FastAPI
from prometheus_client import start_http_server
from sqlalchemy import make_url
from uvicorn.supervisors import Multiprocess

from central import demo as demonstration
from central import logs, metrics, schema, tokens
from central.api import create_app
from central.clock import now
from central.store import Store

_PATIENCE_SECONDS = 30
_START_SECONDS = 60
_BACKLOG = 512
_WORKER_METRICS = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True)
class Serving:
    """How the centre is to run.

    Attributes:
        database: Of PostgreSQL or SQLite, as SQLAlchemy writes it.
        port: Where to listen; 0 takes a free one.
        host: On which address; the network only sees the centre where this says so.
        demo: Fill an empty database with the demonstration bank, and with its cases if it is ``sample``.
        workers: How many processes share the work; SQLite lets one write.
        metrics_port: Where Prometheus may ask, on this computer alone; 0 is nowhere.
        log: From which level on something is logged.
        standby: A standby of the database, from which feeds, pictures and digests are read; empty is none.
    """

    database: str
    port: int
    host: str = "127.0.0.1"
    demo: str | None = None
    workers: int = 1
    metrics_port: int = 0
    log: str = "info"
    standby: str = ""


def serve(how: Serving) -> None:
    """Serve the API until the process is told to stop: requests that run are answered, new ones are refused.

    Raises:
        ValueError: The file with the signing key cannot be used, or several workers or a standby were asked for on
            SQLite.
    """
    signal.signal(signal.SIGTERM, _stop)
    tokens.key_of(tokens.new_key())
    if how.workers > 1 and make_url(how.database).get_backend_name() != "postgresql":
        message = "several workers need PostgreSQL; SQLite has one"
        raise ValueError(message)
    if how.standby and {make_url(each).get_backend_name() for each in (how.database, how.standby)} != {
        "postgresql"
    }:
        message = "a standby is PostgreSQL's"
        raise ValueError(message)
    with ExitStack() as stack:
        folder = stack.enter_context(_shared_metrics()) if how.workers > 1 else None
        _prepare(how)
        if how.metrics_port:
            store = stack.enter_context(_open(how.database))
            start_http_server(how.metrics_port, "127.0.0.1", metrics.registry_over(store, folder))
        listener = stack.enter_context(_listen(how.host, how.port))
        config = uvicorn.Config(
            partial(_application, how.database, how.standby, how.log),
            factory=True,
            workers=how.workers,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE_SECONDS,
            # A worker that is still being loaded does not answer its supervisor either; on a busy machine that takes
            # longer than the usual 5 s, and it would be killed and begun anew for as long as the machine is busy.
            timeout_worker_healthcheck=_START_SECONDS,
        )
        if how.workers > 1:
            _Workers(config, [listener]).run()
        else:
            _Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, and says that it speaks TCP.

    The event loop sends without delay only on a socket that says so; one from ``socket.create_server`` does not, and
    every answer of more than one packet would wait 40 ms for the other side's acknowledgement.
    """
    family, kind, protocol, _name, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _prepare(how: Serving) -> None:
    with _open(how.database) as store:
        schema.migrate(store.engine)
        if how.demo:
            demonstration.seed(store, now(), with_cases=how.demo == "sample")


@contextmanager
def _open(database: str) -> Iterator[Store]:
    store = Store(database)
    try:
        yield store
    finally:
        store.close()


def _application(database: str, standby: str, log: str) -> FastAPI:
    """Return the API as one worker serves it, over connections of its own."""
    logs.write_json_lines(log)
    return create_app(Store(database), standby=Store(standby) if standby else None)


@contextmanager
def _shared_metrics() -> Iterator[str]:
    """Give the folder into which the workers write what they count."""
    with tempfile.TemporaryDirectory(prefix="heitu-metrics-") as folder:
        os.environ[_WORKER_METRICS] = folder
        yield folder


class _Server(uvicorn.Server):
    """Says on standard output where it listens, as soon as it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say where."""
        await super().startup(sockets)
        if self.started and sockets:
            _say_where(sockets[0])


class _Workers(Multiprocess):
    """Keeps the workers alive, and says where they listen as soon as the first one does."""

    def run(self) -> None:
        """Watch over the workers until told to stop; whatever else ends the watching ends them too."""
        try:
            super().run()
        except BaseException:
            # Python waits for its children at its own end, and these would answer on with nobody watching over them.
            self.terminate_all()
            self.join_all()
            raise

    def init_processes(self) -> None:
        """Start the workers."""
        super().init_processes()
        self._pids = self._alive()
        if self.processes[0].wait_until_ready(_START_SECONDS, self.should_exit):
            _say_where(self.sockets[0])

    def keep_subprocess_alive(self) -> None:
        """Replace the workers that are gone; the connections that one held are nobody's from then on."""
        super().keep_subprocess_alive()
        before, self._pids = self._pids, self._alive()
        for pid in before - self._pids:
            metrics.forget_worker(pid)

    def _alive(self) -> set[int]:
        return {process.pid for process in self.processes if process.pid}


def _say_where(listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    sys.stdout.write(f"listening http://{host}:{port}\n")
    sys.stdout.flush()


def _stop(_signal: int, _frame: object) -> None:
    # The server takes the signal while it runs and raises it again when it has stopped.
    raise SystemExit(0)
