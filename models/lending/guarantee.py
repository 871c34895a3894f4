"""Guarantees 保证: who answers for a loan with all they have, and groups whose members answer for each other."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.collateral.maximum import MaximumAmount
from models.fields import at_least, field
from models.kinds import DAY, FLAG, MONEY, REFERENCE, choice, text
from models.lending.case import APPLICANT
from models.text import Text

YUAN = Text("元", "yuan")
GUARANTOR = Text("保证人", "Guarantor")
PERIOD = Text("保证方式与期间", "Liability and period")
CONSENT = Text("同意与决议", "Consents and resolution")

LIABILITY = choice(
    joint=Text("连带责任保证", "Joint and several liability"),
    general=Text("一般保证", "Subsidiary liability"),
)
AUTHORISED_BY = choice(
    resolution=Text("董事会或股东（大）会决议", "Resolution"),
    subsidiary=Text("为全资子公司担保", "Wholly owned subsidiary"),
    two_thirds=Text("三分之二以上表决权股东签字", "Two thirds of the votes"),
    sole_member=Text("一人公司为股东担保", "One-member company"),
    procedure=Text("村民（成员）会议讨论决定", "Meeting of the village"),
)


class Guarantee(MaximumAmount, Record):
    """One guarantor's promise in one case.

    Source:
        民法典 681-702; 担保制度解释 5-11, 16, 32.
    """

    kind = "guarantee"
    label = Text("保证", "guarantee")

    case_id: Mapped[UUID | None] = field(Text("案件", "Case"), REFERENCE, required=True, index=True)
    guarantor_kind: Mapped[str] = field(
        Text("保证人类型", "Kind of guarantor"), APPLICANT, required=True, group=GUARANTOR
    )
    guarantor_id: Mapped[UUID | None] = field(
        Text("保证人", "Guarantor"), REFERENCE, required=True, index=True, group=GUARANTOR
    )
    group_id: Mapped[UUID | None] = field(Text("联保小组", "Group"), REFERENCE, index=True, group=GUARANTOR)
    amount: Mapped[int | None] = field(
        Text("保证金额", "Amount"),
        MONEY,
        unit=YUAN,
        required=True,
        guarded=True,
        rule=at_least(1),
        group=GUARANTOR,
    )
    dropped: Mapped[bool] = field(Text("已撤下", "Taken off"), FLAG, group=GUARANTOR)
    liability: Mapped[str] = field(Text("保证方式", "Liability"), LIABILITY, required=True, group=PERIOD)
    begins_on: Mapped[date | None] = field(
        Text("保证期间起", "Period from"), DAY, required=True, guarded=True, group=PERIOD
    )
    ends_on: Mapped[date | None] = field(
        Text("保证期间止", "Period until"), DAY, required=True, guarded=True, group=PERIOD
    )
    spouse_consent_on: Mapped[date | None] = field(
        Text("配偶同意日期", "Spouse's consent on"), DAY, evidence=True, group=CONSENT
    )
    authorised_by: Mapped[str] = field(
        Text("决议或依据", "Resolved by"), AUTHORISED_BY, evidence=True, group=CONSENT
    )
    authorised_on: Mapped[date | None] = field(
        Text("决议日期", "Resolution on"), DAY, evidence=True, group=CONSENT
    )
    renewal_consent_on: Mapped[date | None] = field(
        Text("同意续贷、展期日期", "Renewal consent on"), DAY, evidence=True, group=CONSENT
    )


class GuaranteeGroup(Record):
    """A joint-guarantee group 联保小组: one agreement by which every member answers for each other one.

    Source:
        担保制度解释 13: guarantors who sign one document share among themselves.
    """

    kind = "guarantee_group"
    label = Text("联保小组", "guarantee group")

    full_name: Mapped[str] = field(Text("小组名称", "Name of the group"), text(60), required=True)
    agreement: Mapped[str] = field(Text("联保协议编号", "Number of the agreement"), text(60))
    agreed_on: Mapped[date | None] = field(Text("协议签订日期", "Agreed on"), DAY, required=True)


class GroupMember(Record):
    """One member of a group, and up to what amount they answer for the others in all."""

    kind = "group_member"
    label = Text("联保成员", "group member")

    group_id: Mapped[UUID | None] = field(Text("联保小组", "Group"), REFERENCE, required=True, index=True)
    member_kind: Mapped[str] = field(Text("成员类型", "Kind of member"), APPLICANT, required=True)
    member_id: Mapped[UUID | None] = field(Text("成员", "Member"), REFERENCE, required=True, index=True)
    cap: Mapped[int | None] = field(
        Text("联保限额", "Cap"), MONEY, unit=YUAN, required=True, guarded=True, rule=at_least(1)
    )
