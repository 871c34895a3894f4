"""How far a round or a comparison is, and the button that stops it."""

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from models.text import Text
from ui.language import say
from ui.pieces import button
from ui.tasks import Task

READ = Text("已领取 {count} / {total}", "{count} of {total} read")
COMPARED = Text("已核对 {count} / {total}", "{count} of {total} compared")
MOVED = Text("已传{count}项", "{count} moved")


class Running(QWidget):
    """Is there only while something runs. Conversations with head office run one after the other, in the order asked.

    Attributes:
        progress: How far the one is that runs.
        stop_button: Stops it at its next step, and what was asked for after it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._asked: list[tuple[Task[Any], Text]] = []
        self.progress = QProgressBar()
        self.progress.setAccessibleName(say(Text("同步进度", "Progress of the round")))
        self.stop_button = button(Text("停止", "Stop"), self.stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.progress, 1)
        layout.addWidget(self.stop_button)
        self.hide()

    def follow(self, task: Task[Any], counted: Text) -> None:
        """Show how far a task is when its turn comes; *counted* says of how many, as soon as that is known."""
        self._asked.append((task, counted))
        task.progressed.connect(self._show_progress)
        task.ended.connect(self._ended)
        if len(self._asked) == 1:
            self._begin()

    def stop(self) -> None:
        """Stop what runs; what was not answered goes out with the next round."""
        for task, _counted in self._asked:
            task.cancel()

    def _begin(self) -> None:
        self.progress.setRange(0, 0)
        self.progress.setFormat("")
        self.show()

    def _show_progress(self, done: int, total: int) -> None:
        # How much there is to come is known of a first picture and of a comparison; elsewhere only the next step is.
        known = total > done + 1
        self.progress.setRange(0, total if known else 0)
        self.progress.setValue(done)
        text = self._asked[0][1] if known else MOVED
        self.progress.setFormat(say(text.fill(count=f"{done:,}", total=f"{total:,}")))

    def _ended(self) -> None:
        self._asked.pop(0)
        if self._asked:
            self._begin()
        else:
            self.hide()
