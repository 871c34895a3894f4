"""The centre as a process of a test's own: its address, what it wrote, its end."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2

from central.demo import INSTITUTION, PASSWORD

ROOT = Path(__file__).parents[2]


def start(database: str, *words: str, port: int = 0) -> "subprocess.Popen[str]":
    """Start a centre; nobody waits for it."""
    command = [sys.executable, "-m", "central", "serve", "--database", database, "--port", str(port)]
    return subprocess.Popen(
        [*command, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def workers_of(pid: int) -> list[int]:
    """Return the processes that answer for a centre of several workers."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [int(each) for each in children if "spawn_main" in _command_line(each)]


def _command_line(pid: str) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8")
    return ""


def kill_hard(pid: int) -> None:
    """Kill a process as a power cut would; one that is gone already is as good."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Running:
    """A centre that listens."""

    def __init__(self, process: "subprocess.Popen[str]", address: str) -> None:
        self.process, self.address = process, address
        self.client = httpx2.Client(base_url=address, timeout=60)

    def log_in(self, login: str = "wangjun", device: str = "测试机") -> dict[str, str]:
        """Return the header by which *login* acts."""
        form = {"institution": INSTITUTION, "login": login, "password": PASSWORD, "device": device}
        answer = self.client.post("/v1/log-in", json=form)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access']}"}

    def stop(self) -> tuple[int, list[dict[str, Any]]]:
        """Stop it and return its code and what it logged."""
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        _out, err = self.process.communicate(timeout=60)
        lines = [json.loads(line) for line in err.splitlines() if re.match(r"\{", line)]
        assert len(lines) == len(err.splitlines()), err
        return self.process.returncode, lines


@contextmanager
def running(database: str, *words: str) -> Iterator[Running]:
    """Give a centre with the demonstration bank that is stopped at the end."""
    process = start(database, "--demo", "bank", *words)
    assert process.stdout
    line = process.stdout.readline().split() or [
        "nothing",
        f"{process.communicate()}, code {process.returncode}",
    ]
    assert line[0] == "listening", line[1]
    centre = Running(process, line[1])
    try:
        yield centre
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=60)
        centre.client.close()
