"""How much is overdue for how long, drawn small."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.money import show_yuan
from models.text import Text
from ui.language import say
from ui.theme import ink

BANDS = (
    (30, Text("1～30天", "1-30 days")),
    (90, Text("31～90天", "31-90 days")),
    (270, Text("91～270天", "91-270 days")),
    (360, Text("271～360天", "271-360 days")),
    (36_600, Text("360天以上", "over 360 days")),
)
ROW, NAME, FIGURES = 22, 110, 190


def by_band(rows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return for each band how many loans there are and what they owe in fen; rows are days and fen."""
    found = []
    low = 0
    for high, _label in BANDS:
        inside = [fen for days, fen in rows if low < days <= high]
        found.append((len(inside), sum(inside)))
        low = high
    return found


class AgeingBars(QWidget):
    """One bar a band, as long as its share of all that is overdue."""

    def __init__(self) -> None:
        super().__init__()
        self._bands: list[tuple[int, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say(Text("逾期账龄", "Ageing of arrears")))

    def show_rows(self, rows: Sequence[tuple[int, int]]) -> None:
        """Show loans by days overdue and what they owe in fen."""
        self._bands = by_band(rows)
        said = [
            f"{say(label)} {count} {show_yuan(fen)}"
            for (_high, label), (count, fen) in zip(BANDS, self._bands, strict=True)
        ]
        self.setAccessibleDescription("；".join(said))
        self.setToolTip("\n".join(said))
        self.update()

    def sizeHint(self) -> QSize:
        """Return a height that holds every band."""
        return QSize(560, ROW * len(BANDS) + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, bar and figures of each band."""
        del event
        most = max((fen for _count, fen in self._bands), default=0)
        if not most:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = max(60, min(520, self.width() - NAME - FIGURES))
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, ((_high, label), (count, fen)) in enumerate(zip(BANDS, self._bands, strict=True)):
            top = 4 + place * ROW
            painter.setPen(ink("quiet"))
            painter.drawText(QRectF(4, top, NAME, ROW), middle, say(label))
            colour = QColor(ink("problem" if place > 1 else "accent"))
            colour.setAlpha(110 + 30 * place)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            length = room * fen / most
            painter.drawRoundedRect(QRectF(NAME, top + 4, max(length, 2 if count else 0), ROW - 8), 3, 3)
            painter.setPen(self.palette().windowText().color())
            figures = Text("{count}笔 {fen}元", "{count} · {fen} yuan").fill(count=count, fen=show_yuan(fen))
            painter.drawText(QRectF(NAME + length + 8, top, FIGURES, ROW), middle, say(figures))
