"""Blank forms 重要空白凭证: what is in stock, every move of it, and the daily count by two people."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QDialog, QTableWidgetItem, QVBoxLayout, QWidget

from app import daily_check
from app.audit_trail import note, refusals_noted
from app.clock import today
from app.colleagues import colleagues
from app.orders import request_order
from app.print_lists import FORM_MOVES
from models.approval.order import Order
from models.approval.orders import ORDERS
from models.compliance.actions import PRINT
from models.documents.blank_forms import FormCount, FormMove
from models.text import Text
from ui.desk import Desk, News
from ui.language import say
from ui.order_dialog import OrderDialog
from ui.papers.files import show_written, write_file
from ui.pieces import FIGURE, button, label, row, set_tone, sheet
from ui.table import TableView

EMPTY = Text(
    "还没有凭证出入。由支行行长或档案岗先“领入凭证”。",
    "Nothing has moved yet. The branch manager or the archivist receives forms first.",
)
HEADINGS = (
    Text("凭证", "Form"),
    Text("累计领入", "Received"),
    Text("库存", "In the vault"),
    Text("在柜", "In hands"),
    Text("已使用", "Used"),
    Text("已作废", "Spoiled"),
)
COUNTED = Text("今天的双人清点已完成。", "Two people have counted today.")
TO_COUNT = Text("今天尚未双人清点：{forms}", "Not counted by two people today: {forms}")


class StockTab(QWidget):
    """The stock of pre-numbered blank forms.

    Attributes:
        stock: A line for each kind: received, in the vault, in hands, used, spoiled.
        moves: Every move.
        counted: Whether two people have counted today.
        buttons: The orders the officer may give, by key.
        dialog: The question before an order, while it is open.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._colleagues: dict[str, str] = {}
        self._to_confirm: UUID | None = None
        self.dialog: OrderDialog | None = None
        self.counted = label("", "good")
        self.stock = sheet(Text("凭证库存", "Stock of forms"), HEADINGS, {1, 2, 3, 4, 5})
        self.stock.setMaximumHeight(120)
        self.moves = TableView(desk, FORM_MOVES, EMPTY)
        roles = desk.workstation.actor.roles
        mine = [
            each for each in ORDERS.values() if each.about in (FormMove, FormCount) and each.roles & roles
        ]
        self.buttons = {order.key: button(order.label, partial(self.ask, order)) for order in mine}
        self.print_button = button(Text("打印核对表", "Print the daily check"), self.print_check, main=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self.counted)
        layout.addWidget(self.stock)
        layout.addWidget(row(*self.buttons.values(), self.print_button))
        layout.addWidget(self.moves, 1)
        self.moves.reload()
        self.reload()
        News(self, desk.tasks, self.reload)
        desk.tasks.read(self, lambda _job: colleagues(desk.workstation.database), self._know)

    def _know(self, found: dict[str, str]) -> None:
        self._colleagues = found

    def reload(self) -> None:
        """Read the stock anew."""
        workstation = self._desk.workstation

        def work(_job: object) -> tuple[list[tuple[Text, list[int]]], list[Text], UUID | None]:
            with workstation.database.session() as session:
                actor, day = workstation.actor, today()
                return (
                    daily_check.stock_rows(session, actor),
                    daily_check.uncounted(session, actor, day),
                    daily_check.count_to_confirm(session, actor, day),
                )

        self._desk.tasks.read_latest(self, "stock", work, lambda found: self._show(*found))

    def _show(self, rows: list[tuple[Text, list[int]]], missing: list[Text], waiting: UUID | None) -> None:
        self._to_confirm = waiting
        if "confirm_count" in self.buttons:
            self.buttons["confirm_count"].setEnabled(waiting is not None)
        self.stock.setRowCount(len(rows))
        for place, (name, counts) in enumerate(rows):
            self.stock.setItem(place, 0, QTableWidgetItem(say(name)))
            for column, count in enumerate(counts, start=1):
                cell = QTableWidgetItem(f"{count:,}")
                cell.setTextAlignment(FIGURE)
                self.stock.setItem(place, column, cell)
        names = "、".join(map(say, missing))
        self.counted.setText(say(TO_COUNT.fill(forms=names) if missing else COUNTED))
        self.counted.setVisible(bool(rows))
        set_tone(self.counted, "warn" if missing else "good")

    def ask(self, order: Order) -> None:
        """Ask what an order needs to be told; a count is confirmed as it was written down."""
        if order.key == "confirm_count":
            self._request(order.key, self._to_confirm, {})
            return
        self.dialog = OrderDialog(order, {"holder": self._colleagues}, self)
        self.dialog.finished.connect(partial(self._answered, order, self.dialog))
        self.dialog.open()

    def _answered(self, order: Order, dialog: OrderDialog, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            self._request(order.key, None, dialog.arguments)

    def _request(self, key: str, subject: UUID | None, arguments: Mapping[str, Any]) -> None:
        workstation = self._desk.workstation

        def work(_job: object) -> Text:
            database, actor = workstation.database, workstation.actor
            with refusals_noted(database, actor, key, f"{ORDERS[key].about.kind} {subject or ''}".strip()):
                return database.run(lambda session: request_order(session, actor, key, subject, arguments))

        self._desk.tasks.write(self, work, self._requested, self._desk.refuse)

    def _requested(self, text: Text) -> None:
        self._desk.tell(text)
        self._desk.sync()

    def print_check(self) -> None:
        """Draw the sheet of the daily check, to be signed by the two who counted."""
        workstation = self._desk.workstation

        def work(_job: object) -> Path:
            with workstation.database.session() as session:
                drawn = daily_check.daily_check(session, workstation.actor, today())
            subject = f"form_count {workstation.actor.branch_id}"
            note(workstation.database, workstation.actor, PRINT, subject, data=drawn.data_hash)
            return write_file("prints", f"daily_check-{today():%Y%m%d}.pdf", drawn.pdf)

        self._desk.tasks.write(self, work, partial(show_written, self._desk), self._desk.refuse)
