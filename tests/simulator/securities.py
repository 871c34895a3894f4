"""What officers do about securities: take land for a case, add and strike parcels, change terms, value it anew.

Now and then somebody vouches for a case, or is taken off it again.
"""

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from sqlalchemy.orm import Session

from app import guarantees, securities
from app.clock import today
from app.outbox import change_stored
from app.workstation import Workstation
from models.collateral.object import Collateral, Pledge
from models.lending.case import LoanCase
from models.lending.guarantee import Guarantee
from models.party.farmer import Farmer
from tests import factories
from tests.simulator.recent import some

_KIND = "farmland_right"
_PARCELS = [f"2399011002010{number:06d}" for number in range(1, 40)]
"""The land of one village: colleagues add and strike the same parcels."""


def offer_object(desk: Workstation, dice: Random) -> None:
    """Take a land right of some parcels as collateral for a case."""

    def work(session: Session) -> None:
        case = some(session, desk, LoanCase, dice)
        if case is None:
            return
        land = factories.farmland(parcel_code=tuple(dice.sample(_PARCELS, dice.randrange(1, 4))))
        taking = securities.Taking(
            _KIND,
            {"description": "前进村三组旱田", "owner_name": "王满仓"},
            vars(land),
            {"valuer": desk.actor.name, "basis": "同村流转价"},
            case.amount,
        )
        securities.take(session, desk.actor, case.id, taking, today())

    desk.database.run(work)


def change_parcels(desk: Workstation, dice: Random) -> None:
    """Add a parcel to a land right, strike one, or both; now and then its area as well."""

    def work(session: Session) -> None:
        land = some(session, desk, Collateral, dice)
        if land is None:
            return
        listed = _listed(land)
        struck = dice.choice([None, *listed])
        kept = [each for each in listed if each != struck]
        facts = {"parcel_code": tuple(dict.fromkeys([*kept, dice.choice(_PARCELS)]))}
        area = {"area": Decimal(dice.randrange(10, 300))} if dice.random() < _AREA_TOO else {}
        securities.write_facts(session, desk.actor, land.id, {**facts, **area})

    desk.database.run(work)


_AREA_TOO = 0.2


def _listed(land: Collateral) -> Sequence[str]:
    listed = land.facts.get("parcel_code", [])
    return [listed] if isinstance(listed, str) else listed


def change_terms(desk: Workstation, dice: Random) -> None:
    """Change what a land right secures in a case, or whose it is."""

    def work(session: Session) -> None:
        pledge = some(session, desk, Pledge, dice)
        if pledge is None or pledge.collateral_id is None:
            return
        if dice.random() < _OF_THE_PLEDGE:
            terms = {"secured": dice.randrange(1, 20) * 1_000_000, "rank": dice.randrange(1, 4)}
            change_stored(session, Pledge, (pledge.institution_id, pledge.id), terms)
        else:
            owner = {"owner_name": "王李赵钱孙"[dice.randrange(5)] + "满仓"}
            change_stored(session, Collateral, (pledge.institution_id, pledge.collateral_id), owner)

    desk.database.run(work)


_OF_THE_PLEDGE = 0.5


def value_object(desk: Workstation, dice: Random) -> None:
    """Record what a land right is worth now."""

    def work(session: Session) -> None:
        land = some(session, desk, Collateral, dice)
        if land is not None:
            values = {
                "value": dice.randrange(10, 90) * 1_000_000,
                "valuer": desk.actor.name,
                "basis": "实地查看",
            }
            securities.value_anew(session, desk.actor, land.id, values, today())

    desk.database.run(work)


def take_guarantor(desk: Workstation, dice: Random) -> None:
    """Take a farmer as guarantor of a case."""

    def work(session: Session) -> None:
        case, guarantor = some(session, desk, LoanCase, dice), some(session, desk, Farmer, dice)
        if case is not None and guarantor is not None:
            terms = guarantees.usual_terms(case, today())
            who = (Farmer.kind, guarantor.id)
            guarantees.take_guarantor(session, desk.actor, case.id, who, terms)

    desk.database.run(work)


def take_off_guarantor(desk: Workstation, dice: Random) -> None:
    """Take a guarantor off a case."""

    def work(session: Session) -> None:
        given = some(session, desk, Guarantee, dice)
        if given is not None:
            guarantees.take_off(session, desk.actor, given.id)

    desk.database.run(work)
