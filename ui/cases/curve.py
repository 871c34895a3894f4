"""The balance of a loan over time, drawn small."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.lending.plan import Plan
from models.money import show_yuan
from models.text import Text
from ui.language import say
from ui.theme import ink

MARGIN = 10


class BalanceCurve(QWidget):
    """Steps down from the principal to nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._points: list[tuple[int, int]] = []
        self._words = ("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say(Text("余额曲线", "Balance over time")))

    def show_plan(self, plan: Plan) -> None:
        """Show the balance of *plan* from payout to maturity."""
        start = plan.terms.start
        self._points = [(0, plan.terms.principal)]
        for row in plan.rows:
            day = (row.due - start).days
            self._points += [(day, self._points[-1][1]), (day, row.balance)]
        self._words = (show_yuan(plan.terms.principal), start.isoformat(), plan.rows[-1].due.isoformat())
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of a strip above the table."""
        return QSize(400, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the area under the balance."""
        del event
        days = self._points[-1][0] if self._points else 0
        top = max((balance for _day, balance in self._points), default=0)
        if not days or not top:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(MARGIN, MARGIN, -MARGIN, -24)
        line = [
            QPointF(box.left() + box.width() * day / days, box.bottom() - box.height() * balance / top)
            for day, balance in self._points
        ]
        area = QPolygonF([QPointF(box.left(), box.bottom()), *line, QPointF(box.right(), box.bottom())])
        fill = ink("accent")
        fill.setAlpha(38)
        painter.setBrush(fill)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(area)
        painter.setPen(QPen(ink("accent"), 2))
        painter.drawPolyline(QPolygonF(line))
        painter.setPen(ink("quiet"))
        painter.drawText(box.adjusted(6, 2, 0, 0), Qt.AlignmentFlag.AlignTop, self._words[0])
        below = QRectF(box.left(), box.bottom() + 3, box.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self._words[1])
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self._words[2])
