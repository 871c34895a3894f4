"""What is on this PC, on its way, at head office, or refused and why; conflicts are decided here."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QMessageBox

from app import conflicts
from app.audit_trail import note
from app.conflicts import Dispute
from app.lists import OUTBOX, Filter
from models.compliance.actions import OVERRIDE
from models.errors import LendingError, RuleBroken
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.page import Page
from ui.pieces import button, label, set_tone
from ui.sync.conflict_dialog import ConflictDialog
from ui.table import TableView

if TYPE_CHECKING:
    from app.sync.report import Report

CHOOSE = Text("请先选中一项。", "Select a line first.")
NO_DISPUTE = Text(
    "这一项没有冲突需要处理；被退回的请按原因改正后重新发送。",
    "There is no conflict to decide here; put a refused line right and send it again.",
)
GIVE_UP = Text("放弃修改", "Give up the change")
SURE = Text(
    "本机的这项修改将被丢弃，恢复为总行现有内容；总行没有的新记录将从本机删除。",
    "This change is dropped and the record is again as head office has it; a new record that head office does not "
    "have is removed from this PC.",
)
OPEN = Filter("o.state <> 'accepted'")
SHOWN = {
    "open": (Text("未完成", "Open"), OPEN),
    "all": (Text("全部", "All"), Filter("1")),
    "refused": (
        Text("需处理", "Need me"),
        Filter("o.state IN ('refused', 'conflict', 'quarantine', 'proposal')"),
    ),
}


class SyncPage(Page):
    """The outbox as the officer sees it.

    Attributes:
        state: How the last round and the last comparison ended.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, Text("同步", "Sync"))
        self.state = label(say(Text("尚未同步。", "No round yet.")), "quiet")
        self.table = TableView(
            desk,
            OUTBOX,
            Text("没有待处理的事项，全部已送达总行。", "Nothing is open: all is at head office."),
        )
        self.table.opened.connect(lambda _identity: self.decide())
        self.shown = QComboBox()
        for key, (text, _filter) in SHOWN.items():
            self.shown.addItem(say(text), key)
        self.shown.currentIndexChanged.connect(lambda _index: self._narrow())
        self.sync_button = button(Text("立即同步", "Sync now"), desk.sync, main=True)
        self.compare_button = button(Text("核对摘要", "Compare"), self.compare)
        self.decide_button = button(Text("处理冲突…", "Decide…"), self.decide)
        self.retry_button = button(Text("重新发送", "Send again"), self.retry)
        self.give_up_button = button(Text("放弃修改…", "Give up…"), self.ask_to_give_up)
        for each in (
            self.shown,
            self.decide_button,
            self.retry_button,
            self.give_up_button,
            self.compare_button,
            self.sync_button,
        ):
            self.buttons.addWidget(each)
        self.body.addWidget(self.state)
        self.body.addWidget(self.table, 1)
        desk.synced.connect(self._synced)
        self._narrow()

    def compare(self) -> None:
        """Compare this store with the centre."""
        rounds = self.desk.workstation.rounds
        self.desk.tasks.talk(
            self, lambda _job: rounds.compare(), lambda pair: self._compared(*pair), self.desk.refuse
        )

    def decide(self) -> None:
        """Decide the selected conflict field by field."""
        sequence, workstation = self._selected(), self.desk.workstation
        if sequence is None:
            self.desk.refuse(RuleBroken(CHOOSE))
            return

        def work(_job: object) -> list[Dispute]:
            with workstation.database.session() as session:
                return conflicts.disputes(session, workstation.actor.institution_id, sequence)

        self.desk.tasks.read(self, work, lambda found: self._ask(sequence, found))

    def retry(self) -> None:
        """Send the selected operation again."""
        sequence, database = self._selected(), self.desk.workstation.database
        if sequence is None:
            self.desk.refuse(RuleBroken(CHOOSE))
            return
        self.desk.tasks.write(
            self,
            lambda _job: database.run(lambda session: conflicts.retry(session, sequence)),
            lambda _none: self.desk.sync(),
        )

    def ask_to_give_up(self) -> None:
        """Ask before what was typed is dropped for what head office has."""
        sequence = self._selected()
        if sequence is None:
            self.desk.refuse(RuleBroken(CHOOSE))
            return
        asking = QMessageBox(QMessageBox.Icon.Question, say(GIVE_UP), say(SURE), parent=self)
        asking.addButton(say(Text("保留", "Keep")), QMessageBox.ButtonRole.RejectRole)
        drop = asking.addButton(say(GIVE_UP), QMessageBox.ButtonRole.AcceptRole)
        drop.clicked.connect(lambda: self._give_up(sequence))
        asking.open()

    def _give_up(self, sequence: int) -> None:
        database = self.desk.workstation.database
        self.desk.tasks.write(
            self,
            lambda _job: database.run(lambda session: conflicts.give_up(session, sequence)),
            lambda _none: self.desk.sync(),
        )

    def _ask(self, sequence: int, found: list[Dispute]) -> None:
        if not found:
            self.desk.refuse(RuleBroken(NO_DISPUTE))
            return
        dialog = ConflictDialog(found, self)
        dialog.decided.connect(lambda mine: self._settle(sequence, mine))
        dialog.open()

    def _settle(self, sequence: int, mine: set[str]) -> None:
        workstation = self.desk.workstation

        def work(_job: object) -> None:
            workstation.database.run(
                lambda session: conflicts.settle(session, workstation.actor.institution_id, sequence, mine)
            )
            if mine:
                note(
                    workstation.database,
                    workstation.actor,
                    OVERRIDE,
                    f"outbox {sequence}",
                    fields=sorted(mine),
                )

        self.desk.tasks.write(self, work, lambda _none: self.desk.sync())

    def _selected(self) -> int | None:
        identity = self.table.selected()
        return int(identity) if identity is not None else None

    def _narrow(self) -> None:
        self.table.narrow(SHOWN[self.shown.currentData()][1])

    def _synced(self, error: LendingError | None) -> None:
        text = error.text if error else _said_of(self.desk.report)
        self.state.setText(say(text))
        set_tone(self.state, "warn" if error else "good")

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
