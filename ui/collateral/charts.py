"""What an object was worth over time, and what it secures by rank, drawn small."""

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.lending.claims import Claim
from models.money import show_yuan
from models.text import Text
from ui.language import say
from ui.theme import ink

MARGIN = 10
DOT = 3.5
LIGHTER = 60


class ValueChart(QWidget):
    """A line from valuation to valuation."""

    def __init__(self, values: list[tuple[date, int]]) -> None:
        super().__init__()
        self._values = values
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say(Text("估值走势", "Value over time")))

    def sizeHint(self) -> QSize:
        """Return the size of a strip above the records."""
        return QSize(400, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line with a dot for each valuation."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -24)
        points = self._points(box)
        painter.setPen(QPen(ink("accent"), 2))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(ink("accent"))
        for point in points:
            painter.drawEllipse(point, DOT, DOT)
        painter.setPen(ink("quiet"))
        below = QRectF(box.left(), box.bottom() + 4, box.width(), 18)
        first, last = self._values[0], self._values[-1]
        if len(self._values) > 1:
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, f"{first[0]}　{show_yuan(first[1])}")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{last[0]}　{show_yuan(last[1])}")

    def _points(self, box: QRectF) -> list[QPointF]:
        top = max(value for _day, value in self._values) or 1
        start, days = self._values[0][0], (self._values[-1][0] - self._values[0][0]).days or 1
        return [
            QPointF(
                box.left() + box.width() * (day - start).days / days,
                box.bottom() - box.height() * value / top,
            )
            for day, value in self._values
        ]


class ClaimsBar(QWidget):
    """One bar as long as the value: the claims by rank from the left, the cap as a line across."""

    def __init__(self, claims: list[Claim], value: int, lendable: int) -> None:
        super().__init__()
        self._claims, self._value, self._lendable = claims, value, lendable
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say(Text("按顺位的担保额", "Claims by rank")))
        self.setToolTip("\n".join(say(_said(claim)) for claim in claims))

    def sizeHint(self) -> QSize:
        """Return the size of a strip with a line of words below."""
        return QSize(400, 62)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar; what is claimed above the cap is drawn in the colour of a problem."""
        del event
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -26)
        whole = max(self._value, sum(claim.secured for claim in self._claims), 1)
        painter.fillRect(box, ink("midlight"))
        at = 0
        for place, claim in enumerate(self._claims):
            over = at + claim.secured > self._lendable
            part = QRectF(
                box.left() + box.width() * at / whole,
                box.top(),
                box.width() * claim.secured / whole,
                box.height(),
            )
            painter.fillRect(part, _shade(ink("problem") if over else ink("accent"), place))
            at += claim.secured
        cap = box.left() + box.width() * self._lendable / whole
        painter.setPen(QPen(ink("on_warn"), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(cap, box.top() - 4), QPointF(cap, box.bottom() + 4))
        painter.setPen(ink("quiet"))
        below = QRectF(box.left(), box.bottom() + 6, box.width(), 18)
        words = Text(
            "已担保 {claimed} 元　可担保上限 {cap} 元　估值 {value} 元",
            "Claimed {claimed}　may secure {cap}　value {value} yuan",
        ).fill(claimed=show_yuan(at), cap=show_yuan(self._lendable), value=show_yuan(self._value))
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, say(words))


def _said(claim: Claim) -> Text:
    return Text("第 {rank} 顺位　{number}　{secured} 元", "Rank {rank}　{number}　{secured} yuan").fill(
        rank=claim.rank, number=claim.number or "—", secured=show_yuan(claim.secured)
    )


def _shade(colour: QColor, place: int) -> QColor:
    """Return every second claim lighter, so that neighbours can be told apart."""
    return colour if place % 2 == 0 else colour.lighter(100 + LIGHTER)
