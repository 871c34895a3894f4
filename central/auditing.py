"""What the auditor reads: the trail by filters and pages, its verification, and two duties from one device."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from central.checking import findings_of, part_of
from central.store import Store
from central.trail import note
from models.approval.roles import Actor, Officer, Role
from models.compliance.actions import READ, REFUSED, REPORTED, VERIFIED
from models.compliance.audit import STRETCH, AuditEntry, Doing, length, written_down
from models.compliance.same_device import Meeting, meetings
from models.days import beginning_of
from models.errors import NotAllowed
from models.text import Text

LONGEST_PAGE = 500
LONGEST_STRETCH = STRETCH
MOST_FINDINGS = 100
ONLY_AUDITORS = Text("审计记录只供{role}查阅。", "The audit trail is for the {role} alone.").fill(
    role=Role.AUDITOR.label
)


@dataclass(frozen=True)
class Wanted:
    """Which entries are wanted; what is empty narrows nothing.

    Attributes:
        first: From this business day on.
        last: Up to this business day, it included.
        officer: By login.
        action: By name.
        subject: On what.
        device: From which computer.
    """

    first: date | None = None
    last: date | None = None
    officer: str = ""
    action: str = ""
    subject: str = ""
    device: str = ""

    @property
    def since(self) -> datetime | None:
        """The first moment that is wanted."""
        return beginning_of(self.first) if self.first else None

    @property
    def until(self) -> datetime | None:
        """The first moment that is not wanted any more."""
        return beginning_of(self.last + timedelta(days=1)) if self.last and self.last < date.max else None

    def conditions(self, institution_id: str) -> list[ColumnElement[bool]]:
        """Return the filters as conditions, each backed by an index that leads to the newest entry first."""
        found = [AuditEntry.institution_id == institution_id]
        names = ("officer", "action", "subject", "device")
        found += [getattr(AuditEntry, name) == getattr(self, name) for name in names if getattr(self, name)]
        if self.since:
            found.append(AuditEntry.at >= self.since)
        if self.until:
            found.append(AuditEntry.at < self.until)
        return found

    def said(self) -> dict[str, str]:
        """Return the filters that narrow, for the trail."""
        return {name: str(value) for name, value in vars(self).items() if value}


def read(store: Store, actor: Actor, wanted: Wanted, page: tuple[int, int], at: datetime) -> dict[str, Any]:
    """Return a page of the trail, the newest entry first, and note that it was read.

    Args:
        store: The centre's.
        actor: Who reads.
        wanted: Which entries.
        page: After which entry the page begins, 0 for the first page, and how many entries it has at most.
        at: When.

    Raises:
        NotAllowed: The actor is no auditor.
    """
    before, limit = page
    let_in(store, actor, READ, at)
    with store.reading() as session:
        rows = list(session.scalars(_page(session, actor.institution_id, wanted, before).limit(limit + 1)))
        shown, more = rows[:limit], len(rows) > limit
        names = _names(session, actor.institution_id, {each.officer for each in shown})
    _note(
        store,
        actor,
        READ,
        at,
        wanted.said() | {"entries": len(shown)} | ({"after": before} if before else {}),
    )
    entries = [_packed(each, names) for each in shown]
    return {"entries": entries, "next": shown[-1].sequence if more else None}


def same_device(
    store: Store, actor: Actor, wanted: Wanted, page: tuple[int, int] | None, at: datetime
) -> dict[str, Any]:
    """Return cases whose incompatible duties were taken on one device, the latest first, and note that it was asked.

    Args:
        store: The centre's.
        actor: Who asks.
        wanted: Which days.
        page: Before which entry the page begins, 0 for the first page, and among how many cases it looks; nothing
            is every case at once, as a release asks that knows no pages.
        at: When.

    Raises:
        NotAllowed: The actor is no auditor.
    """
    let_in(store, actor, REPORTED, at)
    with store.reading() as session:
        found, following = report(session, actor.institution_id, wanted, page)
    asked = {"after": page[0]} if page and page[0] else {}
    _note(store, actor, REPORTED, at, {**wanted.said(), **asked, "cases": len(found)})
    return {"cases": found, "next": following}


def verification(store: Store, actor: Actor, page: tuple[int, int] | None, at: datetime) -> dict[str, Any]:
    """Return what is wrong with a stretch of the trail of the actor's bank, with the ledgers at its end.

    The first and the last stretch are noted, and each in which something is wrong.

    Args:
        store: The centre's.
        actor: Who asks.
        page: After which entry the stretch begins, and how many entries it has; nothing is the whole trail at once,
            as a release asks that knows no stretches.
        at: When.

    Raises:
        NotAllowed: The actor is no auditor.
    """
    let_in(store, actor, VERIFIED, at)
    with store.reading() as session:
        entries = (
            written_down(session, actor.institution_id) if page else length(session, actor.institution_id)
        )
        if page:
            wrong, following = part_of(session, actor.institution_id, *page)
        else:
            wrong, following = list(islice(findings_of(session, actor.institution_id), MOST_FINDINGS)), None
    found = wrong[:MOST_FINDINGS]
    if following is None or found or not (page and page[0]):
        asked = {"after": page[0]} if page and page[0] else {}
        _note(store, actor, VERIFIED, at, {"entries": entries, "findings": len(found), **asked})
    return {
        "entries": entries,
        "next": following,
        "findings": [{"zh": text.zh, "en": text.en} for text in found],
    }


def report(
    session: Session, institution_id: str, wanted: Wanted, page: tuple[int, int] | None = None
) -> tuple[list[dict[str, Any]], int | None]:
    """Return the same-device report as JSON, and where its next page begins; see ``same_device``."""
    days = (wanted.since, wanted.until)
    found, following = meetings(session, institution_id, days, *(page or ()))
    names = _names(session, institution_id, {part.officer for each in found for part in each.parts})
    return [_packed_meeting(each, names) for each in found], following


def let_in(store: Store, actor: Actor, what: str, at: datetime) -> None:
    """Let only the auditor in; whoever else tries is noted.

    Raises:
        NotAllowed: The actor is no auditor.
    """
    if Role.AUDITOR not in actor.roles:
        _note(store, actor, REFUSED, at, {"step": what, "zh": ONLY_AUDITORS.zh, "en": ONLY_AUDITORS.en})
        raise NotAllowed(ONLY_AUDITORS)


def _note(store: Store, actor: Actor, action: str, at: datetime, detail: dict[str, Any]) -> None:
    with store.writing() as session:
        doing = Doing(actor.login, action, "audit_entry", at, actor.device)
        note(session, actor.institution_id, doing, **detail)


def _page(session: Session, institution_id: str, wanted: Wanted, before: int) -> Any:
    rows = select(AuditEntry).where(*wanted.conditions(institution_id))
    last = session.get(AuditEntry, (institution_id, before)) if before else None
    if last:
        rows = rows.where(tuple_(AuditEntry.at, AuditEntry.sequence) < (last.at, last.sequence))
    return rows.order_by(AuditEntry.at.desc(), AuditEntry.sequence.desc())


def _names(session: Session, institution_id: str, logins: Iterable[str]) -> dict[str, str]:
    rows = select(Officer.login, Officer.full_name).where(
        Officer.institution_id == institution_id, Officer.login.in_(sorted(logins))
    )
    return {login: name for login, name in session.execute(rows)}  # noqa: C416 - rows are no pairs to mypy


def _packed(entry: AuditEntry, names: dict[str, str]) -> dict[str, Any]:
    return {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "officer": entry.officer,
        "name": names.get(entry.officer, ""),
        "action": entry.action,
        "subject": entry.subject,
        "device": entry.device,
        "detail": entry.detail,
        "digest": entry.digest,
    }


def _packed_meeting(meeting: Meeting, names: dict[str, str]) -> dict[str, Any]:
    parts = [
        {
            "sequence": part.sequence,
            "at": part.at.isoformat(),
            "officer": part.officer,
            "name": names.get(part.officer, ""),
            "action": part.action,
            "duty": part.duty.value,
        }
        for part in meeting.parts
    ]
    return {"subject": meeting.subject, "device": meeting.device, "parts": parts}
