"""A hundred workstations at once: how long their rounds take beside one workstation alone, and whether anything is lost.

``python -m benchmarks.crowd [WORKSTATIONS]``. Each is a real client with its encrypted store and a log-in of its own; the
centre runs with two workers over a private PostgreSQL on the same two cores, so that both sides share them.
"""

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import psycopg

from app.database import Database
from app.sync.client import Centre, CentreUnreachable, LoginRefused
from app.sync.round import Rounds
from benchmarks.data import INSTITUTION, KEY, TODAY
from models.approval.roles import Actor
from models.sample.people import head
from models.sample.scope import Scope
from tests.app.places import PASSWORD, CentreProcess
from tests.central.cluster import running_cluster

if TYPE_CHECKING:
    Told = multiprocessing.Queue[list[float] | int]

WORKSTATIONS, TURNS, PROCESSES, PATIENCE = 100, 3, 4, 120
OFFICERS = ("wangjun", "lixue")


class Workstation:
    """One of the crowd."""

    def __init__(self, folder: Path, address: str, place: int) -> None:
        self._place = place
        self.centre = Centre(address, f"电脑-{place}")
        self.actor = self._log_in(OFFICERS[place % len(OFFICERS)])
        self.database = Database(folder / f"{place}.db", KEY)
        self.rounds = Rounds(self.database, self.centre, self.actor)
        self.refused = 0

    def work(self, turn: int) -> float:
        """Return how long it took until a new farmer was at head office, waiting and trying again included."""
        person = head(Scope(7, INSTITUTION, self.actor.branch_id, TODAY), self._place * 100 + turn)[0]
        begun = time.perf_counter()
        self.database.run(lambda session: session.add(person))
        while True:
            try:
                self.rounds.run()
                return time.perf_counter() - begun
            except CentreUnreachable:
                self.refused += 1
                if time.perf_counter() - begun > PATIENCE:
                    raise
                time.sleep(1)

    def _log_in(self, login: str) -> Actor:
        while True:
            try:
                return self.centre.log_in(INSTITUTION, login, PASSWORD).actor
            except LoginRefused:
                # So many from one address are slowed down by the centre.
                time.sleep(1)


def main(count: int) -> None:
    """Print how long rounds take alone and in the crowd, and how many of the farmers are at head office."""
    with running_cluster() as cluster, tempfile.TemporaryDirectory() as name:
        url, folder = cluster.new_database(), Path(name)
        centre = CentreProcess(url, workers=2, files=folder / "files")
        alone = Workstation(folder, centre.address, count)
        quiet = [alone.work(turn) for turn in range(TURNS * 5)]
        begin = multiprocessing.Barrier(PROCESSES + 1)
        told: Told = multiprocessing.Queue()
        shares = [range(first, count, PROCESSES) for first in range(PROCESSES)]
        crowd = [
            multiprocessing.Process(target=_share, args=(folder, centre.address, each, begin, told))
            for each in shares
        ]
        for each in crowd:
            each.start()
        begin.wait()
        begun = time.perf_counter()
        taken, refused = _gathered(told, len(crowd))
        wall = time.perf_counter() - begun
        for each in crowd:
            each.join()
        with psycopg.connect(url) as books:
            found = books.execute("SELECT count(*), count(DISTINCT id_number) FROM farmer").fetchone()
        centre.stop()
    _tell(quiet, taken, wall)
    wanted = count * TURNS + len(quiet)
    print(f"  told to wait or cut off {refused} times; farmers at head office {found}, sent {wanted}")
    if found != (wanted, wanted):
        sys.exit("something was lost or is there twice")


def _share(folder: Path, address: str, places: Sequence[int], begin: Barrier, told: "Told") -> None:
    crowd = [Workstation(folder, address, place) for place in places]
    begin.wait()
    with ThreadPoolExecutor(len(crowd)) as pool:
        for turn in range(TURNS):
            told.put(list(pool.map(lambda each, turn=turn: each.work(turn), crowd)))
    told.put(sum(each.refused for each in crowd))


def _gathered(told: "Told", processes: int) -> tuple[list[float], int]:
    taken: list[float] = []
    refused = 0
    for _ in range(processes * (TURNS + 1)):
        each = told.get()
        if isinstance(each, int):
            refused += each
        else:
            taken += each
    return taken, refused


def _tell(quiet: list[float], taken: list[float], wall: float) -> None:
    cuts = quantiles(taken, n=100)
    alone = median(quiet)
    print(f"one workstation alone: {alone * 1000:.0f} ms a round with one new farmer")
    print(
        f"{len(taken)} rounds of the crowd in {wall:.1f} s, {len(taken) / wall:.0f} a second:"
        f" p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s, longest {max(taken):.2f} s"
    )
    print(f"  {alone * len(taken) / wall:.2f} times what the same rounds one after the other would do")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else WORKSTATIONS)
