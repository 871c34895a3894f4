"""A shop, a workshop, a grain store: buildings for business 商业、工业用房."""

from dataclasses import dataclass
from decimal import Decimal

from models.collateral.base import PAPERS
from models.collateral.real_property import RealProperty
from models.fields import at_least, fact
from models.kinds import AREA, text
from models.text import Text


@dataclass(frozen=True)
class Building(RealProperty):
    """A building for business with the land under it (民法典 397)."""

    key = "building"

    structure: str = fact(Text("房屋结构", "Structure"), text(20), group=PAPERS)
    parcel_area: Decimal | None = fact(
        Text("宗地面积", "Area of the parcel"),
        AREA,
        unit=Text("平方米", "m²"),
        rule=at_least(Decimal(0)),
        group=PAPERS,
    )
