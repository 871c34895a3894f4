"""Cases in which different officers had incompatible duties on one device."""

from PySide6.QtWidgets import QTableWidgetItem, QVBoxLayout, QWidget

from app import auditing
from app.auditing import Filters, Meeting, Part
from app.jobs import Job
from models.compliance.actions import say_action
from models.errors import LendingError
from models.text import Text
from ui.audit.trail_tab import AWAY
from ui.desk import Desk
from ui.language import say
from ui.pieces import label, set_tone, sheet

WHY = Text(
    "同一台电脑上以不同人员办理了同一案件的不相容岗位。可能是借用同事账号自审自批，也可能只是共用电脑，须逐案核实。",
    "On one computer, different officers took duties of one case that must be kept apart. Somebody may have approved "
    "his own case under a colleague's name, or the computer is merely shared: look into each case.",
)
NONE = Text("所选日期内没有发现。", "Nothing of the kind on these days.")
FOUND = Text("{count}个案件须核实。", "{count} cases to look into.")
HEADINGS = (
    Text("案件", "Case"),
    Text("设备", "Where"),
    Text("岗位", "Duty"),
    Text("环节", "Step"),
    Text("人员", "Who"),
    Text("时间", "When"),
)
WIDTHS = (200, 140, 90, 160, 120)


class SameDeviceTab(QWidget):
    """The report, for the days that the trail's filters name.

    Attributes:
        table: One line a step; the first line of a case says which case and device.
        state: How many cases were found, or why nothing is shown.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.state = label("", "good")
        self.table = sheet(Text("同机不相容岗位", "Two duties on one device"), HEADINGS)
        self.table.setWordWrap(False)
        for place, width in enumerate(WIDTHS):
            self.table.setColumnWidth(place, width)
        layout = QVBoxLayout(self)
        layout.addWidget(label(say(WHY), "warn"))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.state)

    def look_up(self, typed: Filters) -> None:
        """Read the report for the days of *typed*."""
        workstation = self._desk.workstation
        days = Filters(first=typed.first, last=typed.last)

        def work(job: Job) -> tuple[list[Meeting], dict[str, Text]]:
            found = auditing.meetings(workstation.centre, auditing.resolve(workstation.database, days), job)
            return found, auditing.subjects(workstation.database, [each.subject for each in found])

        self._desk.tasks.talk(self, work, lambda found: self._show(*found), self._refused)

    def _show(self, found: list[Meeting], subjects: dict[str, Text]) -> None:
        lines = [(each, part) for each in found for part in each.parts]
        self.table.setRowCount(len(lines))
        for row, (meeting, part) in enumerate(lines):
            first = part is meeting.parts[0]
            for column, text in enumerate(_texts(meeting, part, subjects, first=first)):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self._say(FOUND.fill(count=len(found)) if found else NONE, "bad" if found else "good")

    def _refused(self, error: LendingError) -> None:
        self._say(error.text if error.field else AWAY.fill(why=error.text), "warn")

    def _say(self, text: Text, tone: str) -> None:
        self.state.setText(say(text))
        set_tone(self.state, tone)


def _texts(meeting: Meeting, part: Part, subjects: dict[str, Text], *, first: bool) -> tuple[str, ...]:
    return (
        say(subjects[meeting.subject]) if first else "",
        meeting.device if first else "",
        say(part.duty.label),
        say(say_action(part.action)),
        part.name or part.officer,
        f"{part.at:%Y-%m-%d %H:%M:%S}",
    )
