"""Motor vehicles 机动车."""

from dataclasses import dataclass
from decimal import Decimal

from models.collateral.base import PAPERS, VALUE
from models.collateral.movable import Movable
from models.fields import at_least, between, fact
from models.kinds import MONEY, PERCENT, text
from models.money import round_fen
from models.text import Text


@dataclass(frozen=True)
class Vehicle(Movable):
    """A motor vehicle, registered by the traffic police."""

    key = "vehicle"
    registry = Text("公安机关车辆管理所", "Vehicle registry of the traffic police")

    plate: str = fact(Text("号牌号码", "Plate"), text(20), required=True, group=PAPERS)
    certificate: str = fact(
        Text("机动车登记证书编号", "Registration certificate"), text(30), required=True, group=PAPERS
    )
    model: str = fact(Text("厂牌型号", "Make and model"), text(60), required=True, group=PAPERS)
    frame: str = fact(Text("车辆识别代号（机架号）", "Frame number"), text(30), required=True, group=PAPERS)
    engine: str = fact(Text("发动机号", "Engine number"), text(30), required=True, group=PAPERS)
    price: int | None = fact(
        Text("购置价", "Price paid"), MONEY, unit=Text("元", "yuan"), rule=at_least(1), group=VALUE
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
