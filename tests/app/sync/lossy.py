"""A line that loses answers, or lets somebody else answer: what it hands on still arrives at the centre."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx2

from models.sync.version import HEADER


class Lossy(ThreadingHTTPServer):
    """Hands requests on to the centre, but not every answer back.

    Attributes:
        path: Of which requests something becomes.
        lose: The answers to so many of the next ones are lost.
        instead: What somebody else answers to them all, with 200, while none of them arrives; nothing if nobody.
        passed: How many of them arrived.
    """

    path = "/v1/operations"
    lose = 0
    instead = b""
    passed = 0

    @property
    def address(self) -> str:
        """Where workstations look for the centre."""
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def lossy_line(centre: str) -> Iterator[Lossy]:
    """Stand before the centre at that address."""

    class Handler(BaseHTTPRequestHandler):
        server: Lossy

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            meant = self.path == self.server.path
            if meant and self.server.instead:
                self._answer(200, self.server.instead)
                return
            headers = {
                k: v for k, v in self.headers.items() if k in {"Authorization", "Content-Type", HEADER}
            }
            with httpx2.Client() as http:
                answer = http.request(self.command, centre + self.path, content=body, headers=headers)
            self.server.passed += meant
            if meant and self.server.lose:
                self.server.lose -= 1
                self.close_connection = True
                return
            self._answer(answer.status_code, answer.content)

        do_GET = do_POST  # noqa: N815 - the library's name

        def _answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_words: Any) -> None:
            pass

    server = Lossy(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
