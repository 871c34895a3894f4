"""Backing up, losing everything, restoring; and the workstations go on."""

import errno
import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import httpx2
import psycopg
import pytest

from central import backup, schema
from central.clock import now
from central.demo import INSTITUTION
from central.files.objects import Folder
from central.files.uploads import whole_name
from central.store import Store
from models.errors import RuleBroken
from tests.central.cluster import Cluster
from tests.central.files.sender import hash_of
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


def test_a_backup_since_another_copies_what_is_new_alone(tmp_path: Path) -> None:
    database, papers = f"sqlite:///{tmp_path}/c.db", Folder(tmp_path / "papers")
    with running(database):
        pass
    old, damaged, new = (whole_name(INSTITUTION, hash_of(each)) for each in (b"old", b"damaged", b"new"))
    papers.put(old, [b"old"])
    papers.put(damaged, [b"dAmaged"])
    first, second = tmp_path / "monday", tmp_path / "tuesday"
    backup.backup(database, first, tmp_path / "papers", now())
    papers.put(damaged, [b"damaged"])
    papers.put(new, [b"new"])
    made = operate(
        database, "backup", str(second), "--files", str(tmp_path / "papers"), "--since", str(first)
    )
    assert made.returncode == 0, made.stderr
    assert set(json.loads(made.stdout)["files"]) == {old, damaged, new}

    def is_one_file(name: str) -> bool:
        return (first / "files" / name).samefile(second / "files" / name)

    assert (is_one_file(old), is_one_file(damaged)) == (True, False)
    shutil.rmtree(first)
    shutil.rmtree(tmp_path / "papers")
    backup.restore(f"sqlite:///{tmp_path}/again.db", second, tmp_path / "papers", now())
    assert {name: b"".join(papers.read(name)) for name in (old, damaged, new)} == {
        old: b"old",
        damaged: b"damaged",
        new: b"new",
    }


def test_where_files_cannot_be_shared_all_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database, papers = f"sqlite:///{tmp_path}/c.db", Folder(tmp_path / "papers")
    with running(database):
        pass
    name = whole_name(INSTITUTION, hash_of(b"old"))
    papers.put(name, [b"old"])
    backup.backup(database, tmp_path / "monday", tmp_path / "papers", now())

    def on_another_disk(_new: Path, _old: Path) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(Path, "hardlink_to", on_another_disk)
    backup.backup(database, tmp_path / "tuesday", tmp_path / "papers", now(), tmp_path / "monday")
    kept = tmp_path / "tuesday" / "files" / name
    assert (kept.read_bytes(), kept.stat().st_nlink) == (b"old", 1)


def test_what_is_no_backup_is_not_gone_on_from(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/c.db"
    with running(database):
        pass
    with pytest.raises(RuleBroken, match="不是完整的备份"):
        backup.backup(database, tmp_path / "saved", None, now(), tmp_path / "nothing")
    assert not (tmp_path / "saved").exists()


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


def test_a_backup_from_before_the_first_paper_is_restored(tmp_path: Path) -> None:
    database, papers = f"sqlite:///{tmp_path}/c.db", tmp_path / "papers"
    papers.mkdir()
    with closing(Store(database)) as store:
        schema.migrate(store.engine)
    backup.backup(database, tmp_path / "saved", papers, now())
    assert backup.restore(f"sqlite:///{tmp_path}/again.db", tmp_path / "saved", tmp_path / "new", now()) == []
    assert list((tmp_path / "new").iterdir()) == []
