"""A centre that is killed in the middle of a part, and one whose disk is full."""

import base64
import hashlib
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import httpx2
import pytest

from central.demo import INSTITUTION, PASSWORD
from models.identity import new_id
from models.sync.operations import Facts
from tests.central.bank import FARMER, creation, id_number
from tests.central.cluster import Cluster
from tests.central.files.sender import TUS, hash_of, record_of, scan

ROOT = Path(__file__).parents[3]
PART = 512 * 1024
LARGE = scan(8 * PART)
PART_TYPE = "application/offset+octet-stream"


class Running:
    """A centre in a process of its own that a test may kill and start again."""

    def __init__(self, database: str, files: Path) -> None:
        self._database, self._files = database, files
        self.address, self._access = "", ""

    def start(self, before: Callable[[], None] | None = None) -> None:
        port = self.address.rpartition(":")[2] or "0"
        command = [sys.executable, "-m", "central", "serve", "--database", self._database, "--demo", "bank"]
        self._process = subprocess.Popen(
            [*command, "--port", port],
            cwd=ROOT,
            env={**os.environ, "HEITU_CENTRAL_FILES": str(self._files)},
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=before,  # noqa: PLW1509 - the limit must hold in the child alone, which runs no threads yet
        )
        assert self._process.stdout
        self.address = self._process.stdout.readline().split()[1]
        form = {"institution": INSTITUTION, "login": "wangjun", "password": PASSWORD, "device": "x"}
        self._access = httpx2.post(f"{self.address}/v1/log-in", json=form).json()["access"]

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(timeout=15)
        assert self._process.stdout
        self._process.stdout.close()

    @property
    def headers(self) -> dict[str, str]:
        return {**TUS, "Authorization": f"Bearer {self._access}"}

    def ask(self, method: str, path: str, content: bytes = b"", **headers: str) -> httpx2.Response:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx2.request(method, self.address + path, content=content, headers={**self.headers, **told})

    def file(self, content: bytes) -> None:
        farmer = creation("farmer", {**FARMER, "id_number": id_number(7)})
        self._take(farmer)
        self._take(creation("attachment", record_of(content, UUID(str(farmer.record_id)))))

    def _take(self, operation: Facts) -> None:
        body = {"operations": [operation.body()]}
        answer = httpx2.post(f"{self.address}/v1/operations", json=body, headers=self.headers).json()
        assert answer["answers"][0]["status"] == "accepted", answer

    def begin(self, content: bytes) -> str:
        named = base64.b64encode(hash_of(content).encode()).decode()
        answer = self.ask(
            "POST", "/v1/files", Upload_Length=str(len(content)), Upload_Metadata=f"sha256 {named}"
        )
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"])

    def part(self, where: str, offset: int, part: bytes) -> httpx2.Response:
        digest = base64.b64encode(hashlib.sha256(part).digest()).decode()
        return self.ask(
            "PATCH",
            where,
            part,
            Content_Type=PART_TYPE,
            Upload_Offset=str(offset),
            Upload_Checksum=f"sha256 {digest}",
        )

    def offset(self, where: str) -> int:
        return int(self.ask("HEAD", where).headers["Upload-Offset"])


@pytest.fixture(params=["sqlite", "postgresql"])
def centre(request: pytest.FixtureRequest, cluster: Cluster, tmp_path: Path) -> Iterator[Running]:
    database = cluster.new_database() if request.param == "postgresql" else f"sqlite:///{tmp_path}/c.db"
    running = Running(database, tmp_path / "files")
    running.start()
    yield running
    running.kill()


def test_killed_in_the_middle_of_a_part_it_goes_on_where_it_was(centre: Running) -> None:
    centre.file(LARGE)
    where = centre.begin(LARGE)
    assert centre.part(where, 0, LARGE[:PART]).status_code == 204
    digest = base64.b64encode(hashlib.sha256(LARGE[PART : 2 * PART]).digest()).decode()
    head = {
        **centre.headers,
        "Host": "x",
        "Content-Type": PART_TYPE,
        "Content-Length": str(PART),
        "Upload-Offset": str(PART),
        "Upload-Checksum": f"sha256 {digest}",
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    parts = urlsplit(centre.address)
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as line:
        line.sendall(f"PATCH {where} HTTP/1.1\r\n{lines}\r\n".encode() + LARGE[PART : PART + PART // 2])
        centre.kill()
    centre.start()
    assert centre.offset(where) == PART
    for at in range(PART, len(LARGE), PART):
        assert centre.part(where, at, LARGE[at : at + PART]).status_code == 204
    assert centre.ask("GET", f"/v1/files/{hash_of(LARGE)}").content == LARGE


def _small_files_only() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 * 2**20, 3 * 2**20))


def test_a_full_disk_says_so_keeps_what_it_has_and_ends_well(centre: Running, tmp_path: Path) -> None:
    centre.file(LARGE)
    centre.kill()
    centre.start(_small_files_only)
    where = centre.begin(LARGE)
    answers = [centre.part(where, at, LARGE[at : at + PART]) for at in range(0, len(LARGE), PART)]
    assert [each.status_code for each in answers] == [204] * 7 + [507]
    assert "磁盘已满" in answers[-1].json()["zh"]
    assert not list((tmp_path / "files" / "incoming").iterdir())
    centre.kill()
    centre.start()
    assert centre.offset(where) == len(LARGE)
    assert centre.part(where, len(LARGE), b"").status_code == 204
    assert centre.ask("GET", f"/v1/files/{hash_of(LARGE)}").content == LARGE
    assert centre.ask("HEAD", f"/v1/files/uploads/{new_id()}").status_code == 404
