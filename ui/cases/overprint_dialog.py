"""Overprint of a case: choose the form, the printer and the serial number, look at the values, print."""

from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app import overprints
from models.errors import LendingError
from models.text import Text
from printing.overprint import forms, load
from ui.desk import Desk
from ui.language import say
from ui.papers import device
from ui.papers.preview import Preview
from ui.papers.printer_chooser import PrinterChooser
from ui.pieces import button, label, row

LOOK = Text("选择单据和打印机后显示套打效果。", "The values are shown once form and printer are chosen.")


class OverprintDialog(QDialog):
    """One form for one case.

    Attributes:
        forms: The chooser of the form.
        chooser: The printer and its tray.
        serial: The number on the blank form; empty where it has none.
        preview: The values where they will stand.
        print_button: Prints.
        problem: Why it was not printed.
    """

    def __init__(self, desk: Desk, case_id: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._case_id = desk, case_id
        self.setWindowTitle(say(Text("套打", "Print onto a form")))
        self.resize(760, 560)
        self.forms, self.chooser, self.serial = QComboBox(), PrinterChooser(desk), QLineEdit()
        self.preview, self.problem = Preview(LOOK), label("", "problem")
        self.print_button = button(Text("打印", "Print"), self.put_out, main=True)
        for key in forms():
            self.forms.addItem(load(key).title, key)
        self._arrange()
        self.forms.currentIndexChanged.connect(self.look)
        self.chooser.printers.currentIndexChanged.connect(self.look)
        self.chooser.known.connect(self.look)

    def _arrange(self) -> None:
        form = QFormLayout()
        fields: list[tuple[Text, QWidget]] = [
            (Text("单据", "Form"), self.forms),
            (Text("打印机", "Printer"), self.chooser),
            (Text("凭证号（无号单据不填）", "Serial number (if it has one)"), self.serial),
        ]
        for caption, editor in fields:
            editor.setAccessibleName(say(caption))
            form.addRow(say(caption), editor)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.problem)
        layout.addWidget(row(self.print_button, button(Text("取消", "Cancel"), self.reject)))

    @property
    def form(self) -> str:
        """The key of the chosen form."""
        return str(self.forms.currentData())

    def look(self) -> None:
        """Show the values of the case on the chosen form."""
        workstation, case_id, form = self._desk.workstation, self._case_id, self.form
        printer = self.chooser.choice.printer
        self.print_button.setEnabled(self.chooser.has_printer)

        def work(_job: object) -> bytes:
            with workstation.database.session() as session:
                return overprints.preview(session, workstation.actor, case_id, form, printer)

        self._desk.tasks.read(self, work, self.preview.show_pdf, self._refuse)

    def put_out(self) -> None:
        """Print onto the form."""
        typed = self.serial.text().strip()
        if typed and not (typed.isascii() and typed.isdigit()):
            self._refuse(LendingError(Text("凭证号只能是数字。", "A serial number has digits alone.")))
            self.serial.setFocus()
            return
        workstation, case_id, form = self._desk.workstation, self._case_id, self.form
        sheet = load(form)
        printer = device.printer(*self.chooser.choice, millimetres=(sheet.width / 10, sheet.height / 10))
        serial = int(typed) if typed else None
        self.print_button.setEnabled(False)
        work = partial(
            overprints.put_out, workstation.database, workstation.actor, case_id, form, printer, serial
        )
        self._desk.tasks.read(self, lambda _job: work(), self._printed, self._refuse)

    def _printed(self, text: Text) -> None:
        self._desk.tell(text)
        self._desk.sync()
        self.accept()

    def _refuse(self, error: LendingError) -> None:
        self.problem.setText(say(error.text))
        self.print_button.setEnabled(self.chooser.has_printer)
