"""A floating charge on present and future equipment, stock and products 动产浮动抵押."""

from dataclasses import dataclass
from typing import ClassVar

from models.collateral.base import PAPERS, VALUE
from models.collateral.movable import Movable
from models.fields import at_least, fact
from models.kinds import MONEY, choice, text
from models.text import Text

GIVER = choice(
    enterprise=Text("企业", "Enterprise"),
    business=Text("个体工商户", "Individual business"),
    farm=Text("农业生产经营者", "Agricultural operator"),
)


@dataclass(frozen=True)
class FloatingCharge(Movable):
    """What an enterprise, an individual business or a farm has and will have, as a whole (民法典 396)."""

    key = "floating_charge"
    source = Text("《民法典》第三百九十六条、第四百零三条", "Civil Code, articles 396 and 403")

    floating: ClassVar = True

    giver: str = fact(Text("抵押人类别", "Kind of giver"), GIVER, required=True, group=PAPERS)
    scope: str = fact(Text("抵押财产范围", "What is charged"), text(200), required=True, group=PAPERS)
    least_value: int | None = fact(
        Text("约定最低库存价值", "Least value agreed"),
        MONEY,
        unit=Text("元", "yuan"),
        required=True,
        rule=at_least(1),
        group=VALUE,
    )

    def suggested_value(self) -> int | None:
        """Return the least value agreed: what floats above it may be gone tomorrow."""
        return self.least_value
