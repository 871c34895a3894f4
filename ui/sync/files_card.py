"""The lane of files on the page of sync: what waits, how fast it goes, and why something does not."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.lists import FILES
from models.documents.media import show_size
from models.errors import RuleBroken
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import button, label, row
from ui.table import TableView

NOTHING = Text("没有等待传输的资料文件。", "No file waits to travel.")
WAITS = Text("等待传输：{count}份，{size}", "Waiting: {count} files, {size}")
MOVES = Text("正在{way}：{done} / {size}，{speed}/秒", "{way}: {done} of {size}, {speed} a second")
PAUSED = Text("传输已暂停。", "The lane is paused.")
CHOOSE = Text("请先选中一项取回中的资料。", "Select a paper that is being fetched.")


class FilesCard(QWidget):
    """The lane of files.

    Attributes:
        state: What it does now.
        table: What waits.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.state = label("", "quiet")
        self.table = TableView(desk, FILES, NOTHING)
        self.now_button = button(Text("立即传输", "Carry now"), self.carry_now)
        self.pause_button = button(Text("暂停", "Pause"), self.pause)
        self.drop_button = button(Text("取消取回", "Fetch no more"), self.drop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 8, 6, 0)
        layout.addWidget(
            row(self.state, self.drop_button, self.pause_button, self.now_button, stretch_first=True)
        )
        layout.addWidget(self.table, 1)
        self.setMinimumHeight(170)
        desk.carried.connect(self.tell)
        desk.tasks.wrote.connect(self.tell)
        self.table.reload()
        self.tell()

    def tell(self) -> None:
        """Say what the lane does now."""
        workstation = self._desk.workstation

        def work(_job: object) -> tuple[int, int]:
            return (
                workstation.lane.backlog()
            )  # The lane is made here, in the background, with all that it loads.

        self._desk.tasks.read_latest(self, "waiting", work, lambda found: self._tell(*found))

    def _tell(self, count: int, size: int) -> None:
        lane = self._desk.workstation.lane
        text = WAITS.fill(count=count, size=show_size(size)) if count else Text("", "")
        if lane.paused:
            text = PAUSED
        elif lane.moving:
            way = Text("上传", "Sending") if lane.moving.up else Text("取回", "Fetching")
            text = MOVES.fill(
                way=way,
                done=show_size(lane.moving.done),
                size=show_size(lane.moving.size),
                speed=show_size(int(lane.moving.speed)),
            )
        elif count and lane.last_error:
            text = lane.last_error
        self.state.setText(say(text))
        self.pause_button.setText(say(Text("继续", "Go on") if lane.paused else Text("暂停", "Pause")))

    def carry_now(self) -> None:
        """Try everything again at once."""
        lane = self._desk.workstation.lane
        self._desk.tasks.write(self, lambda _job: lane.hurry(), lambda _none: self._desk.carry())

    def pause(self) -> None:
        """Stop the lane at its next part, or let it go on."""
        lane = self._desk.workstation.lane
        lane.paused = not lane.paused
        if lane.paused:
            self._desk.tasks.stop_carrying()
        else:
            self._desk.carry()
        self.tell()

    def drop(self) -> None:
        """Fetch the chosen paper no more."""
        sha256, lane = self.table.selected(), self._desk.workstation.lane
        if sha256 is None:
            self._desk.refuse(RuleBroken(CHOOSE))
            return
        self._desk.tasks.write(self, lambda _job: lane.drop(sha256))
