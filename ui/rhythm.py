"""When rounds of sync begin by themselves: a minute after the last, and later and later while head office is away."""

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.sync.retry import Backoff
from models.errors import LendingError
from models.text import Text
from ui.desk import Desk

SYNC_EVERY_MS = 60_000


class Rhythm(QObject):
    """Lets the desk sync as long as its window is there, and tells a trouble once, however often a round is tried again.

    Attributes:
        troubled: Rounds have begun to stop for this reason.
    """

    troubled = Signal(object)

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._backoff, self._trouble = Backoff(), Text("", "")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(desk.sync)
        self._timer.start(SYNC_EVERY_MS)
        desk.syncing.connect(self._rest)
        desk.synced.connect(self._heard)
        desk.stopped.connect(self._begin_again)

    @property
    def running(self) -> bool:
        """Whether another round will begin by itself."""
        return self._timer.isActive()

    def stop(self) -> None:
        """Begin no more rounds: the window is about to go."""
        self._timer.stop()
        self._timer.blockSignals(True)  # noqa: FBT003 - Qt's own signature

    def _heard(self, error: LendingError | None) -> None:
        if error is None:
            self._backoff.succeeded()
            self._trouble = Text("", "")
            self._begin_again()
            return
        self._wait(self._backoff.failed(error) // timedelta(milliseconds=1))
        if error.text != self._trouble:
            self._trouble = error.text
            self.troubled.emit(error.text)

    def _rest(self, _running: object) -> None:
        # Rounds that take longer than the time between them would pile up while head office is away.
        self._timer.stop()

    def _begin_again(self) -> None:
        self._wait(SYNC_EVERY_MS)

    def _wait(self, milliseconds: int) -> None:
        # A round that was under way when the window went must not start the clock again.
        if not self._timer.signalsBlocked():
            self._timer.start(milliseconds)
