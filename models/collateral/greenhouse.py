"""Greenhouses and other farm installations 温室大棚等农业设施."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.collateral.base import PAPERS, VALUE
from models.collateral.movable import Movable
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import AREA, DAY, MONEY, text
from models.money import round_fen
from models.text import Text


@dataclass(frozen=True)
class Greenhouse(Movable):
    """An installation on land whose use right runs at least as long as the loan."""

    key = "greenhouse"

    filing: str = fact(
        Text("设施农业用地备案号", "Filing of the site"), text(60), required=True, group=PAPERS
    )
    area: Decimal | None = fact(
        Text("棚室面积", "Covered area"),
        AREA,
        unit=Text("平方米", "m²"),
        required=True,
        rule=at_least(Decimal("0.01")),
        group=PAPERS,
    )
    land_until: date | None = fact(Text("用地期限至", "Land held until"), DAY, required=True, group=PAPERS)
    unit_price: int | None = fact(
        Text("每平方米重置价", "Replacement price per m²"),
        MONEY,
        unit=Text("元", "yuan"),
        rule=at_least(1),
        group=VALUE,
    )

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that the land is held for less time than the loan."""
        yield from super().objections(due_on)
        if self.land_until and self.land_until < due_on:
            yield RuleBroken(
                Text(
                    "贷款到期日{due}晚于用地期限{end}，请缩短期限。",
                    "The loan is due on {due}, after the land is given back on {end}; shorten it.",
                ).fill(due=due_on, end=self.land_until),
                field="land_until",
            )

    def suggested_value(self) -> int | None:
        """Return area × replacement price."""
        if self.area is None or self.unit_price is None:
            return None
        return round_fen(self.area * self.unit_price)
