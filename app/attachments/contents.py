"""The contents of papers on this workstation: files beside the store, encrypted with its key, found by their hash.

A file is a salt and then segments, each encrypted for itself with its place and whether it is the last, so that
any part of a large file is read alone and no segment can be moved, swapped or cut off unseen.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.disk import DiskTrouble, writing
from models.errors import LendingError
from models.text import Text

SEGMENT = 256 * 1024
_SALT, _NONCE, _TAG = 16, 12, 16
_STORED = SEGMENT + _NONCE + _TAG
_PART = "part"
"""How the name of what is still arriving ends."""


class ContentsDamaged(LendingError):
    """The contents on this computer are not as they were written."""


DAMAGED = Text(
    "本机的这份资料文件已损坏，请从总行重新取回或重新添加。",
    "This file is damaged here; fetch it from head office again, or add it anew.",
)


def _derived(key: bytes, purpose: bytes, salt: bytes = b"") -> bytes:
    """Return a key for one purpose (RFC 5869 with SHA-256, one block)."""
    fresh = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(fresh, purpose + b"\x01", "sha256")


class Contents:
    """What lies here. Names are keyed, so that a folder does not tell which known papers it holds."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Look into *folder*; *key* has 32 bytes."""
        self._folder = folder
        self._key, self._naming = _derived(key, b"heitu paper contents"), _derived(key, b"heitu paper name")

    def keep(self, content: bytes) -> str:
        """Return the hash of *content*, which lies here lasting and once from now on; what was damaged is mended.

        Raises:
            DiskTrouble: The disk does not take it.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        if not self.sound(sha256):
            # Two may keep the same at once: each writes aside, and either result is the same.
            arriving = Arriving(self._aside(sha256, secrets.token_hex(4)), self._key, len(content))
            try:
                arriving.add(content)
                self._take(arriving, sha256)
            except DiskTrouble:
                arriving.drop()
                raise
        return sha256

    def has(self, sha256: str) -> bool:
        """Tell whether the contents lie here."""
        return self._path(sha256).exists()

    def sound(self, sha256: str) -> bool:
        """Tell whether the contents lie here as they were written; this reads all of them."""
        try:
            return hashlib.sha256(self.read(sha256)).hexdigest() == sha256
        except ContentsDamaged:
            return False

    def read(self, sha256: str, first: int = 0, count: int | None = None) -> bytes:
        """Return *count* bytes from *first*, or all that follow.

        Raises:
            ContentsDamaged: They do not lie here, or not as they were written.
        """
        try:
            with self._path(sha256).open("rb") as file:
                sealed = _Sealed(self._key, file.read(_SALT), _plain_size(os.fstat(file.fileno()).st_size))
                if sealed.size < 1:
                    raise ContentsDamaged(DAMAGED)
                end = sealed.size if count is None else min(sealed.size, first + count)
                found = bytearray()
                for place in range(first // SEGMENT, -(-end // SEGMENT)):
                    file.seek(_SALT + place * _STORED)
                    found += sealed.opened(place, file.read(_STORED))
        except OSError:
            raise ContentsDamaged(DAMAGED) from None
        begin = first - first // SEGMENT * SEGMENT
        return bytes(found[begin : begin + end - first])

    def remove(self, sha256: str) -> None:
        """Forget the contents, also what has arrived of them; whoever calls this knows that head office has them."""
        for path in (self._path(sha256), self._aside(sha256, _PART)):
            with suppress(FileNotFoundError):
                path.unlink()

    def arriving(self, sha256: str, size: int) -> "Arriving":
        """Return the contents that arrive from head office, as far as they have come."""
        return Arriving(self._aside(sha256, _PART), self._key, size)

    def arrived(self, arriving: "Arriving", sha256: str) -> None:
        """Take what has arrived; what cannot be read or does not have the hash is dropped.

        Raises:
            ContentsDamaged: It cannot, or does not.
        """
        digest = hashlib.sha256()
        try:
            for segment in arriving.segments():
                digest.update(segment)
            if digest.hexdigest() != sha256:
                raise ContentsDamaged(DAMAGED)  # noqa: TRY301 - both kinds of damage end alike
        except ContentsDamaged:
            arriving.drop()
            raise
        self._take(arriving, sha256)

    @writing()
    def _take(self, arriving: "Arriving", sha256: str) -> None:
        arriving.force()
        arriving.path.replace(self._path(sha256))
        if os.name == "posix":
            handle = os.open(self._path(sha256).parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _path(self, sha256: str) -> Path:
        name = hmac.digest(self._naming, sha256.encode(), "sha256").hex()
        return self._folder / name[:2] / name

    def _aside(self, sha256: str, ending: str) -> Path:
        return self._path(sha256).with_suffix(f".{ending}")


class Arriving:
    """Contents on their way in, kept segment by segment so that they go on after a break."""

    @writing()
    def __init__(self, path: Path, key: bytes, size: int) -> None:
        self.path, self.size = path, size
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.stat().st_size < _SALT:
            path.write_bytes(secrets.token_bytes(_SALT))
        with path.open("rb") as file:
            self._sealed = _Sealed(key, file.read(_SALT), size)
        self._places = (path.stat().st_size - _SALT) // _STORED
        self._done = path.stat().st_size == _SALT + _sealed_size(size)

    @property
    def there(self) -> int:
        """How many bytes have arrived; always whole segments until the end."""
        return self.size if self._done else self._places * SEGMENT

    @writing()
    def add(self, content: bytes) -> None:
        """Add what follows upon the bytes that are there: whole segments, but for the last."""
        with self.path.open("r+b") as file:
            file.truncate(_SALT + self._places * _STORED)
            file.seek(0, os.SEEK_END)
            for begin in range(0, len(content), SEGMENT):
                file.write(self._sealed.closed(self._places, content[begin : begin + SEGMENT]))
                self._places += 1
            self._done = file.tell() == _SALT + _sealed_size(self.size)

    def segments(self) -> Iterator[bytes]:
        """Yield what has arrived, segment by segment.

        Raises:
            ContentsDamaged: A segment is not as it was written.
        """
        with self.path.open("rb") as file:
            file.seek(_SALT)
            place = 0
            while stored := file.read(_STORED):
                yield self._sealed.opened(place, stored)
                place += 1

    def force(self) -> None:
        """Make it lasting."""
        with self.path.open("r+b") as file:
            os.fsync(file.fileno())

    def drop(self) -> None:
        """Forget what has arrived."""
        self.path.unlink(missing_ok=True)


class _Sealed:
    """The segments of one file.

    Source:
        The construction is that of STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption
        and its Nonce-Reuse Misuse-Resistance, 2015) with AES-256-GCM, the place as associated data, and a nonce
        drawn for each writing because a segment may be written again after a break.
    """

    def __init__(self, key: bytes, salt: bytes, size: int) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - the window opens without it

        self.size = size
        self._last = max(0, -(-size // SEGMENT) - 1)
        self._cipher = AESGCM(_derived(key, b"segments", salt))

    def closed(self, place: int, plain: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, self._place(place))

    def opened(self, place: int, stored: bytes) -> bytes:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see above

        try:
            return self._cipher.decrypt(stored[:_NONCE], stored[_NONCE:], self._place(place))
        except (InvalidTag, ValueError):
            raise ContentsDamaged(DAMAGED) from None

    def _place(self, place: int) -> bytes:
        return place.to_bytes(8, "big") + bytes([place == self._last])


def _sealed_size(plain: int) -> int:
    return plain + -(-plain // SEGMENT) * (_NONCE + _TAG)


def _plain_size(stored: int) -> int:
    whole, rest = divmod(stored - _SALT, _STORED)
    return whole * SEGMENT + max(0, rest - _NONCE - _TAG)
