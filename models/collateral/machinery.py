"""Machines and farm equipment without a number plate 机器设备、农机具."""

from dataclasses import dataclass
from decimal import Decimal

from models.collateral.base import PAPERS, VALUE
from models.collateral.movable import Movable
from models.fields import at_least, between, fact
from models.kinds import COUNT, MONEY, PERCENT, text
from models.money import round_fen
from models.text import Text


@dataclass(frozen=True)
class Machinery(Movable):
    """Machines that no vehicle registry knows."""

    key = "machinery"

    model: str = fact(Text("厂牌型号", "Make and model"), text(60), required=True, group=PAPERS)
    serial: str = fact(Text("出厂编号", "Serial number"), text(60), required=True, group=PAPERS)
    count: int | None = fact(
        Text("数量", "Number"),
        COUNT,
        unit=Text("台", "pieces"),
        required=True,
        rule=at_least(1),
        group=PAPERS,
    )
    invoice: str = fact(Text("购置发票号码", "Invoice of purchase"), text(40), group=PAPERS)
    price: int | None = fact(
        Text("购置价合计", "Price paid"), MONEY, unit=Text("元", "yuan"), rule=at_least(1), group=VALUE
    )
    condition: Decimal | None = fact(
        Text("成新率", "Condition"),
        PERCENT,
        unit=Text("%", "%"),
        rule=between(Decimal(1), Decimal(100)),
        group=VALUE,
    )

    def suggested_value(self) -> int | None:
        """Return price × condition."""
        if self.price is None or self.condition is None:
            return None
        return round_fen(self.price * self.condition / 100)
