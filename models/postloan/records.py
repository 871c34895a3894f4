"""What happens to a loan after payout, as records: only steps write them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import field
from models.kinds import DAY, FACTS, FLAG, MOMENT, MONEY, PERCENT, REFERENCE, text
from models.lending.case import METHOD
from models.lending.classification import TIER
from models.postloan.words import (
    CHANGE_KIND,
    CHANGE_OUTCOME,
    CHECK_KIND,
    CHECK_RESULT,
    DELIVERY,
    GRAVITY,
    NOTICE_KIND,
    SIGNAL_KIND,
)
from models.text import Text

YUAN = Text("元", "yuan")
CASE = Text("案件", "Case")
NOTE = Text("借据", "Loan note")
OFFICER = Text("经办人", "Officer")


class Repayment(Record):
    """One payment that core banking has booked on a note; its reference is unique in the bank."""

    kind = "repayment"
    label = Text("还款", "repayment")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    note_id: Mapped[UUID | None] = field(NOTE, REFERENCE, commanded=True, index=True)
    reference: Mapped[str] = field(Text("核心流水号", "Core reference"), text(60), commanded=True, index=True)
    paid_on: Mapped[date | None] = field(Text("还款日期", "Paid on"), DAY, commanded=True)
    principal: Mapped[int | None] = field(Text("本金", "Principal"), MONEY, unit=YUAN, commanded=True)
    interest: Mapped[int | None] = field(Text("利息", "Interest"), MONEY, unit=YUAN, commanded=True)
    penalty: Mapped[int | None] = field(
        Text("罚息复利", "Penalty interest"), MONEY, unit=YUAN, commanded=True
    )
    fees: Mapped[int | None] = field(Text("费用", "Fees"), MONEY, unit=YUAN, commanded=True)
    recorded_by: Mapped[str] = field(OFFICER, text(40), commanded=True)
    void: Mapped[bool] = field(Text("已冲正", "Reversed"), FLAG, commanded=True)

    @property
    def total(self) -> int:
        """Everything that was paid, in fen."""
        return (self.principal or 0) + (self.interest or 0) + (self.penalty or 0) + (self.fees or 0)


class Charge(Record):
    """Costs of realising the claim that the borrower bears: court fees, notary, appraisal."""

    kind = "charge"
    label = Text("代垫费用", "charge")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    note_id: Mapped[UUID | None] = field(NOTE, REFERENCE, commanded=True)
    amount: Mapped[int | None] = field(Text("金额", "Amount"), MONEY, unit=YUAN, commanded=True)
    charged_on: Mapped[date | None] = field(Text("发生日期", "Charged on"), DAY, commanded=True)
    reason: Mapped[str] = field(Text("事由", "Reason"), text(1000, lines=True), commanded=True)


class TermChange(Record):
    """One change of a note's terms: asked for, reviewed, approved, signed, or come to nothing.

    ``old_…`` are the terms before; from ``effective_on`` the rest is owed on the new ones.
    """

    kind = "term_change"
    label = Text("条件变更", "change of terms")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    note_id: Mapped[UUID | None] = field(NOTE, REFERENCE, commanded=True)
    change: Mapped[str] = field(Text("变更方式", "Change"), CHANGE_KIND, commanded=True)
    outcome: Mapped[str] = field(Text("办理结果", "Outcome"), CHANGE_OUTCOME, commanded=True)
    reason: Mapped[str] = field(Text("申请理由", "Reason"), text(1000, lines=True), commanded=True)
    asked_on: Mapped[date | None] = field(Text("申请日期", "Asked on"), DAY, commanded=True)
    asked_by: Mapped[str] = field(OFFICER, text(40), commanded=True)
    until: Mapped[date | None] = field(Text("新到期日", "New maturity"), DAY, commanded=True)
    rate: Mapped[Decimal | None] = field(Text("新年利率", "New rate"), PERCENT, commanded=True)
    method: Mapped[str] = field(Text("新还款方式", "New method"), METHOD, commanded=True)
    old_until: Mapped[date | None] = field(Text("原到期日", "Old maturity"), DAY, commanded=True)
    old_rate: Mapped[Decimal | None] = field(Text("原年利率", "Old rate"), PERCENT, commanded=True)
    old_method: Mapped[str] = field(Text("原还款方式", "Old method"), METHOD, commanded=True)
    guarantor_consent_on: Mapped[date | None] = field(
        Text("担保人书面同意日期", "Guarantors consented on"), DAY, commanded=True
    )
    effective_on: Mapped[date | None] = field(Text("签订生效日", "Effective on"), DAY, commanded=True)


class PostCheck(Record):
    """One check of a loan in care, with what was seen and where."""

    kind = "post_check"
    label = Text("贷后检查", "post-loan check")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    note_id: Mapped[UUID | None] = field(NOTE, REFERENCE, commanded=True, index=True)
    check: Mapped[str] = field(Text("检查类型", "Check"), CHECK_KIND, commanded=True)
    due_on: Mapped[date | None] = field(Text("应查日期", "Due on"), DAY, commanded=True)
    done_on: Mapped[date | None] = field(Text("检查日期", "Done on"), DAY, commanded=True)
    place: Mapped[str] = field(Text("检查地点", "Place"), text(120), commanded=True)
    met: Mapped[str] = field(Text("会见人员", "People met"), text(120), commanded=True)
    use_of_funds: Mapped[str] = field(
        Text("资金用途核实", "Use of the money"), text(500, lines=True), commanded=True
    )
    business: Mapped[str] = field(
        Text("生产经营情况", "Crop or business"), text(500, lines=True), commanded=True
    )
    collateral: Mapped[str] = field(
        Text("担保情况", "State of the securities"), text(1000, lines=True), commanded=True
    )
    insurance: Mapped[str] = field(Text("保险情况", "Insurance"), text(200), commanded=True)
    findings: Mapped[str] = field(Text("检查结论", "Findings"), text(1000, lines=True), commanded=True)
    result: Mapped[str] = field(Text("风险判断", "Result"), CHECK_RESULT, commanded=True)
    photo_name: Mapped[str] = field(Text("照片", "Photograph"), text(120), commanded=True)
    photo_sha256: Mapped[str] = field(Text("照片指纹", "Photograph's hash"), text(64), commanded=True)
    officer: Mapped[str] = field(OFFICER, text(40), commanded=True)


class WarningSignal(Record):
    """One sign that a loan may go bad, until somebody says why it is over."""

    kind = "warning_signal"
    label = Text("预警信号", "warning signal")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    signal: Mapped[str] = field(Text("信号", "Signal"), SIGNAL_KIND, commanded=True)
    gravity: Mapped[str] = field(Text("程度", "Gravity"), GRAVITY, commanded=True)
    noted_on: Mapped[date | None] = field(Text("发现日期", "Noted on"), DAY, commanded=True)
    description: Mapped[str] = field(Text("情况说明", "Description"), text(1000, lines=True), commanded=True)
    officer: Mapped[str] = field(OFFICER, text(40), commanded=True)
    closed_on: Mapped[date | None] = field(Text("解除日期", "Closed on"), DAY, commanded=True)
    closed_because: Mapped[str] = field(
        Text("解除理由", "Closed because"), text(1000, lines=True), commanded=True
    )


class Classification(Record):
    """The tier of a note on a day: the machine's with what it looked at, the officer's, the confirmation."""

    kind = "classification"
    label = Text("五级分类", "classification")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    note_id: Mapped[UUID | None] = field(NOTE, REFERENCE, commanded=True)
    judged_on: Mapped[date | None] = field(Text("分类日期", "Judged on"), DAY, commanded=True)
    machine: Mapped[str] = field(Text("系统分类", "Computed tier"), TIER, commanded=True)
    inputs: Mapped[dict[str, Any]] = field(Text("分类依据", "Inputs"), FACTS, commanded=True)
    reasons: Mapped[str] = field(Text("系统理由", "Reasons"), text(1000, lines=True), commanded=True)
    proposed: Mapped[str] = field(Text("初分结果", "Proposed tier"), TIER, commanded=True)
    comment: Mapped[str] = field(Text("初分意见", "Comment"), text(1000, lines=True), commanded=True)
    officer: Mapped[str] = field(OFFICER, text(40), commanded=True)
    confirmed: Mapped[str] = field(Text("认定结果", "Confirmed tier"), TIER, commanded=True)
    confirmed_by: Mapped[str] = field(Text("认定人", "Confirmed by"), text(40), commanded=True)
    confirmed_on: Mapped[date | None] = field(Text("认定日期", "Confirmed on"), DAY, commanded=True)


class Notice(Record):
    """One notice that reached a borrower or guarantor, or was sent to them, with what was owed that day."""

    kind = "notice"
    label = Text("通知催收", "notice")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    note_id: Mapped[UUID | None] = field(NOTE, REFERENCE, commanded=True)
    notice: Mapped[str] = field(Text("通知类型", "Notice"), NOTICE_KIND, commanded=True)
    due_on: Mapped[date | None] = field(Text("应通知日期", "Was due on"), DAY, commanded=True)
    sent_on: Mapped[date | None] = field(Text("送达日期", "Delivered on"), DAY, commanded=True)
    delivery: Mapped[str] = field(Text("送达方式", "Delivery"), DELIVERY, commanded=True)
    receiver: Mapped[str] = field(Text("接收人", "Receiver"), text(60), commanded=True)
    principal: Mapped[int | None] = field(
        Text("所欠本金", "Principal owed"), MONEY, unit=YUAN, commanded=True
    )
    interest: Mapped[int | None] = field(Text("所欠利息", "Interest owed"), MONEY, unit=YUAN, commanded=True)
    penalty: Mapped[int | None] = field(Text("所欠罚息", "Penalty owed"), MONEY, unit=YUAN, commanded=True)
    officer: Mapped[str] = field(OFFICER, text(40), commanded=True)


class ArchiveFile(Record):
    """The file of a closed case: its page-numbered list, handed over by one and taken by another."""

    kind = "archive_file"
    label = Text("信贷档案", "archive file")

    case_id: Mapped[UUID | None] = field(CASE, REFERENCE, commanded=True, index=True)
    volume: Mapped[str] = field(Text("盒卷号", "Box and volume"), text(40), commanded=True)
    contents: Mapped[dict[str, Any]] = field(Text("卷内目录", "Contents"), FACTS, commanded=True)
    handed_over_by: Mapped[str] = field(Text("移交人", "Handed over by"), text(40), commanded=True)
    handed_over_at: Mapped[datetime | None] = field(
        Text("移交时间", "Handed over at"), MOMENT, commanded=True
    )
    received_by: Mapped[str] = field(Text("接收人", "Received by"), text(40), commanded=True)
    received_at: Mapped[datetime | None] = field(Text("接收时间", "Received at"), MOMENT, commanded=True)
