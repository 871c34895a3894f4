"""Where tests work: the key of a test's store, and a real centre on loopback."""

import json
import subprocess
import sys
from pathlib import Path

KEY = bytes(range(32))
PASSWORD = "heitu-demo"  # noqa: S105 - the demonstration's password stands in the manual


class CentreProcess:
    """A real centre in a process of its own."""

    def __init__(self, database: Path | str, demo: str = "bank") -> None:
        """Start a centre over a file of SQLite, or over the database of an address."""
        self.database, self._demo = database, demo
        self.database_url = f"sqlite:///{database}" if isinstance(database, Path) else database
        self.address = ""
        self.start()

    def start(self) -> None:
        """Start it, at the same address as before if it ran before, and wait until it listens."""
        port = self.address.rpartition(":")[2] or "0"
        command = [sys.executable, "-m", "central", "serve", "--demo", self._demo, "--port", port]
        self._process = subprocess.Popen(
            [*command, "--database", self.database_url], stdout=subprocess.PIPE, text=True
        )
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
        self._process.kill()
        self._process.wait(timeout=15)
        assert self._process.stdout
        self._process.stdout.close()
