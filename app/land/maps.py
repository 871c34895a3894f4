"""The map of one land right: its parcels, and what lies around them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.approval.roles import Actor
from models.collateral.land_map import Box, LandMap, Outline

AROUND = 0.15
"""How far beyond its parcels a map looks, as a share of its longer side."""
MOST_NEIGHBOURS = 600


@dataclass(frozen=True)
class MapView:
    """What a map shows.

    Attributes:
        parcels: The parcels of the right.
        neighbours: Those of others that lie around them.
        box: What the map covers.
    """

    parcels: list[Outline]
    neighbours: list[Outline]
    box: Box


def map_of(session: Session, actor: Actor, collateral_id: UUID) -> MapView | None:
    """Return the map of a land right, or nothing where its parcels came without outlines.

    Outlines in another system of coordinates than the first are left out: they would lie in another place.
    """
    of_bank = LandMap.institution_id == actor.institution_id
    own = session.scalars(
        select(LandMap).where(of_bank, LandMap.collateral_id == collateral_id).order_by(LandMap.id)
    ).all()
    if not own:
        return None
    srid = own[0].srid
    parcels = [outline for each in own if each.srid == srid for outline in each.outlines]
    box = Box.around(parcels).grown(AROUND)
    others = select(LandMap).where(
        of_bank,
        LandMap.issuer_code.in_({each.issuer_code for each in own}),
        LandMap.collateral_id != collateral_id,
        LandMap.srid == srid,
    )
    near = (
        outline
        for each in session.scalars(others)
        for outline in each.outlines
        if Box.around([outline]).meets(box)
    )
    return MapView(
        parcels, [outline for outline, _place in zip(near, range(MOST_NEIGHBOURS), strict=False)], box
    )
