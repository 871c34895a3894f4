"""The loan case: what is asked for, and where it stands between intake and payout."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.approval.roles import LEVEL
from models.base import Record
from models.fields import at_least, between, field
from models.kinds import COUNT, DAY, FLAG, MONEY, PERCENT, REFERENCE, choice, text
from models.lending.states import STATE_LABELS
from models.lending.terms import Method
from models.text import Text

REQUEST = Text("申请内容", "Request")
PAYMENT = Text("支付与还款", "Payment and repayment")
SURVEY = Text("调查", "Survey")
LEAD = Text("意向来源", "Where it came from")
PROGRESS = Text("进度", "Progress")


STATES = choice(**{state.value: label for state, label in STATE_LABELS.items()})

APPLICANT = choice(farmer=Text("农户", "Farmer"), enterprise=Text("企业", "Enterprise"))
PRODUCT = choice(
    farmer_production=Text("农户生产经营贷款", "Farmer production loan"),
    sme_working=Text("小微企业流动资金贷款", "SME working-capital loan"),
)
CHANNEL = choice(
    counter=Text("柜台", "Counter"),
    visit=Text("走访", "Visit"),
    station=Text("村级服务站", "Village station"),
    platform=Text("融资对接平台", "Matching platform"),
    referral=Text("推荐", "Referral"),
)
METHOD = choice(
    **{
        method.value: method.label
        for method in (Method.EPI, Method.EP, Method.IO_M, Method.IO_Q, Method.BULLET)
    }
)
PAYMENT_MODE = choice(entrusted=Text("受托支付", "Entrusted payment"), self=Text("自主支付", "Self payment"))


class LoanCase(Record):
    """One application for a loan, with the terms that are asked for.

    The approved terms stand in ``Facility``; the money that left stands in ``LoanNote``.
    """

    kind = "loan_case"
    label = Text("案件", "case")

    applicant_kind: Mapped[str] = field(
        Text("客户类型", "Customer type"), APPLICANT, required=True, group=REQUEST
    )
    applicant_id: Mapped[UUID | None] = field(
        Text("借款人", "Borrower"), REFERENCE, required=True, index=True, group=REQUEST
    )
    product: Mapped[str] = field(Text("产品", "Product"), PRODUCT, required=True, group=REQUEST)
    amount: Mapped[int | None] = field(
        Text("申请金额", "Amount"),
        MONEY,
        unit=Text("元", "yuan"),
        required=True,
        guarded=True,
        rule=at_least(1),
        group=REQUEST,
    )
    months: Mapped[int | None] = field(
        Text("期限", "Term"),
        COUNT,
        unit=Text("月", "months"),
        required=True,
        guarded=True,
        rule=between(1, 360),
        group=REQUEST,
    )
    rate: Mapped[Decimal | None] = field(
        Text("年利率", "Yearly rate"),
        PERCENT,
        unit=Text("%", "%"),
        required=True,
        guarded=True,
        rule=between(Decimal(0), Decimal(36)),
        group=REQUEST,
    )
    renews: Mapped[UUID | None] = field(
        Text("续贷的原案件", "Case that it renews"), REFERENCE, guarded=True, index=True, group=REQUEST
    )
    revolving: Mapped[bool] = field(Text("循环使用", "Revolving"), FLAG, guarded=True, group=REQUEST)
    limit_id: Mapped[UUID | None] = field(
        Text("占用额度", "Reserves from"), REFERENCE, guarded=True, index=True, group=REQUEST
    )
    purpose: Mapped[str] = field(Text("借款用途", "Purpose"), text(120), required=True, group=REQUEST)
    method: Mapped[str] = field(
        Text("还款方式", "Repayment"), METHOD, required=True, guarded=True, group=PAYMENT
    )
    payment_mode: Mapped[str] = field(Text("支付方式", "Payment"), PAYMENT_MODE, required=True, group=PAYMENT)
    payee_name: Mapped[str] = field(Text("收款人", "Payee"), text(100), group=PAYMENT)
    payee_account: Mapped[str] = field(
        Text("收款账号", "Payee's account"), text(40), guarded=True, group=PAYMENT
    )
    repayment_source: Mapped[str] = field(
        Text("还款来源", "Source of repayment"), text(200, lines=True), required=True, group=PAYMENT
    )
    visited_on: Mapped[date | None] = field(Text("实地调查日期", "Visited on"), DAY, group=SURVEY)
    visited_place: Mapped[str] = field(Text("调查地点", "Visited place"), text(80), group=SURVEY)
    survey: Mapped[str] = field(Text("调查意见", "Survey findings"), text(2000, lines=True), group=SURVEY)
    as_lead: Mapped[bool] = field(Text("登记为意向", "Noted as a lead"), FLAG, typed=False, group=LEAD)
    channel: Mapped[str] = field(Text("来源", "Came by"), CHANNEL, group=LEAD)
    contact_consent_on: Mapped[date | None] = field(
        Text("同意联系日期", "Contact agreed on"), DAY, group=LEAD
    )
    number: Mapped[str] = field(
        Text("案件编号", "Case number"), text(32), commanded=True, index=True, group=PROGRESS
    )
    state: Mapped[str] = field(
        Text("状态", "State"), STATES, commanded=True, emptied=True, index=True, group=PROGRESS
    )
    lead_officer: Mapped[str] = field(
        Text("主办客户经理", "Lead officer"), text(40), commanded=True, index=True, group=PROGRESS
    )
    second_officer: Mapped[str] = field(
        Text("协办客户经理", "Second officer"), text(40), commanded=True, index=True, group=PROGRESS
    )
    level: Mapped[str] = field(Text("审批层级", "Decided by"), LEVEL, commanded=True, group=PROGRESS)
    changed_on: Mapped[date | None] = field(
        Text("最近办理", "Last step on"), DAY, commanded=True, index=True, group=PROGRESS
    )
