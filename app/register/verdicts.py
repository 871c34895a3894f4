"""What is said of each row of an import, whatever is imported."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.text import Text


class Status(StrEnum):
    """What becomes of a row."""

    ACCEPTED = "accepted"
    WARNED = "warned"
    KNOWN = "known"
    REFUSED = "refused"

    @property
    def label(self) -> Text:
        """What the verdict is called."""
        return {
            Status.ACCEPTED: Text("通过", "Accepted"),
            Status.WARNED: Text("通过（有提示）", "Accepted with a warning"),
            Status.KNOWN: Text("已有，跳过", "Known, skipped"),
            Status.REFUSED: Text("退回", "Refused"),
        }[self]


@dataclass(slots=True)
class Verdict:
    """What is said of one row.

    Attributes:
        line: Its number in the sheet.
        name: Whose row it is, as it stands there.
        reasons: Why it is refused or warned, each with the name of its column.
        values: What it means, by field, where it is accepted.
        status: What becomes of it.
    """

    line: int
    name: str
    reasons: list[Text] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    status: Status = Status.ACCEPTED

    def refuse(self, reason: Text) -> None:
        """Refuse the row for a reason."""
        self.reasons.append(reason)
        self.status = Status.REFUSED

    def warn(self, reason: Text) -> None:
        """Keep the row, unless it is refused, and say what is odd about it."""
        self.reasons.append(reason)
        if self.status is Status.ACCEPTED:
            self.status = Status.WARNED

    def skip(self, reason: Text) -> None:
        """Leave the row out, because what it says was brought in before."""
        self.reasons.append(reason)
        self.status = Status.KNOWN

    @property
    def label(self) -> Text:
        """What the verdict is called."""
        return self.status.label

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as a command prints it for programs."""
        return {
            "line": self.line,
            "status": self.status.value,
            "reasons": [{"zh": reason.zh, "en": reason.en} for reason in self.reasons],
        }


def count(verdicts: Iterable[Verdict]) -> dict[Status, int]:
    """Return how many rows have each verdict; only some imports know what was brought in before."""
    counted = Counter(verdict.status for verdict in verdicts)
    return {status: counted[status] for status in Status if counted[status] or status is not Status.KNOWN}
