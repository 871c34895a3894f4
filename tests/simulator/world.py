"""The world of the simulator: desks over one centre, and one thing after the other as the dice say."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any
from uuid import UUID

import app.clock
from app.database import Database
from app.sync.client import Centre, CentreUnreachable, LoginRefused
from app.sync.round import Rounds
from app.workstation import Workstation
from tests.app.places import KEY, PASSWORD, CentreProcess
from tests.factories import INSTITUTION
from tests.simulator.deeds import do_something
from tests.simulator.faults import Killed, Line, SkewedClock, die_at_write, kill_while

PEOPLE = ("wangjun", "lixue", "zhaomin", "sunlei", "zhoufang", "wuhao")
_LARGEST_SKEW_HOURS = 6
_ROUNDS_UNTIL_QUIET = 40


class Seat:
    """One officer's computer: it can die and be switched on again.

    Attributes:
        desk: What runs on it.
        line: Its line to the centre.
        skew: By how much its clock is fast.
        sent: Under which number of the outbox each operation went out.
    """

    def __init__(self, folder: Path, address: str, login: str, line: Line) -> None:
        self.login, self.line = login, line
        self._folder, self._address = folder, address
        self.skew = timedelta()
        self.sent: dict[UUID, int] = {}
        self.desk = self._switch_on()

    def restart(self) -> None:
        """Switch the computer on again after whatever happened to it."""
        self.desk.close()
        self.desk = self._switch_on()

    def round(self) -> None:
        """Sync once; what stops the round leaves everything where it is."""
        self._note_what_goes_out()
        try:
            self.desk.rounds.run()
        except LoginRefused:
            self.restart()
        except CentreUnreachable:
            pass

    def kill(self, seconds: float) -> None:
        """Let a round run in a process that is killed, and start anew from what it left on the disk."""
        self._note_what_goes_out()
        self.desk.close()
        kill_while(self._round_of_a_child, seconds)
        self.desk = self._switch_on()

    def _round_of_a_child(self) -> None:
        self._switch_on().rounds.run()

    def _switch_on(self) -> Workstation:
        calm, self.line.calm = self.line.calm, True
        centre = Centre(self._address, f"电脑-{self.login}", self.line)
        answer = centre.log_in(INSTITUTION, self.login, PASSWORD)
        self.line.calm = calm
        database = Database(self._folder / self.login / "store.db", KEY)
        rounds = Rounds(database, centre, answer.actor)
        return Workstation(answer.actor, database, centre, rounds, online=True)

    def _note_what_goes_out(self) -> None:
        rows = self.desk.database.read("SELECT op, sequence FROM outbox WHERE state IN ('pending', 'sent')")
        self.sent.update({UUID(op): sequence for op, sequence in rows})


class World:
    """Everybody at work.

    Attributes:
        seats: The officers' computers.
        done: How often what was done.
        happened: How often what went wrong.
    """

    def __init__(self, folder: Path, centre: CentreProcess, seed: int) -> None:
        self.centre, self.seed = centre, seed
        self.done: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()
        self._dice = Random(seed)  # noqa: S311 - the same dice each time
        self.seats = [
            Seat(folder, centre.address, login, Line(Random(f"{seed} {login}"), self.happened))  # noqa: S311
            for login in PEOPLE
        ]

    def run(self, steps: int) -> None:
        """Let so many things happen."""
        with _own_clocks():
            for _ in range(steps):
                self._step()

    def settle(self) -> None:
        """Let the lines heal and everybody sync until nothing waits."""
        with _own_clocks():
            for seat in self.seats:
                seat.line.calm = True
            for _ in range(_ROUNDS_UNTIL_QUIET):
                for seat in self.seats:
                    SkewedClock.off = seat.skew
                    seat.round()
                if not any(self._waits(seat) for seat in self.seats):
                    break
            for seat in self.seats:
                seat.round()

    def close(self) -> None:
        """Close every store."""
        for seat in self.seats:
            seat.desk.close()

    @staticmethod
    def _waits(seat: Seat) -> bool:
        count = seat.desk.database.read("SELECT count(*) FROM outbox WHERE state IN ('pending', 'sent')")
        return bool(count[0][0])

    def _step(self) -> None:
        seat = self._dice.choice(self.seats)
        SkewedClock.off = seat.skew
        drawn = self._dice.random() * 1000
        if drawn < 600:
            self.done[do_something(seat.desk, self._dice)] += 1
        elif drawn < 960:
            self.done["round"] += 1
            seat.round()
        elif drawn < 985:
            self._die_in_a_round(seat)
        elif drawn < 992:
            self.happened["clock put wrong"] += 1
            seat.skew = timedelta(hours=self._dice.uniform(-_LARGEST_SKEW_HOURS, _LARGEST_SKEW_HOURS))
        elif drawn < 996:
            self._rush()
        elif drawn < 999:
            self.kill_a_desk(seat)
        else:
            self.kill_the_centre(seat)

    def kill_the_centre(self, seat: Seat) -> None:
        """Kill the centre while somebody works, and start it again."""
        self.happened["centre killed (SIGKILL)"] += 1
        self.centre.stop()
        seat.round()
        self.centre.start()

    def kill_a_desk(self, seat: Seat) -> None:
        """Kill a workstation in the middle of a round."""
        self.happened["workstation killed (SIGKILL)"] += 1
        seat.kill(self._dice.uniform(0.02, 0.4))

    def _die_in_a_round(self, seat: Seat) -> None:
        """Let the computer die before or after one of the writes of a round."""
        after = self._dice.random() < 0.5
        die_at_write(seat.desk.database, self._dice.randrange(1, 9), after=after)
        try:
            seat.round()
        except Killed:
            self.happened["died after a write" if after else "died before a write"] += 1
        seat.restart()

    def _rush(self) -> None:
        """Let everybody sync at the same moment."""
        self.happened["everybody at once"] += 1
        everybody = [Thread(target=seat.round) for seat in self.seats]
        for each in everybody:
            each.start()
        for each in everybody:
            each.join()


@contextmanager
def _own_clocks() -> Iterator[None]:
    """Let the program read the clock of the computer whose turn it is."""
    real: Any = vars(app.clock)["datetime"]
    vars(app.clock)["datetime"] = SkewedClock
    try:
        yield
    finally:
        vars(app.clock)["datetime"] = real
