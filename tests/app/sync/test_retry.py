"""When a workstation tries again: not at once, not all together, and as head office asks."""

import random
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.sync.client import OFFLINE, CentreBusy, CentreUnreachable
from app.sync.retry import FIRST, LONGEST, Backoff

DOWN = CentreUnreachable(OFFLINE)


@given(st.integers(), st.integers(0, 60))
def test_each_wait_lies_in_a_span_that_doubles_up_to_the_longest(seed: int, failures: int) -> None:
    backoff = Backoff(random.Random(seed))  # noqa: S311 - no secret.
    for turn in range(failures):
        assert timedelta() <= backoff.failed(DOWN) <= min(FIRST * 2 ** min(turn, 20), LONGEST)


def test_many_workstations_do_not_come_back_together() -> None:
    waits = []
    for seed in range(500):
        backoff = Backoff(random.Random(seed))  # noqa: S311 - likewise.
        for _ in range(12):
            wait = backoff.failed(DOWN)
        waits.append(wait / LONGEST)
    assert min(waits) < 0.05
    assert max(waits) > 0.95
    assert 0.45 < sum(waits) / len(waits) < 0.55


def test_a_round_that_succeeds_begins_again() -> None:
    backoff = Backoff(random.Random(1))  # noqa: S311 - likewise.
    for _ in range(10):
        backoff.failed(DOWN)
    backoff.succeeded()
    assert backoff.failed(DOWN) <= FIRST


@given(st.floats(0, 10**9))
def test_head_offices_wish_is_kept_within_reason(seconds: float) -> None:
    busy = CentreBusy(OFFLINE, seconds, locked=False)
    wait = Backoff(random.Random(1)).failed(busy)  # noqa: S311 - likewise.
    least = timedelta(seconds=min(seconds, 900))
    assert least <= wait <= least + FIRST
