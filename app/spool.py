"""Printing through CUPS: the PDF of record goes to the queue as it is, and is out when the queue says so."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, sleep

from app.disk import writing
from models.errors import LendingError
from models.text import Text

WAIT_SECONDS = 120.0
_LOOK_EVERY = 0.3
_JOB = re.compile(r"request id is (\S+)|请求 ID 为 (\S+)")


class PrinterFailed(LendingError):
    """A copy did not come out of the printer."""


def available() -> bool:
    """Tell whether this machine prints through CUPS."""
    return shutil.which("lp") is not None and shutil.which("lpstat") is not None


def printers() -> list[str]:
    """Return the names of the queues."""
    if not available():
        return []
    return _ask("lpstat", "-e").stdout.split()


def trays(printer: str) -> list[str]:
    """Return the trays of a queue; the first stands for what the printer chooses."""
    answer = _ask("lpoptions", "-p", printer, "-l").stdout
    line = next((each for each in answer.splitlines() if each.startswith("InputSlot/")), "")
    return [choice.removeprefix("*") for choice in line.partition(":")[2].split()]


class Queue:
    """One CUPS queue.

    Attributes:
        name: Of the queue.
    """

    def __init__(self, name: str, tray: str = "", *, media: str = "A4", wait: float = WAIT_SECONDS) -> None:
        self.name = name
        self._tray, self._media, self._wait = tray, media, wait

    def put_out(self, pdf: bytes, title: str) -> None:
        """Print one file, one-sided and not scaled, and return when the queue has finished it.

        Raises:
            PrinterFailed: The queue does not take it, or does not finish it in time.
            DiskTrouble: There is no room for what goes to the queue.
        """
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "copy.pdf"
            with writing():
                file.write_bytes(pdf)
            options = [f"media={self._media}", "print-scaling=none", "sides=one-sided"]
            options += [f"InputSlot={self._tray}"] if self._tray else []
            asked = [part for option in options for part in ("-o", option)]
            answer = _ask("lp", "-d", self.name, "-t", title[:120], *asked, "--", str(file))
        found = _JOB.search(answer.stdout)
        if answer.returncode or not found:
            raise PrinterFailed(
                Text(
                    "打印机“{name}”没有接受打印任务：{why}。请检查打印机后再打印其余各份。",
                    "Printer “{name}” did not take the job: {why}. See to it, then print the other copies.",
                ).fill(name=self.name, why=answer.stderr.strip()[:160] or "—")
            )
        self._await(found[1] or found[2])

    def _await(self, job: str) -> None:
        until = monotonic() + self._wait
        while monotonic() < until:
            waiting = _ask("lpstat", "-W", "not-completed", "-o", self.name)
            if waiting.returncode:
                break
            if job not in {line.split()[0] for line in waiting.stdout.splitlines() if line.strip()}:
                return
            sleep(_LOOK_EVERY)
        _ask("cancel", job)
        raise PrinterFailed(
            Text(
                "打印机“{name}”没有按时出纸，任务已撤销。请核对已出的纸张，再打印其余各份。",
                "Printer “{name}” did not finish in time; the job was called back. Check the paper that is out.",
            ).fill(name=self.name)
        )


def _ask(*command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    words: Sequence[str] = command
    return subprocess.run(  # noqa: S603 - a fixed program; the arguments are a queue's name and a title
        words, capture_output=True, text=True, check=False, timeout=60, env=environment
    )
