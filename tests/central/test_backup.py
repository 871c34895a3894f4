"""Backing up, losing everything, restoring; and the workstations go on."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread

import httpx2
import psycopg
import pytest

from central import backup
from central.clock import now
from central.files.objects import Folder
from models.errors import RuleBroken
from tests.central.cluster import Cluster
from tests.central.processes import ROOT, running

POSTGRESQL = Path("/usr/lib/postgresql")


def operate(database: str, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "central", *words, "--database", database]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def new_database(kind: str, cluster: Cluster, folder: Path, name: str) -> str:
    return f"sqlite:///{folder}/{name}.db" if kind == "sqlite" else cluster.new_database()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_lost_centre_comes_back(kind: str, cluster: Cluster, tmp_path: Path) -> None:
    database = new_database(kind, cluster, tmp_path, "c")
    papers = tmp_path / "papers"
    (papers / "whole" / "ab").mkdir(parents=True)
    (papers / "whole" / "ab" / "abcd").write_bytes(b"a paper")
    with running(database) as centre:
        headers = centre.log_in()
        before = centre.client.get("/v1/digest", headers=headers).json()
        saved = operate(database, "backup", str(tmp_path / "saved"), "--files", str(papers))
        assert saved.returncode == 0, saved.stderr
    again = new_database(kind, cluster, tmp_path, "again")
    shutil.rmtree(papers)
    words = ("restore", str(tmp_path / "saved"), "--files", str(papers))
    restored = operate(again, *words)
    assert restored.returncode == 0, restored.stderr
    (bank,) = json.loads(restored.stdout)
    assert bank["findings"] == []
    assert (papers / "whole" / "ab" / "abcd").read_bytes() == b"a paper"
    with running(again) as centre:
        assert httpx2.get(f"{centre.address}/v1/digest", headers=headers).status_code == 401
        answer = centre.client.get("/v1/digest", headers=centre.log_in()).json()
        assert answer == before
    assert operate(again, *words).returncode == 1
    assert operate(again, "verify").returncode == 0


def test_uploads_that_come_and_go_meanwhile_are_in_nobodys_way(tmp_path: Path) -> None:
    database, papers = f"sqlite:///{tmp_path}/c.db", Folder(tmp_path / "papers")
    with running(database):
        pass
    papers.put("whole/ab/abcd", [b"a paper"])
    over = Event()

    def upload() -> None:
        while not over.is_set():
            papers.put("parts/one/1", [b"a part"])
            papers.clear("parts/one")

    uploads = Thread(target=upload)
    uploads.start()
    try:
        manifests = [
            backup.backup(database, tmp_path / f"saved-{n}", tmp_path / "papers", now()) for n in range(20)
        ]
    finally:
        over.set()
        uploads.join()
    assert all(list(manifest["files"]) == ["whole/ab/abcd"] for manifest in manifests)


def test_a_centre_without_papers_is_backed_up(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/c.db"
    with running(database):
        pass
    (tmp_path / "papers").mkdir()
    assert backup.backup(database, tmp_path / "saved", tmp_path / "papers", now())["files"] == {}
    with pytest.raises(RuleBroken, match="--files"):
        backup.backup(database, tmp_path / "other", tmp_path / "paper", now())


def test_a_damaged_backup_is_refused_before_anything_is_touched(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/c.db"
    with running(database):
        pass
    backup.backup(database, tmp_path / "saved", None, now())
    with (tmp_path / "saved" / "database.db").open("ab") as file:
        file.write(b"x")
    with pytest.raises(RuleBroken, match="已损坏"):
        backup.restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "saved", None, now())
    with pytest.raises(RuleBroken, match="不是空的"):
        backup.backup(database, tmp_path / "saved", None, now())
    (tmp_path / "other").mkdir()
    with pytest.raises(RuleBroken, match="已损坏"):
        backup.restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "other", None, now())


def test_a_password_of_the_database_is_on_no_command_line(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = cluster.new_database()
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE x (y int)")
    secret = database.replace("postgres@", "postgres:very-secret@")
    seen: list[list[str]] = []
    real = subprocess.run

    def watch(command: list[str], **words: object) -> object:
        seen.append(command)
        return real(command, **words)  # type: ignore[call-overload] # handed on as they came

    monkeypatch.setattr(subprocess, "run", watch)
    backup.backup(secret, tmp_path / "saved", None, now())
    assert "very-secret" not in str(seen)
