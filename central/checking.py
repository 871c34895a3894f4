"""Proving that what the centre keeps is whole: the trail of each bank and the ledgers of its limits."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from central.tables import Institution
from models.compliance.audit import findings, stretch
from models.lending.limits import Limit, LimitEntry
from models.money import show_yuan
from models.text import Text

_LEDGER = Text(
    "额度“{title}”（{id}）已占用{used}元，与流水合计{sum}元不符。",
    "The limit “{title}” ({id}) has {used} yuan used, but its entries add up to {sum}.",
)
_STRAY = Text(
    "额度流水{id}没有对应的额度（{limit}）。", "The limit entry {id} belongs to no limit ({limit})."
)


def institutions(session: Session) -> list[Institution]:
    """Return every bank, in order."""
    return list(session.scalars(select(Institution).order_by(Institution.institution_id)))


def findings_of(session: Session, institution_id: str) -> Iterator[Text]:
    """Yield what is wrong with the trail and the ledgers of a bank, each time naming the row."""
    yield from findings(session, institution_id)
    yield from _ledgers(session, institution_id)


def part_of(session: Session, institution_id: str, after: int, most: int) -> tuple[list[Text], int | None]:
    """Return what is wrong with a stretch of the trail, and where the next begins; the ledgers belong to the last one.

    See ``models.compliance.audit.stretch``.
    """
    found, place = stretch(session, institution_id, after, most)
    return ([*found, *_ledgers(session, institution_id)] if place is None else found), place


def _ledgers(session: Session, institution_id: str) -> Iterator[Text]:
    totals = (
        select(LimitEntry.limit_id, func.sum(LimitEntry.amount).label("total"))
        .where(LimitEntry.institution_id == institution_id)
        .group_by(LimitEntry.limit_id)
        .subquery()
    )
    total = func.coalesce(totals.c.total, 0)
    wrong = (
        select(Limit.id, Limit.title, Limit.used, total)
        .outerjoin(totals, totals.c.limit_id == Limit.id)
        .where(Limit.institution_id == institution_id, func.coalesce(Limit.used, 0) != total)
        .order_by(Limit.id)
    )
    for identity, title, used, entered in session.execute(wrong):
        yield _LEDGER.fill(title=title, id=identity, used=show_yuan(used or 0), sum=show_yuan(int(entered)))
    known = select(Limit.id).where(Limit.institution_id == institution_id)
    stray = (
        select(LimitEntry.id, LimitEntry.limit_id)
        .where(LimitEntry.institution_id == institution_id, LimitEntry.limit_id.not_in(known))
        .order_by(LimitEntry.id)
    )
    for identity, limit in session.execute(stray):
        yield _STRAY.fill(id=identity, limit=limit)
