"""Grain and other stock in store 粮食、存货."""

from dataclasses import dataclass
from decimal import Decimal

from models.collateral.base import PAPERS, VALUE
from models.collateral.movable import Movable
from models.fields import at_least, fact
from models.kinds import AREA, MONEY, text
from models.money import round_fen
from models.text import Text


@dataclass(frozen=True)
class Stock(Movable):
    """Goods known by kind, quantity, quality and the place where they lie."""

    key = "stock"
    notice = Text(
        "正常经营活动中已付合理价款并取得存货的买受人不受抵押权约束（民法典第四百零四条），请约定监管和最低库存。",
        "Buyers in the ordinary course take free of the mortgage (Civil Code, article 404): agree on a keeper and "
        "a least quantity.",
    )

    goods: str = fact(Text("品名、等级", "Goods and grade"), text(60), required=True, group=PAPERS)
    quantity: Decimal | None = fact(
        Text("数量", "Quantity"),
        AREA,
        unit=Text("吨", "t"),
        required=True,
        rule=at_least(Decimal("0.01")),
        group=PAPERS,
    )
    keeper: str = fact(Text("监管方", "Keeper"), text(60), group=PAPERS)
    ton_price: int | None = fact(
        Text("每吨价格", "Price a ton"), MONEY, unit=Text("元", "yuan"), rule=at_least(1), group=VALUE
    )

    def suggested_value(self) -> int | None:
        """Return quantity × price."""
        if self.quantity is None or self.ton_price is None:
            return None
        return round_fen(self.quantity * self.ton_price)
