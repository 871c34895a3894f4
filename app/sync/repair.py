"""Comparing this store with head office, and reading again exactly what is not the same."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import Database
from app.jobs import Job
from app.sync import known
from app.sync.client import STRANGE, Centre, CentreUnreachable
from app.sync.intake import let_go, take_in
from app.sync.pull import read_change
from app.sync.unsent import unsent
from app.tables import Known
from models.base import Record
from models.errors import RuleBroken
from models.records import RECORDS
from models.sync.digest import Tally, mark, read_tally, tally

AT_ONCE = 500


class Repair:
    """Puts right what one branch's records are here."""

    def __init__(self, database: Database, centre: Centre, home: tuple[str, str]) -> None:
        """Prepare to compare; *home* names bank and branch."""
        self._database, self._centre, self._home = database, centre, home
        self._branch = home[1]

    def run(self, theirs: Mapping[str, Tally]) -> dict[str, int]:
        """Return how many records of each kind were not the same, after reading them again.

        Kinds that this release does not know are not compared.

        Args:
            theirs: What head office counts for the branch.

        Raises:
            CentreUnreachable, LoginRefused: The round stopped.
        """
        with self._database.session() as session:
            ours = known.tallies(session, self._branch)
        differing = [kind for kind in RECORDS if ours.get(kind, Tally()) != theirs.get(kind, Tally())]
        found = {kind: list(self._differences(kind, "")) for kind in differing}
        for kind, ids in found.items():
            for start in range(0, len(ids), AT_ONCE):
                self._read_again(kind, ids[start : start + AT_ONCE])
        return {kind: len(ids) for kind, ids in found.items() if ids}

    def _differences(self, kind: str, tail: str) -> Iterator[UUID]:
        """Yield what differs below *tail*, asking digit by digit only where the tallies differ."""
        query = {"branch": self._branch, **self._centre.at_least(self._branch), "kind": kind, "tail": tail}
        body = self._centre.ask("GET", f"/v1/digest?{urlencode(query)}")
        with self._database.session() as session:
            ours = known.marks_below(session, self._branch, kind, tail)
        if "marks" in body:
            theirs = _marks(body["marks"])
            yield from (each for each in ours.keys() | theirs.keys() if ours.get(each) != theirs.get(each))
            return
        counted = _tallies(body.get("tallies"), len(tail) + 1)
        for digit in "0123456789abcdef":
            below = digit + tail
            mine = tally(each for record_id, each in ours.items() if record_id.hex.endswith(below))
            if mine != counted.get(below, Tally()):
                yield from self._differences(kind, below)

    def _read_again(self, kind: str, ids: Sequence[UUID]) -> None:
        named = [str(each) for each in ids]
        asked = {"branch": self._branch, "kind": kind, "ids": named, **self._centre.at_least(self._branch)}
        body = self._centre.ask("POST", "/v1/records", asked)
        try:
            arrivals = [read_change(change) for change in body["changes"]]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise CentreUnreachable(STRANGE) from None
        there = {each.record_id for each in arrivals}

        def store(session: Session) -> None:
            if arrivals:
                take_in(session, self._home, arrivals)
            let_go(session, self._home, [each for each in ids if each not in there])

        self._database.run(store)

    def distrust_changed(self, job: Job) -> int:
        """Return how many records are not what head office sent, though nobody typed anything into them.

        Their marks are forgotten, so that the next comparison reads them again.

        Raises:
            Cancelled: Somebody stopped it between two records; no mark is forgotten.
        """
        with self._database.session() as session:
            changed = list(self._changed(session, job))
        if changed:
            self._database.run(lambda session: known.distrust(session, changed))
        return len(changed)

    def _changed(self, session: Session, job: Job) -> Iterator[UUID]:
        looked_at = count(1)
        total = sum(each.records for each in known.tallies(session, self._branch).values())
        for kind, record in RECORDS.items():
            rows = select(Known).where(
                Known.branch_id == self._branch, Known.kind == kind, ~Known.gone, ~Known.partial
            )
            marks = {each.record_id: each.mark for each in session.scalars(rows)}
            mine = unsent(session, list(marks))
            for stored in _of_branch(session, record, self._home):
                if stored.id in marks and stored.id not in mine and mark(stored) != marks[stored.id]:
                    yield stored.id
                job.step(next(looked_at), total + 1)
                marks.pop(stored.id, None)
            # What is known and is not there was deleted behind the program's back.
            yield from marks


def _of_branch(session: Session, record: type[Record], home: tuple[str, str]) -> Iterator[Record]:
    rows = select(record).where(record.institution_id == home[0], record.branch_id == home[1])
    yield from session.scalars(rows.execution_options(yield_per=1000))


def _marks(packed: Any) -> dict[UUID, str]:
    try:
        return {UUID(record_id): str(each) for record_id, each in packed.items()}
    except (AttributeError, TypeError, ValueError):
        raise CentreUnreachable(STRANGE) from None


def _tallies(packed: Any, digits: int) -> dict[str, Tally]:
    """Return the tallies by tail; each tail must be longer than the one that was asked for."""
    try:
        counted = {str(tail): read_tally(each) for tail, each in packed.items()}
    except (AttributeError, RuleBroken):
        raise CentreUnreachable(STRANGE) from None
    if any(len(tail) != digits for tail in counted):
        raise CentreUnreachable(STRANGE)
    return counted
