"""The foot of the window: who works here, what waits to go out, and how sync stands."""

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLabel, QStatusBar

from app.sync.states import FOR_THE_OFFICER, ON_THE_WAY, counts
from app.workstation import is_offline
from models.errors import LendingError
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import label
from ui.tasks import Task

if TYPE_CHECKING:
    from models.approval.roles import Actor

OFFLINE = Text("离线", "Offline")
STOPPED = Text("同步未完成", "Sync stopped")
SLOW = Text("电脑时钟比总行慢{minutes}分钟", "This clock is {minutes} min behind head office")
FAST = Text("电脑时钟比总行快{minutes}分钟", "This clock is {minutes} min ahead of head office")


class StatusBar(QStatusBar):
    """Keeps itself up to date.

    Attributes:
        who: Who works here, and in which part.
        clock: By how much this computer's clock is off, if it is.
        outbox_count: How many operations wait, and how many need the officer.
        sync_state: How the last round ended, or how far the running one is.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.who, self.clock = QLabel(), label("", "warn")
        self.outbox_count, self.sync_state = QLabel(), QLabel()
        self.addWidget(self.who)
        for each in (self.clock, self.outbox_count, self.sync_state):
            self.addPermanentWidget(each)
        desk.synced.connect(self._synced)
        desk.stopped.connect(self._stopped)
        desk.syncing.connect(self._follow)
        desk.tasks.wrote.connect(self.count_waiting)
        if desk.round:
            self._follow(desk.round)
        online = Text("已连接总行", "Connected") if desk.workstation.online else OFFLINE
        self.sync_state.setText(say(online))
        self._show_officer()
        self._show_clock()
        self.count_waiting()

    def _show_officer(self) -> None:
        self.who.setText(_introduced(self._desk.workstation.actor))

    def _show_clock(self) -> None:
        off = self._desk.workstation.clock_off
        self.clock.setVisible(bool(off))
        minutes = max(1, round(abs(off).total_seconds() / 60))
        behind, ahead = SLOW.fill(minutes=minutes), FAST.fill(minutes=minutes)
        self.clock.setText(say(behind if off > timedelta() else ahead) if off else "")

    def _synced(self, error: LendingError | None) -> None:
        state = Text("已同步", "In step with head office")
        if error:
            state = OFFLINE if is_offline(error) else STOPPED
        self.sync_state.setText(say(state))
        self._show_officer()
        self._show_clock()
        self.count_waiting()

    def _stopped(self) -> None:
        self.sync_state.setText(say(STOPPED))

    def _follow(self, running: Task[Any]) -> None:
        running.progressed.connect(self._show_progress)

    def _show_progress(self, done: int, total: int) -> None:
        text = Text("正在同步 {done} / {total}", "Syncing {done} / {total}")
        self.sync_state.setText(say(text.fill(done=f"{done:,}", total=f"{total:,}")))

    def count_waiting(self) -> None:
        """Count anew what waits to go out."""
        database = self._desk.workstation.database
        self._desk.tasks.read(self, lambda _job: counts(database), self._show_waiting)

    def _show_waiting(self, found: Counter[str]) -> None:
        waiting = sum(found[state] for state in ON_THE_WAY)
        stuck = sum(found[state] for state in FOR_THE_OFFICER)
        text = say(Text("待发送 {count} 项", "{count} waiting").fill(count=waiting))
        if stuck:
            text += say(Text("，{count} 项需处理", ", {count} need you").fill(count=stuck))
        self.outbox_count.setText(text)


def _introduced(actor: "Actor") -> str:
    roles = say(Text("、", ", ")).join(say(role.label) for role in sorted(actor.roles))
    who = Text("{name}（{roles}） · {branch}", "{name} ({roles}) · {branch}")
    return say(who.fill(name=actor.name, roles=roles, branch=actor.branch_name or actor.branch_id))
