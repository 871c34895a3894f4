"""Equity in an unlisted company 非上市公司股权."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.collateral.base import PAPERS, PROOF, VALUE, Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, between, fact
from models.kinds import DAY, FLAG, MONEY, PERCENT, identifier, text
from models.money import round_fen
from models.text import Text

YUAN = Text("元", "yuan")


@dataclass(frozen=True)
class Equity(Kind):
    """A share in a company: the pledge arises at the market-supervision office."""

    key = "equity"
    security = Text("质押", "Pledge")
    document = "equity_pledge"
    effect = Effect.CONSTITUTIVE
    registry = Text("公司登记机关（市场监督管理局）", "Market-supervision office of the company")
    source = Text("《民法典》第四百四十三条", "Civil Code, article 443")

    company: str = fact(Text("出质股权所在公司", "Company"), text(100), required=True, group=PAPERS)
    company_code: str = fact(
        Text("公司信用代码", "Credit code"), identifier("credit-code", 18), required=True, group=PAPERS
    )
    subscribed: int | None = fact(
        Text("认缴出资额", "Capital subscribed"),
        MONEY,
        unit=YUAN,
        required=True,
        rule=at_least(1),
        group=PAPERS,
    )
    paid_in: int | None = fact(
        Text("实缴出资额", "Capital paid in"), MONEY, unit=YUAN, required=True, rule=at_least(0), group=PAPERS
    )
    percent: Decimal | None = fact(
        Text("出质比例", "Share pledged"),
        PERCENT,
        unit=Text("%", "%"),
        required=True,
        rule=between(Decimal("0.000001"), Decimal(100)),
        group=PAPERS,
    )
    restricted: bool | None = fact(Text("章程限制出质", "The articles restrict a pledge"), FLAG, group=PAPERS)
    frozen: bool | None = fact(Text("已被冻结", "Frozen by a court"), FLAG, group=PAPERS)
    dividend_account: str = fact(
        Text("股利收款账号", "Account for dividends"),
        identifier("bank-account", 24),
        required=True,
        group=PAPERS,
    )
    net_assets: int | None = fact(
        Text("公司净资产", "Net assets of the company"), MONEY, unit=YUAN, rule=at_least(1), group=VALUE
    )
    resolution_on: date | None = fact(
        Text("股东会决议日期", "Resolution of the members on"), DAY, evidence=True, group=PROOF
    )
    noted_on: date | None = fact(
        Text("股东名册记载日期", "Noted in the register of members on"), DAY, evidence=True, group=PROOF
    )

    @property
    def money_account(self) -> str:
        """The account for dividends."""
        return self.dividend_account

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that the share is frozen or may not be pledged.

        Source:
            股权出质登记办法 5: frozen equity is refused.
        """
        yield from super().objections(due_on)
        if self.frozen:
            yield RuleBroken(
                Text(
                    "股权已被冻结，登记机关不予办理出质登记。",
                    "The equity is frozen; the registry refuses its pledge.",
                ),
                field="frozen",
            )
        if self.restricted:
            yield RuleBroken(
                Text(
                    "公司章程限制股权出质，请先取得章程要求的同意或修改章程。",
                    "The articles restrict a pledge; get the consent they ask for, or have them changed.",
                ),
                field="restricted",
            )

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also that there is no resolution, or no note in the register of members."""
        yield from super().before_payout()
        if not self.resolution_on:
            yield RuleBroken(
                Text("请登记股东会同意出质的决议日期。", "Record when the members agreed to the pledge."),
                field="resolution_on",
            )
        if not self.noted_on:
            yield RuleBroken(
                Text(
                    "出质情况尚未记载于股东名册，请登记日期。",
                    "The pledge is not noted in the register of members; record the date.",
                ),
                field="noted_on",
            )

    def suggested_value(self) -> int | None:
        """Return net assets × share."""
        if self.net_assets is None or self.percent is None:
            return None
        return round_fen(self.net_assets * self.percent / 100)
