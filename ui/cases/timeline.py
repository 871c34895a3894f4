"""The life of a case at a glance: which steps were taken, by whom and when, and which come next."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.approval.records import CaseEvent
from models.approval.roles import Officer
from models.days import in_china
from models.lending.states import State
from models.text import Text
from ui.language import say
from ui.theme import ink

MILESTONES = (
    ("submit", Text("受理", "Intake")),
    ("sign_survey", Text("双人调查", "Survey by two")),
    ("pass_review", Text("审查", "Review")),
    ("approve", Text("审批", "Approval")),
    ("show_cost", Text("成本明示", "Cost shown")),
    ("sign_contracts", Text("面签", "Signing")),
    ("register", Text("担保登记", "Registration")),
    ("disburse", Text("放款", "Payout")),
    ("settle", Text("结清", "Settled")),
    ("archive", Text("归档", "Archived")),
)
ENDED = {State.REJECTED, State.WITHDRAWN}
DOT = 8


@dataclass(frozen=True)
class Milestone:
    """One dot of the timeline."""

    label: str
    who: str = ""
    when: str = ""

    @property
    def done(self) -> bool:
        """Whether the step was taken."""
        return bool(self.when)


class Timeline(QWidget):
    """Draws the milestones from left to right."""

    def __init__(self) -> None:
        super().__init__()
        self._milestones: list[Milestone] = []
        self._ended = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say(Text("办理进度", "Progress")))

    def show_events(self, events: Sequence[CaseEvent], officers: dict[str, Officer], state: State) -> None:
        """Show what has happened; steps before a return are no longer counted."""
        since = max(
            (place for place, each in enumerate(events) if each.step.startswith("return")), default=-1
        )
        counted = [each for place, each in enumerate(events) if place > since or each.step == "submit"]
        self._milestones = [_milestone(key, label, counted, officers) for key, label in MILESTONES]
        self._ended = say(state.label) if state in ENDED else ""
        described = [f"{each.label} {each.who} {each.when}" for each in self._milestones if each.done]
        self.setAccessibleDescription("；".join(described))
        self.setToolTip("\n".join(described))
        self.update()

    def sizeHint(self) -> QSize:
        """Return a height that holds three lines."""
        return QSize(640, 74)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, the dots and the words below them."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = len(self._milestones)
        if not count:
            return
        width = self.width() / count
        for place, milestone in enumerate(self._milestones):
            self._draw(painter, milestone, QRectF(place * width, 0, width, self.height()), first=place == 0)

    def _draw(self, painter: QPainter, milestone: Milestone, box: QRectF, *, first: bool) -> None:
        colour = ink("accent" if milestone.done else "problem" if self._ended else "quiet")
        middle = QPointF(box.center().x(), 14)
        if not first:
            line = QPen(colour, 2, Qt.PenStyle.SolidLine if milestone.done else Qt.PenStyle.DotLine)
            painter.setPen(line)
            painter.drawLine(QPointF(middle.x() - box.width() + DOT, 14), QPointF(middle.x() - DOT, 14))
        painter.setPen(QPen(colour, 2))
        painter.setBrush(colour if milestone.done else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, DOT - 2, DOT - 2)
        font = QFont(self.font())
        font.setBold(milestone.done)
        painter.setFont(font)
        painter.setPen(self.palette().windowText().color() if milestone.done else ink("quiet"))
        centred = Qt.AlignmentFlag.AlignHCenter
        painter.drawText(box.adjusted(0, 24, 0, 0), centred, milestone.label)
        font.setBold(False)
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(ink("quiet"))
        painter.drawText(box.adjusted(0, 43, 0, 0), centred, milestone.who)
        painter.drawText(box.adjusted(0, 58, 0, 0), centred, milestone.when)


def _milestone(key: str, label: Text, events: Sequence[CaseEvent], officers: dict[str, Officer]) -> Milestone:
    taken = [each for each in events if each.step == key]
    needed = 2 if key == "sign_survey" else 1
    if len(taken) < needed:
        return Milestone(say(label))
    names = [officers[each.officer].full_name if each.officer in officers else each.officer for each in taken]
    at = taken[-1].at
    when = f"{in_china(at):%m-%d %H:%M}" if at else "—"
    return Milestone(say(label), "、".join(dict.fromkeys(names)), when)
