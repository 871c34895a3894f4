"""Certificates of deposit 存单."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.collateral.base import PAPERS, PROOF, Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import DAY, FLAG, MONEY, text
from models.text import Text


@dataclass(frozen=True)
class DepositSlip(Kind):
    """A deposit slip: the pledge arises by delivery, or by registration where there is no paper."""

    key = "deposit_slip"
    security = Text("质押", "Pledge")
    document = "deposit_pledge"
    effect = Effect.DELIVERY
    registry = Text("动产融资统一登记公示系统", "Unified movables registry")
    source = Text("《民法典》第四百四十一条", "Civil Code, article 441")

    bank: str = fact(Text("签发银行", "Bank"), text(60), required=True, group=PAPERS)
    number: str = fact(Text("存单号", "Number of the slip"), text(40), required=True, group=PAPERS)
    paperless: bool | None = fact(Text("电子存单（无纸质凭证）", "Paperless"), FLAG, group=PAPERS)
    face: int | None = fact(
        Text("存单金额", "Face amount"),
        MONEY,
        unit=Text("元", "yuan"),
        required=True,
        rule=at_least(1),
        group=PAPERS,
    )
    matures_on: date | None = fact(Text("存单到期日", "Matures on"), DAY, required=True, group=PAPERS)
    stopped_on: date | None = fact(
        Text("核押止付日期", "Payment stopped on"), DAY, evidence=True, group=PROOF
    )
    delivered_on: date | None = fact(Text("凭证交付日期", "Delivered on"), DAY, evidence=True, group=PROOF)

    @property
    def arises_by(self) -> Effect:
        """Registration where there is no paper to deliver."""
        return Effect.CONSTITUTIVE if self.paperless else self.effect

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also that payment is not stopped, or that the paper was not delivered."""
        yield from super().before_payout()
        if not self.stopped_on:
            yield RuleBroken(
                Text(
                    "签发银行尚未核押止付，请登记日期。",
                    "The issuing bank has not confirmed and stopped payment; record the date.",
                ),
                field="stopped_on",
            )
        if not self.paperless and not self.delivered_on:
            yield RuleBroken(
                Text(
                    "存单尚未交付，质权未设立，请登记交付日期。",
                    "The slip was not delivered, so there is no pledge yet; record the date.",
                ),
                field="delivered_on",
            )

    def suggested_value(self) -> int | None:
        """Return the face amount."""
        return self.face
