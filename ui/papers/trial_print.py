"""Puts a page that is shown on paper, to be read by those who will release it."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.text import Text
from ui.desk import Desk
from ui.papers import device
from ui.papers.printer_chooser import PrinterChooser
from ui.pieces import button


class TrialPrint(QWidget):
    """A printer and the button that prints what was offered last.

    Attributes:
        chooser: The printer and its tray.
        button: Prints; it waits for a page and a printer.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page, self._title = b"", ""
        self.chooser = PrinterChooser(desk)
        self.button = button(Text("试打样稿", "Print a test"), self._print)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.chooser)
        layout.addWidget(self.button)
        self.chooser.known.connect(self._allow)
        self._allow()

    def offer(self, page: bytes, title: str) -> None:
        """Print this page if asked; an empty one cannot be printed."""
        self._page, self._title = page, title
        self._allow()

    def _allow(self) -> None:
        self.button.setEnabled(bool(self._page) and self.chooser.has_printer)

    def _print(self) -> None:
        choice, page, title = self.chooser.choice, self._page, self._title
        self._desk.tasks.read(
            self,
            lambda _job: device.printer(choice.printer, choice.tray).put_out(page, title),
            lambda _none: self._desk.tell(Text("样稿已打印。", "The test is printed.")),
        )
