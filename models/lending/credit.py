"""What an approval gives and what is drawn under it: limit, drawdown and loan note are three records."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import field
from models.kinds import COUNT, DAY, FLAG, MONEY, PERCENT, REFERENCE, text
from models.lending.case import METHOD, PAYMENT_MODE
from models.lending.classification import TIER
from models.text import Text

YUAN = Text("元", "yuan")
CASE = Text("案件", "Case")


class Facility(Record):
    """The approved terms 授信: frozen from the moment of approval."""

    kind = "facility"
    label = Text("授信", "facility")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    limit: Mapped[int | None] = field(Text("授信额度", "Limit"), MONEY, unit=YUAN, commanded=True)
    rate: Mapped[Decimal | None] = field(Text("年利率", "Yearly rate"), PERCENT, commanded=True)
    months: Mapped[int | None] = field(Text("期限", "Term"), COUNT, unit=Text("月", "months"), commanded=True)
    method: Mapped[str] = field(Text("还款方式", "Repayment"), METHOD, commanded=True)
    approved_on: Mapped[date | None] = field(Text("批复日期", "Approved on"), DAY, commanded=True)
    first_draw_by: Mapped[date | None] = field(Text("首次用信期限", "First drawdown by"), DAY, commanded=True)
    void: Mapped[bool] = field(Text("已作废", "Void"), FLAG, commanded=True)
    conditions: Mapped[str] = field(Text("放款条件", "Conditions"), text(1000, lines=True), commanded=True)


class Drawdown(Record):
    """One use 用信 of a facility."""

    kind = "drawdown"
    label = Text("用信", "drawdown")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    facility_id: Mapped[UUID | None] = field(Text("授信", "Facility"), REFERENCE, commanded=True)
    amount: Mapped[int | None] = field(Text("金额", "Amount"), MONEY, unit=YUAN, commanded=True)
    drawn_on: Mapped[date | None] = field(Text("放款日期", "Drawn on"), DAY, commanded=True)
    payment_mode: Mapped[str] = field(Text("支付方式", "Payment"), PAYMENT_MODE, commanded=True)
    payee_name: Mapped[str] = field(Text("收款人", "Payee"), text(100), commanded=True)
    payee_account: Mapped[str] = field(Text("收款账号", "Payee's account"), text(40), commanded=True)
    requested_by: Mapped[str] = field(Text("申请人", "Requested by"), text(40), commanded=True)
    void: Mapped[bool] = field(Text("已退回", "Sent back"), FLAG, commanded=True)
    released_by: Mapped[str] = field(Text("放款人", "Released by"), text(40), commanded=True)


class LoanNote(Record):
    """The note 借据 of one drawdown: its own amount, rate and dates, as they are agreed now.

    ``models.postloan.schedule`` works out the plan from the note, its changes of terms and its repayments;
    ``unpaid_since`` keeps the earliest date of it that is not met, so that lists need no plan.
    """

    kind = "loan_note"
    label = Text("借据", "loan note")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    drawdown_id: Mapped[UUID | None] = field(Text("用信", "Drawdown"), REFERENCE, commanded=True)
    number: Mapped[str] = field(Text("借据编号", "Note number"), text(40), commanded=True, index=True)
    principal: Mapped[int | None] = field(Text("本金", "Principal"), MONEY, unit=YUAN, commanded=True)
    outstanding: Mapped[int | None] = field(Text("余额", "Outstanding"), MONEY, unit=YUAN, commanded=True)
    rate: Mapped[Decimal | None] = field(Text("年利率", "Yearly rate"), PERCENT, commanded=True)
    method: Mapped[str] = field(Text("还款方式", "Repayment"), METHOD, commanded=True)
    starts_on: Mapped[date | None] = field(Text("起息日", "Starts on"), DAY, commanded=True)
    due_on: Mapped[date | None] = field(Text("到期日", "Due on"), DAY, commanded=True)
    unpaid_since: Mapped[date | None] = field(
        Text("最早未还到期日", "Earliest unpaid due date"), DAY, commanded=True, index=True
    )
    tier: Mapped[str] = field(Text("五级分类", "Tier"), TIER, commanded=True)
