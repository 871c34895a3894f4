"""The world of the simulator: desks over one centre, and one thing after the other as the dice say."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import app.clock
from central import admin
from central.clock import now
from central.store import Store
from models.approval.roles import Role
from tests.app.places import PASSWORD, CentreProcess
from tests.app.sync.desks import OTHER_BRANCH
from tests.factories import BRANCH, INSTITUTION
from tests.simulator.deeds import do_something
from tests.simulator.faults import Killed, Line, SkewedClock
from tests.simulator.seat import Seat

PEOPLE = ("wangjun", "lixue", "zhaomin", "sunlei", "zhoufang", "wuhao", "weiguo")
"""A branch, and the president, who hands customers over."""
ELSEWHERE = {"qianduo": "钱多", "heqing": "何清"}
"""Loan officers of the second branch."""
WANDERER = "heqing"
_LARGEST_SKEW_HOURS = 6
_FEW_WRITES = 10
_ROUNDS_UNTIL_QUIET = 40
_TIMES_QUIET = 2


class World:
    """Everybody at work.

    Attributes:
        seats: The officers' computers: nine, and those of the newcomers in the second branch.
        done: How often what was done.
        happened: How often what went wrong.
        restless: Who did not come to rest when everything had calmed down, and what they waited for.
    """

    def __init__(self, folder: Path, centre: CentreProcess, seed: int, newcomers: int = 0) -> None:
        elsewhere = ELSEWHERE | {f"xinren{place}": f"新人{place}" for place in range(newcomers)}
        self.centre, self.seed = centre, seed
        self.done: Counter[str] = Counter()
        self.happened: Counter[str] = Counter()
        self.restless: list[str] = []
        self._dice = Random(seed)  # noqa: S311 - the same dice each time
        self._books = Store(centre.database_url)
        self._wanderer_is_at = OTHER_BRANCH
        _furnish(self._books, elsewhere)
        self.seats = [
            Seat(folder, centre.address, login, Line(Random(f"{seed} {login}"), self.happened))  # noqa: S311
            for login in (*PEOPLE, *elsewhere)
        ]

    def run(self, steps: int) -> None:
        """Let so many things happen."""
        what, weights = list(_HAPPENS), list(_HAPPENS.values())
        with _own_clocks():
            for _ in range(steps):
                seat = self._dice.choice(self.seats)
                _sit_down_at(seat)
                self._dice.choices(what, weights)[0](self, seat)

    def settle(self) -> None:
        """Let the lines heal and everybody sync and carry until nothing waits, and once more to hear of the others.

        A time that does not get through counts for nothing, be it the last: a round may still meet a worker that is
        just being started, and what it would have let go of is still there.
        """
        for seat in self.seats:
            seat.line.calm = True
        quiet = 0
        for _ in range(_ROUNDS_UNTIL_QUIET):
            self.restless = self._work_once()
            quiet = 0 if self.restless else quiet + 1
            if quiet == _TIMES_QUIET:
                return

    def _work_once(self) -> list[str]:
        """Let everybody work once and tell, in words, who did not get through and what still waits."""
        restless: list[str] = []
        with _own_clocks():
            for seat in self.seats:
                _sit_down_at(seat)
                if not seat.work():
                    restless.append(f"{seat.login} did not get through: {seat.stopped_by}")
        return restless + [f"{seat.login} waits: {seat.waiting}" for seat in self.seats if seat.waits]

    def close(self) -> None:
        """Close every store."""
        app.clock.follow(timedelta())
        self._books.close()
        for seat in self.seats:
            seat.desk.close()

    def do_something(self, seat: Seat) -> None:
        """Let an officer do one thing."""
        self.done[seat.do(lambda: do_something(seat.desk, self._dice))] += 1

    def sync(self, seat: Seat) -> None:
        """Let a workstation run a round."""
        self.done["round"] += 1
        seat.round()

    def carry(self, seat: Seat) -> None:
        """Let a workstation carry its papers."""
        self.done["carry"] += 1
        seat.carry()

    def die_in_a_round(self, seat: Seat) -> None:
        """Let the computer die before or after one of the writes of a pass, which are about as many as last time."""
        after = self._dice.random() < 0.5
        seat.store.die_in(self._dice.randint(1, max(seat.writes, _FEW_WRITES)), after=after)
        try:
            seat.work()
        except Killed:
            self.happened["died after a write" if after else "died before a write"] += 1
        seat.restart()

    def kill_a_desk(self, seat: Seat) -> None:
        """Kill a workstation in the middle of a round."""
        self.happened["workstation killed (SIGKILL)"] += 1
        seat.kill(self._dice.uniform(0.0, 0.3))

    def kill_a_worker(self, _seat: Seat) -> None:
        """Kill one of the processes of the centre while everybody works; the centre goes on."""
        if self.centre.workers > 1:
            self.happened["worker of the centre killed (SIGKILL)"] += 1
            self._all_at_once(self.centre.kill_a_worker)

    def kill_the_centre(self, _seat: Seat) -> None:
        """Kill the centre while everybody works, and start it again."""
        self.happened["centre killed (SIGKILL)"] += 1
        self._all_at_once(self.centre.stop)
        self.centre.start()

    def rush(self, _seat: Seat) -> None:
        """Let everybody work at the same moment."""
        self.happened["everybody at once"] += 1
        self._all_at_once()

    def put_clock_wrong(self, seat: Seat) -> None:
        """Put a clock hours fast or slow."""
        self.happened["clock put wrong"] += 1
        seat.skew = timedelta(hours=self._dice.uniform(-_LARGEST_SKEW_HOURS, _LARGEST_SKEW_HOURS))

    def move_an_officer(self, _seat: Seat) -> None:
        """Let the administrator move an officer from one branch to the other, and next time back."""
        self.happened["officer moved to another branch"] += 1
        self._wanderer_is_at = BRANCH if self._wanderer_is_at == OTHER_BRANCH else OTHER_BRANCH
        with self._books.writing() as session:
            admin.move_officer(session, INSTITUTION, WANDERER, self._wanderer_is_at, now())

    def _all_at_once(self, meanwhile: Callable[[], None] | None = None) -> None:
        everybody = [Thread(target=seat.work) for seat in self.seats]
        for each in everybody:
            each.start()
        if meanwhile:
            time.sleep(self._dice.uniform(0.0, 0.5))
            meanwhile()
        for each in everybody:
            each.join()


_HAPPENS: dict[Callable[[World, Seat], None], float] = {
    World.do_something: 600,
    World.sync: 320,
    World.carry: 35,
    World.die_in_a_round: 22,
    World.put_clock_wrong: 7,
    World.rush: 4,
    World.kill_a_desk: 5,
    World.move_an_officer: 4,
    World.kill_a_worker: 2,
    World.kill_the_centre: 0.6,
}
"""What happens, and how often compared with the rest."""


def _furnish(books: Store, elsewhere: Mapping[str, str]) -> None:
    """Give the bank a second branch with its officers, names by login."""
    with books.writing() as session:
        admin.create_branch(session, INSTITUTION, OTHER_BRANCH, "测试二支行")
        for login, name in elsewhere.items():
            new = admin.NewOfficer(INSTITUTION, OTHER_BRANCH, login, name, frozenset({Role.LOAN_OFFICER}))
            admin.create_officer(session, new, PASSWORD, now())


def _sit_down_at(seat: Seat) -> None:
    """Let the program read the clock of that computer, and know of head office's what that computer knows."""
    SkewedClock.off = seat.skew
    app.clock.follow(seat.desk.centre.skew)


@contextmanager
def _own_clocks() -> Iterator[None]:
    """Let the program read the clock of the computer whose turn it is."""
    real: Any = vars(app.clock)["datetime"]
    vars(app.clock)["datetime"] = SkewedClock
    try:
        yield
    finally:
        vars(app.clock)["datetime"] = real
