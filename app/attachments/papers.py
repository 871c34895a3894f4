"""Putting papers on file, replacing and removing them, and seeing what a file holds and lacks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.attachments.taken import Taken
from app.clock import now
from app.tables import PaperFile
from models.approval.roles import Actor
from models.base import find
from models.collateral.object import Collateral, Pledge
from models.documents.attachment import (
    PAPERS,
    SUBJECTS,
    Attachment,
    check_keeper,
    check_paper,
    checklist,
    missing_papers,
)
from models.documents.contract import Contract
from models.lending.case import LoanCase
from models.postloan.records import PostCheck
from models.text import Text


def seen(session: Session, sha256: str) -> None:
    """Note that contents were looked at, so that they stay at hand."""
    file = session.get(PaperFile, sha256)
    if file:
        file.used_at = now()


SOON, NOW = 0, 10
"""How urgent a transfer is: what travels by itself, and what somebody waits for."""


@dataclass(frozen=True)
class Subject:
    """What papers belong to: a record by its kind and identity."""

    kind: str
    identity: UUID


@dataclass(frozen=True)
class Paper:
    """One paper as a page shows it.

    Attributes:
        record: What is on record.
        file: What this workstation has of its contents, if anything.
    """

    record: Attachment
    file: PaperFile | None

    @property
    def here(self) -> bool:
        """Whether its contents lie on this workstation."""
        return bool(self.file and self.file.here)


@dataclass(frozen=True)
class Folder:
    """The papers of one file: those of its subject and of all that hangs on it.

    Attributes:
        papers: The papers, in the order of a loan file; removed ones at the end.
        missing: What the bank's list asks for and is not there, by what it belongs to.
        subjects: What the papers of this file may belong to, and what each is called.
    """

    papers: Sequence[Paper]
    missing: Sequence[tuple[Subject, Text]]
    subjects: Mapping[Subject, Text]

    @property
    def standing(self) -> list[Paper]:
        """The papers that were not removed."""
        return [each for each in self.papers if each.record.removed_on is None]

    @property
    def arrived(self) -> int:
        """How many of them have arrived at head office."""
        return sum(each.record.received_at is not None for each in self.standing)


def file_paper(
    session: Session,
    actor: Actor,
    subject: Subject,
    taken: Taken,
    today: date,
    *,
    replaces: UUID | None = None,
) -> Attachment:
    """Put a file, whose contents lie here already, on record and into the queue to head office.

    Raises:
        NotAllowed: The officer puts no papers on file.
        RuleBroken: Something is missing.
    """
    check_keeper(actor)
    filed = Attachment(
        institution_id=actor.institution_id,
        branch_id=actor.branch_id,
        subject_kind=subject.kind,
        subject_id=subject.identity,
        paper=taken.paper,
        title=taken.title,
        taken_on=taken.taken_on or today,
        sha256=taken.sha256,
        size=len(taken.content),
        media_type=taken.media_type,
        pages=taken.pages,
        replaces=replaces,
        added_by=actor.login,
    )
    check_paper(filed, {}, new=True)
    session.add(filed)
    send(session, taken.sha256, len(taken.content))
    return filed


def send(session: Session, sha256: str, size: int) -> None:
    """Let contents that lie here travel to head office."""
    file = session.get(PaperFile, sha256)
    if file is None:
        file = PaperFile(sha256=sha256, size=size, asked_at=now(), used_at=now(), urgency=SOON)
        session.add(file)
    file.here, file.wanted, file.refused, file.next_try = True, "up", False, None


def fetch(session: Session, paper: Attachment) -> None:
    """Let the contents of a paper come from head office, because somebody wants to see them now.

    What lies here already comes again only where it is damaged and head office has it.
    """
    file = session.get(PaperFile, paper.sha256)
    if file is None:
        file = PaperFile(sha256=paper.sha256, size=paper.size or 0, asked_at=now(), used_at=now())
        session.add(file)
    if not file.here or (paper.received_at and file.wanted != "up"):
        file.wanted, file.urgency, file.refused, file.next_try = "down", NOW, False, None


def replace_paper(session: Session, actor: Actor, paper_id: UUID, taken: Taken, today: date) -> Attachment:
    """Put another file on record in the place of a paper, which is removed.

    Raises:
        NotFound: There is no such paper here.
        NotAllowed, RuleBroken: See ``file_paper``.
    """
    old = find(session, Attachment, actor.institution_id, paper_id)
    subject = Subject(old.subject_kind, _identity(old))
    filed = file_paper(session, actor, subject, taken, today, replaces=old.id)
    reason = Text("由新资料替换", "Replaced by another paper")
    remove_paper(session, actor, paper_id, reason.zh, today)
    return filed


def remove_paper(session: Session, actor: Actor, paper_id: UUID, reason: str, today: date) -> None:
    """Take a paper out of the file; it stays on record with the reason, and its contents stay at head office.

    Raises:
        NotFound: There is no such paper here.
        NotAllowed: The officer puts no papers on file.
        RuleBroken: No reason is given.
    """
    check_keeper(actor)
    paper = find(session, Attachment, actor.institution_id, paper_id)
    paper.removed_on, paper.removed_because, paper.removed_by = today, reason.strip(), actor.login
    check_paper(paper, {"removed_on": None}, new=False)


def sort_paper(session: Session, actor: Actor, paper_id: UUID, paper: str, title: str) -> None:
    """Say anew which kind of paper it is, and what it is called.

    Raises:
        NotFound: There is no such paper here.
        NotAllowed: The officer puts no papers on file.
        RuleBroken: It has no title.
    """
    check_keeper(actor)
    found = find(session, Attachment, actor.institution_id, paper_id)
    found.paper, found.title = paper, title.strip()
    check_paper(found, {}, new=False)


def folder_of(session: Session, actor: Actor, subject: Subject, today: date) -> Folder:
    """Return the papers of a customer, of a collateral, or of a case with all that hangs on it."""
    subjects = dict(_subjects(session, actor, subject))
    wanted = [each.identity for each in subjects]
    rows = select(Attachment, PaperFile).where(
        Attachment.institution_id == actor.institution_id, Attachment.subject_id.in_(wanted)
    )
    found = session.execute(rows.outerjoin(PaperFile, PaperFile.sha256 == Attachment.sha256)).all()
    papers = sorted((Paper(record, file) for record, file in found), key=_place)
    return Folder(papers, list(_missing(session, actor, subjects, papers, today)), subjects)


def belongs_to(paper: str, folder: Folder, today: date) -> Subject:
    """Return of what the bank's list asks a kind of paper; what it asks of nothing belongs to the file itself."""
    lists = checklist(today)
    for subject in folder.subjects:
        if paper in lists.get(subject.kind, ()):
            return subject
    return next(iter(folder.subjects))


def paper_named(name: str) -> str | None:
    """Return the kind of paper that the name of a file speaks of, by the longest piece that they share."""
    shared = {paper: _shared(name, text.zh) for paper, text in PAPERS.items()}
    likely = max(shared, key=lambda paper: shared[paper])
    return likely if shared[likely] >= _SPEAKS_OF else None


def _shared(name: str, label: str) -> int:
    return SequenceMatcher(None, name, label, autojunk=False).find_longest_match().size


_SPEAKS_OF = 3
"""Characters: two, as in 照片 or 证明, stand in the labels of several kinds."""
_ORDER = {paper: place for place, paper in enumerate(Attachment.__table__.c.paper.info["field"].kind.choices)}
_KINDS = list(SUBJECTS)


def _place(paper: Paper) -> tuple[bool, int, int, UUID]:
    record = paper.record
    return (
        record.removed_on is not None,
        _KINDS.index(record.subject_kind),
        _ORDER.get(record.paper, len(_ORDER)),
        record.id,
    )


def _subjects(session: Session, actor: Actor, subject: Subject) -> Iterator[tuple[Subject, Text]]:
    """Yield what papers of a file may belong to, the subject of the file first."""
    yield subject, SUBJECTS[subject.kind]
    if subject.kind != LoanCase.kind:
        return
    case = find(session, LoanCase, actor.institution_id, subject.identity)
    if case.applicant_id:
        yield Subject(case.applicant_kind, case.applicant_id), Text("借款人", "Borrower")
    for pledge in _of_case(session, actor, Pledge, case):
        if pledge.collateral_id and not pledge.released_on:
            pledged = find(session, Collateral, actor.institution_id, pledge.collateral_id)
            name = Text("押品：{name}", "Collateral: {name}").fill(name=pledged.description)
            yield Subject(Collateral.kind, pledged.id), name
    for contract in _of_case(session, actor, Contract, case):
        name = Text("合同：{number}", "Contract: {number}").fill(number=contract.number)
        yield Subject(Contract.kind, contract.id), name
    for check in _of_case(session, actor, PostCheck, case):
        name = Text("贷后检查：{day}", "Check: {day}").fill(day=check.done_on or "—")
        yield Subject(PostCheck.kind, check.id), name


OfCase = TypeVar("OfCase", Pledge, Contract, PostCheck)


def _of_case(session: Session, actor: Actor, kind: type[OfCase], case: LoanCase) -> Iterable[OfCase]:
    rows = select(kind).where(kind.institution_id == actor.institution_id, kind.case_id == case.id)
    return session.scalars(rows.order_by(kind.id))


def _missing(
    session: Session, actor: Actor, subjects: Iterable[Subject], papers: Iterable[Paper], today: date
) -> Iterable[tuple[Subject, Text]]:
    lists = checklist(today)
    for subject in subjects:
        wanted = list(lists.get(subject.kind, ()))
        if subject.kind == LoanCase.kind:
            case = find(session, LoanCase, actor.institution_id, subject.identity)
            signed = any(each.signed_on for each in _of_case(session, actor, Contract, case))
            wanted += lists["signed_case"] if signed else []
        held = [each.record for each in papers if each.record.subject_id == subject.identity]
        yield from ((subject, text) for text in missing_papers(wanted, held))


def _identity(paper: Attachment) -> UUID:
    if paper.subject_id is None:
        message = "a paper always names what it belongs to"
        raise ValueError(message)
    return paper.subject_id
