"""What a device signs to show that its key is at hand: said once, written on one side and checked on the other."""

import hashlib

from models.sync.wire import canonical

ENROLMENT = "enrolment"
"""What the centre answers that a computer needs which it does not know."""


def to_sign(purpose: str, challenge: str, subject: str) -> bytes:
    """Return what a device signs.

    Args:
        purpose: ``enrol``, ``log-in`` or ``refresh``: a proof for one is none for another.
        challenge: What the centre gave a moment ago.
        subject: The public key that is enrolled, who logs in, or the refresh token that is exchanged.
    """
    return canonical(["heitu-device", purpose, challenge, hashlib.sha256(subject.encode()).hexdigest()])
