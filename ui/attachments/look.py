"""Looking at one paper: pictures and PDF beside the list, everything else by name."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.attachments.papers import Paper
from app.jobs import Job
from models.documents.attachment import Attachment
from models.documents.media import IMAGES, MEDIA, PDF
from models.errors import LendingError
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import button, label

WIDEST = 1600
NOTHING = Text("选中一份资料即可在此查看。", "Select a paper to see it here.")
AT_HEAD_OFFICE = Text("文件在总行，本机没有副本。", "The file is at head office and not here.")
NOT_YET = Text("文件还没有到达总行，请等待登记人的电脑上传。", "The file has not arrived at head office yet.")
NO_VIEW = Text("{kind}不在此预览，请另存后打开。", "{kind}: save a copy to open it.")


class Look(QWidget):
    """The preview of one paper.

    Attributes:
        wanted: Somebody wants the contents from head office.
        image: The picture, where the paper is one.
        note: What is said instead.
        fetch_button: Asks for the contents.
    """

    wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted = ""  # Whose contents are shown, or on their way.
        self._picture = QPixmap()
        self.image = QLabel()
        self.image.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.image.setAccessibleName(say(Text("图片预览", "Picture")))
        self.note = label(say(NOTHING), "quiet")
        self.note.setWordWrap(True)
        self.fetch_button = button(Text("从总行取回", "Fetch it"), self.wanted.emit)
        self.fetch_button.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.image)
        self._pdf: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.note)
        layout.addWidget(self.fetch_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._stack, 1)
        self.setMinimumWidth(260)

    def show_paper(self, paper: Paper | None) -> None:
        """Show a paper, or what would have to happen first."""
        self.fetch_button.hide()
        if paper is None:
            self._say(NOTHING)
            return
        record = paper.record
        if not paper.here:
            self._say(AT_HEAD_OFFICE if record.received_at else NOT_YET)
            self.fetch_button.setVisible(record.received_at is not None)
            return
        if record.media_type not in IMAGES | {PDF}:
            self._say(NO_VIEW.fill(kind=MEDIA.get(record.media_type, Text("文件", "File"))))
            return
        if self._wanted != record.sha256:
            self._read(record)

    def _read(self, record: Attachment) -> None:
        workstation, sha256, media_type = self._desk.workstation, record.sha256, record.media_type

        def work(_job: Job) -> bytes | QImage:
            content = workstation.database.papers.read(sha256)
            return content if media_type == PDF else _small(content)

        def show(found: bytes | QImage) -> None:
            if self._wanted != sha256:
                return  # Meanwhile another paper was chosen, or none.
            self.note.hide()
            if isinstance(found, bytes):
                self._show_pdf(found)
            else:
                self._picture = QPixmap.fromImage(found)
                self._stack.setCurrentWidget(self.image)
                self._fit()

        def unreadable(error: LendingError) -> None:
            if self._wanted == sha256:
                self._say(error.text)
                self.fetch_button.setVisible(record.received_at is not None)

        self._wanted = sha256
        self._desk.tasks.read(self, work, show, unreadable)

    def _show_pdf(self, content: bytes) -> None:
        from ui.papers.preview import Preview  # noqa: PLC0415 - the reader of PDF loads with the first of them

        if not isinstance(self._pdf, Preview):
            self._pdf = Preview(NOTHING)
            self._stack.addWidget(self._pdf)
        self._pdf.show_pdf(content)
        self._stack.setCurrentWidget(self._pdf)

    def _say(self, text: Text) -> None:
        self._wanted = ""
        self._stack.setCurrentIndex(0)
        self.note.setText(say(text))
        self.note.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture into the room there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if not self._picture.isNull():
            room = QSize(max(1, self.width()), max(1, self.height()))
            kept = Qt.AspectRatioMode.KeepAspectRatio
            self.image.setPixmap(self._picture.scaled(room, kept, Qt.TransformationMode.SmoothTransformation))


def _small(content: bytes) -> QImage:
    """Return a picture upright and no wider than a screen; decoding a large one is work for the background."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > WIDEST:
        reader.setScaledSize(size.scaled(WIDEST, WIDEST, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
