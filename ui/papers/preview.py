"""Shows a PDF page by page, beside what it is about."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.text import Text
from ui.language import say
from ui.pieces import label


class Preview(QWidget):
    """A PDF to look at.

    Attributes:
        paper: The document that is shown.
        view: The pages.
    """

    def __init__(self, empty: Text) -> None:
        super().__init__()
        self.paper = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setAccessibleName(say(Text("预览", "Preview")))
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setDocument(self.paper)
        self._content = QBuffer(self)
        self._note = label(say(empty), "quiet")
        self._note.setWordWrap(True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setMargin(24)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._note)
        layout.addWidget(self.view, 1)
        self.view.hide()

    def show_pdf(self, pdf: bytes) -> None:
        """Show the file, at the place that was looked at before."""
        bar = self.view.verticalScrollBar()
        seen = bar.value()
        self.paper.close()
        self._content.close()
        self._content.setData(QByteArray(pdf))
        self._content.open(QIODevice.OpenModeFlag.ReadOnly)
        self.paper.load(self._content)
        self._note.hide()
        self.view.show()
        bar.setValue(seen)

    def say(self, text: Text, tone: str = "quiet") -> None:
        """Say something instead of showing pages."""
        self.view.hide()
        self._note.setText(say(text))
        self._note.setProperty("tone", tone)
        self._note.style().polish(self._note)
        self._note.show()
