"""A chooser of a printer and of one of its trays, by the printer's own list."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.printers import PrinterChoice, choice_for
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.papers import device

NONE = Text("（没有打印机）", "(no printer)")
BY_ITSELF = Text("（自选纸盒）", "(any tray)")


class PrinterChooser(QWidget):
    """A printer and its tray.

    Attributes:
        printers: The chooser of the printer.
        trays: The chooser of the tray; hidden where the printer names none.
        known: The printers were read.
    """

    known = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted = PrinterChoice("")
        self.printers, self.trays = QComboBox(), QComboBox()
        self.printers.setAccessibleName(say(Text("打印机", "Printer")))
        self.printers.setMinimumWidth(160)
        self.trays.setMinimumWidth(130)  # The style cuts the last sign of a Chinese name off otherwise.
        for each in (self.printers, self.trays):
            each.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.trays.setAccessibleName(say(Text("纸盒", "Tray")))
        self.trays.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.printers)
        layout.addWidget(self.trays)
        self.printers.currentTextChanged.connect(self._read_trays)
        desk.tasks.read(self, lambda _job: device.names(), self._show_printers)

    @property
    def choice(self) -> PrinterChoice:
        """What is chosen."""
        return PrinterChoice(self.printers.currentText(), str(self.trays.currentData() or ""))

    @property
    def has_printer(self) -> bool:
        """Whether there is one to choose."""
        return self.printers.isEnabled() and self.printers.count() > 0

    def recall(self, document: str) -> None:
        """Choose what was used last for that kind of paper, where it is still there."""
        workstation = self._desk.workstation

        def work(_job: object) -> PrinterChoice | None:
            with workstation.database.session() as session:
                return choice_for(session, document)

        self._desk.tasks.read(self, work, lambda found: self.choose(found) if found else None)

    def choose(self, choice: PrinterChoice) -> None:
        """Choose a printer and its tray."""
        self._wanted = choice
        place = self.printers.findText(choice.printer)
        if place >= 0:
            self.printers.setCurrentIndex(place)
            self._choose_tray()

    def _show_printers(self, names: list[str]) -> None:
        self.printers.clear()
        self.printers.addItems(names or [say(NONE)])
        self.printers.setEnabled(bool(names))
        self.known.emit()

    def _read_trays(self, name: str) -> None:
        self.trays.clear()
        self.trays.hide()
        if name and self.printers.isEnabled():
            self._desk.tasks.read(self, lambda _job: (name, device.trays(name)), self._show_trays)

    def _show_trays(self, found: tuple[str, list[str]]) -> None:
        name, trays = found
        if name != self.printers.currentText():
            return
        self.trays.clear()
        self.trays.addItem(say(BY_ITSELF), "")
        for each in trays:
            self.trays.addItem(each, each)
        self.trays.setVisible(bool(trays))
        self._choose_tray()

    def _choose_tray(self) -> None:
        if self._wanted.printer == self.printers.currentText():
            self.trays.setCurrentIndex(max(0, self.trays.findData(self._wanted.tray)))
