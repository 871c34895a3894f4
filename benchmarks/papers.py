"""Paper: contracts a second, the first page after a click, and the memory of a thousand contracts.

The peers lay out the same words (``benchmarks/layouts.py``), contract by contract in turn with ours. No contract is
another's: names, amounts, accounts and plans differ, as in a batch. Peers come with ``uv sync --group bench``.
"""

import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from time import perf_counter, process_time

import printing
from benchmarks.layouts import KEY, by_typst, contract, ours, platypus

ROUNDS, EACH = 7, 12
PLATYPUS_GOAL, TYPST_GOAL, TWO_GOAL, GROWTH_GOAL = 10.0, 8.0, 1.8, 20.0
SHARE = 150
"""Contracts of one process where two work."""
OURS = "printing.render('loan_contract', LOAN, number='1', copy=None, draft=True)"
READY = "from models.sample.papers.contracts import LOAN; import printing"
FIRST = {
    "with the libraries": f"{READY}; start = process_time(); {OURS}",
    "ours": f"{READY}, printing.rendering; start = process_time(); {OURS}",
    "platypus": "from benchmarks.layouts import platypus; start = process_time(); platypus(0)",
}
"""A first click loads our libraries too; beside the peer, which has loaded its own, they are loaded before."""
FRESH = count(1)


def _verdict(*, met: bool) -> str:
    return "met" if met else "MISSED"


def three_copies(number: int) -> bytes:
    """Return the last of the three copies of one contract, as a batch prints them."""
    name, terms = contract(number)
    copies = [printing.Copy(each, 3) for each in (1, 2, 3)]
    return [printing.render(KEY, terms, number=name, copy=copy, draft=False).pdf for copy in copies][-1]


def _milliseconds(make: Callable[[int], bytes], numbers: list[int]) -> float:
    """Return the processor time of a contract: others may work on this machine at the same time."""
    start = process_time()
    for number in numbers:
        make(number)
    return (process_time() - start) / len(numbers) * 1000


def speed() -> None:
    """Print contracts a second beside the peers, each in turn in each round."""
    contenders: list[Callable[[int], bytes]] = [ours, platypus, by_typst, three_copies]
    times: dict[str, list[float]] = {each.__name__: [] for each in contenders}
    for each in contenders:
        each(0)
    for _ in range(ROUNDS):
        for each in contenders:
            numbers = [next(FRESH) for _ in range(EACH)]
            for number in numbers:
                contract(number)  # To make the terms is nobody's work here.
            times[each.__name__].append(_milliseconds(each, numbers))
    for name, found in times.items():
        middle = statistics.median(found)
        print(f"{name}: {middle:.2f} ms a contract, {1000 / middle:.0f} a second (best {min(found):.2f} ms)")
    for name, goal in (("platypus", PLATYPUS_GOAL), ("by_typst", TYPST_GOAL)):
        ratio = statistics.median(
            theirs / mine for theirs, mine in zip(times[name], times["ours"], strict=True)
        )
        print(f"  {ratio:.1f} times as fast as {name}, goal {goal:g} ({_verdict(met=ratio >= goal)})")


def first_page() -> None:
    """Print how long a fresh process takes for its first contract, its libraries and fonts among it."""
    found = {}
    for name, code in FIRST.items():
        script = f"from time import process_time; {code}; print(process_time() - start)"
        runs = [
            subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
            for _ in range(3)
        ]
        found[name] = min(float(run.stdout) for run in runs)
    verdict = _verdict(met=found["ours"] <= found["platypus"])
    said = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.items())
    print(f"first page: {said} ({verdict})")


def _share(numbers: range) -> float:
    """Return how long one process takes for these contracts, by the clock on the wall."""
    start = perf_counter()
    for number in numbers:
        ours(number)
    return perf_counter() - start


def two_processes() -> None:
    """Print what a second process adds; on a machine that does other work too, less than there is to have."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        warm = [range(10_000), range(10_000)]
        list(pool.map(_share, [each[:20] for each in warm]))
        alone = pool.submit(_share, range(20_000, 20_000 + SHARE)).result()
        start = perf_counter()
        list(pool.map(_share, [range(30_000, 30_000 + SHARE), range(40_000, 40_000 + SHARE)]))
        together = perf_counter() - start
    ratio, busy = 2 * alone / together, f"{os.getloadavg()[0]:.1f} processes on {os.cpu_count()} cores"
    print(
        f"two processes: {ratio:.2f} times one beside {busy}, goal {TWO_GOAL:g} ({_verdict(met=ratio >= TWO_GOAL)})"
    )


def memory(number: int) -> None:
    """Print how much memory so many contracts take; what is kept for the next contract has its bounds."""
    for fresh in range(50_000, 50_200):
        ours(fresh)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for fresh in range(60_000, 60_000 + number):
        ours(fresh)
        contract.cache_clear()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    verdict = _verdict(met=grown <= GROWTH_GOAL)
    print(f"memory: {before / 1024:.0f} MB, {grown:.1f} MB more after {number} contracts ({verdict})")


def measure() -> None:
    """Print what was measured."""
    first_page()
    speed()
    two_processes()
    memory(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)


if __name__ == "__main__":
    measure()
