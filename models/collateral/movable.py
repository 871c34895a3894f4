"""What machines, animals, stock, greenhouses and vehicles share: place, insurance, the price they are bought for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.collateral.base import PAPERS, PROOF, Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import fact
from models.kinds import DAY, FLAG, text
from models.lending.date_words import show_date
from models.parameters import parameters
from models.text import Text

INSURANCE = Text("保险", "Insurance")


@dataclass(frozen=True)
class Movable(Kind):
    """A movable: the mortgage arises with the contract, and holds against others once registered.

    Source:
        民法典 403 (registration), 404 (buyers in the ordinary course take free), 416 (purchase money).
    """

    security: ClassVar = Text("抵押", "Mortgage")
    document: ClassVar = "movables_mortgage"
    effect: ClassVar = Effect.OPPOSABLE
    registry: ClassVar = Text("动产融资统一登记公示系统", "Unified movables registry")
    source: ClassVar = Text("《民法典》第四百零三条", "Civil Code, article 403")

    kept_at: str = fact(Text("存放地点", "Kept at"), text(120), required=True, group=PAPERS)
    bought_with_loan: bool | None = fact(
        Text("本笔贷款用于购买该物", "The loan pays for it"), FLAG, group=PAPERS
    )
    delivered_on: date | None = fact(
        Text("购入交付日期", "Delivered to the buyer on"), DAY, evidence=True, group=PROOF
    )
    searched_on: date | None = fact(
        Text("登记查询日期", "Registry searched on"), DAY, evidence=True, group=PROOF
    )
    search_number: str = fact(
        Text("查询证明编号", "Search certificate"), text(40), evidence=True, group=PROOF
    )
    insurer: str = fact(Text("保险公司及保单号", "Insurer and policy"), text(80), group=INSURANCE)
    insured_until: date | None = fact(Text("保险到期日", "Insured until"), DAY, group=INSURANCE)

    @property
    def purchase_money(self) -> bool:
        """Whether the loan pays for the object itself."""
        return bool(self.bought_with_loan)

    @property
    def insurance(self) -> str:
        """What the contract says about insurance."""
        if not self.insurer:
            return "/"
        until = f"，保险期限至{show_date(self.insured_until)}" if self.insured_until else ""
        return f"抵押财产已投保（{self.insurer}）{until}，第一受益人为抵押权人"

    def register_by(self, today: date) -> date | None:
        """Return the last day on which registration keeps the purchase-money rank, where there is one."""
        if not self.purchase_money or self.delivered_on is None:
            return None
        days = parameters("collateral", today)["purchase_money_days"]
        return date.fromordinal(self.delivered_on.toordinal() + days)

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also that nobody has searched the registry."""
        yield from super().before_payout()
        if not self.searched_on:
            yield RuleBroken(
                Text(
                    "尚未查询在先担保登记，请登记查询日期。",
                    "Earlier registrations were not searched; record the date of the search.",
                ),
                field="searched_on",
            )
