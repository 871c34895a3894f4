"""Taking in what workstations noted while nobody watched, and noticing where a trail was cut or rewritten."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.store import Store
from central.tables import WorkstationTrail
from central.trail import lock_institution, note, note_all
from models.approval.roles import Actor
from models.compliance.actions import LOCAL, NOTED_THERE, TRAIL_BEGUN, TRAIL_BROKEN
from models.compliance.audit import START, AuditEntry, Doing
from models.compliance.sealed import first_fault
from models.errors import NotAllowed
from models.text import Text

MOST_AT_ONCE = 500
_NOT_YOURS = Text("这份本机审计记录属于其他员工。", "This trail of a workstation belongs to a colleague.")


def take_in(
    store: Store,
    actor: Actor,
    chain: UUID,
    shown: Sequence[AuditEntry],
    at: datetime,
    *,
    instead_of: str | None = None,
) -> dict[str, Any]:
    """Return how far the centre knows the trail of a store after taking in what the workstation shows of it.

    Every new entry becomes one of the bank's own. Where the shown ones do not go on from what is known, that is
    noted too, and the trail is followed from there on.

    Args:
        store: The store.
        actor: Who shows it.
        chain: Which trail.
        shown: The last known entry and what follows it.
        at: The moment.
        instead_of: The last hash known here, as the workstation was told it: a request that comes late, behind a later
            one, looks like a trail that was cut, and does not know it. Nothing if it is not to be asked.

    Raises:
        NotAllowed: The trail is known as a colleague's.
    """
    with store.writing() as session:
        lock_institution(session, actor.institution_id)
        known = session.get(WorkstationTrail, (actor.institution_id, chain), populate_existing=True)
        if known is None:
            known = _begin(session, actor, chain, at)
        elif known.login != actor.login:
            raise NotAllowed(_NOT_YOURS)
        fault = first_fault(known.length, known.digest, shown)
        if fault is not None and instead_of not in {None, known.digest}:
            return {"length": known.length, "digest": known.digest}
        if fault is not None:
            _note_break(session, actor, known, fault, shown, at)
        for entry in shown:
            if entry.sequence > known.length or (fault is not None and entry.sequence >= fault):
                _copy(session, actor, entry, at)
        last = shown[-1] if shown else None
        if fault is not None or (last and last.sequence > known.length):
            known.length, known.digest = (last.sequence, last.digest) if last else (0, START)
        known.device, known.seen_at = actor.device, at
        return {"length": known.length, "digest": known.digest}


def _begin(session: Session, actor: Actor, chain: UUID, at: datetime) -> WorkstationTrail:
    """Return the record of a trail that was never seen; that a computer had another before is worth knowing."""
    earlier = select(func.count()).where(
        WorkstationTrail.institution_id == actor.institution_id,
        WorkstationTrail.login == actor.login,
        WorkstationTrail.device == actor.device,
    )
    doing = Doing(actor.login, TRAIL_BEGUN, f"trail {chain}", at, actor.device)
    note(session, actor.institution_id, doing, earlier=session.scalar(earlier))
    known = WorkstationTrail(
        institution_id=actor.institution_id,
        chain=chain,
        login=actor.login,
        device=actor.device,
        length=0,
        digest=START,
        seen_at=at,
    )
    session.add(known)
    return known


def _note_break(
    session: Session,
    actor: Actor,
    known: WorkstationTrail,
    fault: int,
    shown: Sequence[AuditEntry],
    at: datetime,
) -> None:
    doing = Doing(actor.login, TRAIL_BROKEN, f"trail {known.chain}", at, actor.device)
    note(
        session,
        actor.institution_id,
        doing,
        sequence=fault,
        known={"length": known.length, "digest": known.digest},
        shown={"length": shown[-1].sequence, "digest": shown[-1].digest} if shown else None,
    )


def _copy(session: Session, actor: Actor, entry: AuditEntry, at: datetime) -> None:
    """Note what was done there under the actor's own name; only what a workstation does itself is believed."""
    there = {"sequence": entry.sequence, "at": entry.at.isoformat(), "digest": entry.digest}
    believed = entry.action in LOCAL
    doing = Doing(actor.login, entry.action if believed else NOTED_THERE, entry.subject, at, actor.device)
    said = {} if believed else {"action": entry.action}
    note_all(session, actor.institution_id, [(doing, {**entry.detail, **said, "there": there})])
