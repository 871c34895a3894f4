"""Warehouse receipts 仓单."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.collateral.base import PAPERS, PROOF, VALUE, Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import AREA, DAY, FLAG, MONEY, text
from models.money import round_fen
from models.text import Text


@dataclass(frozen=True)
class WarehouseReceipt(Kind):
    """A keeper's receipt: endorsed, signed by the keeper and handed over."""

    key = "warehouse_receipt"
    security = Text("质押", "Pledge")
    document = "deposit_pledge"
    effect = Effect.DELIVERY
    registry = Text("动产融资统一登记公示系统", "Unified movables registry")
    source = Text(
        "《民法典》第四百四十一条、担保制度解释第五十九条", "Civil Code, article 441; interpretation, 59"
    )

    keeper: str = fact(Text("保管人", "Keeper"), text(60), required=True, group=PAPERS)
    number: str = fact(Text("仓单号", "Number of the receipt"), text(40), required=True, group=PAPERS)
    paperless: bool | None = fact(Text("电子仓单（无纸质凭证）", "Paperless"), FLAG, group=PAPERS)
    goods: str = fact(Text("品名、等级", "Goods and grade"), text(60), required=True, group=PAPERS)
    quantity: Decimal | None = fact(
        Text("数量", "Quantity"),
        AREA,
        unit=Text("吨", "t"),
        required=True,
        rule=at_least(Decimal("0.01")),
        group=PAPERS,
    )
    stored_until: date | None = fact(Text("仓储期限至", "Stored until"), DAY, required=True, group=PAPERS)
    ton_price: int | None = fact(
        Text("每吨价格", "Price a ton"), MONEY, unit=Text("元", "yuan"), rule=at_least(1), group=VALUE
    )
    searched_on: date | None = fact(
        Text("登记查询日期", "Registry searched on"), DAY, evidence=True, group=PROOF
    )
    search_number: str = fact(
        Text("查询证明编号", "Search certificate"), text(40), evidence=True, group=PROOF
    )
    endorsed_on: date | None = fact(
        Text("背书并经保管人签章日期", "Endorsed and signed by the keeper on"),
        DAY,
        evidence=True,
        group=PROOF,
    )
    delivered_on: date | None = fact(Text("凭证交付日期", "Delivered on"), DAY, evidence=True, group=PROOF)

    @property
    def arises_by(self) -> Effect:
        """Registration where there is no paper to deliver."""
        return Effect.CONSTITUTIVE if self.paperless else self.effect

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also a missing search, endorsement or delivery."""
        yield from super().before_payout()
        if not self.searched_on:
            yield RuleBroken(
                Text(
                    "同一货物可能已登记动产担保，请查询并登记日期。",
                    "The same goods may be charged already; search the registry and record the date.",
                ),
                field="searched_on",
            )
        if not self.paperless and not self.endorsed_on:
            yield RuleBroken(
                Text(
                    "仓单尚未背书“质押”并由保管人签章，请登记日期。",
                    "The receipt is not endorsed and signed by the keeper; record the date.",
                ),
                field="endorsed_on",
            )
        if not self.paperless and not self.delivered_on:
            yield RuleBroken(
                Text(
                    "仓单尚未交付，质权未设立，请登记交付日期。",
                    "The receipt was not delivered, so there is no pledge yet; record the date.",
                ),
                field="delivered_on",
            )

    def suggested_value(self) -> int | None:
        """Return quantity × price."""
        if self.quantity is None or self.ton_price is None:
            return None
        return round_fen(self.quantity * self.ton_price)
