"""What a workstation one release behind still asks for; it goes when nobody speaks wire 1 any more."""

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.feed import head_of
from models.approval.roles import Actor
from models.records import RECORDS
from models.sync.wire import canonical, pack_record


def state(session: Session, actor: Actor, branch_id: str) -> dict[str, Any]:
    """Return the digest of a branch in the form of wire 1, read from the records themselves.

    Raises:
        NotAllowed: The actor does not see that branch.
    """
    head = head_of(session, actor, branch_id)
    count, combined = 0, 0
    for record in RECORDS.values():
        rows = select(record).where(
            record.institution_id == actor.institution_id, record.branch_id == branch_id, record.version > 0
        )
        for each in session.scalars(rows.execution_options(yield_per=1000)):
            body = canonical([each.kind, str(each.id), each.version, pack_record(each)])
            combined ^= int.from_bytes(hashlib.sha256(body).digest()[:16])
            count += 1
    return {"digest": f"{count}:{combined:032x}", "head": head}
