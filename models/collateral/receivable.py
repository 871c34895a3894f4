"""Accounts receivable 应收账款."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.collateral.base import Effect, Kind
from models.errors import LendingError, RuleBroken
from models.fields import at_least, fact
from models.kinds import DAY, FLAG, MONEY, choice, identifier, several, text
from models.parameters import parameters
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
    requested=Text("已申请融资", "Financing requested"),
    intent=Text("银行已反馈意向", "Bank has replied"),
    contracted=Text("已签约", "Contracted"),
    noticed=Text("已通知债务人", "Debtor notified"),
    registered=Text("已登记", "Registered"),
    collecting=Text("回款中", "Collecting"),
    released=Text("已解除", "Released"),
)
FLOW: Mapping[str, frozenset[str]] = {
    "": frozenset({"uploaded", "confirmed"}),
    "uploaded": frozenset({"pushed"}),
    "pushed": frozenset({"confirmed", "refused"}),
    "refused": frozenset({"pushed"}),
    "confirmed": frozenset({"requested"}),
    "requested": frozenset({"intent"}),
    "intent": frozenset({"contracted"}),
    "contracted": frozenset({"noticed"}),
    "noticed": frozenset({"registered"}),
    "registered": frozenset({"collecting"}),
    "collecting": frozenset({"released"}),
    "released": frozenset(),
}
"""What may follow which state of the Zhongzheng platform; a debtor who uploads what he owes has confirmed it."""
_CONFIRMED = frozenset(
    {"confirmed", "requested", "intent", "contracted", "noticed", "registered", "collecting"}
)


def may_follow(before: str, after: str) -> bool:
    """Tell whether the platform's flow leads from *before* to *after*, over any number of states."""
    reached, waiting = {before}, [before]
    while waiting:
        for state in FLOW[waiting.pop()] - reached:
            reached.add(state)
            waiting.append(state)
    return after in reached


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
    invoice_number: tuple[str, ...] | str = fact(
        Text("发票号码（每行一个）", "Invoice numbers, one a line"),
        several("invoice"),
        required=True,
        group=CLAIM,
    )
    amount: int | None = fact(
        Text("账款金额", "Amount"), MONEY, unit=YUAN, required=True, rule=at_least(1), group=CLAIM
    )
    paid: int | None = fact(Text("已付金额", "Paid"), MONEY, unit=YUAN, rule=at_least(0), group=CLAIM)
    unassignable: bool | None = fact(
        Text("合同约定不得转让", "The contract forbids assignment"), FLAG, group=CLAIM
    )
    debtor_waiver: bool | None = fact(
        Text("债务人已书面同意出质", "The debtor agreed in writing"), FLAG, group=CLAIM
    )
    due_on: date | None = fact(Text("账款到期日", "Due on"), DAY, required=True, group=CLAIM)
    status: str = fact(Text("中征平台状态", "Zhongzheng status"), STATUS, evidence=True, group=CONFIRMATION)
    asked_on: date | None = fact(
        Text("请求确认日期", "Confirmation asked on"), DAY, evidence=True, group=CONFIRMATION
    )
    confirmed_on: date | None = fact(
        Text("债务人确认日期", "Confirmed on"), DAY, evidence=True, group=CONFIRMATION
    )
    noticed_on: date | None = fact(
        Text("通知送达回执日期", "Notice acknowledged on"), DAY, evidence=True, group=CONFIRMATION
    )
    searched_on: date | None = fact(
        Text("登记查询日期", "Registry searched on"), DAY, evidence=True, group=CONFIRMATION
    )
    search_number: str = fact(
        Text("查询证明编号", "Search certificate"), text(40), evidence=True, group=CONFIRMATION
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
        return self.status in _CONFIRMED and self.confirmed_on is not None

    @property
    def invoices(self) -> tuple[str, ...]:
        """The invoices of the claim."""
        return (self.invoice_number,) if isinstance(self.invoice_number, str) else self.invoice_number

    @property
    def identities(self) -> tuple[str, ...]:
        """The invoices: the same one at two cases is one claim offered twice."""
        return tuple(invoice for invoice in self.invoices if invoice)

    def confirmation_due(self, today: date) -> date | None:
        """Return until when a large buyer must confirm what the creditor asked, where he was asked.

        Source:
            保障中小企业款项支付条例 (2025).
        """
        if self.asked_on is None or self.confirmed:
            return None
        return self.asked_on + timedelta(days=parameters("collateral", today)["confirmation_days"])

    def change_objections(self, earlier: Kind) -> Iterator[LendingError]:
        """Yield that the platform's status would not move along its arrows."""
        before = earlier.status if isinstance(earlier, Receivable) else ""
        if self.status != before and not may_follow(before, self.status):
            yield RuleBroken(
                Text(
                    "中征平台状态不能从“{before}”变为“{after}”。",
                    "The platform's status cannot go from “{before}” to “{after}”.",
                ).fill(
                    before=STATUS.choices.get(before, Text("无", "none")),
                    after=STATUS.choices.get(self.status, Text("无", "none")),
                ),
                field="status",
            )

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

        if self.unassignable and not self.debtor_waiver:
            yield RuleBroken(
                Text(
                    "基础合同约定债权不得转让，请先取得债务人书面同意（民法典第五百四十五条）。",
                    "The contract forbids assignment; get the debtor's written consent (Civil Code, article 545).",
                ),
                field="unassignable",
            )

    def restrictions(self, today: date, due_on: date) -> Iterator[LendingError]:
        """Yield also that the debtor has let the time for confirmation pass."""
        yield from super().restrictions(today, due_on)
        due = self.confirmation_due(today)
        if due and due < today:
            yield RuleBroken(
                Text(
                    "债务人逾期未确认（应于{day}前确认），请催办或更换账款。",
                    "The debtor should have confirmed by {day}; press for it or take another claim.",
                ).fill(day=due),
                field="asked_on",
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
