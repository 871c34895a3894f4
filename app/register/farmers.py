"""The farmer register: which columns it has, what is judged of each row, and how it is imported."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import Job
from app.register.rows import Template, judge_rows
from app.register.verdicts import Status, Verdict
from models.approval.roles import Actor
from models.fields import Field, fields_of
from models.party.farmer import Farmer
from models.text import Text

SHEET = "农户名册"
NEEDED = ("full_name", "id_number")


@cache
def columns() -> Mapping[str, Field]:
    """Return the fields that a register may have, by name."""
    return {name: each for name, each in fields_of(Farmer).items() if not each.commanded}


def judge(path: Path, session: Session, actor: Actor, job: Job | None = None) -> list[Verdict]:
    """Return a verdict for every row of the register at *path*; nothing is written.

    Raises:
        RuleBroken: The file as a whole cannot be used; see ``judge_rows``.
    """
    template = Template(SHEET, columns(), NEEDED, "full_name")
    verdicts = judge_rows(path, template, job or Job())
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
            verdict.warn(
                Text("手机号与他人相同，请核实是否代办。", "The phone is somebody else's too; ask why.")
            )
