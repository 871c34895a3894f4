"""Sends files to the centre of a test part by part, and lets a test send what no honest program would."""

import base64
import hashlib
import random
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.central.bank import Bank

PART = 256 * 1024
TUS = {"Tus-Resumable": "1.0.0"}


def scan(size: int, seed: int = 1) -> bytes:
    """Return bytes that look like a PDF and are *size* long."""
    return b"%PDF-1.7\n" + random.Random(seed).randbytes(size - 9)  # noqa: S311 - reproducible, not secret


def hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def record_of(content: bytes, subject: UUID, **values: Any) -> dict[str, Any]:
    """Return what the record of a paper with that content says."""
    told = {"subject_kind": "farmer", "subject_id": str(subject), "paper": "id_card", "title": "扫描件.pdf"}
    own = {"sha256": hash_of(content), "size": len(content), "media_type": "application/pdf"}
    return {**told, **own, **values}


def packed(digest: bytes) -> str:
    return base64.b64encode(digest).decode()


class Sender:
    """One officer who sends files."""

    def __init__(self, bank: Bank, login: str = "wangjun") -> None:
        self.bank, self.login = bank, login

    def file(self, content: bytes, **values: Any) -> UUID:
        """Return the record of a new farmer's paper with that content."""
        return self.bank.create(
            self.login, "attachment", record_of(content, self.bank.farmer(self.login), **values)
        )

    def ask(self, method: str, path: str, *, content: bytes = b"", **headers: str) -> Any:
        head = {name.replace("_", "-").title(): value for name, value in headers.items()}
        told = {**TUS, **self.bank.headers(self.login), **head}
        return self.bank.client.request(method, path, content=content, headers=told)

    def begin(self, sha256: str, size: int) -> Any:
        named = base64.b64encode(sha256.encode()).decode()
        return self.ask("POST", "/v1/files", upload_length=str(size), upload_metadata=f"sha256 {named}")

    def part(self, where: str, offset: int, part: bytes, checksum: bytes | None = None) -> Any:
        digest = packed(checksum or hashlib.sha256(part).digest())
        return self.ask(
            "PATCH",
            where,
            content=part,
            content_type="application/offset+octet-stream",
            upload_offset=str(offset),
            upload_checksum=f"sha256 {digest}",
        )

    def send(self, content: bytes) -> Any:
        """Return the answer to the last part."""
        begun = self.begin(hash_of(content), len(content))
        assert begun.status_code == 201, begun.text
        where, answer = begun.headers["Location"], begun
        for offset in range(0, len(content), PART):
            answer = self.part(where, offset, content[offset : offset + PART])
            assert answer.status_code == 204 or offset + PART >= len(content), answer.text
        return answer

    def have(self, *contents: bytes) -> list[bool]:
        hashes = [hash_of(each) for each in contents]
        answer = self.ask("POST", "/v1/files/have", content=_json(hashes), content_type="application/json")
        assert answer.status_code == 200, answer.text
        return [each in answer.json()["hashes"] for each in hashes]

    def read(self, content: bytes, span: str = "") -> Any:
        where = f"/v1/files/{hash_of(content)}"
        return self.ask("GET", where, range=span) if span else self.ask("GET", where)


def _json(hashes: list[str]) -> bytes:
    return ('{"hashes": [' + ", ".join(f'"{each}"' for each in hashes) + "]}").encode()


def lying_in(folder: Path) -> list[str]:
    """Return what lies in the folder of a centre's files, below it."""
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())
