"""What houses, buildings, building land and farm houses share: the certificate, the unit, the place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from models.collateral.base import PAPERS, PROOF, VALUE, Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import AREA, DAY, MONEY, choice, identifier, text
from models.money import round_fen
from models.text import Text

LAND_NATURE = choice(
    granted=Text("出让", "Granted for a price"),
    allocated=Text("划拨", "Allocated"),
    collective=Text("集体", "Collective"),
)
LEASE = choice(
    none=Text("未出租", "Not let"),
    after=Text("已出租，承租人已声明", "Let; the tenant has declared"),
    before=Text("已出租，尚无承租人声明", "Let; no declaration yet"),
)
SQUARE_METRES = Text("平方米", "m²")


@dataclass(frozen=True)
class RealProperty(Kind):
    """A right of the real-property register: the mortgage arises only at registration."""

    security: ClassVar = Text("抵押", "Mortgage")
    document: ClassVar = "real_property_mortgage"
    effect: ClassVar = Effect.CONSTITUTIVE
    registry: ClassVar = Text("不动产登记机构", "Real-property registry")
    source: ClassVar = Text("《民法典》第四百零二条", "Civil Code, article 402")

    certificate: str = fact(
        Text("不动产权证号", "Certificate number"),
        identifier("property-cert", 60),
        required=True,
        group=PAPERS,
    )
    unit_number: str = fact(
        Text("不动产单元号", "Real-property unit"),
        identifier("property-unit", 28),
        required=True,
        group=PAPERS,
    )
    location: str = fact(Text("坐落", "Location"), text(120), required=True, group=PAPERS)
    land_nature: str = fact(
        Text("土地权利性质", "Nature of the land right"), LAND_NATURE, required=True, group=PAPERS
    )
    area: Decimal | None = fact(
        Text("面积", "Area"),
        AREA,
        unit=SQUARE_METRES,
        required=True,
        rule=at_least(Decimal("0.01")),
        group=PAPERS,
    )
    use: str = fact(Text("用途", "Use"), text(40), required=True, group=PAPERS)
    ends_on: date | None = fact(Text("使用期限至", "Right ends on"), DAY, group=PAPERS)
    lease: str = fact(Text("出租情况", "Lease"), LEASE, required=True, group=PAPERS)
    unit_price: int | None = fact(
        Text("评估单价（每平方米）", "Price per m²"),
        MONEY,
        unit=Text("元", "yuan"),
        rule=at_least(1),
        group=VALUE,
    )
    searched_on: date | None = fact(
        Text("登记簿查询日期", "Register searched on"), DAY, evidence=True, group=PROOF
    )

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that the right ends before the loan, or that a tenant has not declared himself.

        Source:
            民法典 405: a lease with possession before the mortgage is not touched by it.
        """
        yield from super().objections(due_on)
        if self.ends_on and self.ends_on < due_on:
            yield RuleBroken(
                Text(
                    "贷款到期日{due}晚于使用期限{end}，请缩短期限。",
                    "The loan is due on {due}, after the right ends on {end}; shorten it.",
                ).fill(due=due_on, end=self.ends_on),
                field="ends_on",
            )
        if self.lease == "before":
            yield RuleBroken(
                Text(
                    "抵押前已出租的，租赁不受抵押影响（民法典第四百零五条），请先取得承租人声明。",
                    "A lease before the mortgage stays in force (article 405); get the tenant's declaration.",
                ),
                field="lease",
            )

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also that nobody has searched the register."""
        yield from super().before_payout()
        if not self.searched_on:
            yield RuleBroken(
                Text(
                    "尚未查询不动产登记簿（查封、在先抵押、居住权），请登记查询日期。",
                    "The register was not searched for seizure, earlier mortgages and rights of "
                    "residence; record the date.",
                ),
                field="searched_on",
            )

    def suggested_value(self) -> int | None:
        """Return area × price."""
        if self.area is None or self.unit_price is None:
            return None
        return round_fen(self.area * self.unit_price)
