"""Background work: the window never waits. Reading runs side by side, writing in one lane."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

from app.jobs import Cancelled, Job
from models.errors import LendingError
from models.text import Text

T = TypeVar("T")

READERS = 3
UNEXPECTED = Text(
    "程序内部出错，刚才的操作没有完成，已保存的内容不受影响。请重试；仍不行，请在“同步”页导出给技术支持。",
    "An error of the program's own: this was not finished, what was saved is safe. Try again; if it stays so, export for "
    "support on the page “Sync”.",
)


class Unexpected(LendingError):
    """A mistake of the program's own stopped the work."""

    def __init__(self) -> None:
        super().__init__(UNEXPECTED)


class Task(QObject, Generic[T]):
    """One piece of work. Its callbacks run on the window's thread, if *owner* still lives."""

    progressed = Signal(object, object)
    ended = Signal()
    _settled = Signal(object, object)

    def __init__(
        self,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[LendingError], None],
        owner: QObject,
    ) -> None:
        super().__init__()  # Without a parent: the work may outlive its owner.
        self._work, self._done, self._failed = work, done, failed
        self._job = Job(self.progressed.emit)
        self._abandoned = self._cancelled = False
        self._settled.connect(self._settle, Qt.ConnectionType.QueuedConnection)
        owner.destroyed.connect(self.abandon)

    def cancel(self) -> None:
        """Ask the work to stop at its next step, or not to begin."""
        self._cancelled = True
        self._job.cancel()

    def run(self) -> None:
        """Do the work; called on a thread of the pool."""
        if self._cancelled:
            self._settled.emit(None, Cancelled())
            return
        try:
            self._settled.emit(self._work(self._job), None)
        except Exception as error:  # noqa: BLE001 - whatever happened goes to the window's thread
            self._settled.emit(None, error)

    def abandon(self) -> None:
        """Ask the work to stop; nobody is left to hear of it."""
        self._abandoned = True
        self._job.cancel()

    def _settle(self, result: T, error: Exception | None) -> None:
        try:
            if self._abandoned or isinstance(error, Cancelled):
                return
            if isinstance(error, LendingError):
                self._failed(error)
            elif error is not None:
                # Whoever asked can go on; the mistake itself is heard where all of them are.
                self._failed(Unexpected())
                raise error
            else:
                self._done(result)
        finally:
            self.ended.emit()


class _Run(QRunnable):
    def __init__(self, task: Task[Any]) -> None:
        super().__init__()
        self._task = task

    def run(self) -> None:
        self._task.run()


class Tasks(QObject):
    """Every piece of work that runs now.

    Attributes:
        wrote: A write has become lasting; views look whether it concerns them.
        failed: A piece of work was refused and its owner has no place of its own to say so.
        idle: Nothing runs any more.
    """

    wrote = Signal()
    failed = Signal(object)
    idle = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._readers, self._writer = QThreadPool(), QThreadPool()
        self._network, self._carrier = QThreadPool(), QThreadPool()
        self._carrier.setMaxThreadCount(1)
        self._carrying: Task[Any] | None = None
        self._readers.setMaxThreadCount(READERS)
        self._writer.setMaxThreadCount(1)
        self._network.setMaxThreadCount(1)
        self._running: set[Task[Any]] = set()
        self._talking: set[Task[Any]] = set()

    @property
    def busy(self) -> bool:
        """Whether anything runs."""
        return bool(self._running)

    def read(
        self,
        owner: QObject,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[LendingError], None] | None = None,
    ) -> Task[T]:
        """Read in the background and hand the result to *done*."""
        return self._start(self._readers, Task(work, done, failed or self.failed.emit, owner))

    def read_latest(
        self, owner: QObject, question: str, work: Callable[[Job], T], done: Callable[[T], None]
    ) -> Task[T]:
        """Read in the background; an answer that a later one of the same question has overtaken is dropped."""
        asked = int(owner.property(question) or 0) + 1
        owner.setProperty(question, asked)

        def latest(result: T) -> None:
            if owner.property(question) == asked:
                done(result)

        return self.read(owner, work, latest)

    def write(
        self,
        owner: QObject,
        work: Callable[[Job], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[LendingError], None] | None = None,
    ) -> Task[T]:
        """Write in the one lane; afterwards every view hears of it."""

        def finished(result: T) -> None:
            if done:
                done(result)
            self.wrote.emit()

        return self._start(self._writer, Task(work, finished, failed or self.failed.emit, owner))

    def write_once(
        self,
        owner: QObject,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[LendingError], None] | None = None,
    ) -> None:
        """Write as ``write`` does, unless the *owner*'s last such write still runs: whoever clicks twice asks once."""
        if owner.property("writing"):
            return

        def over(then: Callable[[Any], None]) -> Callable[[Any], None]:
            def tell(outcome: Any) -> None:
                owner.setProperty("writing", False)  # noqa: FBT003 - Qt's own signature
                then(outcome)

            return tell

        owner.setProperty("writing", True)  # noqa: FBT003 - likewise
        self.write(owner, work, over(done), over(failed or self.failed.emit))

    def write_quietly(self, owner: QObject, work: Callable[[Job], T]) -> Task[T]:
        """Write what no other view shows, such as a draft."""
        return self._start(self._writer, Task(work, lambda _result: None, self.failed.emit, owner))

    def read_back(self, owner: QObject, work: Callable[[Job], T], done: Callable[[T], None]) -> Task[T]:
        """Read behind everything that waits to be written, so that what was just kept is found."""
        return self._start(self._writer, Task(work, done, self.failed.emit, owner))

    def talk(
        self,
        owner: QObject,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[LendingError], None],
        progress: Callable[[Any, Any], None] | None = None,
    ) -> Task[T]:
        """Talk to the centre in the background; one conversation at a time."""
        task = Task(work, done, failed, owner)
        if progress:
            task.progressed.connect(progress)
        self._talking.add(task)
        return self._start(self._network, task)

    def carry(
        self,
        owner: QObject,
        work: Callable[[Job], T],
        done: Callable[[T], None],
        failed: Callable[[LendingError], None],
        progress: Callable[[Any, Any], None],
    ) -> None:
        """Carry files in the lane that no conversation waits for; one run at a time."""
        if self._carrying:
            return
        self._carrying = task = Task(work, done, failed, owner)
        task.progressed.connect(progress)
        task.ended.connect(self._carried)
        self._start(self._carrier, task)

    def stop_carrying(self) -> None:
        """Ask the lane of files to stop at its next part."""
        if self._carrying:
            self._carrying.cancel()

    def _carried(self) -> None:
        self._carrying = None

    def wait(self) -> None:
        """Wait for everything that runs; only where the window goes.

        What is to be written is written. Conversations with head office stop at their next step or do not begin, and files
        stop at their next part: both go on next time.
        """
        self.stop_carrying()
        for task in self._talking:
            task.cancel()
        for pool in (self._carrier, self._network, self._writer, self._readers):
            pool.waitForDone()

    def abandon(self) -> None:
        """Call nobody back: the store is about to be closed."""
        for task in list(self._running):
            task.abandon()

    def _start(self, pool: QThreadPool, task: Task[T]) -> Task[T]:
        self._running.add(task)
        task.ended.connect(lambda: self._forget(task))
        pool.start(_Run(task))
        return task

    def _forget(self, task: Task[Any]) -> None:
        self._running.discard(task)
        self._talking.discard(task)
        if not self._running:
            self.idle.emit()
