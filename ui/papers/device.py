"""Printers of this machine: CUPS queues where there are some, otherwise what Qt finds."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSizeF
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


def trays(name: str) -> list[str]:
    """Return the trays that a printer names; without CUPS none is known."""
    return spool.trays(name) if spool.available() else []


def printer(name: str, tray: str = "", *, millimetres: tuple[float, float] | None = None) -> Printer:
    """Return the printer of that name, for A4 from a tray or for a sheet of that width and height."""
    if spool.available():
        media = f"Custom.{millimetres[0]:g}x{millimetres[1]:g}mm" if millimetres else "A4"
        return spool.Queue(name, tray, media=media)
    return QtPrinter(name, millimetres)


class QtPrinter:
    """A printer without CUPS: the pages of the PDF are drawn as pictures of 300 dots an inch.

    Attributes:
        name: Of the printer.
    """

    def __init__(self, name: str, millimetres: tuple[float, float] | None = None) -> None:
        self.name = name
        self._sheet = QPageSize(QPageSize.PageSizeId.A4)
        if millimetres:
            self._sheet = QPageSize(QSizeF(*millimetres), QPageSize.Unit.Millimeter)

    def put_out(self, pdf: bytes, title: str) -> None:
        """Print one file, not scaled.

        Raises:
            PrinterFailed: The printer is gone.
        """
        info = QPrinterInfo.printerInfo(self.name)
        device, painter = QPrinter(info, QPrinter.PrinterMode.HighResolution), QPainter()
        device.setResolution(DOTS)
        # Both must stand before the painter begins, or the driver scales the page.
        device.setFullPage(True)
        device.setPageSize(self._sheet)
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
