"""Where tests work: the key of a test's store, and a real centre on loopback."""

import json
import os
import subprocess
import sys
from pathlib import Path

from central.files.objects import SETTING
from tests.central.processes import kill_hard, workers_of

KEY = bytes(range(32))
PASSWORD = "heitu-demo"  # noqa: S105 - the demonstration's password stands in the manual


class CentreProcess:
    """A real centre in a process of its own, or in several over PostgreSQL.

    Attributes:
        workers: How many processes answer.
        files: Where the contents of papers are to lie, if not beside the file of SQLite.
    """

    def __init__(
        self, database: Path | str, demo: str = "bank", *, workers: int = 1, files: Path | None = None
    ) -> None:
        """Start a centre over a file of SQLite, or over the database of an address."""
        self.database, self._demo = database, demo
        self.workers, self.files = workers, files
        self.database_url = f"sqlite:///{database}" if isinstance(database, Path) else database
        self.address = ""
        self.start()

    @property
    def files_lie_in(self) -> Path:
        """The folder of the contents of papers."""
        return self.files or Path(f"{self.database}.files")

    def start(self) -> None:
        """Start it, at the same address as before if it ran before, and wait until it listens."""
        port = self.address.rpartition(":")[2] or "0"
        command = [sys.executable, "-m", "central", "serve", "--demo", self._demo, "--port", port]
        command += ["--workers", str(self.workers), "--database", self.database_url]
        surroundings = {**os.environ, **({SETTING: str(self.files)} if self.files else {})}
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings)
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line.startswith("listening "), line
        self.address = line.split()[1]

    def operate(self, *words: str) -> list[dict[str, str]]:
        """Give an administrator's command and return the rows it prints."""
        command = [sys.executable, "-m", "central", *words, "--database", self.database_url, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        rows: list[dict[str, str]] = json.loads(done.stdout)
        return rows

    def stop(self) -> None:
        """Kill it, as a power cut would, and wait until it is gone."""
        workers = workers_of(self._process.pid) if self.workers > 1 else []
        self._process.kill()
        self._process.wait(timeout=15)
        for each in workers:
            kill_hard(each)
        assert self._process.stdout
        self._process.stdout.close()

    def kill_a_worker(self) -> None:
        """Kill the youngest of several processes that answer; another one takes its place, while the others go on.

        After other kills of the same moments there may be none; the one that watches over them still runs.
        """
        assert self._process.poll() is None
        for youngest in workers_of(self._process.pid)[-1:]:
            kill_hard(youngest)
