"""Run the simulator: ``python -m tests.simulator --steps 100000 --seed 7 [--database postgresql://…]``."""

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.app.places import CentreProcess
from tests.simulator.invariants import Findings, census, check, looking_into
from tests.simulator.world import World


def main() -> int:
    """Let everything happen, print what did, and return 1 if an invariant is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", metavar="URL", help="an empty database; a file of SQLite if not given")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="heitu-simulator-") as name:
        folder = Path(name)
        centre = CentreProcess(arguments.database or folder / "central.db")
        try:
            world = World(folder, centre, arguments.seed)
            begun = time.monotonic()
            world.run(arguments.steps)
            world.settle()
            seconds = time.monotonic() - begun
            with looking_into(centre.database_url) as session:
                findings, held = check(world, session), census(session)
            world.close()
            _tell(world, arguments.steps, seconds, held)
        finally:
            centre.stop()
    return _judge(findings)


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


def _judge(findings: Findings) -> int:
    for sentence, broken in (
        ("nothing accepted is lost", findings.lost),
        ("nothing is applied twice", findings.twice),
        ("everybody converges", findings.apart),
        ("every refusal is visible", findings.hidden),
        ("no command is merged", findings.merged),
    ):
        print(f"{'BROKEN' if broken else 'holds '}  {sentence}")
        for each in broken[:20]:
            print(f"        {each}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
