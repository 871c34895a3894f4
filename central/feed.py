"""The change feed of a branch: gap-free, in the order of the commits."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.marks import tallies
from central.tables import Branch, Change, Institution
from models.among import among
from models.approval.roles import Actor
from models.base import Record
from models.errors import LendingError, NotAllowed, NotFound
from models.records import RECORDS
from models.sync.wire import pack_record
from models.text import Text

LONGEST_PAGE = 5_000
OTHER_BRANCH = Text("您无权查看支行{branch}的数据。", "You may not see the data of branch {branch}.")
NOT_A_PLACE = Text(
    "同步位置已失效，请重新下载。", "The sync position is not valid; download everything again."
)


class CursorGone(LendingError):
    """The cursor is not of this feed; the reader must begin again."""


def lock_branch(session: Session, institution_id: str, branch_id: str) -> Branch:
    """Return the branch, held until the commit: whoever writes for it writes alone.

    Raises:
        NotFound: There is no such branch.
    """
    branch = session.get(Branch, (institution_id, branch_id), with_for_update=True, populate_existing=True)
    if branch is None:
        raise NotFound(
            Text("没有支行{branch}。", "There is no branch {branch}.").fill(branch=branch_id),
        )
    return branch


def lock_branch_once(session: Session, institution_id: str, branch_id: str) -> Branch:
    """Return the branch that this transaction holds already, or lock it now."""
    held: dict[tuple[str, str], Branch] = session.info.setdefault("branches", {})
    key = (institution_id, branch_id)
    if key not in held:
        held[key] = lock_branch(session, *key)
    return held[key]


def lock_head_office(session: Session, institution_id: str) -> None:
    """Hold the head office until the commit, if the bank has one.

    Whoever needs more than one branch holds it before any of them: then nobody waits for somebody who waits for them.
    """
    bank = session.get(Institution, institution_id)
    if bank and bank.head_office:
        lock_branch_once(session, institution_id, bank.head_office)


def page(
    session: Session, actor: Actor, branch_id: str, since: int, limit: int, *, departures: bool = True
) -> dict[str, Any]:
    """Return the changes of a branch after *since*, at most *limit* of them, in order.

    The last page tells the tallies of the whole branch at its place, so that the reader can compare.

    Args:
        session: Reads one state of the database.
        actor: Who reads.
        branch_id: Whose feed.
        since: The place after which the page begins.
        limit: Of changes.
        departures: Whether the reader knows what a record is that has left the branch.

    Raises:
        NotAllowed: The actor does not see that branch.
        CursorGone: The feed never was at *since*.
    """
    head = head_of(session, actor, branch_id)
    if not 0 <= since <= head:
        raise CursorGone(NOT_A_PLACE)
    wanted = select(Change).where(
        Change.institution_id == actor.institution_id, Change.branch_id == branch_id, Change.seq > since
    )
    if not departures:
        wanted = wanted.where(~Change.gone)
    rows = session.scalars(wanted.order_by(Change.seq).limit(limit + 1)).all()
    given, more = rows[:limit], len(rows) > limit
    body = {"changes": packed(session, given), "next": given[-1].seq if more else head, "more": more}
    return body if more else {**body, "tallies": tallies(session, actor.institution_id, branch_id)}


def packed(session: Session, changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Return *changes* of one bank as they travel, each with its record unless that has left the branch."""
    found = _records(session, [change for change in changes if not change.gone])
    return [
        _departure(change) if change.gone else _packed(change, found[change.kind, change.record_id])
        for change in changes
    ]


def _departure(change: Change) -> dict[str, Any]:
    return {"seq": change.seq, "kind": change.kind, "id": str(change.record_id), "gone": True}


def _packed(change: Change, record: Record) -> dict[str, Any]:
    return {
        "seq": change.seq,
        "kind": change.kind,
        "id": str(change.record_id),
        "version": record.version,
        "mark": change.mark,
        "values": pack_record(record),
    }


def again(
    session: Session, actor: Actor, branch_id: str, kind: str, ids: Sequence[UUID]
) -> list[dict[str, Any]]:
    """Return what a branch holds of *ids* now, for a workstation whose own is not the same; the rest it lacks.

    Raises:
        NotAllowed: The actor does not see that branch.
    """
    head_of(session, actor, branch_id)
    wanted = select(Change).where(
        Change.institution_id == actor.institution_id,
        Change.branch_id == branch_id,
        Change.kind == kind,
        among(Change.record_id, ids),
        ~Change.gone,
    )
    return packed(session, session.scalars(wanted.order_by(Change.seq)).all())


def _records(session: Session, changes: Sequence[Change]) -> dict[tuple[str, UUID], Record]:
    wanted: dict[str, list[UUID]] = {}
    for change in changes:
        wanted.setdefault(change.kind, []).append(change.record_id)
    found: dict[tuple[str, UUID], Record] = {}
    for kind, ids in wanted.items():
        record = RECORDS[kind]
        rows = select(record).where(record.institution_id == changes[0].institution_id, among(record.id, ids))
        found.update({(kind, each.id): each for each in session.scalars(rows)})
    return found


def head_of(session: Session, actor: Actor, branch_id: str) -> int:
    """Return the last place of the feed of a branch.

    Raises:
        NotAllowed: The actor does not see that branch.
    """
    if branch_id not in actor.scope:
        raise NotAllowed(OTHER_BRANCH.fill(branch=branch_id))
    wanted = (Branch.institution_id == actor.institution_id, Branch.branch_id == branch_id)
    return session.scalar(select(Branch.head).where(*wanted)) or 0


def heads_of(session: Session, actor: Actor) -> dict[str, int]:
    """Return the last place of the feed of each branch that the actor sees."""
    rows = select(Branch.branch_id, Branch.head).where(
        Branch.institution_id == actor.institution_id, Branch.branch_id.in_(sorted(actor.scope))
    )
    return {branch_id: head for branch_id, head in session.execute(rows)}  # noqa: C416 - rows are no pairs to mypy


def state(session: Session, actor: Actor, branch_id: str) -> dict[str, Any]:
    """Return the tallies of what a branch holds, and the place in the feed at which it holds it.

    Raises:
        NotAllowed: The actor does not see that branch.
    """
    head = head_of(session, actor, branch_id)
    return {"tallies": tallies(session, actor.institution_id, branch_id), "head": head}
