"""When to try again after a round that stopped: later and later, never all at once, and as head office asks."""

import random
from datetime import timedelta

from app.sync.client import CentreBusy
from models.errors import LendingError

FIRST, LONGEST = timedelta(seconds=2), timedelta(minutes=15)


class Backoff:
    """Counts rounds that stopped in a row.

    A power cut brings a hundred workstations back in the same second. Each draws its wait from the whole span
    (full jitter), so that they do not come back together.
    """

    def __init__(self, chance: random.Random | None = None) -> None:
        self._chance = chance or random.SystemRandom()
        self._failures = 0

    def succeeded(self) -> None:
        """Begin again with the shortest wait."""
        self._failures = 0

    def failed(self, error: LendingError) -> timedelta:
        """Return how long to wait before the next round."""
        # Doubling further than the longest wait would only make large numbers.
        doubled: int = 1 << min(self._failures, 10)
        span = min(FIRST * doubled, LONGEST)
        self._failures += 1
        wait = span * self._chance.random()
        asked = error.seconds if isinstance(error, CentreBusy) else None
        return wait if asked is None else timedelta(seconds=min(asked, LONGEST.total_seconds())) + wait
