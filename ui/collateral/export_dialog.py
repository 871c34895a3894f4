"""Writing a batch for a registry: see what waits, choose, save the workbook."""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QTableWidgetItem, QVBoxLayout, QWidget

from app.audit_trail import note
from app.clock import today
from app.register.verdicts import Status, Verdict, count
from models.compliance.actions import EXPORT
from models.errors import LendingError
from models.money import show_yuan
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import FIGURE, button, label, row, set_tone, sheet
from ui.theme import ink

if TYPE_CHECKING:
    from app.registries.filing import Filing

EXPORTS = {
    "movables": Text("导出动产登记批次", "Batch for the movables registry"),
    "property": Text("导出不动产登记申请", "Applications for the real-property registry"),
    "receivables": Text("导出已质押账款清单", "List of pledged receivables"),
}
HEADINGS = (
    Text("案件及押品", "Case and object"),
    Text("担保人", "Given by"),
    Text("担保金额（元）", "Secured (yuan)"),
    Text("结果", "Verdict"),
    Text("原因", "Why"),
)
READING = Text("正在查找…", "Looking…")
FOUND = Text(
    "共{all}项，其中{refused}项暂不能办理。勾选后保存为工作簿。",
    "{all} found, {refused} cannot be filed yet. Tick what to write, then save the workbook.",
)
WRITTEN = Text("已写入{number}项：{file}", "{number} written to {file}.")

Checked = Qt.CheckState.Checked


class ExportDialog(QDialog):
    """What waits for a registry, ticked where it can be filed.

    Attributes:
        table: The pledges.
        save_button: Writes those that are ticked.
    """

    def __init__(self, desk: Desk, registry: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._registry = desk, registry
        self._pledges: list[UUID] = []
        self.setWindowTitle(say(EXPORTS[registry]))
        self.resize(1080, 560)
        self.summary = label(say(READING), "warn")
        self.table = sheet(EXPORTS[registry], HEADINGS, {2})
        for column, width in enumerate((330, 150, 140, 190)):
            self.table.setColumnWidth(column, width)
        self.all_button = button(Text("全选", "Tick all"), lambda: self._tick(Checked))
        self.none_button = button(Text("全不选", "Tick none"), lambda: self._tick(Qt.CheckState.Unchecked))
        self.save_button = button(Text("保存工作簿…", "Save the workbook…"), self._choose, main=True)
        self.save_button.setEnabled(False)
        self.table.itemChanged.connect(self._look_at_ticks)
        layout = QVBoxLayout(self)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 1)
        layout.addWidget(row(self.all_button, self.none_button, self.save_button))
        self._read()

    def chosen(self) -> list[UUID]:
        """Return the pledges that are ticked."""
        return [
            pledge
            for line, pledge in enumerate(self._pledges)
            if (item := self.table.item(line, 0)) and item.checkState() == Checked
        ]

    def save(self, path: Path) -> None:
        """Write what is ticked to *path*."""
        workstation, registry, only = self._desk.workstation, self._registry, self.chosen()

        def work(_job: object) -> int:
            from app.registries.exchanges import EXCHANGES  # noqa: PLC0415 - the page is shown without it

            with workstation.database.session() as session:
                batch = EXCHANGES[registry].batch
                verdicts = batch.export(path, session, workstation.actor, today(), only=only)
            totals = {status.value: number for status, number in count(verdicts).items()}
            note(workstation.database, workstation.actor, EXPORT, f"{registry} {path.name}", **totals)
            return sum(each.status is not Status.REFUSED for each in verdicts)

        self.save_button.setEnabled(False)
        self._desk.tasks.read(self, work, lambda number: self._saved(number, path), self._refused)

    def _read(self) -> None:
        workstation, registry = self._desk.workstation, self._registry

        def work(_job: object) -> "list[tuple[Filing, Verdict]]":
            from app.registries.exchanges import EXCHANGES  # noqa: PLC0415 - the page is shown without it

            with workstation.database.session() as session:
                return EXCHANGES[registry].batch.candidates(session, workstation.actor, today())

        self._desk.tasks.read(self, work, self._show, self._refused)

    def _show(self, found: "list[tuple[Filing, Verdict]]") -> None:
        self._pledges = [filing.pledge.id for filing, _verdict in found]
        self.table.blockSignals(True)  # noqa: FBT003 - Qt's way
        self.table.setRowCount(len(found))
        for line, (filing, verdict) in enumerate(found):
            texts = (
                verdict.name,
                filing.owner.name,
                show_yuan(filing.pledge.secured or 0),
                say(verdict.status.label),
                "；".join(map(say, verdict.reasons)),
            )
            for column, text in enumerate(texts):
                self.table.setItem(line, column, _item(column, text, verdict))
        self.table.blockSignals(False)  # noqa: FBT003 - likewise
        self._look_at_ticks()
        refused = sum(verdict.status is Status.REFUSED for _filing, verdict in found)
        self.summary.setText(say(FOUND.fill(all=len(found), refused=refused) if found else self._none()))
        set_tone(self.summary, "good" if len(found) > refused else "warn")

    def _none(self) -> Text:
        from app.registries.exchanges import EXCHANGES  # noqa: PLC0415 - loaded in the background before

        return EXCHANGES[self._registry].batch.none

    def _tick(self, state: Qt.CheckState) -> None:
        for line in range(self.table.rowCount()):
            item = self.table.item(line, 0)
            if item and item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                item.setCheckState(state)

    def _look_at_ticks(self) -> None:
        ticked = len(self.chosen())
        self.save_button.setEnabled(bool(ticked))

    def _choose(self) -> None:
        name = f"{say(EXPORTS[self._registry])} {today().isoformat()}.xlsx"
        chosen, _filter = QFileDialog.getSaveFileName(self, self.windowTitle(), name, "Excel (*.xlsx)")
        if chosen:
            self.save(Path(chosen))

    def _saved(self, number: int, path: Path) -> None:
        self._look_at_ticks()
        self.summary.setText(say(WRITTEN.fill(number=number, file=path.name)))
        set_tone(self.summary, "good")

    def _refused(self, error: LendingError) -> None:
        self._look_at_ticks()
        self.summary.setText(say(error.text))
        set_tone(self.summary, "bad")


def _item(column: int, text: str, verdict: Verdict) -> QTableWidgetItem:
    refused = verdict.status is Status.REFUSED
    item = QTableWidgetItem(text)
    item.setToolTip(text)
    if column == 0 and not refused:
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Checked)
    if column == 2:  # noqa: PLR2004 - the amount
        item.setTextAlignment(FIGURE)
    if refused:
        item.setForeground(ink("problem"))
    return item
