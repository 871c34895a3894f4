"""How fast 100,000 plans of 36 periods are, against the textbook loop and other libraries, in one run.

Every contender is run in turn in each round; the median of the rounds counts. Contenders that are too
slow for all plans do a part of them, scaled up. Peers come with ``uv sync --group bench``.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import NamedTuple

import numpy as np
import numpy_financial as npf

from models.lending.batch import Fen, level_plans
from models.lending.engine import make_plan
from models.lending.rounding import round_ratio
from models.lending.terms import Method, Terms

PLANS = 100_000
MONTHS = 36
ROUNDS = 5
DRAW = random.Random(5)
PRINCIPALS = [DRAW.randint(10, 5000) * 100_000 for _ in range(PLANS)]
POINTS = [DRAW.randint(300, 900) for _ in range(PLANS)]
# The array libraries get arrays, the loops get lists: converting is nobody's work here.
PRINCIPAL_ARRAY = np.array(PRINCIPALS, np.int64)
RATE_ARRAY = np.array(POINTS, np.int64) * 100
Rows = list[tuple[int, int, int]]


class Contender(NamedTuple):
    """A name, what it does with the first so many plans, and how many that are."""

    name: str
    run: Callable[[int], object]
    plans: int


def textbook(plans: int) -> list[Rows]:
    """Return plans by the usual Decimal loop: rate / 12 first."""
    found = []
    for principal, points in zip(PRINCIPALS[:plans], POINTS[:plans], strict=True):
        rate = Decimal(points) / Decimal(120_000)
        grown = (1 + rate) ** MONTHS
        level = (principal * rate * grown / (grown - 1)).quantize(Decimal(1), ROUND_HALF_UP)
        found.append(_loop(Decimal(principal), level, rate))
    return found


def exact_decimal(plans: int) -> list[Rows]:
    """Return plans by the Decimal loop that multiplies first and divides once, as exact as the product."""
    found = []
    with localcontext(prec=40):
        for principal, points in zip(PRINCIPALS[:plans], POINTS[:plans], strict=True):
            grown, still = (120_000 + points) ** MONTHS, 120_000**MONTHS
            level = Decimal(round_ratio(principal * points * grown, 120_000 * (grown - still)))
            found.append(_loop(Decimal(principal), level, Decimal(points), Decimal(120_000)))
    return found


def _loop(left: Decimal, level: Decimal, rate: Decimal, divisor: Decimal | None = None) -> Rows:
    rows = []
    for number in range(MONTHS):
        exact = left * rate if divisor is None else left * rate / divisor
        interest = exact.quantize(Decimal(1), ROUND_HALF_UP)
        paid = level - interest if number < MONTHS - 1 else left
        left -= paid
        rows.append((int(paid), int(interest), int(left)))
    return rows


def single(plans: int) -> object:
    """Return plans by the product's single path, with dates and explanations."""
    return [
        make_plan(
            Terms(
                method=Method.EPI,
                principal=principal,
                rate=Decimal(points) / 100,
                start=date(2026, 3, 10),
                count=MONTHS,
            )
        )
        for principal, points in zip(PRINCIPALS[:plans], POINTS[:plans], strict=True)
    ]


def batch(plans: int) -> tuple[Fen, Fen, Fen]:
    """Return plans by the product's batch path."""
    table = level_plans(PRINCIPAL_ARRAY[:plans], RATE_ARRAY[:plans], MONTHS)
    return table.principal, table.interest, table.balance


def financial(plans: int) -> object:
    """Return interest and principal by numpy-financial, in floats."""
    principals, rates = PRINCIPAL_ARRAY[:plans].astype(float), RATE_ARRAY[:plans] / 12_000_000
    periods = np.arange(1, MONTHS + 1)[:, None]
    return npf.ipmt(rates, periods, MONTHS, -principals), npf.ppmt(rates, periods, MONTHS, -principals)


def memory(plans: int) -> object:
    """Write as many bytes as a batch answers with: no method can be faster."""
    table = np.empty((3, MONTHS, plans), np.int64)
    table[:] = 1
    return table


def peers() -> list[Contender]:
    """Return the installed libraries that do the same in floats."""
    found: list[Contender] = []
    try:
        from amortization.schedule import amortization_schedule  # noqa: PLC0415 - an optional peer
        from loan_calculator import Loan  # noqa: PLC0415 - an optional peer
    except ImportError:
        print("the peers are not installed: uv sync --group bench", file=sys.stderr)
        return found
    days = [date(2026 + month // 12, month % 12 + 1, 20) for month in range(1, MONTHS + 1)]

    def amortization(plans: int) -> object:
        lent = zip(PRINCIPALS[:plans], POINTS[:plans], strict=True)
        return [
            list(amortization_schedule(principal / 100, points / 10_000, MONTHS))
            for principal, points in lent
        ]

    def loan_calculator(plans: int) -> object:
        lent = zip(PRINCIPALS[:plans], POINTS[:plans], strict=True)
        return [
            Loan(
                principal / 100, points / 10_000, date(2026, 1, 1), days, year_size=365, grace_period=0
            ).amortizations
            for principal, points in lent
        ]

    return [Contender("amortization", amortization, 2000), Contender("loan-calculator", loan_calculator, 200)]


def check() -> None:
    """Stop if the batch differs from the exact loop by a fen; say how often the textbook loop does."""
    part = 20_000
    exact, usual = exact_decimal(part), textbook(part)
    paid, interest, left = (rows.T.tolist() for rows in batch(part))
    for plan, rows in enumerate(exact):
        if rows != list(zip(paid[plan], interest[plan], left[plan], strict=True)):
            sys.exit(f"plan {plan} differs from the exact loop")
    wrong = sum(rows != other for rows, other in zip(exact, usual, strict=True))
    print(f"batch = exact Decimal on {part:,} plans; the textbook loop is a fen off in {wrong} of them")


def longest() -> float:
    """Return the seconds that one plan of 360 rows takes on the single path, at best of ten."""
    terms = Terms(
        method=Method.EPI, principal=1_000_000_00, rate=Decimal("3.85"), start=date(2026, 3, 10), count=360
    )
    times = []
    for _ in range(10):
        begin = time.perf_counter()
        make_plan(terms)
        times.append(time.perf_counter() - begin)
    return min(times)


def main() -> None:
    """Print seconds for all plans and the ratio to each yardstick."""
    check()
    print(f"one plan of 360 rows with dates and reasons: {longest() * 1000:.1f} ms")
    contenders = [
        Contender("textbook Decimal (rate / 12 first)", textbook, 3000),
        Contender("exact Decimal", exact_decimal, 3000),
        Contender("numpy-financial", financial, PLANS),
        *peers(),
        Contender("heitu, single path", single, 500),
        Contender("heitu, batch", batch, PLANS),
        Contender("memory-write limit", memory, PLANS),
    ]
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for _ in range(ROUNDS):
        for name, run, plans in contenders:
            begin = time.perf_counter()
            run(plans)
            seconds[name].append((time.perf_counter() - begin) * PLANS / plans)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    fastest = medians["heitu, batch"]
    print(f"{PLANS:,} plans of {MONTHS} periods, median of {ROUNDS} rounds")
    for name, median in medians.items():
        pace = f"{PLANS / median:14,.0f} plans/s"
        print(f"{name:36}{median:10.3f} s{pace}   heitu batch is {median / fastest:8.1f}x")


if __name__ == "__main__":
    main()
