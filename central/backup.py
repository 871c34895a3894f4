"""Backup and restore: one folder holds the database, the papers and a manifest that proves both.

A restored centre is another one: it has forgotten what was written after the backup. It therefore says so at the next
log-in (``Institution.epoch``), and every workstation sends again what it knows to have been accepted.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, delete, inspect, make_url, select
from sqlalchemy.orm import Session

from central import schema
from central.admin import BY
from central.checking import findings_of, institutions
from central.commands import skip_numbers
from central.files.objects import check_folder
from central.files.uploads import WHOLE
from central.store import Store
from central.tables import Branch, Institution, RefreshToken
from central.trail import note
from models.compliance.audit import AuditHead, Doing
from models.days import business_day
from models.errors import RuleBroken
from models.text import Text

_MANIFEST, _PAPERS = "manifest.json", "files"
_DUMP = {"postgresql": "database.dump", "sqlite": "database.db"}
_NOT_EMPTY = Text("{place}不是空的，请另选一个。", "{place} is not empty; choose another.")
_DAMAGED = Text(
    "备份{folder}不完整或已损坏，没有恢复任何内容。", "The backup {folder} is damaged; nothing was restored."
)
_OTHER_KIND = Text(
    "备份来自{kind}，请恢复到同一种数据库。",
    "The backup is of {kind}; restore it to the same kind of database.",
)
_EARLIER = Text(
    "{folder}不是完整的备份，请改用另一份，或不带 --since 做全备份。",
    "{folder} is no complete backup; name another, or back up everything without --since.",
)
_FAILED = Text("{program}失败：{reason}", "{program} failed: {reason}")


def backup(
    database: str, folder: Path, papers: Path | None, at: datetime, since: Path | None = None
) -> dict[str, Any]:
    """Return the manifest of a backup of a centre that goes on working meanwhile.

    The database is copied first, as one snapshot; papers never change once they are whole, so that whatever the
    snapshot names is copied after it. Parts of uploads come and go and are left out: a workstation that goes on with
    one after a restore begins it again.

    Args:
        database: Whose.
        folder: Where the backup is made.
        papers: Where the papers lie.
        at: When.
        since: An earlier backup. Papers that it holds are the same file in both, where the disk can do that, and only
            what has come since is copied; each of the two is whole without the other.

    Raises:
        RuleBroken: The folder is not empty, there are no *papers*, the earlier backup is not complete, or the
            database could not be copied.
    """
    url = make_url(database)
    kind = url.get_backend_name()
    if papers:
        check_folder(papers)
    known = _digests_of(since) if since else {}
    _demand_empty(folder)
    dump = folder / _DUMP[kind]
    _copy_out(url, dump)
    files = {}
    if papers:
        (folder / _PAPERS).mkdir()
    for name, paper in _papers(papers, WHOLE) if papers else ():
        kept = folder / _PAPERS / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        # Its name is its hash: what was damaged when the earlier backup was made is copied anew.
        if since and known.get(name) == paper.name and _is_linked(since / _PAPERS / name, kept):
            files[name] = paper.name
        else:
            shutil.copy2(paper, kept)
            files[name] = _digest(kept)
    manifest = {"made_at": at.isoformat(), "kind": kind, "database": _digest(dump), "files": files}
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
    return manifest


def restore(database: str, folder: Path, papers: Path | None, at: datetime) -> list[dict[str, Any]]:
    """Return what each bank of a backup holds after it was put into an empty database.

    Raises:
        RuleBroken: The backup is damaged or of another kind, or something is there already.
    """
    url = make_url(database)
    manifest = _checked(folder)
    if manifest["kind"] != url.get_backend_name():
        raise RuleBroken(_OTHER_KIND.fill(kind=manifest["kind"]))
    with _opened(database) as store:
        if inspect(store.engine).get_table_names():
            raise RuleBroken(_NOT_EMPTY.fill(place=url.database))
    if papers:
        _demand_empty(papers)
        shutil.copytree(folder / _PAPERS, papers, dirs_exist_ok=True)
    _copy_in(url, folder / _DUMP[manifest["kind"]])
    return begin_anew(database, at)


def begin_anew(database: str, at: datetime) -> list[dict[str, Any]]:
    """Return what each bank holds, after telling a restored database that it has forgotten something.

    Every log-in ends, and the next one tells the workstation to send again what it knows to have been accepted. It
    is also what an operator runs after a recovery to a point in time.
    """
    with _opened(database) as store:
        schema.migrate(store.engine)
        with store.writing() as session:
            for bank in session.scalars(select(Institution).order_by(Institution.institution_id)):
                bank.epoch = uuid4().hex
                session.flush()  # To note something reads the row of the bank again.
                session.execute(
                    delete(RefreshToken).where(RefreshToken.institution_id == bank.institution_id)
                )
                # Core banking may know a note that is forgotten here: its number is nobody else's.
                skip_numbers(session, bank.institution_id, "note", business_day(at).year)
                note(session, bank.institution_id, Doing(BY, "centre.restored", bank.institution_id, at))
        with store.reading() as session:
            return [_state(session, bank.institution_id) for bank in institutions(session)]


def _state(session: Session, institution_id: str) -> dict[str, Any]:
    head = session.get(AuditHead, institution_id)
    branches = select(Branch).where(Branch.institution_id == institution_id).order_by(Branch.branch_id)
    return {
        "institution": institution_id,
        "entries": head.length if head else 0,
        "feeds": {branch.branch_id: branch.head for branch in session.scalars(branches)},
        "findings": [{"zh": text.zh, "en": text.en} for text in findings_of(session, institution_id)],
    }


@contextmanager
def _opened(database: str) -> Iterator[Store]:
    with closing(Store(database)) as store:
        yield store


def _digests_of(earlier: Path) -> dict[str, str]:
    try:
        digests: dict[str, str] = json.loads((earlier / _MANIFEST).read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        raise RuleBroken(_EARLIER.fill(folder=earlier)) from None
    return digests


def _is_linked(earlier: Path, kept: Path) -> bool:
    """Tell whether a paper of an earlier backup is one of this backup now; another disk, or none of it, copies."""
    try:
        kept.hardlink_to(earlier)
    except OSError:
        return False
    return True


def _copy_out(url: URL, dump: Path) -> None:
    if url.get_backend_name() == "sqlite":
        # A database that is not there must not be made here, and so it is opened as a file that exists.
        source = f"file:{url.database}?mode=ro"
        with closing(sqlite3.connect(source, uri=True)) as there, closing(sqlite3.connect(dump)) as here:
            there.backup(here)
        return
    _run("pg_dump", url, "--format=custom", "--no-owner", f"--file={dump}")


def _copy_in(url: URL, dump: Path) -> None:
    if url.get_backend_name() == "sqlite":
        shutil.copyfile(dump, str(url.database))
        return
    _run("pg_restore", url, "--exit-on-error", "--single-transaction", "--no-owner", str(dump))


def _run(program: str, url: URL, *words: str) -> None:
    """Run a program of PostgreSQL; the password goes by the environment, where no list of processes shows it."""
    # ``URL.set`` passes over what is None and would leave the password where it is.
    plain = url._replace(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": url.password} if url.password else {}
    try:
        done = subprocess.run(  # noqa: S603 - a program of the database's own, with words of ours
            [program, f"--dbname={plain}", *words],
            env={**os.environ, **secret},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        raise RuleBroken(_FAILED.fill(program=program, reason="PATH")) from None
    if done.returncode:
        sys.stderr.write(done.stderr)
        reason = (done.stderr.splitlines() or [str(done.returncode)])[0]
        raise RuleBroken(_FAILED.fill(program=program, reason=reason))


def _checked(folder: Path) -> dict[str, Any]:
    damaged = RuleBroken(_DAMAGED.fill(folder=folder))
    try:
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_text("utf-8"))
        whole = _digest(folder / _DUMP[manifest["kind"]]) == manifest["database"]
        there = {name: _digest(path) for name, path in _papers(folder / _PAPERS)}
    except (OSError, ValueError, KeyError, TypeError):
        raise damaged from None
    if not whole or there != manifest.get("files"):
        raise damaged
    return manifest


def _papers(folder: Path, below: str = "") -> Iterator[tuple[str, Path]]:
    for path in sorted((folder / below).rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def _demand_empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise RuleBroken(_NOT_EMPTY.fill(place=folder))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
