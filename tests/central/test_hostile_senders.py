"""What no honest workstation sends: refused in bounded time and memory, written down, and nothing of it is kept."""

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine, text

from central.demo import INSTITUTION
from models.identity import new_id
from tests.central.bank import Bank
from tests.central.processes import Running, running

JSON = b"Host: x\r\nContent-Type: application/json\r\n"
LOG_IN = b"POST /v1/log-in HTTP/1.1\r\n" + JSON
SECONDS, MEMORY = 20, 64 * 2**20
KEPT = ("operation_answer", "farmer", "attachment", "stored_file", "upload", "refresh_token")


class Target:
    """A centre in a process of its own, and how much it kept before anybody meant harm."""

    def __init__(self, centre: Running, database: str) -> None:
        self.centre, self._database = centre, database
        self.headers = centre.log_in()
        self._kept, self._memory = self._count(), memory_of(centre.process.pid)

    def head(self, line: bytes, *more: bytes) -> bytes:
        """Return the head of a request of somebody who has logged in."""
        access = self.headers["Authorization"].encode()
        return b"\r\n".join([line + b" HTTP/1.1", JSON + b"Authorization: " + access, *more, b"", b""])

    def unharmed(self) -> None:
        """Make sure that the centre lives, has kept nothing, and holds no more memory than it may."""
        assert self.centre.client.get("/health").status_code == 200
        assert self._count() == self._kept
        assert memory_of(self.centre.process.pid) - self._memory < MEMORY

    def logged(self) -> list[int]:
        """Stop the centre and return what it answered, as its log tells."""
        code, lines = self.centre.stop()
        assert code == 0
        return [line["status"] for line in lines if "status" in line]

    def _count(self) -> list[int]:
        engine = create_engine(self._database)
        with engine.connect() as connection:
            found = [connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in KEPT]  # noqa: S608 - ours
        engine.dispose()
        return found


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    database = f"sqlite:///{tmp_path}/c.db"
    with running(database, "--log", "info") as centre:
        yield Target(centre, database)


def raw(address: str, *parts: bytes, end: bool = False) -> bytes:
    """Return what the centre answers to bytes that no client would send."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=SECONDS) as line:
        for part in parts:
            line.sendall(part)
        if end:
            line.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionError):
            while chunk := line.recv(65536):
                answer += chunk
                if b"\r\n\r\n{" in answer and answer.endswith(b"}"):
                    break
    return answer


def memory_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    found = re.search(r"VmRSS:\s+(\d+)", status)
    assert found
    return int(found[1]) * 1024


def pour(address: str, head: bytes) -> int:
    """Return how many of 1,024 megabytes in chunks were taken before the centre hung up."""
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    where, sent = urlsplit(address), 0
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=SECONDS) as line:
        line.sendall(head)
        with suppress(ConnectionError):
            while sent < 1024:
                line.sendall(chunk)
                sent += 1
    return sent


def test_a_gigabyte_is_refused_without_being_kept(target: Target) -> None:
    begun, address = monotonic(), target.centre.address
    lines = [b"POST /v1/log-in", b"POST /v1/operations", f"PATCH /v1/files/uploads/{new_id()}".encode()]
    for line in lines:
        announced = raw(address, target.head(line, b"Content-Length: 1073741824"))
        assert announced.startswith(b"HTTP/1.1 413"), line
        assert "分批发送" in announced.decode()
        assert pour(address, target.head(line, b"Transfer-Encoding: chunked")) < 1024
    target.unharmed()
    assert monotonic() - begun < SECONDS
    assert target.logged().count(413) == 2 * len(lines)


WRONG_LENGTHS = (b"Content-Length: -1", b"Content-Length: x", b"Content-Length: 3\r\nContent-Length: 4")


def test_a_wrong_length_is_refused(target: Target) -> None:
    begun, address = monotonic(), target.centre.address
    for length in WRONG_LENGTHS:
        assert raw(address, LOG_IN + length + b"\r\n\r\n{}").startswith(b"HTTP/1.1 400")
    # A body that ends before its announced length is nobody's request; what follows a shorter one is no request.
    assert raw(address, LOG_IN + b"Content-Length: 99\r\n\r\n{}", end=True) == b""
    short = target.head(b"POST /v1/operations", b"Content-Length: 2") + b'{"operations": []}'
    assert raw(address, short).startswith(b"HTTP/1.1 400")
    target.unharmed()
    assert monotonic() - begun < SECONDS
    assert 400 in target.logged()


def test_whoever_is_not_let_in_is_written_down(target: Target) -> None:
    client, access = target.centre.client, target.headers["Authorization"]
    head, body, signature = access.removeprefix("Bearer ").split(".")
    forged = [f"{head}.{body}.{signature[::-1]}", f"{head}..{signature}", "x" * 10_000, "a.b.c"]
    operations: dict[str, list[str]] = {"operations": []}
    for token in forged:
        answer = client.post("/v1/operations", json=operations, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, token[:40]
        assert answer.json()["zh"]
    form = {"institution": INSTITUTION, "login": "wangjun", "password": "guessed", "device": "x"}
    assert client.post("/v1/log-in", json=form).status_code == 401
    target.unharmed()
    assert target.logged().count(401) == len(forged) + 1


def test_forged_tokens_are_limited_by_the_address_that_the_proxy_saw(target: Target) -> None:
    client, place, status = target.centre.client, 0, 401
    head, body, _signature = target.headers["Authorization"].split(".")

    def digest(token: str, seen: str) -> int:
        return client.get("/v1/digest", headers={"Authorization": token, "X-Forwarded-For": seen}).status_code

    begun = monotonic()
    while status == 401 and monotonic() - begun < 2 * SECONDS:
        place += 1
        # What the sender claims stands before what the proxy saw.
        status = digest(f"{head}.{body}.{place:043d}", f"198.51.100.{place % 250}, 203.0.113.7")
    assert (status, place > 120) == (429, True)
    assert digest(f"{head}.{body}.{place:043d}", "203.0.113.8") == 401
    assert digest(target.headers["Authorization"], "203.0.113.7") == 200
    target.unharmed()


def test_json_without_bottom_is_refused(bank: Bank) -> None:
    headers = {**bank.headers("wangjun"), "Content-Type": "application/json"}
    deep = '{"operations":' + "[" * 100_000 + "]" * 100_000 + "}"
    answers = [
        bank.client.post(path, content=deep, headers=headers) for path in ("/v1/operations", "/v1/log-in")
    ]
    assert {answer.status_code for answer in answers} <= {400, 422}
    body = '{"operations":[{"op":' + '{"a":' * 5_000 + "1" + "}" * 5_000 + "}]}"
    assert bank.client.post("/v1/operations", content=body, headers=headers).status_code in {400, 422}
