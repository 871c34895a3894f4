"""What every page works with: the workstation, background work, and the way to other pages."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from app.jobs import Job
from app.workstation import Workstation
from models.errors import LendingError
from models.text import Text
from ui.tasks import Task, Tasks

if TYPE_CHECKING:
    from app.attachments.lane import Carried
    from app.sync.report import Report

MOVED = Text(
    "您的机构或岗位已调整，请重新登录后继续办理。",
    "Your branch or your part has changed; log in again to go on.",
)


class News(QObject):
    """Reads a page anew after a write: at once where it is seen, otherwise when it is looked at again."""

    def __init__(self, page: QWidget, tasks: Tasks, reload: Callable[[], None]) -> None:
        super().__init__(page)
        self._page, self._reload, self._stale = page, reload, False
        tasks.wrote.connect(self._heard)
        page.installEventFilter(self)

    def _heard(self) -> None:
        self._stale = not self._page.isVisible()
        if not self._stale:
            self._reload()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch up when the page is shown."""
        if event.type() == QEvent.Type.Show and self._stale:
            self._stale = False
            self._reload()
        return super().eventFilter(watched, event)


class Desk(QObject):
    """The officer's desk.

    Attributes:
        open_record: Somebody wants to see a record: its kind and identity.
        open_place: Somebody wants to see a workplace, by key.
        told: Something to tell the officer, and in which tone.
        syncing: A round begins: its task.
        synced: A round has ended; nothing, or why it stopped.
        stopped: The officer has stopped a round.
        carried: Files have moved in their lane, or it has come to rest.
        report: What the last round that ended well did.
        round: The round that is under way, or waits for its turn.
        leaving: The window is about to go; whoever has something to keep keeps it now.
    """

    open_record = Signal(str, UUID)
    open_place = Signal(str)
    told = Signal(object, str)
    syncing = Signal(object)
    synced = Signal(object)
    stopped = Signal()
    carried = Signal()
    leaving = Signal()

    def __init__(self, workstation: Workstation, tasks: Tasks) -> None:
        super().__init__()
        self.workstation = workstation
        self.tasks = tasks
        self.report: Report | None = None
        self.round: Task[Report] | None = None
        self._said = self._again = False
        tasks.failed.connect(self.refuse)

    def tell(self, text: Text) -> None:
        """Tell the officer that something went well."""
        self.told.emit(text, "good")

    def refuse(self, error: LendingError) -> None:
        """Tell the officer why something was not done."""
        self.told.emit(error.text, "bad")

    def sync(self) -> None:
        """Run a round in the background; where one is under way, one more follows it if it ends well.

        What was just saved may have missed the round that runs.
        """
        if self.round:
            self._again = True
            return
        self._said = self._again = False
        self.round = self.tasks.talk(self, self.workstation.sync, self._synced, self._failed)
        self.round.ended.connect(self._ended)
        self.syncing.emit(self.round)

    def carry(self) -> None:
        """Carry files in their lane, where any are due."""
        workstation = self.workstation

        def work(job: Job) -> "Carried":
            return workstation.lane.run(job)  # Made here, in the background, with all that it loads.

        self.tasks.carry(
            self,
            work,
            self._rest,
            lambda _error: self.carried.emit(),
            lambda _done, _total: self.carried.emit(),
        )

    def _failed(self, error: LendingError) -> None:
        self._said, self._again = True, False
        self.synced.emit(error)

    def _ended(self) -> None:
        self.round = None
        if not self._said:
            self.stopped.emit()
        elif self._again:
            self.sync()

    def _synced(self, report: "Report") -> None:
        self._said = True
        self.report = report
        before, self.workstation.actor = self.workstation.actor, self.workstation.rounds.actor
        if self.workstation.actor != before:
            self.told.emit(MOVED, "warn")
        self.tasks.wrote.emit()
        self.synced.emit(None)
        self.carry()

    def _rest(self, done: "Carried") -> None:
        self.carried.emit()
        if done.fetched or done.refused:
            self.tasks.wrote.emit()
        if done.sent:
            # Only head office says that a file has arrived; its word comes with the next round.
            self.sync()
