"""Keeps a contract clerk's workstation in numbers: more are asked for in time, and what is left over is given back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.memory import remember, remembered
from app.numbers import (
    ISSUE,
    OWN,
    SERIES,
    asked_for,
    free_numbers,
    make_void,
    numbers_of,
    own_blocks,
    own_ids,
)
from app.orders import request_order
from app.sync.states import LAST_ROUND, ON_THE_WAY, STUCK
from app.tables import Waiting
from models.approval.roles import Actor, Role
from models.documents.number_block import NumberBlock
from models.identity import new_id
from models.parameters import parameters
from models.text import Text

YEAR_IS_OVER = Text("年度终了，未用编号作废", "The year is over; what was not used is void")


def top_up(session: Session, actor: Actor, today: date) -> None:
    """Ask for more numbers where few are left, give last year's back, and make void what head office refused."""
    if Role.CONTRACT_CLERK not in actor.roles:
        return
    for block in own_blocks(session, actor.institution_id):
        if block.year != today.year and not _asked(session, "close_block", block.id):
            request_order(session, actor, "close_block", block.id, {"comment": YEAR_IS_OVER.zh})
    _void_refused(session, actor.institution_id)
    rule = parameters("papers", today)
    if len(free_numbers(session, actor, today.year)) >= rule["low"]:
        return
    own = own_ids(session)
    if any(_coming(session, actor.institution_id, each) for each in own):
        return
    block_id = new_id()
    asked = {"series": SERIES, "year": today.year, "count": rule["block"]}
    request_order(session, actor, "reserve_numbers", block_id, asked)
    remember(session, OWN, [*map(str, own), str(block_id)])


def _void_refused(session: Session, institution_id: str) -> None:
    for each in asked_for(session, ISSUE):
        if each.state in STUCK:
            make_void(session, institution_id, numbers_of(each), each.zh)


def _asked(session: Session, step: str, record_id: UUID) -> Waiting | None:
    """Return what was asked for about a record, unless head office did not take it."""
    taken = (*ON_THE_WAY, "accepted")
    found = (each for each in asked_for(session, step) if each.record_id == record_id)
    return next((each for each in found if each.state in taken), None)


def _coming(session: Session, institution_id: str, block_id: UUID) -> bool:
    """Tell whether a block was asked for and the round that brings it has not come to its end yet.

    One that no whole round has brought, because its holder was moved for instance, is waited for no longer.
    """
    asked = _asked(session, "reserve_numbers", block_id)
    if asked is None or session.get(NumberBlock, (institution_id, block_id)) is not None:
        return False
    last = remembered(session, LAST_ROUND)
    return asked.state in ON_THE_WAY or last is None or asked.made_at > datetime.fromisoformat(last)
