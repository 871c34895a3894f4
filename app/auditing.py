"""What the auditor sees: the bank's trail as the centre gives it, in readable words, and as a workbook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.audit_trail import note
from app.clock import now
from app.database import Database
from app.disk import writing
from app.jobs import Job
from app.sync.client import STRANGE, Centre, CentreUnreachable
from models.approval.duties import Duty
from models.approval.roles import Actor
from models.compliance.actions import EXPORT, say_action
from models.compliance.audit import STRETCH
from models.days import in_china
from models.errors import RuleBroken
from models.kinds import DAY
from models.records import RECORDS
from models.text import Text
from printing.workbook import Column, write_table

PAGE = 100
LARGEST_PAGE = 500
MOST_EXPORTED = 20_000
CASE = "loan_case"
_TAIL = 6
TOO_MANY = Text(
    "符合条件的记录超过{most}条，请缩小日期或其他条件后再导出。",
    "More than {most} entries match; narrow the days or other filters and export again.",
)
NO_CASE = Text("没有编号为“{typed}”的案件。", "There is no case with the number “{typed}”.")
_OTHERS = {
    "audit_entry": Text("审计记录", "Audit trail"),
    "trail": Text("本机审计链 {rest}", "Workstation trail {rest}"),
    "outbox": Text("待发送第{rest}项", "Waiting operation {rest}"),
}
BANNER = Text(
    "{name}（{login}）{at} 导出，共{count}条，仅供稽核使用，不得外传。",
    "Exported by {name} ({login}) at {at}, {count} entries, for audit alone.",
)


@dataclass(frozen=True)
class Entry:
    """One entry of the bank's trail; see ``models.compliance.audit.AuditEntry``."""

    sequence: int
    at: datetime
    officer: str
    name: str
    action: str
    subject: str
    device: str
    detail: Mapping[str, Any]
    digest: str


@dataclass(frozen=True)
class Filters:
    """What narrows the trail, as it was typed; what is empty narrows nothing."""

    first: str = ""
    last: str = ""
    officer: str = ""
    action: str = ""
    subject: str = ""
    device: str = ""

    def query(self) -> dict[str, str | int]:
        """Return the filters as the centre takes them."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Part:
    """One step of a case that was taken on a shared device."""

    sequence: int
    at: datetime
    officer: str
    name: str
    action: str
    duty: Duty


@dataclass(frozen=True)
class Meeting:
    """A case in which different officers had incompatible duties on one device."""

    subject: str
    device: str
    parts: tuple[Part, ...]


def resolve(database: Database, typed: Filters) -> Filters:
    """Return the filters with a case's number turned into the case, and a name into the officer's login.

    Raises:
        RuleBroken: A day is no day, or no case has that number; the error names the field.
    """
    days = {name: _day(name, getattr(typed, name).strip()) for name in ("first", "last")}
    officer, subject = typed.officer.strip(), typed.subject.strip()
    rows = (
        database.read("SELECT login FROM officer WHERE full_name = ? LIMIT 1", (officer,)) if officer else []
    )
    return replace(
        typed,
        **days,
        officer=rows[0][0] if rows else officer,
        subject=_subject(database, subject) if subject else "",
        device=typed.device.strip(),
    )


def _day(name: str, typed: str) -> str:
    try:
        return DAY.parse(typed).isoformat() if typed else ""
    except RuleBroken as broken:
        raise RuleBroken(broken.text, field=name) from None


def _subject(database: Database, typed: str) -> str:
    if " " in typed:
        return typed
    rows = database.read("SELECT id FROM loan_case WHERE number = ? LIMIT 1", (typed,))
    if not rows:
        raise RuleBroken(NO_CASE.fill(typed=typed), field="subject")
    return f"{CASE} {UUID(rows[0][0])}"


def read_page(centre: Centre, filters: Filters, after: int = 0, limit: int = PAGE) -> tuple[list[Entry], int]:
    """Return a page of the trail, the newest entry first, and where the next begins; 0 if there is none.

    Raises:
        CentreUnreachable: The trail is at head office alone.
        LoginRefused: The officer is no auditor.
    """
    body = centre.audit("", {**filters.query(), "after": after, "limit": limit})
    try:
        return [_entry(each) for each in body["entries"]], int(body["next"] or 0)
    except (KeyError, TypeError, ValueError):
        raise CentreUnreachable(STRANGE) from None


def read_all(centre: Centre, filters: Filters, job: Job) -> list[Entry]:
    """Return every entry that meets the filters.

    Raises:
        RuleBroken: There are too many for one workbook.
        CentreUnreachable, LoginRefused: See ``read_page``.
    """
    found: list[Entry] = []
    after = -1
    while after:
        page, after = read_page(centre, filters, max(after, 0), LARGEST_PAGE)
        found += page
        if len(found) > MOST_EXPORTED:
            raise RuleBroken(TOO_MANY.fill(most=MOST_EXPORTED))
        job.step(len(found), len(found) + (LARGEST_PAGE if after else 0))
    return found


def meetings(centre: Centre, filters: Filters, job: Job) -> list[Meeting]:
    """Return the cases whose incompatible duties were taken on one device, the latest first.

    Raises:
        CentreUnreachable, LoginRefused: See ``read_page``.
    """
    days = {name: value for name, value in filters.query().items() if name in {"first", "last"}}
    found: list[Meeting] = []
    place: int | None = 0
    while place is not None:
        body = centre.audit("/same-device", {**days, "after": place, "limit": PAGE})
        try:
            found += [_meeting(each) for each in body["cases"]]
            place = _further(body, place, downwards=True)
        except (KeyError, TypeError, ValueError):
            raise CentreUnreachable(STRANGE) from None
        job.step(len(found), len(found) + (place is not None))
    return found


def verification(centre: Centre, job: Job) -> tuple[int, list[Text]]:
    """Return how many entries the bank's trail has, and what is wrong with it and with the limits' ledgers.

    Head office looks at it stretch by stretch, so that none takes longer than an answer may; *job* hears how far it is.

    Raises:
        CentreUnreachable, LoginRefused: See ``read_page``.
    """
    found: list[Text] = []
    place: int | None = 0
    while place is not None:
        body = centre.audit("/verification", {"after": place, "limit": STRETCH})
        try:
            entries = int(body["entries"])
            found += [Text(str(each["zh"]), str(each["en"])) for each in body["findings"]]
            place = _further(body, place)
        except (KeyError, TypeError, ValueError):
            raise CentreUnreachable(STRANGE) from None
        job.step(entries if place is None else place, max(entries, place or 0))
    return entries, found


def _further(body: Mapping[str, Any], place: int, *, downwards: bool = False) -> int | None:
    """Return where the next part begins, or nothing at the end; a centre of an earlier release gives all at once.

    Raises:
        ValueError: It leads back, and would do so for ever.
    """
    following = body.get("next")
    if following is None:
        return None
    forwards = following < place if downwards and place else following > place
    if not isinstance(following, int) or not forwards:
        raise ValueError
    return following


def _entry(body: Mapping[str, Any]) -> Entry:
    texts = {name: str(body[name]) for name in ("officer", "name", "action", "subject", "device", "digest")}
    detail = body["detail"]
    if not isinstance(detail, dict):
        raise TypeError
    return Entry(sequence=int(body["sequence"]), at=_moment(body["at"]), detail=detail, **texts)


def _meeting(body: Mapping[str, Any]) -> Meeting:
    return Meeting(str(body["subject"]), str(body["device"]), tuple(_part(part) for part in body["parts"]))


def _part(body: Mapping[str, Any]) -> Part:
    texts = {name: str(body[name]) for name in ("officer", "name", "action")}
    return Part(sequence=int(body["sequence"]), at=_moment(body["at"]), duty=Duty(str(body["duty"])), **texts)


def _moment(packed: Any) -> datetime:
    return in_china(datetime.fromisoformat(packed))


def subjects(database: Database, wanted: Iterable[str]) -> dict[str, Text]:
    """Return what the subjects of entries are called here: a case by its number, others by kind and tail."""
    named: dict[str, Text] = {}
    for subject in set(wanted):
        kind, _space, identity = subject.partition(" ")
        label = RECORDS[kind].label if kind in RECORDS else None
        if label is None:
            named[subject] = _OTHERS[kind].fill(rest=identity) if kind in _OTHERS else Text(subject, subject)
            continue
        number = _case_number(database, identity) if kind == CASE else ""
        named[subject] = Text("{label} {number}", "{label} {number}").fill(
            label=label, number=number or f"…{identity[-_TAIL:]}"
        )
    return named


def _case_number(database: Database, identity: str) -> str:
    try:
        rows = database.read("SELECT number FROM loan_case WHERE id = ?", (UUID(identity).hex,))
    except ValueError:
        return ""
    return str(rows[0][0]) if rows and rows[0][0] else ""


def export(path: Path, entries: list[Entry], database: Database, actor: Actor, filters: Filters) -> int:
    """Write the entries to a workbook under a line that says who took them out and when; it is noted first.

    Raises:
        DiskTrouble: The workbook cannot be written.
    """
    note(database, actor, EXPORT, path.name, rows=len(entries), **filters.query())
    columns = [
        Column("序号", 9),
        Column("时间", 20),
        Column("姓名", 10),
        Column("登录名", 12),
        Column("事项", 18),
        Column("对象", 44),
        Column("设备", 16),
        Column("说明", 70),
        Column("指纹", 66),
    ]
    rows = (
        (
            each.sequence,
            f"{each.at:%Y-%m-%d %H:%M:%S}",
            each.name,
            each.officer,
            say_action(each.action).zh,
            each.subject,
            each.device,
            "；".join(f"{name}={value}" for name, value in each.detail.items()),
            each.digest,
        )
        for each in entries
    )
    at = f"{in_china(now()):%Y-%m-%d %H:%M}"
    banner = BANNER.fill(name=actor.name, login=actor.login, at=at, count=len(entries))
    with writing(path):
        return write_table(path, columns, rows, sheet="审计记录", banner=banner.zh)
