"""Advertising rights 广告权, as far as the law knows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.collateral.base import PAPERS
from models.collateral.revenue_right import Revenue
from models.errors import LendingError, RuleBroken
from models.fields import fact
from models.kinds import choice, text
from models.text import Text

BASIS = choice(
    contracts=Text("广告合同应收款", "Claims from advertising contracts"),
    sites=Text("广告位使用权", "Right to use the sites"),
)


@dataclass(frozen=True)
class AdvertisingRight(Revenue):
    """Income from advertising contracts; the sites alone give no priority."""

    key = "advertising_right"
    notice = Text(
        "法律没有“广告权质押”这一类别：广告合同应收款按收益权质押登记并设特定账户；仅以广告位使用权担保的，合同有效，"
        "但没有法定登记机构，不产生优先受偿的效力（担保制度解释第六十三条）。",
        "The law knows no pledge of “advertising rights”: claims from advertising contracts are pledged as revenue with "
        "a special account; the right to use sites alone makes a valid contract without any priority (interpretation, 63).",
    )

    basis: str = fact(Text("担保依据", "What is pledged"), BASIS, required=True, group=PAPERS)
    sites: str = fact(Text("广告位清单", "Sites"), text(200), required=True, group=PAPERS)

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that only the use of sites is offered."""
        yield from super().objections(due_on)
        if self.basis == "sites":
            yield RuleBroken(
                Text(
                    "广告位使用权没有法定登记机构，不产生优先受偿效力，不能计入担保；请以广告合同应收款出质。",
                    "No registry keeps the use of sites, so it gives no priority and does not count; pledge the "
                    "claims from advertising contracts.",
                ),
                field="basis",
            )
