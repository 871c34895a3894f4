"""Two duties from one device: who may have approved his own case under a colleague's name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from models.approval.duties import APART, Duty
from models.approval.steps import STEPS
from models.compliance.audit import AuditEntry

_SURVEY = ("submit", "begin_survey", "sign_survey")

DUTY_OF: Mapping[str, Duty] = {
    **{f"case.{key}": Duty.SURVEY for key in _SURVEY},
    **{f"case.{step.key}": step.duty for step in STEPS.values() if step.duty},
}
"""The duty that an action counts as; for the survey the steps that its two officers take."""


@dataclass(frozen=True)
class Part:
    """One step of a case.

    Attributes:
        sequence: Which entry of the trail says so.
        at: When.
        officer: Who, by login.
        action: What.
        duty: As which duty it counts.
    """

    sequence: int
    at: datetime
    officer: str
    action: str
    duty: Duty


@dataclass(frozen=True)
class Meeting:
    """A case in which different officers had incompatible duties on one device.

    Attributes:
        subject: The case, as the trail names it.
        device: The computer.
        parts: What was done there, in order.
    """

    subject: str
    device: str
    parts: tuple[Part, ...]


def meetings(
    session: Session,
    institution_id: str,
    days: tuple[datetime | None, datetime | None] = (None, None),
    before: int = 0,
    most: int | None = None,
) -> tuple[list[Meeting], int | None]:
    """Return cases whose incompatible duties were taken by different officers on one device, the latest first.

    Where only some are looked at, the second part of the answer says before which entry the others come; None where
    there are no others.

    Args:
        session: Where the trail stands.
        institution_id: The bank.
        days: Only what was done from the first moment on, and before the second.
        before: Only cases whose last step there was taken before this entry of the trail; 0 is every one.
        most: Among how many cases with several officers on one device is looked.
    """
    taken = _taken(institution_id, *days)
    last = func.max(AuditEntry.sequence)
    several = func.count(AuditEntry.officer.distinct()) > 1
    shared = (
        select(AuditEntry.subject, AuditEntry.device, last)
        .where(*taken)
        .group_by(AuditEntry.subject, AuditEntry.device)
        .having(and_(several, last < before) if before else several)
        .order_by(last.desc())
        .limit(most)
    )
    groups = session.execute(shared).all()
    found = []
    for subject, device, _last in groups:
        parts = _parts(session, [*taken, AuditEntry.subject == subject, AuditEntry.device == device])
        if _collide(parts):
            found.append(Meeting(subject, device, parts))
    return found, groups[-1][2] if groups and len(groups) == most else None


def _taken(institution_id: str, first: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    conditions = [
        AuditEntry.institution_id == institution_id,
        AuditEntry.action.in_(sorted(DUTY_OF)),
        AuditEntry.device != "",
    ]
    if first:
        conditions.append(AuditEntry.at >= first)
    if until:
        conditions.append(AuditEntry.at < until)
    return conditions


def _parts(session: Session, conditions: Iterable[ColumnElement[bool]]) -> tuple[Part, ...]:
    rows = session.scalars(select(AuditEntry).where(*conditions).order_by(AuditEntry.sequence))
    return tuple(
        Part(each.sequence, each.at, each.officer, each.action, DUTY_OF[each.action]) for each in rows
    )


def _collide(parts: Sequence[Part]) -> bool:
    return any(
        one.officer != other.officer and other.duty in APART[one.duty] for one in parts for other in parts
    )
