"""Encrypted stores of any size for the benchmarks, made once and kept in ``.cache``."""

import hashlib
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert
from sqlcipher3 import dbapi2

from app import migrate
from app.database import Database
from app.indexing import words_of
from app.search import Words, indexed
from models.approval.records import CaseEvent
from models.approval.roles import Actor, Role
from models.base import Record, fill_defaults
from models.collateral.object import Collateral, Pledge, Valuation
from models.lending.case import LoanCase
from models.party.farmer import Farmer
from models.sample.people import head
from models.sample.scope import Scope

CACHE = Path(__file__).parents[1] / ".cache"
KEY = bytes(range(32))
INSTITUTION, BRANCH = "23990100", "2399010001"
HOME = {"institution_id": INSTITUTION, "branch_id": BRANCH}
TODAY = date(2026, 3, 10)
ACTOR = Actor("wangjun", "王军", frozenset({Role.LOAN_OFFICER}), INSTITUTION, BRANCH)
STATES = ("DRAFT", "SUBMITTED", "INVESTIGATING", "APPROVED", "DISBURSED")
CHUNK = 5_000


def store(count: int) -> Path:
    """Return an encrypted store with so many farmers, each with one case, one collateral and three events."""
    path = CACHE / f"bench-{count}-{fingerprint()}.db"
    if not path.exists():
        part = CACHE / f"bench-{count}-part.db"
        for old in CACHE.glob(f"bench-{count}-*"):
            old.unlink()
        database = Database(part, KEY)
        with database.engine.execution_options(write=True).begin() as connection:
            for start in range(0, count, CHUNK):
                _fill(connection, range(start, min(start + CHUNK, count)))
        database.tune()
        database.close()
        part.rename(path)
    return path


def plain(count: int) -> Path:
    """Return the same store without encryption."""
    path = CACHE / f"bench-{count}-{fingerprint()}.plain.db"
    source = store(count)
    if not path.exists():
        connection = connect(source)
        connection.execute("ATTACH DATABASE ? AS bare KEY ''", (str(path),))
        connection.execute("SELECT sqlcipher_export('bare')")
        connection.close()
    return path


def fingerprint() -> str:
    """Return a mark of the tables as they are now, so that a store with older ones is made anew."""
    steps = sorted((Path(migrate.__file__).parent / "migrations" / "versions").glob("*.py"))
    return hashlib.sha256(b"".join(step.read_bytes() for step in steps)).hexdigest()[:8]


def connect(path: Path, *, key: bytes | None = KEY, cache_kib: int = 64 * 1024) -> Any:
    """Return a bare connection of the driver."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    if key:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA cache_size = -{cache_kib}")
    return connection


def _fill(connection: Connection, numbers: Iterable[int]) -> None:
    records = [record for number in numbers for record in _one(number)]
    for kind in (Farmer, LoanCase, Collateral, Valuation, Pledge, CaseEvent):
        rows = [record for record in records if isinstance(record, kind)]
        connection.execute(insert(kind), [row(record) for record in rows])
    names = {record.id: record.full_name for record in records if isinstance(record, Farmer)}
    index(connection, [(record, _words(record, names)) for record in records])


def row(record: Record) -> dict[str, Any]:
    """Return a record as a row of its table."""
    return {column.key: getattr(record, column.key) for column in type(record).__table__.columns}


def _one(number: int) -> Iterator[Record]:
    farmer, chance = head(Scope(7, INSTITUTION, BRANCH, TODAY), number)
    case = LoanCase(
        **HOME,
        applicant_kind="farmer",
        applicant_id=farmer.id,
        product="farmer_production",
        amount=chance.whole(10, 300) * 100_000,
        months=12,
        purpose="购买玉米种子和化肥",
        method="BULLET",
        payment_mode="self",
        number=f"AJ-{INSTITUTION}-2026-{number:06d}-0",
        state=STATES[number % len(STATES)],
        lead_officer="wangjun",
        changed_on=date.fromordinal(TODAY.toordinal() - number % 365),
    )
    facts = {"certificate": "黑(2016)第000123号", "area": "120.0000", "yearly_rent": 60_000}
    land = Collateral(
        **HOME,
        collateral_kind="farmland_right",
        description=f"{farmer.village}承包地",
        owner_name=farmer.full_name,
        owner_number=farmer.id_number,
        facts=facts,
    )
    yield from finished(farmer, case, land)
    yield from finished(
        Valuation(**HOME, collateral_id=land.id, value=36_000_000, valued_on=TODAY, valuer="王军")
    )
    yield from finished(Pledge(**HOME, case_id=case.id, collateral_id=land.id, secured=case.amount, rank=1))
    at = datetime(2026, 3, 10, 9, number % 60, tzinfo=UTC)
    for step in ("submit", "begin_survey", "sign_survey"):
        yield from finished(CaseEvent(**HOME, case_id=case.id, step=step, officer="wangjun", at=at))


def finished(*records: Record) -> Iterator[Record]:
    """Yield the records as the centre would have answered them."""
    for record in records:
        fill_defaults(record)
        record.version = 1
        yield record


def _words(record: Record, names: dict[UUID, str]) -> Words | None:
    if isinstance(record, LoanCase):
        name = names[record.applicant_id or record.id]
        return Words(name, record.number, (name,), (record.number,))
    session: Any = None  # Only a case looks its borrower up.
    return words_of(session, record)


def index(connection: Connection, found: Sequence[tuple[Record, Words | None]]) -> None:
    """Put what searches look for into the index, many records at a time."""
    first = connection.exec_driver_sql("SELECT ifnull(max(row), 0) + 1 FROM search_entry").scalar_one()
    entries = [
        (place, record, words) for place, (record, words) in enumerate([f for f in found if f[1]], first)
    ]
    connection.exec_driver_sql(
        "INSERT INTO search_entry (row, record_id, record_kind, title, subtitle) VALUES (?, ?, ?, ?, ?)",
        [
            (row, record.id.hex, record.kind, words.title, words.subtitle)
            for row, record, words in entries
            if words
        ],
    )
    connection.exec_driver_sql(
        "INSERT INTO search_words (rowid, name, pinyin, numbers) VALUES (?, ?, ?, ?)",
        [(row, *indexed(words)) for row, _record, words in entries if words],
    )


Work = Callable[[], object]


def interleaved(contenders: Mapping[str, Work], *, rounds: int, calls: int = 1) -> dict[str, list[float]]:
    """Return the milliseconds of every call, the contenders taking turns round by round."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for work in contenders.values():
        work()
    for _ in range(rounds):
        for name, work in contenders.items():
            for _call in range(calls):
                start = time.perf_counter()
                work()
                taken[name].append((time.perf_counter() - start) * 1000)
    return taken


def table(title: str, taken: dict[str, list[float]], targets: dict[str, tuple[str, float]]) -> None:
    """Print p50 and p99 of each contender, and for a target the ratio of the medians and whether it is met.

    Args:
        title: What was measured.
        taken: Milliseconds by contender.
        targets: By contender, whom it is measured against and the largest ratio that is right.
    """
    print(f"\n{title}")
    for name, times in taken.items():
        ordered = sorted(times)
        line = f"  {name:<34} p50 {statistics.median(ordered):9.3f} ms  p99 {ordered[int(len(ordered) * 0.99)]:9.3f} ms"
        if name in targets:
            peer, limit = targets[name]
            ratio = statistics.median(ordered) / statistics.median(taken[peer])
            verdict = "met" if ratio <= limit else "MISSED"
            line += f"  {ratio:8.4g}x {peer} (target {limit:g}x: {verdict})"
        print(line)
