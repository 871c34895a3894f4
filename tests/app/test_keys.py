"""The key of the store: in a real keyring or from a passphrase, never in a file."""

import hashlib
from pathlib import Path

import pytest

from app.database import Database, StoreLocked
from app.keys import KEY_BYTES, NoKeyring, keep_secret, key_from_keyring, key_from_passphrase
from models.errors import RuleBroken
from tests.app.secret_service import run_with_keyring

SHOW_KEY = "import sys; from app.keys import key_from_keyring; print(key_from_keyring(sys.argv[1]).hex())"
OPEN_STORE = """
import sys
from pathlib import Path
from app.database import Database
from app.keys import key_from_keyring
Database(Path(sys.argv[1]), key_from_keyring("23990100/wangjun")).close()
print(key_from_keyring("23990100/wangjun").hex())
"""
NO_ANSWER = """
from app.keys import NoKeyring, key_from_keyring
try:
    key_from_keyring("x")
except NoKeyring as missing:
    print(missing.text.zh)
"""
PASSPHRASE = "黑土地上的一句口令"  # noqa: S105 - a test's
LONG = f"{PASSPHRASE}2026"


def test_a_keyring_makes_a_key_once_and_keeps_it(tmp_path: Path) -> None:
    mine = run_with_keyring(tmp_path, SHOW_KEY, "23990100/wangjun")
    assert len(bytes.fromhex(mine)) == KEY_BYTES
    assert run_with_keyring(tmp_path, SHOW_KEY, "23990100/wangjun") == mine
    assert run_with_keyring(tmp_path, SHOW_KEY, "23990100/lixue") != mine


def test_no_file_beside_the_store_holds_the_key(tmp_path: Path) -> None:
    store = tmp_path / "store" / "store.db"
    key = bytes.fromhex(run_with_keyring(tmp_path, OPEN_STORE, str(store)))
    Database(store, key).close()
    assert [file.name for file in store.parent.iterdir()] == ["store.db"]
    _holds_none(tmp_path, key, key.hex().encode())


def test_a_locked_keyring_is_no_keyring(tmp_path: Path) -> None:
    assert "口令" in run_with_keyring(tmp_path, NO_ANSWER, before="")


def test_without_a_keyring_a_passphrase_is_asked_for() -> None:
    with pytest.raises(NoKeyring, match="至少10位"):
        key_from_keyring("23990100/wangjun")
    with pytest.raises(NoKeyring):
        keep_secret("refresh", "token")


def test_a_passphrase_makes_the_same_key_again_and_another_elsewhere(tmp_path: Path) -> None:
    key = key_from_passphrase(tmp_path / "a", LONG)
    assert len(key) == KEY_BYTES
    assert key_from_passphrase(tmp_path / "a", LONG) == key
    assert key_from_passphrase(tmp_path / "b", LONG) != key


@pytest.mark.parametrize("short", ["", "123456789", "口令口令口令口令口"])
def test_a_short_passphrase_is_refused_and_leaves_nothing(tmp_path: Path, short: str) -> None:
    with pytest.raises(RuleBroken, match="至少10位") as refusal:
        key_from_passphrase(tmp_path / "home", short)
    assert refusal.value.field == "passphrase"
    assert not (tmp_path / "home").exists()


def test_a_wrong_passphrase_does_not_open_the_store(tmp_path: Path) -> None:
    Database(tmp_path / "store.db", key_from_passphrase(tmp_path, LONG)).close()
    with pytest.raises(StoreLocked, match="请核对口令"):
        Database(tmp_path / "store.db", key_from_passphrase(tmp_path, LONG + "!"))


def test_only_the_salt_lies_beside_the_store(tmp_path: Path) -> None:
    key = key_from_passphrase(tmp_path, LONG)
    Database(tmp_path / "store.db", key).close()
    assert {file.name for file in tmp_path.iterdir()} == {"store.db", "salt"}
    _holds_none(tmp_path, key, key.hex().encode(), LONG.encode(), hashlib.sha256(LONG.encode()).digest())


def _holds_none(folder: Path, *secrets: bytes) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            assert not any(secret in file.read_bytes() for secret in secrets), file.name
