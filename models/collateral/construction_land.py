"""The right to use building land 建设用地使用权."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.collateral.base import PAPERS
from models.collateral.real_property import RealProperty
from models.errors import LendingError, RuleBroken
from models.fields import fact
from models.kinds import DAY
from models.text import Text


@dataclass(frozen=True)
class ConstructionLand(RealProperty):
    """Building land without buildings, or before they are registered."""

    key = "construction_land"

    price_paid_on: date | None = fact(Text("出让金缴清日期", "Price of the grant paid on"), DAY, group=PAPERS)
    allocated_consent_on: date | None = fact(
        Text("划拨地抵押批准日期", "Approval for allocated land on"), DAY, group=PAPERS
    )

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that granted land is unpaid, allocated land without approval, or land collective.

        Source:
            城市房地产管理法 48, 51; 民法典 398 (collective building land goes only with its buildings).
        """
        yield from super().objections(due_on)
        if self.land_nature == "granted" and not self.price_paid_on:
            yield RuleBroken(
                Text("请登记土地出让金缴清日期。", "Record when the price of the grant was paid."),
                field="price_paid_on",
            )
        if self.land_nature == "allocated" and not self.allocated_consent_on:
            yield RuleBroken(
                Text(
                    "划拨土地抵押须经批准，请登记批准日期。",
                    "Allocated land needs approval to be mortgaged; record its date.",
                ),
                field="allocated_consent_on",
            )
        if self.land_nature == "collective":
            yield RuleBroken(
                Text(
                    "乡镇、村企业的建设用地使用权不得单独抵押（民法典第三百九十八条），请以其上建筑物一并抵押。",
                    "Collective building land is not mortgaged alone (article 398); take the building with it.",
                ),
                field="land_nature",
            )
