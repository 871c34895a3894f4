"""Run the simulator: ``python -m tests.simulator --steps 100000 --seed 7 --postgresql``."""

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from tests.app.places import CentreProcess
from tests.central.cluster import running_cluster
from tests.simulator.invariants import census, check, looking_into
from tests.simulator.world import World

WORKERS = 2
"""SQLite lets one process write; over PostgreSQL one of several may die."""
_AT_ONCE = 100


def main() -> int:
    """Let everything happen, print what did, and return 1 if an invariant is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=24 * 60, help="stop earlier, when these are over")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--newcomers", type=int, default=0, help="workstations besides the nine")
    parser.add_argument(
        "--postgresql", action="store_true", help="on a PostgreSQL of its own, with two workers"
    )
    parser.add_argument(
        "--database", metavar="URL", help="on this empty PostgreSQL; a file of SQLite if none"
    )
    parser.add_argument(
        "--keep", metavar="FOLDER", type=Path, help="leave the stores here where an invariant is broken"
    )
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heitu-simulator-")))
        url = arguments.database
        if arguments.postgresql:
            url = stack.enter_context(running_cluster()).new_database()
        centre = CentreProcess(
            url or folder / "central.db", workers=WORKERS if url else 1, files=folder / "files"
        )
        stack.callback(centre.stop)
        world = World(folder, centre, arguments.seed, arguments.newcomers)
        stack.callback(world.close)
        begun = time.monotonic()
        steps = _live(world, arguments.steps, begun + 60 * arguments.minutes)
        world.settle()
        seconds = time.monotonic() - begun
        with looking_into(centre.database_url) as session:
            findings, held = check(world, session), census(session)
        if arguments.keep and any(findings.values()):
            shutil.copytree(folder, arguments.keep / str(arguments.seed))
    _tell(world, steps, seconds, held)
    return _judge(findings)


def _live(world: World, steps: int, until: float) -> int:
    done = 0
    while done < steps and time.monotonic() < until:
        part = min(_AT_ONCE, steps - done)
        world.run(part)
        done += part
    return done


def _tell(world: World, steps: int, seconds: float, held: Counter[str]) -> None:
    print(f"seed {world.seed}: {steps} steps in {seconds:.0f} s ({steps / seconds:.0f} a second)")
    for title, counts in (
        ("done", world.done),
        ("faults", world.happened),
        ("the centre holds", held),
    ):
        print(f"{title}:")
        for what, count in sorted(counts.items()):
            print(f"  {count:8d}  {what}")


def _judge(findings: Mapping[str, list[str]]) -> int:
    for sentence, broken in findings.items():
        print(f"{'BROKEN' if broken else 'holds '}  {sentence}")
        for each in broken[:20]:
            print(f"        {each}")
    return int(any(findings.values()))


if __name__ == "__main__":
    sys.exit(main())
