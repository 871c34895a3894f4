"""Copies that are out: who has them, where they go, and the daily count."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from app import daily_check, signed_prints
from app.clock import today
from app.print_desk import Count, count_copies
from app.print_lists import COPIES_OUT
from models.documents.printed_copy import PrintedCopy
from models.text import Text
from ui.desk import Desk, News
from ui.language import say
from ui.papers import device
from ui.papers.files import show_written, write_file
from ui.papers.printer_chooser import PrinterChooser
from ui.papers.questions import WhereTo
from ui.pieces import button, label, row, set_tone
from ui.table import TableView

EMPTY = Text(
    "没有在外的合同。打印出来的每一份都会列在这里，直到归档、交付或者作废。",
    "No copy is out. Each printed copy is listed here until it is filed, handed over or void.",
)


class CopiesTab(QWidget):
    """Every copy that somebody still has to bring back.

    Attributes:
        table: The copies.
        total: The daily count: issued = filed + handed + void + lost + outside.
    """

    def __init__(self, desk: Desk, ask: Callable[[UUID, str, Mapping[str, Any]], None]) -> None:
        super().__init__()
        self._desk, self._ask = desk, ask
        self.total = label("", "good")
        self.table = TableView(desk, COPIES_OUT, EMPTY)
        self.seal_button = button(Text("登记用印", "Record the seal"), partial(self._with_copy, self._seal))
        self.place_button = button(
            Text("归档或者交付…", "File or hand over…"), partial(self._with_copy, self._place)
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self.total)
        layout.addWidget(self.table, 1)
        self.register_button = button(
            Text("打印本月登记簿", "Print this month's register"), self.print_register
        )
        self.chooser = PrinterChooser(desk)
        self.signed_button = button(Text("打印已签章文件…", "Print a signed file…"), self.choose_signed)
        layout.addWidget(row(self.seal_button, self.place_button, self.register_button))
        layout.addWidget(row(self.chooser, self.signed_button))
        self.signed_button.setEnabled(False)  # Until a printer is known.
        self.chooser.known.connect(lambda: self.signed_button.setEnabled(self.chooser.has_printer))
        self.table.reload()
        self.reload()
        News(self, desk.tasks, self.reload)

    def reload(self) -> None:
        """Count anew."""
        workstation = self._desk.workstation

        def work(_job: object) -> Count:
            with workstation.database.session() as session:
                return count_copies(session, workstation.actor.institution_id, workstation.actor.branch_id)

        self._desk.tasks.read(self, work, self._show)

    def _show(self, count: Count) -> None:
        text = Text(
            "出具 {issued} ＝ 归档 {filed} ＋ 交付 {handed} ＋ 作废 {void} ＋ 遗失 {lost} ＋ 在外 {outside}",
            "Issued {issued} = filed {filed} + handed {handed} + void {void} + lost {lost} + outside {outside}",
        ).fill(
            issued=count.issued,
            filed=count.filed,
            handed=count.handed,
            void=count.void,
            lost=count.lost,
            outside=len(count.outside),
        )
        self.total.setText(say(text))
        set_tone(self.total, "good" if count.balanced else "bad")

    def print_register(self) -> None:
        """Draw the register of everything that was printed this month."""
        workstation, end = self._desk.workstation, today()

        def work(_job: object) -> Path:
            with workstation.database.session() as session:
                drawn = daily_check.print_register(session, workstation.actor, end.replace(day=1), end)
            return write_file("prints", f"print_register-{end:%Y%m}.pdf", drawn.pdf)

        self._desk.tasks.write(self, work, partial(show_written, self._desk), self._desk.refuse)

    def choose_signed(self) -> None:
        """Ask which signed file is to be printed."""
        caption = say(Text("选择已签章的文件", "Choose a signed file"))
        chosen, _kind = QFileDialog.getOpenFileName(self, caption, "", "*.pdf")
        if chosen:
            self.print_signed(Path(chosen))

    def print_signed(self, file: Path) -> None:
        """Print a file that bears the bank's signature, if it holds."""
        workstation, printer = self._desk.workstation, device.printer(*self.chooser.choice)

        def work(_job: object) -> Text:
            pdf = file.read_bytes()
            return signed_prints.put_out(workstation.database, workstation.actor, file.name, pdf, printer)

        self._desk.tasks.read(self, work, self._desk.tell, self._desk.refuse)

    def _with_copy(self, do: Callable[[PrintedCopy], None]) -> None:
        chosen, workstation = self.table.selected(), self._desk.workstation
        if chosen is None:
            self._desk.told.emit(Text("请先选中一份合同。", "Choose a copy first."), "warn")
            return

        def work(_job: object) -> PrintedCopy | None:
            with workstation.database.session() as session:
                return session.get(PrintedCopy, (workstation.actor.institution_id, UUID(chosen)))

        self._desk.tasks.read(self, work, lambda copy: do(copy) if copy else None)

    def _seal(self, copy: PrintedCopy) -> None:
        if copy.contract_id:
            self._ask(copy.contract_id, "seal_copies", {})

    def _place(self, copy: PrintedCopy) -> None:
        dialog = WhereTo(self)
        dialog.finished.connect(partial(self._placed, dialog, copy))
        dialog.open()

    def _placed(self, dialog: WhereTo, copy: PrintedCopy, result: int) -> None:
        if result == QDialog.DialogCode.Accepted and copy.contract_id:
            self._ask(copy.contract_id, "place_copy", {"copy": copy.copy, **dialog.answers})
