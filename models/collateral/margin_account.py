"""Money set apart in an account that the bank controls 保证金."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.collateral.base import PAPERS, PROOF, Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import DAY, MONEY, identifier
from models.text import Text


@dataclass(frozen=True)
class MarginAccount(Kind):
    """A margin: priority comes from control of the account (担保制度解释 70)."""

    key = "margin_account"
    security = Text("质押", "Pledge")
    document = "deposit_pledge"
    effect = Effect.CONTROL
    registry = Text("无须登记（账户控制）", "None: control of the account")
    source = Text("《担保制度解释》第七十条", "Interpretation on security, article 70")

    account: str = fact(
        Text("保证金账号", "Margin account"), identifier("bank-account", 24), required=True, group=PAPERS
    )
    amount: int | None = fact(
        Text("保证金金额", "Amount"),
        MONEY,
        unit=Text("元", "yuan"),
        required=True,
        rule=at_least(1),
        group=PAPERS,
    )
    controlled_on: date | None = fact(
        Text("专户设立并控制日期", "Set apart and controlled since"), DAY, evidence=True, group=PROOF
    )

    @property
    def money_account(self) -> str:
        """The margin account."""
        return self.account

    def before_payout(self) -> Iterator[LendingError]:
        """Yield also that the bank does not control the account yet."""
        yield from super().before_payout()
        if not self.controlled_on:
            yield RuleBroken(
                Text(
                    "保证金尚未存入银行控制的专户，请登记日期。",
                    "The margin is not yet in an account that the bank controls; record the date.",
                ),
                field="controlled_on",
            )

    def suggested_value(self) -> int | None:
        """Return the amount."""
        return self.amount
