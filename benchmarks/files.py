"""Papers on their way: the lane beside a plain POST of the same bytes, and a small submission while a scan goes out."""

import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import monotonic

import httpx2
from sqlalchemy.orm import Session

from app.attachments.courier import Courier
from app.attachments.lane import Lane
from app.attachments.papers import Subject, file_paper
from app.attachments.taken import Taken
from app.database import Database
from app.sync.client import Centre
from app.sync.round import Rounds
from benchmarks.data import KEY, TODAY
from models.documents.media import PDF
from models.party.farmer import Farmer

SIZE = 20 * 2**20
TURNS = 5
SUBMISSIONS = 12
PLAIN = """
import os, sys, tempfile, uvicorn
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body, more = bytearray(), True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    with tempfile.NamedTemporaryFile(dir=sys.argv[1]) as file:
        file.write(body); file.flush(); os.fsync(file.fileno())
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})
import socket
listener = socket.create_server(("127.0.0.1", 0))
print("listening http://127.0.0.1:%d" % listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off")).run(sockets=[listener])
"""
"""What a file costs at least: the whole body in one request, forced to the disk, nothing checked."""


@contextmanager
def running(*command: str) -> Iterator[str]:
    """Give the address of a server in a process of its own."""
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().split()[1] if process.stdout else ""
    finally:
        process.kill()
        process.wait()


class Desk:
    """One officer at work."""

    def __init__(self, folder: Path, address: str) -> None:
        self.centre = Centre(address, "benchmark")
        self.actor = self.centre.log_in("23990100", "wangjun", "heitu-demo").actor
        self.database = Database(folder / "store.db", KEY)
        self.rounds = Rounds(self.database, self.centre, self.actor)
        self.lane = Lane(self.database, Courier(self.centre), self.actor)
        self.farmer = Farmer(
            institution_id=self.actor.institution_id, branch_id=self.actor.branch_id, full_name="张测试"
        )
        self.database.run(lambda session: session.add(self.farmer))
        self.rounds.run()

    def file(self, content: bytes) -> None:
        """Put a paper on record and let the record go to the centre."""
        taken = Taken("application", "扫描件.pdf", content, PDF)
        subject = Subject(Farmer.kind, self.farmer.id)
        self.database.run(lambda session: file_paper(session, self.actor, subject, taken, TODAY))
        self.rounds.run()

    def submit(self, turn: int) -> float:
        """Return how long a small change takes until head office has answered it."""

        def change(session: Session) -> None:
            key = (self.actor.institution_id, self.farmer.id)
            session.get_one(Farmer, key).village = f"测试村{turn}"

        begun = monotonic()
        self.database.run(change)
        self.rounds.run()
        return monotonic() - begun


def content_of(turn: int) -> bytes:
    """Return a scan that no other turn has."""
    return b"%PDF-1.7\n" + turn.to_bytes(4, "big") * (SIZE // 4 - 3)


def main() -> None:
    """Print megabytes a second of both ways, and how long a submission waits with and without a scan beside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = f"sqlite:///{folder / 'central.db'}"
        serve = ("-m", "central", "serve", "--demo", "bank", "--port", "0", "--database", database)
        with running(*serve) as address, running("-c", PLAIN, name) as plain:
            desk = Desk(folder / "desk", address)
            throughput(desk, plain)
            waiting(desk)


def throughput(desk: Desk, plain: str) -> None:
    """Print both ways' speeds, measured in turns."""
    kept, carried, posted = [], [], []
    with httpx2.Client(timeout=60) as http:
        for turn in range(TURNS):
            content = content_of(turn)
            begun = monotonic()
            desk.database.papers.keep(content)
            kept.append(monotonic() - begun)
            desk.file(content)
            begun = monotonic()
            done = desk.lane.run()
            carried.append(monotonic() - begun)
            if done.sent != 1:
                raise SystemExit("the file did not arrive")
            begun = monotonic()
            http.post(plain, content=content)
            posted.append(monotonic() - begun)
    mib = SIZE / 2**20
    for what, taken in (("kept encrypted", kept), ("the lane", carried), ("a plain POST", posted)):
        print(f"{what:16} {median(taken):6.2f} s  {mib / median(taken):7.1f} MB/s")
    print(f"the lane takes {median(carried) / median(posted):.1f} times a plain POST")


def waiting(desk: Desk) -> None:
    """Print how long small submissions take alone, and while 20 MB go out beside them."""
    alone = [desk.submit(turn) for turn in range(SUBMISSIONS)]
    contents = [content_of(100 + turn) for turn in range(3)]
    for content in contents:
        desk.database.papers.keep(content)
        desk.file(content)
    beside: list[float] = []
    carrier = threading.Thread(target=desk.lane.run)
    carrier.start()
    while carrier.is_alive():
        beside.append(desk.submit(1000 + len(beside)))
    carrier.join()
    print(f"a submission alone        {median(alone) * 1000:6.0f} ms, at most {max(alone) * 1000:6.0f} ms")
    print(
        f"while scans go out ({len(beside):3}) {median(beside) * 1000:6.0f} ms, at most {max(beside) * 1000:6.0f} ms"
    )


if __name__ == "__main__":
    main()
