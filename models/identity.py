"""Identities that are made offline."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """Return a UUID that sorts by the time it was made.

    Source:
        RFC 9562, section 5.7 (UUID version 7): 48 bits of milliseconds, then 74 random bits.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    return UUID(int=milliseconds << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (1 << 62) - 1)
