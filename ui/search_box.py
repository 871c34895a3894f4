"""The search box: people, firms, cases, contracts and collateral, while one types."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from app.search import Hit, search
from models.text import Text
from ui.desk import Desk
from ui.language import say

WAIT_MS = 60
KINDS = {
    "farmer": Text("农户", "Farmer"),
    "enterprise": Text("企业", "Enterprise"),
    "loan_case": Text("案件", "Case"),
    "collateral": Text("押品", "Collateral"),
    "contract": Text("合同", "Contract"),
}


class SearchBox(QLineEdit):
    """Finds by name, pinyin initials, the tail of an ID number, phone or case number."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.results = QListWidget()
        self.results.setObjectName("results")
        self.results.hide()
        # Taking the focus would put the results away before the click reaches them.
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setAccessibleName(say(Text("搜索结果", "Search results")))
        self.results.itemClicked.connect(self._open)
        self._answered = ""
        self._opening = False
        self.setPlaceholderText(
            say(
                Text(
                    "搜索姓名、拼音首字母、证件尾号、手机、案件或合同编号（Ctrl+K）",
                    "Name, pinyin initials, tail of an ID, phone, case or contract number (Ctrl+K)",
                )
            )
        )
        self.setAccessibleName(say(Text("搜索", "Search")))
        self.setClearButtonEnabled(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._look)
        self.textChanged.connect(self._typed)
        self.installEventFilter(self)

    def _typed(self, _text: str) -> None:
        self._opening = False
        self._timer.start()

    def _look(self) -> None:
        typed, database = self.text(), self._desk.workstation.database
        self._desk.tasks.read(
            self, lambda _job: (typed, search(database, typed)), lambda found: self._show(*found)
        )

    def _show(self, typed: str, hits: list[Hit]) -> None:
        if typed != self.text():
            return
        self._answered = typed
        self.results.clear()
        for hit in hits:
            item = QListWidgetItem(f"{say(KINDS[hit.record_kind])}　{hit.title}　{hit.subtitle}")
            item.setData(Qt.ItemDataRole.UserRole, hit)
            self.results.addItem(item)
        if not hits and typed.strip():
            self.results.addItem(say(Text("没有找到", "Nothing found")))
        self._place()
        if self._opening:
            self._enter()

    def _enter(self) -> None:
        """Open the chosen result; results of an earlier text are waited out."""
        self._opening = self._answered != self.text()
        if self._opening:
            self._timer.stop()
            self._look()
        elif self.results.count():
            self._open(self.results.item(max(0, self.results.currentRow())))

    def _place(self) -> None:
        if not self.text().strip() or not self.results.count():
            self.results.hide()
            return
        # A child of the window floats over the page on every platform, and without a window manager.
        if self.results.parentWidget() is not self.window():
            self.results.setParent(self.window())
        self.results.setFixedWidth(self.width())
        self.results.setFixedHeight(min(12, self.results.count()) * 28 + 8)
        self.results.move(self.mapTo(self.window(), QPoint(0, self.height() + 2)))
        self.results.show()
        self.results.raise_()

    def _open(self, item: QListWidgetItem) -> None:
        hit = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(hit, Hit):
            self.results.hide()
            self.clear()
            self._desk.open_record.emit(hit.record_kind, hit.record_id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move through the results, Enter open one and Escape put them away."""
        if event.type() == QEvent.Type.FocusOut:
            self.results.hide()
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key, row = event.key(), self.results.currentRow()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.results.setCurrentRow(max(0, row + (1 if key == Qt.Key.Key_Down else -1)))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.text().strip():
            self._enter()
            return True
        if key == Qt.Key.Key_Escape:
            self.clear()
            return True
        return super().eventFilter(watched, event)
