"""Contents lie encrypted, whole or not at all, and no change to them passes unseen."""

import random
from pathlib import Path

import pytest

from app.attachments.contents import SEGMENT, Contents, ContentsDamaged

KEY, OTHER = bytes(range(32)), bytes(32)
SIZES = [1, 100, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, 3 * SEGMENT + 7]


def some(size: int) -> bytes:
    return random.Random(size).randbytes(size)  # noqa: S311 - reproducible, not secret


def only_file(folder: Path) -> Path:
    (found,) = [each for each in folder.rglob("*") if each.is_file()]
    return found


@pytest.mark.parametrize("size", SIZES)
def test_what_was_kept_is_read_whole_and_in_parts(tmp_path: Path, size: int) -> None:
    contents, content = Contents(tmp_path, KEY), some(size)
    sha256 = contents.keep(content)
    assert contents.keep(content) == sha256
    assert contents.has(sha256)
    assert contents.read(sha256) == content
    for first, count in ((0, 1), (size // 2, 100), (SEGMENT - 1, 2), (size - 1, 10), (size, 5)):
        assert contents.read(sha256, first, count) == content[first : first + count]
    contents.remove(sha256)
    assert not contents.has(sha256)


def test_neither_name_nor_bytes_tell_what_it_is(tmp_path: Path) -> None:
    content = b"\xff\xd8\xff" + b"secret" * 1000
    sha256 = Contents(tmp_path, KEY).keep(content)
    stored = only_file(tmp_path)
    assert sha256 not in str(stored)
    assert b"secret" not in stored.read_bytes()
    assert not Contents(tmp_path, OTHER).has(sha256)
    assert Contents(tmp_path / "b", KEY).keep(content) == sha256
    assert only_file(tmp_path / "b").read_bytes() != stored.read_bytes()


def _flip(stored: bytes) -> bytes:
    return stored[:-1] + bytes([stored[-1] ^ 1])


def _swap(stored: bytes) -> bytes:
    step = SEGMENT + 28
    return stored[:16] + stored[16 + step : 16 + 2 * step] + stored[16 : 16 + step] + stored[16 + 2 * step :]


@pytest.mark.parametrize(
    "change",
    [
        _flip,
        _swap,
        lambda stored: stored[: 16 + 2 * (SEGMENT + 28)],
        lambda stored: stored[:20],
        lambda _s: b"",
    ],
    ids=["flipped", "swapped", "cut at a segment", "cut", "emptied"],
)
def test_no_change_passes_unseen(tmp_path: Path, change: object) -> None:
    contents = Contents(tmp_path, KEY)
    sha256 = contents.keep(some(3 * SEGMENT))
    stored = only_file(tmp_path)
    stored.write_bytes(change(stored.read_bytes()))  # type: ignore[operator] # it is a function
    with pytest.raises(ContentsDamaged):
        contents.read(sha256)


def test_what_is_damaged_is_mended_by_adding_it_anew(tmp_path: Path) -> None:
    contents, content = Contents(tmp_path, KEY), some(SEGMENT + 1)
    sha256 = contents.keep(content)
    stored = only_file(tmp_path)
    stored.write_bytes(_flip(stored.read_bytes()))
    assert not contents.sound(sha256)
    assert contents.keep(content) == sha256
    assert contents.read(sha256) == content
    assert only_file(tmp_path) == stored


def test_what_does_not_lie_here_says_so(tmp_path: Path) -> None:
    with pytest.raises(ContentsDamaged):
        Contents(tmp_path, KEY).read("ab" * 32)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("torn", [0, 1, 5000])
def test_what_arrives_goes_on_after_a_break(tmp_path: Path, size: int, torn: int) -> None:
    content = some(size)
    sha256 = Contents(tmp_path / "elsewhere", KEY).keep(content)
    contents = Contents(tmp_path / "here", KEY)
    turns = 0
    while (arriving := contents.arriving(sha256, size)).there < size:
        arriving.add(content[arriving.there : arriving.there + SEGMENT])
        turns += 1
        if torn and turns == 1 and arriving.there < size:
            with arriving.path.open("ab") as file:
                file.write(bytes(torn))
    contents.arrived(contents.arriving(sha256, size), sha256)
    assert contents.read(sha256) == content
    assert turns == -(-size // SEGMENT)


def test_what_was_torn_on_its_way_in_is_dropped(tmp_path: Path) -> None:
    contents = Contents(tmp_path, KEY)
    arriving = contents.arriving("ab" * 32, 5)
    arriving.add(b"whole")
    # The power went: the length is there and the pages are not.
    arriving.path.write_bytes(arriving.path.read_bytes()[:16] + bytes(arriving.path.stat().st_size - 16))
    with pytest.raises(ContentsDamaged):
        contents.arrived(contents.arriving("ab" * 32, 5), "ab" * 32)
    assert contents.arriving("ab" * 32, 5).there == 0


def test_what_arrives_under_another_hash_is_dropped(tmp_path: Path) -> None:
    contents = Contents(tmp_path, KEY)
    arriving = contents.arriving("ab" * 32, 5)
    arriving.add(b"other")
    with pytest.raises(ContentsDamaged):
        contents.arrived(arriving, "ab" * 32)
    assert contents.arriving("ab" * 32, 5).there == 0
