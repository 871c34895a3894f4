"""Somebody at a workstation with its lane of files."""

import secrets
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.attachments import papers
from app.attachments.courier import Courier
from app.attachments.intake import take_in
from app.attachments.lane import Lane
from app.attachments.papers import Folder, Subject
from app.tables import PaperFile
from app.workstation import Workstation
from models.base import Record
from models.party.farmer import Farmer
from tests import factories
from tests.app.attachments.files import pdf
from tests.app.sync.desks import add, open_desk
from tests.factories import TODAY

PART = 512 * 1024


class Desk:
    """A workstation with its lane of files and one farmer's file."""

    def __init__(self, folder: Path, address: str, login: str = "wangjun") -> None:
        self.desk: Workstation = open_desk(folder, address, login)
        self.courier = Courier(self.desk.centre)
        self.lane = Lane(self.desk.database, self.courier, self.desk.actor)

    def customer(self) -> Subject:
        farmer = factories.farmer()
        add(self.desk, farmer)
        return Subject(Farmer.kind, farmer.id)

    def file(self, subject: Subject, content: bytes, paper: str = "id_card") -> UUID:
        taken = take_in("证件.pdf", content, paper, TODAY)
        self.desk.database.papers.keep(taken.content)
        return self.desk.database.run(
            lambda session: papers.file_paper(session, self.desk.actor, subject, taken, TODAY).id
        )

    def round(self) -> None:
        self.desk.rounds.run()

    def folder(self, subject: Subject) -> Folder:
        with self.desk.database.session() as session:
            return papers.folder_of(session, self.desk.actor, subject, TODAY)

    def begin(self) -> tuple[str, int]:
        """Return where the contents go and how many bytes are there."""
        begun = self.courier.begin(self.file_state().sha256, self.file_state().size)
        assert begun
        return begun

    def file_state(self, sha256: str = "") -> PaperFile:
        with self.desk.database.session() as session:
            rows = select(PaperFile).where(PaperFile.sha256 == sha256) if sha256 else select(PaperFile)
            return session.scalars(rows).one()

    def records(self, kind: type[Record]) -> list[Record]:
        with self.desk.database.session() as session:
            return list(session.scalars(select(kind)))

    def close(self) -> None:
        self.courier.close()
        self.desk.close()


def small() -> bytes:
    """Return a document that no other test has: they share a centre, which keeps the same contents once."""
    return pdf(title=secrets.token_hex(16))


def large(parts: int) -> bytes:
    return small() + bytes(parts * PART)
