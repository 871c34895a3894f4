"""Where the contents of papers lie: a folder, or a bucket of an S3-compatible store; both behind one small port."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy import URL

from central.clock import now
from models.errors import LendingError, RuleBroken
from models.text import Text

SETTING = "HEITU_CENTRAL_FILES"
"""Where the contents lie: a folder, or ``s3://bucket/prefix?endpoint=https://…&region=…``."""

CHUNK = 256 * 1024
_LEFT_BEHIND = timedelta(days=1)
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class FileRefused(LendingError):
    """A file is not taken or not given; ``status`` is the answer's, ``headers`` go with it."""

    def __init__(self, status: int, text: Text, headers: dict[str, str] | None = None) -> None:
        super().__init__(text)
        self.status, self.headers = status, headers or {}


FULL = Text(
    "总行存放资料的磁盘已满，资料保留在本机，稍后自动重传；请通知总行管理员。",
    "Head office has no room for papers; they stay here and are sent again later. Tell the administrator.",
)
NO_PAPERS = Text(
    "没有资料文件夹{folder}，请核对 --files。", "There is no folder of papers {folder}; check --files."
)
TROUBLE = Text(
    "总行资料库暂时不可用，资料保留在本机，稍后自动重传。",
    "Head office cannot reach its papers; they stay here and are sent again later.",
)


class Objects(Protocol):
    """Named contents that are written once and never changed."""

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Keep *chunks* under *name*, lasting and all of them; an error among them leaves nothing behind.

        Raises:
            FileRefused: There is no room, or the store does not answer.
        """

    def read(self, name: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """Yield the contents from byte *first* to byte *last*, both included.

        Raises:
            FileRefused: The store does not answer, or has lost them.
        """

    def size(self, name: str) -> int | None:
        """Return how many bytes lie under *name*, or nothing.

        Raises:
            FileRefused: The store does not answer.
        """

    def clear(self, prefix: str) -> None:
        """Forget everything whose name begins with the folder *prefix*."""


class Folder:
    """Contents as files below a folder, which several processes may share."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._sweep()

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """See ``Objects``: written aside, forced to the disk, then moved to its name."""
        target = self._root / name
        aside = ""
        try:
            self._incoming.mkdir(parents=True, exist_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, aside = tempfile.mkstemp(dir=self._incoming)
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(aside).replace(target)
            _force(target.parent)
        except OSError as error:
            raise _refusal(error) from error
        finally:
            with suppress(OSError):
                Path(aside).unlink()

    def read(self, name: str, first: int = 0, last: int | None = None) -> Iterator[bytes]:
        """See ``Objects``."""
        try:
            with (self._root / name).open("rb") as file:
                file.seek(first)
                left = None if last is None else last - first + 1
                while chunk := file.read(CHUNK if left is None else min(CHUNK, left)):
                    yield chunk
                    left = None if left is None else left - len(chunk)
        except OSError as error:
            raise FileRefused(HTTPStatus.SERVICE_UNAVAILABLE, TROUBLE) from error

    def size(self, name: str) -> int | None:
        """See ``Objects``."""
        try:
            return (self._root / name).stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _refusal(error) from error

    def clear(self, prefix: str) -> None:
        """See ``Objects``."""
        shutil.rmtree(self._root / prefix, ignore_errors=True)

    @property
    def _incoming(self) -> Path:
        return self._root / "incoming"

    def _sweep(self) -> None:
        """Remove what processes that were killed have left half written."""
        for each in self._incoming.glob("*"):
            with suppress(OSError):
                written = datetime.fromtimestamp(each.stat().st_mtime, UTC)
                if now() - written > _LEFT_BEHIND:
                    each.unlink()


def _force(folder: Path) -> None:
    """Make the names in a folder lasting; Windows does so by itself and cannot be asked."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _refusal(error: OSError) -> FileRefused:
    if error.errno in _FULL:
        return FileRefused(HTTPStatus.INSUFFICIENT_STORAGE, FULL)
    return FileRefused(HTTPStatus.SERVICE_UNAVAILABLE, TROUBLE)


def check_folder(papers: Path) -> None:
    """Make sure that an operator has named a folder.

    Raises:
        RuleBroken: There is none.
    """
    if not papers.is_dir():
        raise RuleBroken(NO_PAPERS.fill(folder=papers))


def objects_for(database: URL, folder: str | None = None) -> Objects:
    """Return where contents lie: in the folder, where the setting says, or beside the database.

    Raises:
        RuleBroken: There is no such folder.
        ValueError: The setting names no bucket.
    """
    if folder:
        check_folder(Path(folder))
        return Folder(Path(folder))
    named = os.environ.get(SETTING, "")
    if urlsplit(named).scheme == "s3":
        from central.files.bucket import Bucket  # noqa: PLC0415 - only banks with such a store install its library

        return Bucket(named)
    if named:
        return Folder(Path(named))
    if database.get_backend_name() == "sqlite" and database.database:
        return Folder(Path(f"{database.database}.files"))
    return Folder(Path("heitu-central-files"))
