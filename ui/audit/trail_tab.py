"""The bank's trail: filters above, entries in the middle, one entry in full beside them."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import auditing
from app.audit_words import describe
from app.auditing import Entry, Filters
from app.clock import today
from models.compliance.actions import ACTIONS, say_action
from models.errors import LendingError
from models.text import Text
from ui.desk import Desk
from ui.language import language, say
from ui.pieces import FIGURE, button, label, set_tone, sheet

DAYS_AT_FIRST = 30
HEADINGS = (
    Text("序号", "Entry"),
    Text("时间", "When"),
    Text("人员", "Who"),
    Text("事项", "What"),
    Text("对象", "On what"),
    Text("设备", "Where"),
)
WIDTHS = (70, 172, 80, 160, 170)
EMPTY = Text(
    "没有符合条件的记录，请放宽日期或清除其他条件。",
    "Nothing matches; widen the days or clear other filters.",
)
COUNTED = Text("已显示{count}条。", "{count} entries are shown.")
THERE_IS_MORE = Text("已显示{count}条，还有更多。", "{count} entries are shown; there are more.")
LINE = Text("{caption}：{text}", "{caption}: {text}")
AWAY = Text("稽核数据在总行，需联网查阅：{why}", "The trail is at head office and needs the network: {why}")


class TrailTab(QWidget):
    """The trail.

    Attributes:
        lines: The typed filters, by name.
        kinds: The chooser of the action.
        table: The entries, the newest first.
        detail: The selected entry in full.
        state: What was found, or why nothing is shown.
        entries: What the table shows.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._subjects = desk, dict[str, Text]()
        self._filters, self._next, self._asked = Filters(), 0, 0
        self.entries: list[Entry] = []
        self.lines = {
            "first": _line(Text("起始日", "From"), "2026-03-10", 110),
            "last": _line(Text("截止日", "To"), "2026-03-10", 110),
            "officer": _line(Text("姓名或登录名", "Name or login"), "", 120),
            "subject": _line(Text("案件编号", "Number of a case"), "", 150),
            "device": _line(Text("设备", "Device"), "", 110),
        }
        self.lines["first"].setText((today() - timedelta(days=DAYS_AT_FIRST)).isoformat())
        self.lines["last"].setText(today().isoformat())
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(say(Text("事项", "What")))
        self.kinds.addItem(say(Text("全部事项", "Everything")), "")
        for key, text in ACTIONS.items():
            self.kinds.addItem(say(text), key)
        self.ask_button = button(Text("查询", "Find"), self.look_up, main=True)
        self.more_button = button(Text("显示更多", "Show more"), self.more)
        self.state = label("", "quiet")
        self.table = sheet(Text("审计记录", "Audit trail"), HEADINGS, {0})
        self.detail = QPlainTextEdit()
        self._arrange()

    def _arrange(self) -> None:
        for place, width in enumerate(WIDTHS):
            self.table.setColumnWidth(place, width)
        self.table.setWordWrap(False)
        self.table.setSelectionMode(self.table.SelectionMode.SingleSelection)
        self.table.itemSelectionChanged.connect(self._show_detail)
        self.detail.setReadOnly(True)
        self.detail.setTabChangesFocus(True)
        self.detail.setAccessibleName(say(Text("记录详情", "The entry in full")))
        self.detail.setPlaceholderText(
            say(Text("选中一条记录查看详情。", "Select an entry to read it in full."))
        )
        self.more_button.setEnabled(False)
        filters = QHBoxLayout()
        for line in self.lines.values():
            line.returnPressed.connect(self.look_up)
            filters.addWidget(line)
        filters.insertWidget(3, self.kinds)
        filters.addWidget(self.ask_button)
        filters.addStretch(1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.addWidget(self.table)
        halves.addWidget(self.detail)
        halves.setStretchFactor(0, 7)
        halves.setStretchFactor(1, 3)
        below = QHBoxLayout()
        below.addWidget(self.state, 1)
        below.addWidget(self.more_button)
        layout = QVBoxLayout(self)
        layout.addLayout(filters)
        layout.addWidget(halves, 1)
        layout.addLayout(below)

    def look_up(self) -> None:
        """Read the trail anew by what the filters say."""
        self._read(self.typed(), 0)

    def more(self) -> None:
        """Read the next page."""
        if self._next:
            self._read(self._filters, self._next)

    def typed(self) -> Filters:
        """Return the filters as they stand."""
        texts = {name: line.text() for name, line in self.lines.items()}
        return Filters(action=self.kinds.currentData(), **texts)

    def _read(self, filters: Filters, after: int) -> None:
        workstation = self._desk.workstation
        self._asked += 1
        asked = self._asked

        def work(_job: object) -> tuple[Filters, list[Entry], int, dict[str, Text]]:
            wanted = filters if after else auditing.resolve(workstation.database, filters)
            entries, following = auditing.read_page(workstation.centre, wanted, after)
            named = auditing.subjects(workstation.database, [each.subject for each in entries])
            return wanted, entries, following, named

        def shown(found: tuple[Filters, list[Entry], int, dict[str, Text]]) -> None:
            if asked != self._asked:
                return  # A slower answer to an earlier question is out of date.
            self._filters, entries, self._next, named = found
            self._subjects.update(named)
            self._show(entries, anew=not after)

        self._say(Text("正在查询…", "Looking…"), "quiet")
        self._desk.tasks.talk(self, work, shown, self._refused)

    def _show(self, entries: list[Entry], *, anew: bool) -> None:
        self.table.setSortingEnabled(False)
        if anew:
            self.entries = []
            self.table.setRowCount(0)
            self.detail.clear()
        first = len(self.entries)
        self.entries += entries
        self.table.setRowCount(len(self.entries))
        for row, entry in enumerate(entries, first):
            self._fill(row, entry)
        self.table.setSortingEnabled(True)
        self.more_button.setEnabled(bool(self._next))
        if self.entries:
            text = THERE_IS_MORE if self._next else COUNTED
            self._say(text.fill(count=len(self.entries)), "quiet")
        else:
            self._say(EMPTY, "warn")

    def _fill(self, row: int, entry: Entry) -> None:
        texts: tuple[int | str, ...] = (
            entry.sequence,
            f"{entry.at:%Y-%m-%d %H:%M:%S}",
            entry.name or entry.officer,
            say(say_action(entry.action)),
            say(self._subjects[entry.subject]),
            entry.device,
        )
        for column, text in enumerate(texts):
            item = QTableWidgetItem()
            item.setData(Qt.ItemDataRole.DisplayRole, text)  # A number sorts as a number.
            item.setData(Qt.ItemDataRole.UserRole, row)
            if column == 0:
                item.setTextAlignment(FIGURE)
            self.table.setItem(row, column, item)

    def _show_detail(self) -> None:
        chosen = self.table.selectedItems()
        if not chosen:
            return
        entry = self.entries[chosen[0].data(Qt.ItemDataRole.UserRole)]
        lines = describe(entry, self._subjects[entry.subject], language())
        self.detail.setPlainText(
            "\n".join(say(LINE.fill(caption=caption, text=text)) for caption, text in lines)
        )

    def _refused(self, error: LendingError) -> None:
        if error.field in self.lines:
            self._say(error.text, "bad")
            self.lines[error.field].setFocus()
            self.lines[error.field].selectAll()
        else:
            self._say(AWAY.fill(why=error.text), "warn")

    def _say(self, text: Text, tone: str) -> None:
        self.state.setText(say(text))
        set_tone(self.state, tone)


def _line(name: Text, hint: str, width: int) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(say(name))
    made.setPlaceholderText(hint or say(name))
    made.setToolTip(say(name))
    made.setMinimumWidth(width)
    made.setMaximumWidth(width + 40)
    return made
