"""The key of the local store: kept in the keyring or made from a passphrase, never in a file.

This is the only user of ``keyring``.
"""

import os
from pathlib import Path

from app.disk import writing
from models.errors import LendingError, RuleBroken
from models.text import Text

SERVICE = "heitu"
KEY_BYTES = 32
SHORTEST_PASSPHRASE = 10
SALT_FILE = "salt"


class NoKeyring(LendingError):
    """The operating system has no keyring that can be used; the officer must type a passphrase."""


NO_KEYRING = Text(
    "这台电脑没有可用的系统密钥环，请设置并牢记一个至少10位的口令来加密本机数据。",
    "This computer has no usable keyring; a passphrase of at least 10 characters encrypts local data.",
)


def key_from_keyring(owner: str) -> bytes:
    """Return the store key of *owner*, made on first use.

    Raises:
        NoKeyring: There is none, or it is locked.
    """
    found = kept_key(owner)
    if found is None:
        import secrets  # noqa: PLC0415 - see ``key_from_passphrase``

        found = secrets.token_bytes(KEY_BYTES)
        keep_secret(_named(owner), found.hex())
    return found


def kept_key(owner: str) -> bytes | None:
    """Return the store key of *owner* if the keyring keeps one; none is made.

    Raises:
        NoKeyring: There is none, or it is locked.
    """
    found = remembered_secret(_named(owner))
    return None if found is None else bytes.fromhex(found)


def _named(owner: str) -> str:
    return f"store {owner}"


def remembered_secret(name: str) -> str | None:
    """Return what the keyring keeps under *name*.

    Raises:
        NoKeyring: There is none, or it is locked.
    """
    import keyring  # noqa: PLC0415 - 0.1 s that the login window does not wait for
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(SERVICE, name)
    except KeyringError:
        raise NoKeyring(NO_KEYRING) from None


def keep_secret(name: str, secret: str) -> None:
    """Keep *secret* in the keyring.

    Raises:
        NoKeyring: There is none, or it is locked.
    """
    import keyring  # noqa: PLC0415 - see ``remembered_secret``
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        keyring.set_password(SERVICE, name, secret)
    except KeyringError:
        raise NoKeyring(NO_KEYRING) from None


def forget_secret(name: str) -> None:
    """Let the keyring forget what it keeps under *name*.

    Raises:
        NoKeyring: There is none, or it is locked.
    """
    import keyring  # noqa: PLC0415 - see ``remembered_secret``
    from keyring.errors import KeyringError, PasswordDeleteError  # noqa: PLC0415

    try:
        keyring.delete_password(SERVICE, name)
    except PasswordDeleteError:
        return
    except KeyringError:
        raise NoKeyring(NO_KEYRING) from None


def has_salt(folder: Path) -> bool:
    """Tell whether a passphrase was set for the store in *folder*."""
    return (folder / SALT_FILE).exists()


def key_from_passphrase(folder: Path, passphrase: str) -> bytes:
    """Return the store key that *passphrase* makes; only the salt is kept beside the store.

    Raises:
        RuleBroken: The passphrase is too short.
        DiskTrouble: The salt cannot be kept.

    Source:
        RFC 7914 (scrypt), with N = 2^15, r = 8, p = 1.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise RuleBroken(
            Text("口令至少10位。", "The passphrase needs at least 10 characters."), field="passphrase"
        )
    import hashlib  # noqa: PLC0415 - the log-in window is painted before there is anything to encrypt
    import secrets  # noqa: PLC0415 - likewise

    salt_file = folder / SALT_FILE
    if not salt_file.exists():
        with writing():
            folder.mkdir(parents=True, exist_ok=True)
            # Half a salt would lock the store for good.
            aside = salt_file.with_suffix(".part")
            with aside.open("wb") as file:
                file.write(secrets.token_bytes(16))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(salt_file)
    salt = salt_file.read_bytes()
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=KEY_BYTES)
