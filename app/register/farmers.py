"""The farmer register: which columns it has, what is judged of each row, and how it is imported."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import Job
from app.register.workbook import FORMULA_ERROR, Sheet, read_sheet
from models.approval.roles import Actor
from models.errors import RuleBroken
from models.fields import Field, fields_of
from models.party.farmer import Farmer
from models.text import Text

SHEET = "农户名册"
NEEDED = ("full_name", "id_number")
MOST_ROWS = 100_000
FORMULA_ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


class Status(StrEnum):
    """What becomes of a row."""

    ACCEPTED = "accepted"
    WARNED = "warned"
    REFUSED = "refused"

    @property
    def label(self) -> Text:
        """What the verdict is called."""
        return {
            Status.ACCEPTED: Text("通过", "Accepted"),
            Status.WARNED: Text("通过（有提示）", "Accepted with a warning"),
            Status.REFUSED: Text("退回", "Refused"),
        }[self]


@dataclass
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


@cache
def columns() -> Mapping[str, Field]:
    """Return the fields that a register may have, by name."""
    return {name: each for name, each in fields_of(Farmer).items() if not each.commanded}


def judge(path: Path, session: Session, actor: Actor, job: Job | None = None) -> list[Verdict]:
    """Return a verdict for every row of the register at *path*; nothing is written.

    Raises:
        RuleBroken: The file as a whole cannot be used; see ``read_sheet``; or a column is missing.
    """
    job = job or Job()
    sheet = read_sheet(path, SHEET)
    if len(sheet.rows) - 1 > MOST_ROWS:
        raise RuleBroken(
            Text("一次最多导入{most}行。", "At most {most} rows at a time.").fill(most=MOST_ROWS)
        )
    if len(sheet.rows) <= 1:
        raise RuleBroken(Text("工作表里没有数据行。", "The sheet has no rows of data."))
    places = _places(sheet.rows[0])
    verdicts = []
    for line, row in enumerate(sheet.rows[1:], start=2):
        if any(row):
            verdicts.append(_judge_row(line, row, places, sheet))
        job.step(line, len(sheet.rows))
    _find_doubles(verdicts, session, actor)
    return verdicts


def bring_in(
    path: Path, database: Database, actor: Actor, *, dry_run: bool = False, job: Job | None = None
) -> list[Verdict]:
    """Judge the register and bring in every accepted row, in one transaction.

    Raises:
        RuleBroken: The file as a whole cannot be used; nothing is brought in.
        Cancelled: Somebody stopped it; nothing is brought in.
    """
    job = job or Job()

    def work(session: Session) -> list[Verdict]:
        verdicts = judge(path, session, actor, job)
        taken = [verdict for verdict in verdicts if verdict.status is not Status.REFUSED]
        for done, verdict in enumerate(taken, start=1):
            if not dry_run:
                home = {"institution_id": actor.institution_id, "branch_id": actor.branch_id}
                session.add(Farmer(**home, **verdict.values))
            job.step(done, len(taken))
        return verdicts

    verdicts = database.run(work)
    if not dry_run:
        database.tune()
    return verdicts


def count(verdicts: Sequence[Verdict]) -> dict[Status, int]:
    """Return how many rows have each verdict."""
    counted = Counter(verdict.status for verdict in verdicts)
    return {status: counted[status] for status in Status}


def _places(heading: Sequence[str]) -> dict[str, int]:
    """Return in which column each field stands, by the Chinese or the English label."""
    known = {label: name for name, each in columns().items() for label in each.label}
    plain = [title.split("（")[0].rstrip("*＊ ").strip() for title in heading]
    places = {known[title]: place for place, title in enumerate(plain) if title in known}
    missing = [columns()[name].label for name in NEEDED if name not in places]
    if missing:
        raise RuleBroken(
            Text(
                "缺少列：{zh}。请使用名册模板的列名。",
                "Missing columns: {en}. Use the headings of the template.",
            ).fill(zh="、".join(each.zh for each in missing), en=", ".join(each.en for each in missing))
        )
    return places


def _judge_row(line: int, row: Sequence[str], places: dict[str, int], sheet: Sheet) -> Verdict:
    verdict = Verdict(line, row[places["full_name"]])
    for name, place in places.items():
        each = columns()[name]
        typed = row[place] if place < len(row) else ""
        error = sheet.errors.get((line, place + 1)) or (FORMULA_ERROR if typed in FORMULA_ERRORS else None)
        if error:
            verdict.refuse(_about(each, error))
            continue
        if not typed and name in NEEDED:
            verdict.refuse(_about(each, Text("不能为空。", "may not be empty.")))
            continue
        try:
            verdict.values[name] = each.read(typed)
        except RuleBroken as broken:
            verdict.refuse(_about(each, broken.text))
    return verdict


def _about(each: Field, why: Text) -> Text:
    return Text("{label}：{why}", "{label}: {why}").fill(label=each.label, why=why)


def _find_doubles(verdicts: list[Verdict], session: Session, actor: Actor) -> None:
    """Refuse rows whose ID number is in the file twice or has a file already; warn of a shared phone."""
    here = select(Farmer.id_number, Farmer.full_name, Farmer.phone).where(
        Farmer.institution_id == actor.institution_id
    )
    filed = session.execute(here).all()
    names = {row.id_number: row.full_name for row in filed}
    phones = Counter(row.phone for row in filed if row.phone)
    phones.update(verdict.values.get("phone") for verdict in verdicts if verdict.values.get("phone"))
    seen: dict[str, int] = {}
    for verdict in verdicts:
        number = verdict.values.get("id_number")
        if number in names:
            verdict.refuse(
                Text("身份证号已建档：{name}。", "The ID has a file: {name}.").fill(name=names[number])
            )
        elif number in seen:
            verdict.refuse(
                Text("身份证号与第{line}行重复。", "The same ID as row {line}.").fill(line=seen[number])
            )
        elif number:
            seen[number] = verdict.line
        if verdict.status is Status.ACCEPTED and phones[verdict.values.get("phone")] > 1:
            verdict.status = Status.WARNED
            verdict.reasons.append(
                Text("手机号与他人相同，请核实是否代办。", "The phone is somebody else's too; ask why.")
            )
