"""The change feed of a branch: gap-free, in the order of the commits."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.tables import Branch, Change
from models.approval.roles import Actor
from models.base import Record
from models.errors import LendingError, NotAllowed, NotFound
from models.records import RECORDS
from models.sync.digest import digest
from models.sync.wire import pack_record
from models.text import Text

LONGEST_PAGE = 5_000
OTHER_BRANCH = Text("您无权查看支行{branch}的数据。", "You may not see the data of branch {branch}.")
NOT_A_PLACE = Text(
    "同步位置已失效，请重新下载。", "The sync position is not valid; download everything again."
)
_ORDER = {kind: place for place, kind in enumerate(RECORDS)}


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


def publish(session: Session, _context: Any, _instances: Any) -> None:
    """Give every record that is about to be written its next version and its place in the feed.

    It runs before each flush, so that no way of writing a record can leave it out.
    """
    written = [each for each in session.new if isinstance(each, Record)]
    written += [each for each in session.dirty if isinstance(each, Record) and session.is_modified(each)]
    for record in sorted(written, key=_place):
        branch = lock_branch_once(session, record.institution_id, record.branch_id)
        branch.head += 1
        known = (record.version or 0) > 0
        record.version = (record.version or 0) + 1
        key = (record.institution_id, record.branch_id, record.kind, record.id)
        change = session.get(Change, key) if known else None
        if change is None:
            change = Change(
                institution_id=key[0], branch_id=key[1], kind=key[2], record_id=key[3], seq=branch.head
            )
            session.add(change)
        change.seq = branch.head


def _place(record: Record) -> tuple[int, Any]:
    return _ORDER[record.kind], record.id


def lock_branch_once(session: Session, institution_id: str, branch_id: str) -> Branch:
    """Return the branch that this transaction holds already, or lock it now."""
    held: dict[tuple[str, str], Branch] = session.info.setdefault("branches", {})
    key = (institution_id, branch_id)
    if key not in held:
        held[key] = lock_branch(session, *key)
    return held[key]


def page(session: Session, actor: Actor, branch_id: str, since: int, limit: int) -> dict[str, Any]:
    """Return the changes of a branch after *since*, at most *limit* of them, in order.

    Raises:
        NotAllowed: The actor does not see that branch.
        CursorGone: The feed never was at *since*.
    """
    head = head_of(session, actor, branch_id)
    if not 0 <= since <= head:
        raise CursorGone(NOT_A_PLACE)
    rows = session.scalars(
        select(Change)
        .where(Change.institution_id == actor.institution_id, Change.branch_id == branch_id)
        .where(Change.seq > since)
        .order_by(Change.seq)
        .limit(limit + 1)
    ).all()
    wanted, more = rows[:limit], len(rows) > limit
    found = _records(session, actor.institution_id, wanted)
    changes = [_packed(each, found[each.kind, each.record_id]) for each in wanted]
    return {"changes": changes, "next": wanted[-1].seq if more else head, "more": more}


def _packed(change: Change, record: Record) -> dict[str, Any]:
    return {
        "seq": change.seq,
        "kind": change.kind,
        "id": str(change.record_id),
        "version": record.version,
        "values": pack_record(record),
    }


def _records(session: Session, institution_id: str, changes: Iterable[Change]) -> dict[Any, Record]:
    wanted: dict[str, list[Any]] = {}
    for change in changes:
        wanted.setdefault(change.kind, []).append(change.record_id)
    found: dict[Any, Record] = {}
    for kind, ids in wanted.items():
        record = RECORDS[kind]
        rows = select(record).where(record.institution_id == institution_id, record.id.in_(ids))
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


def state(session: Session, actor: Actor, branch_id: str) -> dict[str, Any]:
    """Return the digest of what a branch holds, and the place in the feed at which it holds it.

    Raises:
        NotAllowed: The actor does not see that branch.
    """
    head = head_of(session, actor, branch_id)
    return {"digest": digest(session, actor.institution_id, branch_id), "head": head}
