"""Identities that are made offline, or follow from an operation."""

import hashlib
import secrets
import time
from threading import Lock
from uuid import UUID

_RANDOM_BITS, _LOW_BITS = 74, 62
_lock = Lock()
_last = 0


def new_id() -> UUID:
    """Return a UUID that sorts by the time it was made; of two made by one program the later one is greater.

    Source:
        RFC 9562, section 5.7 (UUID version 7): 48 bits of milliseconds, then 74 random bits; section 6.2,
        method 2: within a millisecond, or after the clock was set back, the random part counts on.
    """
    global _last  # noqa: PLW0603 - the last identity of this program is what the next one must exceed
    drawn = time.time_ns() // 1_000_000 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _lock:
        _last = made = max(drawn, _last + 1)
    milliseconds, random = divmod(made, 1 << _RANDOM_BITS)
    high, low = divmod(random, 1 << _LOW_BITS)
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


def made_by(operation: UUID, place: int = 0) -> UUID:
    """Return the identity of what follows from an operation or a record, the same however often it is made.

    It sorts by the time of that, of one by *place*.

    Args:
        operation: The identity of that, of version 7.
        place: Which of the things that are made, below 4,096.
    """
    drawn = hashlib.sha256(operation.bytes + place.to_bytes(2)).digest()[:8]
    low = int.from_bytes(drawn) >> 2
    return UUID(int=operation.int >> 80 << 80 | 7 << 76 | place << 64 | 2 << 62 | low)
