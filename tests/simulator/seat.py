"""One officer's computer, which can die at any moment and is switched on again."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from app.attachments.courier import Courier
from app.attachments.lane import Lane
from app.sync.client import Centre, CentreUnreachable, LoginRefused
from app.sync.round import Rounds
from app.workstation import Workstation
from tests.app.places import KEY, PASSWORD
from tests.factories import INSTITUTION
from tests.simulator.faults import Line, MortalStore, kill_while

_WAITING = """
SELECT type, record_kind, state, NULL FROM outbox WHERE state IN ('pending', 'sent')
 UNION ALL
SELECT 'paper', p.sha256, p.wanted, p.en FROM paper_file p
 WHERE p.wanted <> '' AND NOT p.refused AND EXISTS (
       SELECT 1 FROM attachment a WHERE a.sha256 = p.sha256 AND a.version > 0)
"""


class Seat:
    """A workstation with its line. Who works there stays logged in, as the keyring keeps it, whatever dies.

    Attributes:
        desk: What runs on it.
        store: Where it keeps everything.
        lane: Its lane of papers.
        line: Its line to the centre.
        skew: By how much its clock is fast.
        sent: Which operations went out, or were about to.
        gone_on: From which operations that were not taken the officer has gone on: tried again, decided, given up;
            and conflicts that are none any more, since a colleague has written the same.
        writes: How many the last pass took, its round and its lane together.
        stopped_by: What the centre, or its absence, said when a round or the lane stopped last.
    """

    desk: Workstation
    store: MortalStore
    lane: Lane

    def __init__(self, folder: Path, address: str, login: str, line: Line) -> None:
        self.login, self.line = login, line
        self._path, self._address = folder / login / "store.db", address
        self._centre = Centre(address, self._device, line)
        self.skew = timedelta()
        self.sent: set[UUID] = set()
        self.gone_on: set[UUID] = set()
        self._disputed: dict[int, UUID] = {}
        self.writes = 0
        self.stopped_by = ""
        self._log_in()
        self._switch_on(line)
        line.calm = False

    @property
    def waits(self) -> bool:
        """Whether anything is still to go out or to come in."""
        return bool(self.waiting)

    @property
    def waiting(self) -> Sequence[Any]:
        """What is still to go out or to come in, and what was said of it last."""
        return self.store.read(_WAITING)

    def restart(self) -> None:
        """Switch the computer on again after whatever happened to it."""
        self.store.close()
        self._switch_on(self.line)

    def do(self, deed: Callable[[], str]) -> str:
        """Let the officer do something, and note from which refusals they go on by it."""
        before = self._not_taken()
        done = deed()
        self.gone_on |= before - self._not_taken()
        return done

    def work(self) -> bool:
        """Sync once, then carry papers, and tell whether both got through."""
        before = self.store.writes
        went = self.round()
        went = self.carry() and went
        self.writes = self.store.writes - before
        return went

    def round(self) -> bool:
        """Sync once and tell whether that got through; what stops the round leaves everything where it is."""
        self._note_what_goes_out()
        went = self._over_the_line(self.desk.rounds.run)
        self.desk.actor = self.desk.rounds.actor
        return went

    def carry(self) -> bool:
        """Carry papers at once, without waiting for the next try, and tell whether that got through.

        What stops the lane leaves the papers where they are.
        """
        self.lane.hurry()
        return self._over_the_line(self.lane.run)

    def kill(self, seconds: float) -> None:
        """Let this workstation sync and carry in a process that is killed; start anew from what is on the disk."""
        self._note_what_goes_out()
        self.store.close()
        kill_while(self._work_of_a_child, seconds)
        self._switch_on(self.line)

    def _work_of_a_child(self) -> None:
        line = self.line.another()
        own = Centre(self._address, self._device, line)
        own.refresh_token, own.actor = self._centre.refresh_token, self._centre.actor
        own._access = self._centre._access  # A log-in of its own takes longer than it lives.
        self._centre = own
        self._switch_on(line)
        self.desk.rounds.run()
        self.lane.run()

    def _over_the_line(self, work: Callable[[], Any]) -> bool:
        try:
            work()
        except (LoginRefused, CentreUnreachable) as stopped:
            self.stopped_by = stopped.text.en
            if self.line.calm:
                self.line.happened[f"{self.login} stopped on a calm line: {stopped.text.en}"] += 1
            if isinstance(stopped, LoginRefused):
                with suppress(LoginRefused, CentreUnreachable):
                    self._log_in()
            return False
        return True

    @property
    def _device(self) -> str:
        return f"电脑-{self.login}"

    def _log_in(self) -> None:
        self._centre.log_in(INSTITUTION, self.login, PASSWORD)

    def _switch_on(self, line: Line) -> None:
        actor = self._centre.actor
        assert actor
        self.store = MortalStore(self._path, KEY)
        rounds = Rounds(self.store, self._centre, actor)
        self.desk = Workstation(actor, self.store, self._centre, rounds, online=True)
        self.lane = Lane(self.store, Courier(self._centre, line), actor)

    def _note_what_goes_out(self) -> None:
        """Note what a round may send, and what the rounds before it found not to be disputed any more."""
        for place, op in self._disputed.items():
            now = self.store.read("SELECT op FROM outbox WHERE sequence = ?", (place,))
            # It goes out again in its place, as another operation; one that is simply gone is not gone on from.
            if now and UUID(now[0][0]) != op:
                self.gone_on.add(op)
        disputed = self.store.read("SELECT sequence, op FROM outbox WHERE state = 'conflict'")
        self._disputed = {place: UUID(op) for place, op in disputed}
        self.sent |= self._operations("state IN ('pending', 'sent')")

    def _not_taken(self) -> set[UUID]:
        # By name: what is not in a list is found by reading the whole outbox, before and after each deed.
        return self._operations("state IN ('refused', 'conflict', 'quarantine', 'blocked', 'proposal')")

    def _operations(self, these: str) -> set[UUID]:
        return {UUID(op) for (op,) in self.store.read(f"SELECT op FROM outbox WHERE {these}")}  # noqa: S608 - our own words
