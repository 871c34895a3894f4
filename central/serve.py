"""The centre as a process: migrate, listen, say so, stop when told to."""

import signal
import socket
import sys

import uvicorn

from central import demo as demonstration
from central import schema, tokens
from central.api import create_app
from central.clock import now
from central.store import Store

_PATIENCE_SECONDS = 5


class _Server(uvicorn.Server):
    """Says on standard output where it listens, as soon as it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say where."""
        await super().startup(sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            sys.stdout.write(f"listening http://{host}:{port}\n")
            sys.stdout.flush()


def serve(database_url: str, port: int, *, demo: str | None, host: str = "127.0.0.1") -> None:
    """Serve the API until the process is told to stop.

    Args:
        database_url: Of PostgreSQL or SQLite, as SQLAlchemy writes it.
        port: Where to listen; 0 takes a free one.
        demo: Fill an empty database with the demonstration bank, and with its cases if it is ``sample``.
        host: On which address; the network only sees the centre where this says so.

    Raises:
        ValueError: The file with the signing key cannot be used.
    """
    signal.signal(signal.SIGTERM, _stop)
    tokens.key_of(tokens.new_key())
    store = Store(database_url)
    schema.migrate(store.engine)
    if demo:
        demonstration.seed(store, now(), with_cases=demo == "sample")
    with socket.create_server((host, port)) as listener:
        config = uvicorn.Config(
            create_app(store),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE_SECONDS,
        )
        _Server(config).run(sockets=[listener])
    store.close()


def _stop(_signal: int, _frame: object) -> None:
    # The server takes the signal while it runs and raises it again when it has stopped.
    raise SystemExit(0)
