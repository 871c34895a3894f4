"""Printers of this machine: CUPS queues where there are some, otherwise what Qt finds."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect
from PySide6.QtGui import QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app import spool
from app.print_desk import Printer
from models.text import Text

DOTS = 300


def names() -> list[str]:
    """Return the names of the printers."""
    return spool.printers() if spool.available() else list(QPrinterInfo.availablePrinterNames())


def printer(name: str, tray: str = "") -> Printer:
    """Return the printer of that name."""
    return spool.Queue(name, tray) if spool.available() else QtPrinter(name)


class QtPrinter:
    """A printer without CUPS: the pages of the PDF are drawn as pictures of 300 dots an inch.

    Attributes:
        name: Of the printer.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def put_out(self, pdf: bytes, title: str) -> None:
        """Print one file on A4, not scaled.

        Raises:
            PrinterFailed: The printer is gone.
        """
        info = QPrinterInfo.printerInfo(self.name)
        device, painter = QPrinter(info, QPrinter.PrinterMode.HighResolution), QPainter()
        device.setResolution(DOTS)
        # Both must stand before the painter begins, or the driver scales the page.
        device.setFullPage(True)
        device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        device.setDocName(title)
        if info.isNull() or not painter.begin(device):
            raise spool.PrinterFailed(
                Text(
                    "打印机“{name}”无法使用，请检查后再打印其余各份。",
                    "Printer “{name}” cannot be used; see to it, then print the other copies.",
                ).fill(name=self.name)
            )
        try:
            _paint(pdf, device, painter)
        finally:
            painter.end()


def _paint(pdf: bytes, device: QPrinter, painter: QPainter) -> None:
    paper, content = QPdfDocument(), QBuffer()
    content.setData(QByteArray(pdf))
    content.open(QIODevice.OpenModeFlag.ReadOnly)
    paper.load(content)
    sheet = device.pageLayout().fullRectPixels(DOTS)
    for page in range(paper.pageCount()):
        if page:
            device.newPage()
        painter.drawImage(QRect(0, 0, sheet.width(), sheet.height()), paper.render(page, sheet.size()))
    paper.close()
