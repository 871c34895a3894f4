"""The key of this computer: made once, kept in the keyring, shown to the centre at every log-in.

The private key never leaves the keyring and this process; the centre knows the public one.
"""

import json
from typing import TYPE_CHECKING, Any

from app.keys import forget_secret, keep_secret, remembered_secret
from models.sync.proof import to_sign

if TYPE_CHECKING:
    from app.config import Settings


class DeviceKey:
    """The key of this computer and the name under which the centre knows it; empty while it is being enrolled."""

    def __init__(self, private: bytes, device: str = "") -> None:
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - only at log-in

        self._key = ed25519.Ed25519PrivateKey.from_private_bytes(private)
        self.device = device

    @property
    def public(self) -> str:
        """The public key, in hexadecimal."""
        return self._key.public_key().public_bytes_raw().hex()

    def proof(self, purpose: str, challenge: str, subject: str) -> dict[str, str]:
        """Return what shows the centre that the key is at hand; see ``models.sync.proof``."""
        signature = self._key.sign(to_sign(purpose, challenge, subject))
        return {"device": self.device, "challenge": challenge, "signature": signature.hex()}


def remembered_device(settings: "Settings") -> DeviceKey | None:
    """Return the key of this computer, or nothing where it was never enrolled.

    Raises:
        NoKeyring: There is no keyring to look into.
    """
    kept = remembered_secret(_name(settings))
    if kept is None:
        return None
    known: dict[str, Any] = json.loads(kept)
    return DeviceKey(bytes.fromhex(known["private"]), known["device"])


def enrol(settings: "Settings", code: str) -> str:
    """Return the name of this computer after the centre took it in with a one-time code.

    The new key is kept before it is sent, until the answer is kept: where there is no keyring, the code is not used
    up for nothing, and where the answer was lost, the same code and the same key are shown again.

    Raises:
        NotEnrolled: The code is wrong, was used, or has expired.
        CentreUnreachable: The centre did not answer.
        NoKeyring: There is nowhere to keep the key.
    """
    import secrets  # noqa: PLC0415 - once in the life of a computer

    from app.sync.client import Centre  # noqa: PLC0415 - the log-in window is painted before the network

    new = f"{_name(settings)} new"
    private = remembered_secret(new) or secrets.token_hex(32)
    keep_secret(new, private)
    key = DeviceKey(bytes.fromhex(private))
    centre = Centre(settings.centre, "", authority=settings.authority)
    try:
        key.device = centre.enrol(settings.institution, code, key)
    finally:
        centre.close()
    keep_secret(_name(settings), json.dumps({"device": key.device, "private": private}))
    forget_secret(new)
    return key.device


def _name(settings: "Settings") -> str:
    return f"device {settings.institution}"
