"""Rights to charge: heating, water, tickets, solar power 收益权."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.collateral.base import PAPERS, PROOF, VALUE, Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, between, fact
from models.kinds import AREA, DAY, MONEY, choice, identifier, text
from models.money import round_fen
from models.text import Text

SERVICE = choice(
    heating=Text("供暖收费权", "Heating"),
    water=Text("供水收费权", "Water"),
    solar=Text("光伏电费收益权", "Solar power"),
    ticket=Text("景区门票收费权", "Tickets"),
    other=Text("其他公用事业收益权", "Other public utility"),
)
MOST_YEARS = Decimal(5)


@dataclass(frozen=True)
class Revenue(Kind):
    """Income to come that flows into a special account, on which the bank has priority.

    Source:
        民法典 445; 担保制度解释 61: priority on the money in the special account, else auction of the right.
    """

    security: ClassVar = Text("质押", "Pledge")
    document: ClassVar = "revenue_pledge"
    effect: ClassVar = Effect.CONSTITUTIVE
    registry: ClassVar = Text("动产融资统一登记公示系统", "Unified movables registry")
    source: ClassVar = Text(
        "《民法典》第四百四十五条、担保制度解释第六十一条", "Civil Code, article 445; interpretation, 61"
    )

    permit: str = fact(
        Text("许可（特许、合同）文号", "Permit or contract"), text(80), required=True, group=PAPERS
    )
    permit_until: date | None = fact(Text("许可期限至", "Permit ends on"), DAY, required=True, group=PAPERS)
    payers: str = fact(Text("付款人", "Who pays"), text(120), required=True, group=PAPERS)
    special_account: str = fact(
        Text("特定账户账号", "Special account"), identifier("bank-account", 24), required=True, group=PAPERS
    )
    yearly_net: int | None = fact(
        Text("年净收入", "Net income a year"),
        MONEY,
        unit=Text("元", "yuan"),
        required=True,
        rule=at_least(1),
        group=VALUE,
    )
    years: Decimal | None = fact(
        Text("计算年限", "Years counted"),
        AREA,
        unit=Text("年", "years"),
        required=True,
        rule=between(Decimal("0.5"), MOST_YEARS),
        group=VALUE,
    )
    searched_on: date | None = fact(
        Text("登记查询日期", "Registry searched on"), DAY, evidence=True, group=PROOF
    )
    search_number: str = fact(
        Text("查询证明编号", "Search certificate"), text(40), evidence=True, group=PROOF
    )
    payers_noticed_on: date | None = fact(
        Text("付款人通知日期", "Payers told on"), DAY, evidence=True, group=PROOF
    )

    @property
    def money_account(self) -> str:
        """The special account."""
        return self.special_account

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that the permit ends before the loan."""
        yield from super().objections(due_on)
        if self.permit_until and self.permit_until < due_on:
            yield RuleBroken(
                Text(
                    "贷款到期日{due}晚于许可期限{end}，请缩短期限。",
                    "The loan is due on {due}, after the permit ends on {end}; shorten it.",
                ).fill(due=due_on, end=self.permit_until),
                field="permit_until",
            )

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also a missing search, or payers who do not know the account."""
        yield from super().before_payout()
        if not self.searched_on:
            yield RuleBroken(
                Text(
                    "尚未查询在先登记，请登记查询日期。",
                    "The registry was not searched; record the date of the search.",
                ),
                field="searched_on",
            )
        if not self.payers_noticed_on:
            yield RuleBroken(
                Text(
                    "付款人尚未收到向特定账户付款的通知，请登记日期。",
                    "The payers were not told to pay into the special account; record the date.",
                ),
                field="payers_noticed_on",
            )

    def suggested_value(self) -> int | None:
        """Return yearly net income × years."""
        if self.yearly_net is None or self.years is None:
            return None
        return round_fen(self.yearly_net * self.years)


@dataclass(frozen=True)
class RevenueRight(Revenue):
    """A public utility's or a scenic site's right to charge."""

    key = "revenue_right"

    service: str = fact(Text("收益权种类", "Kind of right"), SERVICE, required=True, group=PAPERS)
