"""How often a sender may ask: a bucket of tokens for every device, every bank and every address without a log-in.

Each worker has buckets of its own. A workstation keeps one connection and so meets one worker; what the centre
needs is that a program gone wild cannot take the place of everybody else, not an exact count.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from models.errors import LendingError
from models.text import Text

_MOST_BUCKETS = 20_000
TOO_OFTEN = Text(
    "请求过于频繁，请{seconds}秒后再试；已录入的内容不受影响。",
    "Too many requests; try again in {seconds} seconds. Nothing that was typed is lost.",
)


class TooMany(LendingError):
    """Somebody asks too often; ``seconds`` says after how long they may ask again."""

    def __init__(self, text: Text, seconds: int) -> None:
        super().__init__(text)
        self.seconds = seconds


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class Rates:
    """The buckets of one worker.

    Source:
        The token bucket of RFC 2697, with the sizes of ``resources/parameters/security.toml``.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def spend(self, sender: str, name: str, rules: Mapping[str, Any]) -> None:
        """Take one token of a sender.

        Args:
            sender: ``device``, ``bank``, or ``log_in`` for whoever logs in or shows no token that holds: which sizes hold.
            name: Which of them.
            rules: The security parameters in force.

        Raises:
            TooMany: The bucket is empty.
        """
        rate, burst = (
            float(rules[f"{sender}_requests_per_second"]),
            float(rules[f"{sender}_requests_at_once"]),
        )
        with self._lock:
            moment = self._clock()
            bucket = self._buckets.setdefault((sender, name), _Bucket(burst, moment))
            bucket.tokens = min(burst, bucket.tokens + (moment - bucket.filled_at) * rate)
            bucket.filled_at = moment
            if bucket.tokens < 1:
                seconds = max(1, math.ceil((1 - bucket.tokens) / rate))
                raise TooMany(TOO_OFTEN.fill(seconds=seconds), seconds)
            bucket.tokens -= 1
            if len(self._buckets) > _MOST_BUCKETS:
                # The longest unused go first; whoever comes back finds a full bucket, as they would have.
                for key in sorted(self._buckets, key=lambda key: self._buckets[key].filled_at)[:1000]:
                    del self._buckets[key]
