"""What every page works with: the workstation, background work, and the way to other pages."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from app.workstation import Workstation
from models.errors import LendingError
from models.text import Text
from ui.tasks import Tasks


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
        leaving: The window is about to go; whoever has something to keep keeps it now.
    """

    open_record = Signal(str, UUID)
    open_place = Signal(str)
    told = Signal(object, str)
    syncing = Signal(object)
    synced = Signal(object)
    leaving = Signal()

    def __init__(self, workstation: Workstation, tasks: Tasks) -> None:
        super().__init__()
        self.workstation = workstation
        self.tasks = tasks
        tasks.failed.connect(self.refuse)

    def tell(self, text: Text) -> None:
        """Tell the officer that something went well."""
        self.told.emit(text, "good")

    def refuse(self, error: LendingError) -> None:
        """Tell the officer why something was not done."""
        self.told.emit(error.text, "bad")

    def sync(self) -> None:
        """Run a round in the background."""
        self.syncing.emit(self.tasks.talk(self, self.workstation.sync, self._synced, self.synced.emit))

    def _synced(self, _report: object) -> None:
        self.tasks.wrote.emit()
        self.synced.emit(None)
