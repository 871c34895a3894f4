"""What every page works with: the workstation, background work, and the way to other pages."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.workstation import Workstation
from models.errors import LendingError
from models.text import Text
from ui.tasks import Tasks


class Desk(QObject):
    """The officer's desk.

    Attributes:
        open_record: Somebody wants to see a record: its kind and identity.
        open_place: Somebody wants to see a workplace, by key.
        told: Something to tell the officer, and in which tone.
        synced: A round has ended; nothing, or why it stopped.
        leaving: The window is about to go; whoever has something to keep keeps it now.
    """

    open_record = Signal(str, UUID)
    open_place = Signal(str)
    told = Signal(object, str)
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
        self.tasks.talk(self, self.workstation.rounds.run, self._synced, self.synced.emit)

    def _synced(self, _report: object) -> None:
        self.tasks.wrote.emit()
        self.synced.emit(None)
