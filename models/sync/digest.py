"""Digests: a figure by which two stores can tell that they hold the same."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base import Record
from models.records import RECORDS
from models.sync.wire import canonical, pack_record


def digest(session: Session, institution_id: str, branch_id: str) -> str:
    """Return count and combined hash of what a branch's store holds from the centre, contents included.

    The hashes of the records are combined by exclusive or, so that their order does not matter.
    """
    count, combined = 0, 0
    for record in _confirmed(session, institution_id, branch_id):
        body = [record.kind, str(record.id), record.version, pack_record(record)]
        combined ^= int.from_bytes(hashlib.sha256(canonical(body)).digest()[:16])
        count += 1
    return f"{count}:{combined:032x}"


def _confirmed(session: Session, institution_id: str, branch_id: str) -> Iterable[Record]:
    for record in RECORDS.values():
        rows = select(record).where(
            record.institution_id == institution_id, record.branch_id == branch_id, record.version > 0
        )
        yield from session.scalars(rows.execution_options(yield_per=1000))
