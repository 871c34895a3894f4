"""The lane of files: contents travel in the order of need, part by part, and never before a submission."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.attachments.adoption import adopt_photographs
from app.attachments.contents import SEGMENT, ContentsDamaged
from app.attachments.courier import Courier, NotTaken
from app.clock import now, today
from app.database import Database
from app.disk import DiskTrouble
from app.jobs import Job
from app.sync.client import STRANGE, CentreUnreachable
from app.tables import PaperFile
from models.approval.roles import Actor
from models.documents.attachment import limits
from models.errors import LendingError
from models.kinds import Stamp
from models.parameters import in_force, parameter_file
from models.text import Text

_KIB, _MIB = 2**10, 2**20
_FETCHED = 4 * SEGMENT
_QUICK, _SLOW = 0.5, 4.0
"""A part that took less than the one, in seconds, may be followed by a larger one; more than the other, by a smaller."""
_NEEDIEST = """
SELECT p.sha256, p.wanted, p.size FROM paper_file p
 WHERE p.wanted <> '' AND NOT p.refused AND (p.next_try IS NULL OR p.next_try <= ?)
   AND (p.wanted = 'down' OR EXISTS (
        SELECT 1 FROM attachment a WHERE a.institution_id = ? AND a.sha256 = p.sha256 AND a.version > 0))
 ORDER BY p.urgency DESC, p.attempts, p.asked_at, p.sha256 LIMIT 1
"""
"""The next file: what somebody waits for, then what has failed least, then by age.

Contents go out only after their record has.
"""
_ASKED = 500
_GOING = """
SELECT p.sha256 FROM paper_file p
 WHERE p.wanted = 'up' AND NOT p.refused
   AND EXISTS (SELECT 1 FROM attachment a WHERE a.institution_id = ? AND a.sha256 = p.sha256 AND a.version > 0)
 ORDER BY p.asked_at LIMIT ?
"""
"""What waits to go out and whose record has."""
_LACKING = """
SELECT DISTINCT p.sha256 FROM attachment a
  JOIN paper_file p ON p.sha256 = a.sha256
  LEFT JOIN known k ON k.record_id = a.id
 WHERE a.institution_id = ? AND (a.added_by = ? OR a.branch_id = ?) AND a.version > 0 AND a.received_at IS NULL
   AND p.here AND p.wanted = '' AND NOT p.refused AND NOT ifnull(k.gone, 0)
"""
"""What lies here of the officer's own and of the branch's papers and head office lacks, though nothing is to be sent."""
_AT_HAND = """
SELECT p.sha256, p.size FROM paper_file p
 WHERE p.here AND p.wanted = ''
   AND EXISTS (
       SELECT 1 FROM attachment a
        WHERE a.institution_id = ? AND a.sha256 = p.sha256 AND a.received_at IS NOT NULL)
 ORDER BY p.used_at DESC
"""
"""What lies here and at head office, the last used first."""


@dataclass(frozen=True)
class Moving:
    """The file that travels now.

    Attributes:
        sha256: Which.
        up: Whether it goes to head office.
        done: How many bytes are over.
        size: Of how many.
        speed: Bytes a second.
    """

    sha256: str
    up: bool
    done: int
    size: int
    speed: float

    @property
    def percent(self) -> int:
        """How much of it is over."""
        return self.done * 100 // max(1, self.size)


@dataclass
class Carried:
    """What a run of the lane did.

    Attributes:
        sent: How many files have arrived at head office.
        fetched: How many have come from there.
        refused: How many somebody has to look at.
    """

    sent: int = 0
    fetched: int = 0
    refused: int = 0


@dataclass(frozen=True)
class _Next:
    sha256: str
    wanted: str
    size: int


class _Step(NamedTuple):
    """How many bytes of a file are over after one part more, and whether that is all."""

    done: int
    over: bool = False


class Lane:
    """Carries files one at a time; before each part it looks again which is needed most.

    Attributes:
        moving: The file that travels now, for whoever shows it.
        paused: Whether the officer has stopped the lane.
        last_error: Why the line broke last.
    """

    def __init__(self, database: Database, courier: Courier, actor: Actor) -> None:
        self.moving: Moving | None = None
        self.paused = False
        self.last_error: Text | None = None
        self._database, self._courier, self._actor = database, courier, actor
        self._one = threading.Lock()
        self._places: dict[str, str] = {}
        self._offsets: dict[str, int] = {}
        self._breaks, self._not_before = 0, now()
        self._part, self._pace = 0, 1.0

    @property
    def waits(self) -> bool:
        """Whether anything is to be carried now; quick enough to be asked often."""
        return not self.paused and now() >= self._not_before and self._neediest() is not None

    def backlog(self) -> tuple[int, int]:
        """Return how many contents are to travel, and how many bytes."""
        count, size = self._database.read(
            "SELECT count(*), ifnull(sum(size), 0) FROM paper_file WHERE wanted <> ''"
        )[0]
        return int(count), int(size)

    def hurry(self) -> None:
        """Try everything again at once, also what was put off or refused: somebody asks for it."""

        def work(session: Session) -> None:
            session.execute(
                update(PaperFile).where(PaperFile.wanted != "").values(next_try=None, refused=False)
            )

        self._database.run(work)
        self._not_before, self.paused = now(), False

    def drop(self, sha256: str) -> None:
        """Fetch a file no more; what goes to head office cannot be dropped, only its paper removed."""

        def drop(file: PaperFile) -> None:
            file.wanted = "" if file.wanted == "down" else file.wanted

        self._change(sha256, drop)

    def close(self) -> None:
        """Close the connection."""
        self._courier.close()

    def run(self, job: Job | None = None) -> Carried:
        """Carry everything that is due, the neediest first.

        Raises:
            CentreUnreachable, LoginRefused: The line broke; what has arrived stays where it is.
            Cancelled: Somebody stopped it between two parts.
        """
        job, carried = job or Job(), Carried()
        if now() < self._not_before:
            return carried
        with self._one:
            try:
                adopt_photographs(self._database, self._actor)
                self._want_what_lacks()
                self._skip_known()
                while not self.paused and (each := self._neediest()):
                    self._carry(each, carried)
                    moving = self.moving
                    job.step(moving.done if moving else 0, moving.size if moving else 1)
                self._breaks, self.last_error = 0, None
                if carried.fetched or carried.sent:
                    self._trim()
            except LendingError as broken:
                self._breaks += 1
                self._not_before = now() + jittered(self._breaks)
                self.last_error = broken.text
                raise
            finally:
                self.moving = None
                self._places.clear()
                self._offsets.clear()
        return carried

    def _want_what_lacks(self) -> None:
        """Offer again what head office lacks by its own word.

        The same scan may have been sent for another paper, which went to another branch before the record of this one
        came to head office: then it is sent here and missing there. Or head office has lost it, and whoever of the branch
        has a copy sends it once more.
        """
        whose = (self._actor.institution_id, self._actor.login, self._actor.branch_id)
        for (sha256,) in self._database.read(_LACKING, whose):
            self._change(sha256, _offer)

    def _skip_known(self) -> None:
        """Ask in one question which of the waiting contents head office has already, by a colleague's hand."""
        known: list[str] = [
            row[0] for row in self._database.read(_GOING, (self._actor.institution_id, _ASKED))
        ]
        for sha256 in self._courier.have(known) if known else ():
            self._change(sha256, _sent)

    def _neediest(self) -> _Next | None:
        moment = Stamp().process_bind_param(now(), None)  # type: ignore[arg-type] # the column type knows no dialect
        rows = self._database.read(_NEEDIEST, (moment, self._actor.institution_id))
        return _Next(*rows[0]) if rows else None

    def _carry(self, each: _Next, carried: Carried) -> None:
        begun = monotonic()
        before = self._offsets.get(each.sha256, 0)
        try:
            step = self._send(each) if each.wanted == "up" else self._fetch(each)
        except (NotTaken, ContentsDamaged) as refusal:
            self._places.pop(each.sha256, None)
            # What was torn on its way in is dropped and comes anew; what is damaged here cannot go out.
            refused = each.wanted == "up" if isinstance(refusal, ContentsDamaged) else refusal.for_good
            carried.refused += refused
            self._put_off(each, refusal.text, refused=refused)
            return
        except (CentreUnreachable, DiskTrouble) as broken:
            # Be it this file alone that head office cannot take or give, or for which there is no room: the next
            # time another one goes first.
            self._put_off(each, broken.text, refused=False)
            raise
        speed = max(0, step.done - before) / max(1e-6, monotonic() - begun)
        self.moving = Moving(each.sha256, each.wanted == "up", step.done, each.size, speed)
        self._offsets[each.sha256] = step.done
        if step.over:
            self._offsets.pop(each.sha256)
            carried.sent += each.wanted == "up"
            carried.fetched += each.wanted == "down"

    def _send(self, each: _Next) -> _Step:
        """Send one part more of a file."""
        place, offset = self._places.get(each.sha256), self._offsets.get(each.sha256, 0)
        if place is None:
            begun = self._courier.begin(each.sha256, each.size)
            if begun is None:
                return self._settle(each)
            place, offset = begun
            self._places[each.sha256] = place
        part = self._database.papers.read(each.sha256, offset, self._part_size())
        started = monotonic()
        offset = self._courier.send(place, offset, part)
        taken = monotonic() - started
        self._pace = 2.0 if taken < _QUICK else 0.5 if taken > _SLOW else 1.0
        if not 0 <= offset <= each.size:
            raise CentreUnreachable(STRANGE)
        if offset < each.size:
            return _Step(offset)
        if not self._courier.have([each.sha256]):
            # All parts are there, but whoever sent the last one broke off: an empty part completes it.
            raise NotTaken(STRANGE, for_good=False)
        return self._settle(each)

    def _part_size(self) -> int:
        """Return how large the next part is: more on a fast line, less on a slow one, where a break costs more."""
        rules = limits(today())
        least, most = rules["smallest_part_kib"] * _KIB, rules["largest_part_kib"] * _KIB
        self._part = int(min(most, max(least, self._part * self._pace)))
        return self._part

    def _fetch(self, each: _Next) -> _Step:
        """Fetch one part more of a file."""
        papers = self._database.papers
        if papers.sound(each.sha256):
            return self._arrived(each)
        arriving = papers.arriving(each.sha256, each.size)
        count = min(_FETCHED, each.size - arriving.there)
        if count:
            arriving.add(self._courier.read(each.sha256, arriving.there, count))
        if arriving.there < each.size:
            return _Step(arriving.there)
        papers.arrived(arriving, each.sha256)
        return self._arrived(each)

    def _arrived(self, each: _Next) -> _Step:
        def settle(file: PaperFile) -> None:
            file.here, file.wanted, file.attempts, file.zh, file.en = True, "", 0, "", ""
            file.used_at, file.urgency = now(), 0

        self._change(each.sha256, settle)
        return _Step(each.size, over=True)

    def _settle(self, each: _Next) -> _Step:
        self._change(each.sha256, _sent)
        return _Step(each.size, over=True)

    def _put_off(self, each: _Next, why: Text, *, refused: bool) -> None:
        def put_off(file: PaperFile) -> None:
            file.attempts += 1
            file.zh, file.en, file.refused = why.zh, why.en, refused
            file.next_try = now() + jittered(file.attempts)

        self._change(each.sha256, put_off)

    def _change(self, sha256: str, change: Callable[[PaperFile], None]) -> None:
        def work(session: Session) -> None:
            file = session.get(PaperFile, sha256)
            if file:
                change(file)

        self._database.run(work)

    def _trim(self) -> None:
        """Let go of what was not looked at for longest, as far as head office has it and the room is used up."""
        room: int = limits(today())["kept_here_mib"] * _MIB
        for sha256, size in self._database.read(_AT_HAND, (self._actor.institution_id,)):
            room -= size
            if room < 0:
                self._change(sha256, lambda file: setattr(file, "here", False))
                self._database.papers.remove(sha256)


def _offer(file: PaperFile) -> None:
    file.wanted, file.attempts = "up", 0


def _sent(file: PaperFile) -> None:
    file.wanted, file.attempts, file.zh, file.en = "", 0, "", ""


def jittered(attempts: int) -> timedelta:
    """Return how long to wait after that many failures: anything up to a limit that doubles (full jitter).

    Source:
        M. Brooker: Exponential Backoff And Jitter, AWS Architecture Blog, 2015.
    """
    rules = in_force(parameter_file("files")["retry"], today(), Text("重传间隔", "retries"))
    most = min(rules["longest_seconds"], rules["first_seconds"] * 2 ** min(attempts, 20))
    return timedelta(seconds=random.uniform(0, most))  # noqa: S311 - spreading load, not a secret
