"""The centre as a process."""

import signal
from pathlib import Path

import httpx2
import pytest

from central.demo import INSTITUTION, PASSWORD
from tests.central.cluster import Cluster
from tests.central.processes import start


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_it_says_where_it_listens_serves_and_stops(kind: str, cluster: Cluster, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/c.db" if kind == "sqlite" else cluster.new_database()
    for _start in range(2):
        process = start(database, "--demo")
        assert process.stdout
        line = process.stdout.readline().split() or [
            "nothing",
            f"{process.communicate()}, code {process.returncode}",
        ]
        assert line[0] == "listening", line[1]
        form = {"institution": INSTITUTION, "login": "wangjun", "password": PASSWORD, "device": "x"}
        answer = httpx2.post(f"{line[1]}/v1/log-in", json=form).json()
        assert answer["officer"]["name"] == "王军"
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "")


def test_a_centre_that_cannot_say_where_it_listens_ends_with_its_workers(cluster: Cluster) -> None:
    process = start(cluster.new_database(), "--demo", "bank", "--workers", "2")
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    with process.stderr as told:
        refused = told.read()  # It comes to its end only when the workers have let go of it, too.
    assert process.wait(timeout=30) != 0
    assert "Broken pipe" in refused


@pytest.mark.parametrize(
    "database", ["nonsense", "sqlite:////no/such/folder/c.db", "postgresql://127.0.0.1:1/x"]
)
def test_a_database_that_cannot_be_had_is_one_sentence(database: str) -> None:
    process = start(database)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert err.startswith("中心无法启动：")
    assert "Traceback" not in err


def test_a_standby_of_sqlite_is_one_sentence(tmp_path: Path) -> None:
    process = start(f"sqlite:///{tmp_path}/c.db", "--read-database", f"sqlite:///{tmp_path}/d.db")
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (1, "")
    assert "standby" in err
    assert "Traceback" not in err


def test_a_signing_key_that_is_too_short_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text("short", encoding="ascii")
    monkeypatch.setenv("HEITU_CENTRAL_KEY_FILE", str(tmp_path / "key"))
    process = start(f"sqlite:///{tmp_path}/c.db")
    _out, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "at least 32 characters" in err
    assert "short" not in err.replace("shorter", "")
