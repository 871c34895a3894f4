"""The parcels of a land right, drawn: theirs in colour, the neighbours in grey, north up, with a scale."""

from collections.abc import Iterable
from math import floor, log10
from uuid import UUID

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.land.maps import MapView, map_of
from models.collateral.land_map import Outline, metres_per_unit
from models.text import Text
from ui.desk import Desk
from ui.language import say
from ui.pieces import card, label
from ui.theme import ink

MARGIN = 16.0
SCALE_SHARE = 0.25
ARROW = 30.0
SQUARE_METRES_OF_15_MU = 10_000
NAME = Text("地块图", "Map of parcels")
NONE = Text(
    "没有地块图形。导入带图形的确权数据（GPKG）后在此显示。",
    "No outlines. They are shown here once titling data with outlines (GPKG) is brought in.",
)
PARCEL = Text("{name}　{mu} 亩　编码 {code}", "{name}　{mu} mu　{code}")
HINT = Text(
    "共{count}块 {mu} 亩。鼠标或方向键选择地块。", "{count} parcels, {mu} mu. Point, or use the arrow keys."
)


def _mu(outline: Outline) -> float:
    return outline.square_metres * 15 / SQUARE_METRES_OF_15_MU


def described(outline: Outline) -> str:
    """Return what is said of a parcel: its name, its area as drawn, its code."""
    return say(PARCEL.fill(name=outline.name or outline.code, mu=f"{_mu(outline):,.2f}", code=outline.code))


class ParcelMap(QWidget):
    """A map that fits its parcels into the room it has.

    Attributes:
        selected: The parcel that is pointed at has changed: its place among the parcels, or -1.
    """

    selected = Signal(int)

    def __init__(self, view: MapView) -> None:
        super().__init__()
        self._view = view
        middle = ((view.box.west + view.box.east) / 2, (view.box.south + view.box.north) / 2)
        self._across, self._up = metres_per_unit(middle)
        self._own: list[QPainterPath] = []
        self._others: list[QPainterPath] = []
        self._chosen = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say(NAME))
        self.setAccessibleDescription("；".join(map(described, view.parcels)))

    def sizeHint(self) -> QSize:
        """Return the size of a map that shows a village's fields."""
        return QSize(640, 360)

    def choose(self, place: int) -> None:
        """Point at the parcel of that place; -1 at none."""
        if place == self._chosen:
            return
        self._chosen = place
        if place >= 0:
            self.setAccessibleDescription(described(self._view.parcels[place]))
        self.selected.emit(place)
        self.update()

    def place_at(self, point: QPointF) -> int:
        """Return the place of the parcel drawn there, or -1."""
        return next((place for place, path in enumerate(self._own) if path.contains(point)), -1)

    def middle_of(self, place: int) -> QPointF:
        """Return where the label of a parcel stands."""
        return self._own[place].boundingRect().center()

    @property
    def pixels_per_metre(self) -> float:
        """How large a metre is drawn."""
        box = self._view.box
        wide = max((box.east - box.west) * self._across, 1.0)
        high = max((box.north - box.south) * self._up, 1.0)
        return min((self.width() - 2 * MARGIN) / wide, (self.height() - 2 * MARGIN) / high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the parcels into the new room."""
        super().resizeEvent(event)
        self._own = [self._path(outline) for outline in self._view.parcels]
        self._others = [self._path(outline) for outline in self._view.neighbours]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what lies under the mouse."""
        self.choose(self.place_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from parcel to parcel."""
        last = len(self._view.parcels) - 1
        steps = {
            Qt.Key.Key_Right: min(self._chosen + 1, last),
            Qt.Key.Key_Down: min(self._chosen + 1, last),
            Qt.Key.Key_Left: max(self._chosen - 1, 0),
            Qt.Key.Key_Up: max(self._chosen - 1, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if key in steps:
            self.choose(steps[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        if self._chosen < 0 and event.reason() in {
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        }:
            self.choose(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the neighbours, the parcels, their names, north and the scale."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), ink("midlight"))
        painter.setPen(QPen(ink("faint"), 1))
        painter.setBrush(self.palette().base())
        for path in self._others:
            painter.drawPath(path)
        painter.setPen(QPen(ink("accent"), 1.5))
        painter.setBrush(ink("good"))
        for path in self._own:
            painter.drawPath(path)
        if self._chosen >= 0:
            painter.setPen(QPen(ink("on_warn"), 2.5))
            painter.setBrush(ink("warn"))
            painter.drawPath(self._own[self._chosen])
        self._draw_names(painter)
        self._draw_north(painter)
        self._draw_scale(painter)
        if self.hasFocus():
            painter.setPen(QPen(ink("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _path(self, outline: Outline) -> QPainterPath:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        for polygon in outline.shape:
            for ring in polygon:
                path.addPolygon(QPolygonF([self._point(x, y) for x, y in ring]))
        return path

    def _point(self, x: float, y: float) -> QPointF:
        box, scale = self._view.box, self.pixels_per_metre
        east = (x - (box.west + box.east) / 2) * self._across * scale
        north = (y - (box.south + box.north) / 2) * self._up * scale
        return QPointF(self.width() / 2 + east, self.height() / 2 - north)

    def _draw_names(self, painter: QPainter) -> None:
        """Write name and area at each parcel, the chosen one first, and leave out what would lie on another."""
        taken = [self._scale_room(), self._north_room()]
        places: Iterable[int] = range(len(self._own))
        for place in sorted(places, key=lambda each: each != self._chosen):
            outline = self._view.parcels[place]
            words = f"{outline.name or outline.code[-5:]}\n{_mu(outline):,.2f}"
            room = QRectF(painter.boundingRect(QRectF(), Qt.AlignmentFlag.AlignCenter, words))
            room.adjust(-3, -1, 3, 1)
            if not self._stand(room, place, taken):
                continue
            taken.append(QRectF(room))
            behind = QColor(self.palette().base().color())
            behind.setAlpha(200)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(behind)
            painter.drawRoundedRect(room, 3, 3)
            painter.setPen(self.palette().text().color())
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, words)

    def _stand(self, room: QRectF, place: int, taken: list[QRectF]) -> bool:
        """Put a label into its parcel or beside it, where it hides neither a parcel nor a label; tell if there was room."""
        parcel, middle = self._own[place].boundingRect(), self.middle_of(place)
        room.moveCenter(middle)
        if room.width() < parcel.width() and room.height() < parcel.height():
            return not any(room.intersects(other) for other in taken)
        across, up = (parcel.width() + room.width()) / 2 + 3, (parcel.height() + room.height()) / 2 + 3
        for east, north in ((0.0, up), (0.0, -up), (across, 0.0), (-across, 0.0)):
            room.moveCenter(middle + QPointF(east, -north))
            hidden = any(path.intersects(room) for path in self._own)
            if QRectF(self.rect()).contains(room) and not hidden and not any(map(room.intersects, taken)):
                return True
        return False

    def _north_room(self) -> QRectF:
        return QRectF(self.width() - MARGIN - ARROW, MARGIN, ARROW, ARROW + 20)

    def _draw_north(self, painter: QPainter) -> None:
        room = self._north_room()
        middle = room.center().x()
        arrow = [
            QPointF(middle, room.top()),
            QPointF(middle + 8, room.top() + ARROW),
            QPointF(middle, room.top() + ARROW - 7),
            QPointF(middle - 8, room.top() + ARROW),
        ]
        painter.setPen(QPen(self.palette().text().color(), 1))
        painter.setBrush(self.palette().text())
        painter.drawPolygon(QPolygonF(arrow))
        below = QRectF(room.left(), room.bottom() - 20, room.width(), 20)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, say(Text("北", "N")))

    @property
    def scale_metres(self) -> int:
        """How long the bar of the scale is on the ground: 1, 2 or 5 and noughts."""
        most = max(self.width() * SCALE_SHARE / self.pixels_per_metre, 1.0)
        step = 10 ** floor(log10(most))
        return int(next(step * times for times in (5, 2, 1) if step * times <= most))

    def _scale_room(self) -> QRectF:
        long = self.scale_metres * self.pixels_per_metre
        return QRectF(MARGIN, self.height() - MARGIN - 22, max(long, 60.0), 22)

    def _draw_scale(self, painter: QPainter) -> None:
        room, long = self._scale_room(), self.scale_metres * self.pixels_per_metre
        painter.setPen(QPen(self.palette().text().color(), 2))
        bottom = room.bottom()
        painter.drawLine(QPointF(room.left(), bottom), QPointF(room.left() + long, bottom))
        for end in (room.left(), room.left() + long):
            painter.drawLine(QPointF(end, bottom - 5), QPointF(end, bottom))
        words = say(Text("{metres} 米", "{metres} m").fill(metres=f"{self.scale_metres:,}"))
        painter.drawText(room.adjusted(0, 0, 60, -5), Qt.AlignmentFlag.AlignLeft, words)


class MapCard(QWidget):
    """The card with the map of a land right, or what to do where it has none.

    Attributes:
        map: The map, once it has been read.
    """

    def __init__(self, desk: Desk, collateral_id: UUID) -> None:
        super().__init__()
        self.map: ParcelMap | None = None
        self._said = label(say(Text("正在读取…", "Reading…")), "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._holder = QVBoxLayout()
        holder = QWidget()
        holder.setLayout(self._holder)
        self._holder.setContentsMargins(0, 0, 0, 0)
        self._holder.addWidget(self._said)
        layout.addWidget(card(holder, title=NAME))
        workstation = desk.workstation

        def work(_job: object) -> MapView | None:
            with workstation.database.session() as session:
                return map_of(session, workstation.actor, collateral_id)

        desk.tasks.read(self, work, self._show)

    def _show(self, view: MapView | None) -> None:
        if view is None:
            self._said.setText(say(NONE))
            return
        self.map = ParcelMap(view)
        self.map.selected.connect(lambda place: self._say(view, place))
        self._holder.insertWidget(0, self.map)
        self._say(view, -1)

    def _say(self, view: MapView, place: int) -> None:
        if place >= 0:
            self._said.setText(described(view.parcels[place]))
            return
        whole = sum(map(_mu, view.parcels))
        self._said.setText(say(HINT.fill(count=len(view.parcels), mu=f"{whole:,.2f}")))
