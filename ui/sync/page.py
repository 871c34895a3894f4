"""What is on this PC, on its way, at head office, or refused and why; conflicts are decided here."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QMessageBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app import conflicts
from app.conflicts import Dispute
from app.lists import OUTBOX, Filter
from app.sync.diary import ROUNDS, last_round
from app.sync.states import FOR_THE_OFFICER, counts
from models.days import in_china
from models.errors import LendingError, RuleBroken
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.pieces import button, label, row, set_tone
from ui.sync.conflict_dialog import ConflictDialog
from ui.sync.files_card import FilesCard
from ui.sync.running import COMPARED, READ, Running
from ui.table import TableView
from ui.tasks import Task

if TYPE_CHECKING:
    from app.sync.report import Report

NEVER = Text("尚未同步。", "No round yet.")
CHOOSE = Text("请先选中一项。", "Select a line first.")
NO_DISPUTE = Text(
    "这一项没有冲突需要处理；被退回的请按原因改正后重新发送。",
    "There is no conflict to decide here; put a refused line right and send it again.",
)
COUNTS = (
    (Text("待发送", "Waiting"), ("pending", "blocked")),
    (Text("待回答", "Unanswered"), ("sent",)),
    (Text("需处理", "Need you"), FOR_THE_OFFICER),
    (Text("已受理", "Accepted"), ("accepted",)),
)
SURE = Text(
    "放弃后，本机的这项修改不再保留，恢复为总行的内容。确定放弃？",
    "The change is then gone from this PC and head office's content stands again. Give it up?",
)
AGAIN = Text(
    "这是条件冻结时保留的变更建议。条件已可修改时，可按建议重新录入并发送总行。",
    "This was kept as a proposal because the terms were frozen. Once they are open, it can be typed in again and sent.",
)
SUPPORT = Text(
    "不含金额、姓名、证件等录入内容；退回原因按总行原话保留。",
    "Amounts, names and numbers are left out; reasons stay as head office said them.",
)
OPEN = Filter("o.state <> 'accepted'")
SHOWN = {
    "open": (Text("未完成", "Open"), OPEN),
    "all": (Text("全部", "All"), Filter("1")),
    "refused": (Text("需处理", "Need me"), Filter(f"o.state IN {FOR_THE_OFFICER}")),
}


class SyncPage(Page):
    """The outbox and the diary of rounds as the officer sees them.

    Attributes:
        state: How the last round and the last comparison ended.
        counts: How many operations are where.
        running: How far the running round or comparison is.
        tabs: The outbox, the papers on their way, and the last rounds.
        files: The papers on their way.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("同步", "Sync"))
        self.state = label(say(NEVER), "quiet")
        self.counts = label("", "quiet")
        self.running = Running()
        self.table = TableView(
            desk,
            OUTBOX,
            Text("没有待处理的事项，全部已送达总行。", "Nothing is open: all is at head office."),
        )
        self.table.opened.connect(lambda _identity: self.decide())
        self.rounds = TableView(desk, ROUNDS, Text("还没有同步记录。", "No round has run yet."))
        self.shown = QComboBox()
        self.shown.setAccessibleName(say(Text("显示范围", "What is shown")))
        for key, (text, _filter) in SHOWN.items():
            self.shown.addItem(say(text), key)
        self.shown.currentIndexChanged.connect(lambda _index: self._narrow())
        self._arrange()
        desk.synced.connect(self._synced)
        desk.syncing.connect(self._follow_round)
        if desk.round:
            self._follow_round(desk.round)
        desk.tasks.wrote.connect(self._count)
        self._narrow()
        self._count()
        self.rounds.reload()
        database = desk.workstation.database
        desk.tasks.read(self, lambda _job: last_round(database), self._recall)

    def _arrange(self) -> None:
        self.sync_button = button(Text("立即同步", "Sync now"), self.desk.sync, main=True, shortcut="F9")
        self.compare_button = button(Text("核对摘要", "Compare"), self.compare)
        self.support_button = button(Text("导出给技术支持…", "Export for support…"), self._choose_file)
        self.support_button.setToolTip(say(SUPPORT))
        self.decide_button = button(Text("处理冲突…", "Decide…"), self.decide)
        self.retry_button = button(Text("重新发送", "Send again"), self.retry)
        self.give_up_button = button(Text("放弃修改…", "Give up…"), self.give_up)
        for each in (self.support_button, self.compare_button, self.sync_button):
            self.buttons.addWidget(each)
        outbox = QWidget()
        lines = QVBoxLayout(outbox)
        lines.setContentsMargins(6, 8, 6, 0)
        lines.addWidget(row(self.shown, self.decide_button, self.retry_button, self.give_up_button))
        lines.addWidget(self.table, 1)
        self.files = FilesCard(self.desk)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(say(Text("同步", "Sync")))
        self.tabs.addTab(outbox, say(Text("办理事项", "Operations")))
        self.tabs.addTab(self.files, say(Text("资料传输", "Papers on their way")))
        self.tabs.addTab(self.rounds, say(Text("同步记录", "Rounds")))
        for widget in (self.state, self.running, self.counts):
            self.body.addWidget(widget)
        self.body.addWidget(self.tabs, 1)

    def compare(self) -> None:
        """Compare this store with the centre, record by record."""
        rounds = self.desk.workstation.rounds
        running = self.desk.tasks.talk(
            self, rounds.compare, lambda pair: self._compared(*pair), self.desk.refuse
        )
        self.compare_button.setEnabled(False)
        running.ended.connect(self._may_compare)
        self.running.follow(running, COMPARED)

    def _may_compare(self) -> None:
        self.compare_button.setEnabled(True)

    def decide(self) -> None:
        """Decide the selected conflict field by field."""
        sequence, workstation = self._selected(), self.desk.workstation
        if sequence is None:
            return

        def work(_job: object) -> list[Dispute] | None:
            with workstation.database.session() as session:
                if conflicts.is_proposal(session, sequence):
                    return None
            return conflicts.lay_open(workstation.database, workstation.actor, sequence)

        self.desk.tasks.write(self, work, lambda found: self._ask(sequence, found))

    def retry(self) -> None:
        """Send the selected operation again."""
        sequence = self._selected()
        if sequence is not None:
            self._retry(sequence)

    def _retry(self, sequence: int) -> None:
        workstation = self.desk.workstation
        self.desk.tasks.write(
            self,
            lambda _job: workstation.database.run(
                lambda session: conflicts.retry(session, workstation.actor.institution_id, sequence)
            ),
            lambda _none: self.desk.sync(),
        )

    def give_up(self) -> None:
        """Give up the selected operation, after asking."""
        sequence = self._selected()
        if sequence is None:
            return
        asking = QMessageBox(QMessageBox.Icon.Question, self.title.text(), say(SURE), parent=self)
        yes = asking.addButton(say(Text("放弃修改", "Give up")), QMessageBox.ButtonRole.AcceptRole)
        keep = asking.addButton(say(Text("保留", "Keep")), QMessageBox.ButtonRole.RejectRole)
        asking.setDefaultButton(keep)
        yes.clicked.connect(lambda: self._give_up(sequence))
        asking.open()

    def export(self, file: Path) -> None:
        """Write how sync stands to a file for the people who support the program."""
        workstation = self.desk.workstation

        def work(_job: object) -> int:
            from app.sync.support import write_support_file  # noqa: PLC0415 - only who exports needs it

            return write_support_file(workstation, file)

        written = Text(
            "已导出{count}项未完成事项到{file}。", "{count} open operations were written to {file}."
        )
        self.desk.tasks.write(
            self, work, lambda count: self.desk.tell(written.fill(count=count, file=file.name))
        )

    def _choose_file(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, say(Text("导出给技术支持", "Export for support")), "heitu-sync.json", "*.json"
        )
        if chosen:
            self.export(Path(chosen))

    def _ask(self, sequence: int, found: list[Dispute] | None) -> None:
        if found is None:
            self._offer_again(sequence)
            return
        if not found:
            self.desk.refuse(RuleBroken(NO_DISPUTE))
            return
        shown = {each.name: each.theirs for each in found}
        dialog = ConflictDialog(found, self)
        dialog.decided.connect(lambda mine: self._settle(sequence, mine, shown))
        dialog.open()

    def _offer_again(self, sequence: int) -> None:
        """Ask whether a proposal is to be typed in again."""
        asking = QMessageBox(QMessageBox.Icon.Question, self.title.text(), say(AGAIN), parent=self)
        yes = asking.addButton(say(Text("重新录入", "Type in again")), QMessageBox.ButtonRole.AcceptRole)
        asking.addButton(say(Text("暂不", "Not now")), QMessageBox.ButtonRole.RejectRole)
        yes.clicked.connect(lambda: self._retry(sequence))
        asking.open()

    def _settle(self, sequence: int, mine: set[str], shown: dict[str, Any]) -> None:
        workstation = self.desk.workstation
        self.desk.tasks.write(
            self,
            lambda _job: workstation.database.run(
                lambda session: conflicts.settle(session, workstation.actor, sequence, mine, shown)
            ),
            lambda _none: self.desk.sync(),
        )

    def _give_up(self, sequence: int) -> None:
        workstation = self.desk.workstation
        self.desk.tasks.write(
            self,
            lambda _job: workstation.database.run(
                lambda session: conflicts.give_up(session, workstation.actor.institution_id, sequence)
            ),
            lambda _none: self.desk.sync(),
        )

    def _selected(self) -> int | None:
        identity = self.table.selected()
        if identity is None:
            self.desk.refuse(RuleBroken(CHOOSE))
            return None
        return int(identity)

    def _narrow(self) -> None:
        self.table.narrow(SHOWN[self.shown.currentData()][1])

    def _count(self) -> None:
        database = self.desk.workstation.database
        self.desk.tasks.read_latest(self, "counted", lambda _job: counts(database), self._show_counts)

    def _show_counts(self, found: Counter[str]) -> None:
        told = (f"{say(text)} {sum(found[state] for state in states)}" for text, states in COUNTS)
        self.counts.setText("　·　".join(told))

    def _follow_round(self, running: Task[Any]) -> None:
        self.running.follow(running, READ)

    def _recall(self, last: tuple[datetime, Text] | None) -> None:
        """Say how the round before this page ended, unless another has ended meanwhile."""
        if last and self.state.text() == say(NEVER):
            told = Text("上次同步 {at}：{how}", "Last round {at}: {how}")
            self.state.setText(say(told.fill(at=f"{in_china(last[0]):%m-%d %H:%M}", how=last[1])))

    def _synced(self, error: LendingError | None) -> None:
        text = error.text if error else _said_of(self.desk.report)
        self.state.setText(say(text))
        set_tone(self.state, "warn" if error else "good")
        self.rounds.reload()
        self._count()

    def _compared(self, ours: str, theirs: str) -> None:
        same = Text("本机与总行完全一致（{digest}）。", "This PC and head office hold the same ({digest}).")
        other = Text(
            "本机与总行不一致（{ours} / {theirs}），正在重新领取。",
            "This PC and head office differ ({ours} / {theirs}); what differs is being read again.",
        )
        text = same.fill(digest=ours) if ours == theirs else other.fill(ours=ours, theirs=theirs)
        self.state.setText(say(text))
        set_tone(self.state, "good" if ours == theirs else "bad")
        if ours != theirs:
            self.desk.sync()


def _said_of(report: "Report | None") -> Text:
    """Return how a round that ended well is told."""
    if report is None or not (report.repaired or report.removed):
        return Text("本轮同步完成。", "The round is complete.")
    return Text(
        "本轮同步完成；与总行核对后重新领取{repaired}条，移出本支行{removed}条。",
        "The round is complete; {repaired} records were not as at head office and were read again, {removed} have "
        "left the branch.",
    ).fill(repaired=report.repaired, removed=report.removed)


def page(desk: Desk) -> SyncPage:
    """Return the page."""
    return SyncPage(desk)
