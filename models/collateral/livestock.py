"""Animals kept for breeding or slaughter 畜禽活体."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.collateral.base import PAPERS, PROOF, VALUE
from models.collateral.movable import Movable
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import COUNT, DAY, MONEY, choice, text
from models.text import Text

SPECIES = choice(
    cattle=Text("牛", "Cattle"),
    pig=Text("猪", "Pigs"),
    sheep=Text("羊", "Sheep"),
    deer=Text("鹿", "Deer"),
    poultry=Text("家禽", "Poultry"),
    other=Text("其他", "Other"),
)


@dataclass(frozen=True)
class Livestock(Movable):
    """A herd known by its ear tags; it secures only while it is insured."""

    key = "livestock"

    species: str = fact(Text("畜种", "Species"), SPECIES, required=True, group=PAPERS)
    heads: int | None = fact(
        Text("数量", "Heads"),
        COUNT,
        unit=Text("头（只）", "heads"),
        required=True,
        rule=at_least(1),
        group=PAPERS,
    )
    ear_tags: str = fact(Text("耳标号段", "Ear tags"), text(200), required=True, group=PAPERS)
    head_price: int | None = fact(
        Text("每头（只）价格", "Price a head"),
        MONEY,
        unit=Text("元", "yuan"),
        rule=at_least(1),
        group=VALUE,
    )
    quarantine_on: date | None = fact(
        Text("检疫证明日期", "Health certificate of"), DAY, evidence=True, group=PROOF
    )

    def restrictions(self, today: date, due_on: date) -> Iterator[LendingError]:
        """Yield also that the herd is not insured today."""
        yield from super().restrictions(today, due_on)
        if not self.insured_until or self.insured_until < today:
            yield RuleBroken(
                Text(
                    "活体抵押须有有效的养殖保险，请登记保单和到期日。",
                    "Livestock secures only while insured; record the policy and its last day.",
                ),
                field="insured_until",
            )

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also that there is no health certificate."""
        yield from super().before_payout()
        if not self.quarantine_on:
            yield RuleBroken(
                Text("请登记动物检疫证明日期。", "Record the date of the health certificate."),
                field="quarantine_on",
            )

    def suggested_value(self) -> int | None:
        """Return heads × price."""
        return None if self.heads is None or self.head_price is None else self.heads * self.head_price
