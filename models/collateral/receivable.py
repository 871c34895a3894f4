"""Accounts receivable 应收账款."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.collateral.base import Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import DAY, MONEY, choice, identifier, text
from models.text import Text

CLAIM = Text("账款", "Claim")
DEBTOR = Text("账款债务人", "Debtor")
CONFIRMATION = Text("确认与通知", "Confirmation and notice")
YUAN = Text("元", "yuan")

STATUS = choice(
    uploaded=Text("已上传", "Uploaded"),
    pushed=Text("已推送", "Pushed to the debtor"),
    confirmed=Text("债务人已确认", "Confirmed by the debtor"),
    refused=Text("债务人拒绝确认", "Refused by the debtor"),
)


@dataclass(frozen=True)
class Receivable(Kind):
    """A claim for money against a buyer: the pledge arises only at registration."""

    key = "receivable"
    security = Text("质押", "Pledge")
    document = "receivable_pledge"
    effect = Effect.CONSTITUTIVE
    registry = Text("动产融资统一登记公示系统", "Unified movables registry")
    source = Text("《民法典》第四百四十五条", "Civil Code, article 445")

    debtor_name: str = fact(Text("债务人名称", "Debtor"), text(100), required=True, group=DEBTOR)
    debtor_code: str = fact(
        Text("债务人信用代码", "Debtor's credit code"),
        identifier("credit-code", 18),
        required=True,
        group=DEBTOR,
    )
    contract_number: str = fact(Text("基础合同号", "Contract number"), text(60), required=True, group=CLAIM)
    contract_on: date | None = fact(Text("基础合同日期", "Contract date"), DAY, group=CLAIM)
    invoice_number: str = fact(
        Text("发票号码", "Invoice number"), identifier("invoice", 20), required=True, group=CLAIM
    )
    amount: int | None = fact(
        Text("账款金额", "Amount"), MONEY, unit=YUAN, required=True, rule=at_least(1), group=CLAIM
    )
    paid: int | None = fact(Text("已付金额", "Paid"), MONEY, unit=YUAN, rule=at_least(0), group=CLAIM)
    due_on: date | None = fact(Text("账款到期日", "Due on"), DAY, required=True, group=CLAIM)
    status: str = fact(Text("中征平台状态", "Zhongzheng status"), STATUS, evidence=True, group=CONFIRMATION)
    confirmed_on: date | None = fact(
        Text("债务人确认日期", "Confirmed on"), DAY, evidence=True, group=CONFIRMATION
    )
    noticed_on: date | None = fact(
        Text("通知送达回执日期", "Notice acknowledged on"), DAY, evidence=True, group=CONFIRMATION
    )
    searched_on: date | None = fact(
        Text("登记查询日期", "Registry searched on"), DAY, evidence=True, group=CONFIRMATION
    )
    collection_account: str = fact(
        Text("回款专户账号", "Collection account"),
        identifier("bank-account", 24),
        required=True,
        evidence=True,
        group=CONFIRMATION,
    )

    @property
    def confirmed(self) -> bool:
        """Whether the debtor can no longer deny the claim (担保制度解释 61)."""
        return self.status == "confirmed" and self.confirmed_on is not None

    @property
    def cap_key(self) -> str:
        """What the debtor has confirmed carries more."""
        return "receivable" if self.confirmed else "receivable_unconfirmed"

    def objections(self, due_on: date) -> Iterator[LendingError]:
        """Yield also that the debtor refused to confirm."""
        yield from super().objections(due_on)
        if self.status == "refused":
            yield RuleBroken(
                Text(
                    "债务人拒绝确认该账款，不能质押。", "The debtor refused to confirm; it cannot be pledged."
                ),
                field="status",
            )

    def before_payout(self) -> Iterator[LendingError]:
        """Yield that the debtor has no dated notice, or that the registry was not searched."""
        yield from super().before_payout()
        if not self.noticed_on:
            yield RuleBroken(
                Text(
                    "债务人尚未签收质押通知，请登记回执日期。",
                    "The debtor has not acknowledged the notice; record its date.",
                ),
                field="noticed_on",
            )
        if not self.searched_on:
            yield RuleBroken(
                Text(
                    "尚未查询在先登记，请登记查询日期。",
                    "The registry was not searched; record the date of the search.",
                ),
                field="searched_on",
            )

    def suggested_value(self) -> int | None:
        """Return what is still owed."""
        return None if self.amount is None else self.amount - (self.paid or 0)
