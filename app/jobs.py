"""What long work sees of the outside: it reports how far it is and may be asked to stop."""

from collections.abc import Callable
from threading import Event
from time import monotonic

REPORT_EVERY = 0.05


class Cancelled(Exception):
    """Somebody asked the work to stop."""


def _nobody(_done: int, _total: int) -> None:
    pass


class Job:
    """Handed to long-running work so that it can report and be cancelled."""

    def __init__(self, report: Callable[[int, int], None] = _nobody) -> None:
        self._report = report
        self._reported = 0.0
        self._stop = Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; safe from any thread."""
        self._stop.set()

    def step(self, done: int, total: int) -> None:
        """Say that *done* of *total* parts are finished; call it between any two of them.

        Raises:
            Cancelled: Somebody called ``cancel``.
        """
        if self._stop.is_set():
            raise Cancelled
        if done == total or monotonic() - self._reported >= REPORT_EVERY:
            self._reported = monotonic()
            self._report(done, total)
