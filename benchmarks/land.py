"""Bringing in a land titling data set of 200,000 parcels, one of them broken, with time and memory."""

import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

from app.database import Database
from app.land.parcels import bring_in
from app.register.verdicts import Status, count
from benchmarks.data import ACTOR, CACHE, KEY, TODAY
from models.sample.land import SampleParcel, village
from ui.tour.land import write_package

SIZES = (20_000, 200_000)
MOST_TIMES = 12
"""Ten times the parcels may take so many times the seconds: the search tree adds a little."""
MOST_MIB = 700


def package(parcels: int) -> Path:
    """Return a data set of so many parcels, one in the middle with a broken code."""
    path = CACHE / f"land-{parcels}.gpkg"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        write_package(
            part,
            (
                SampleParcel(each.texts | {"DKBM": "2399"}, each.corners) if place == parcels // 2 else each
                for place, each in enumerate(village(parcels))
            ),
        )
        part.rename(path)
    return path


def _measured(path: Path, answers: "multiprocessing.SimpleQueue[tuple[float, float, int, float]]") -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "store.db", KEY)
        start = time.perf_counter()
        judged = bring_in(path, database, ACTOR, TODAY, dry_run=True)
        middle = time.perf_counter()
        refused = count(judged)[Status.REFUSED]
        del judged
        bring_in(path, database, ACTOR, TODAY)
        end = time.perf_counter()
        database.close()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answers.put((middle - start, end - middle, refused, most))


def main() -> None:
    """Print seconds and memory for each size, each in a process of its own, and whether the promises hold."""
    spawn = multiprocessing.get_context("spawn")
    seconds: dict[int, float] = {}
    for parcels in SIZES:
        answers = spawn.SimpleQueue()
        process = spawn.Process(target=_measured, args=(package(parcels), answers))
        process.start()
        judged, imported, refused, most = answers.get()
        process.join()
        seconds[parcels] = imported
        print(
            f"{parcels:>8,} parcels: judged {judged:6.1f} s, brought in {imported:6.1f} s, "
            f"{refused} refused, {most:,.0f} MiB at most"
        )
    times = seconds[SIZES[1]] / seconds[SIZES[0]]
    print(
        f"  ten times the parcels: {times:.1f} times the seconds ({'met' if times <= MOST_TIMES else 'MISSED'})"
    )
    print(f"  memory at most {MOST_MIB} MiB ({'met' if most <= MOST_MIB else 'MISSED'})")


if __name__ == "__main__":
    main()
