"""What patents, trademarks and copyrights share: the register, the life of the right, disputes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.collateral.base import PAPERS, PROOF, VALUE, Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import DAY, FLAG, MONEY, text
from models.lending.days import add_months
from models.parameters import parameters
from models.text import Text


@dataclass(frozen=True)
class IntellectualProperty(Kind):
    """A right of industrial or literary property: the pledge arises at registration.

    Source:
        民法典 444: afterwards no transfer and no licence without the bank's consent.
    """

    security: ClassVar = Text("质押", "Pledge")
    document: ClassVar = "ip_pledge"
    effect: ClassVar = Effect.CONSTITUTIVE
    registry: ClassVar = Text("国家知识产权局", "National intellectual property office")
    source: ClassVar = Text("《民法典》第四百四十四条", "Civil Code, article 444")

    registered_owner: str = fact(
        Text("登记簿上的权利人", "Owner by the register"), text(100), required=True, group=PAPERS
    )
    filed_on: date | None = fact(Text("申请（登记）日期", "Filed on"), DAY, required=True, group=PAPERS)
    expires_on: date | None = fact(Text("权利有效期至", "Right expires on"), DAY, required=True, group=PAPERS)
    licences: str = fact(Text("已许可他人使用情况", "Licences given"), text(200), group=PAPERS)
    disputed: bool | None = fact(
        Text("有无效请求、争议或保全", "Invalidation, dispute or preservation"), FLAG, group=PAPERS
    )
    appraised: int | None = fact(
        Text("评估价值", "Appraised value"),
        MONEY,
        unit=Text("元", "yuan"),
        required=True,
        rule=at_least(1),
        group=VALUE,
    )
    searched_on: date | None = fact(
        Text("登记簿副本查询日期", "Register searched on"), DAY, evidence=True, group=PROOF
    )

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that the debt outlives the right, or that the right is in dispute."""
        yield from super().objections(due_on)
        if self.expires_on and self.expires_on < due_on:
            yield RuleBroken(
                Text(
                    "债务履行期晚于权利有效期（{end}），登记机关不予登记，请缩短期限。",
                    "The debt runs past the life of the right ({end}) and would not be registered; shorten it.",
                ).fill(end=self.expires_on),
                field="expires_on",
            )
        if self.disputed:
            yield RuleBroken(
                Text(
                    "该权利存在无效请求、争议或保全，不予办理质押登记。",
                    "The right is disputed or preserved; its pledge would not be registered.",
                ),
                field="disputed",
            )

    def restrictions(self, today: date, due_on: date) -> Iterator[LendingError]:
        """Yield also that the loan is longer than the bank lends on intellectual property."""
        yield from super().restrictions(today, due_on)
        months = parameters("collateral", today)["intellectual_property_months"]
        if due_on > add_months(today, months):
            yield RuleBroken(
                Text(
                    "知识产权质押贷款期限不超过{months}个月，请缩短期限。",
                    "A loan on intellectual property runs for {months} months at most; shorten it.",
                ).fill(months=months),
                field="expires_on",
            )

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also that nobody has searched the register."""
        yield from super().before_payout()
        if not self.searched_on:
            yield RuleBroken(
                Text(
                    "尚未查询登记簿副本，请登记查询日期。",
                    "The register was not searched; record the date of the search.",
                ),
                field="searched_on",
            )

    def suggested_value(self) -> int | None:
        """Return the appraised value."""
        return self.appraised
