"""How many cases wait for the officer, and whether new ones have come."""

from PySide6.QtCore import QObject, Signal

from app import queue
from app.clock import today
from ui.desk import Desk


class Newcomers(QObject):
    """Counts the work queue after every write and every round.

    Attributes:
        counted: How many wait now, and how many more than when the last round ended.
    """

    counted = Signal(int, int)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: int | None = None
        desk.tasks.wrote.connect(self._count)
        desk.synced.connect(self._count)
        self._count()

    def _count(self) -> None:
        workstation = self._desk.workstation
        actor, database, day = workstation.actor, workstation.database, today()
        self._desk.tasks.read_latest(
            self, "waiting", lambda _job: queue.count(database, actor.login, actor.roles, day), self._tell
        )

    def _tell(self, found: tuple[int, int]) -> None:
        waiting, from_others = found
        more = from_others - self._known if self._known is not None else 0
        self._known = from_others
        self.counted.emit(waiting, max(0, more))
