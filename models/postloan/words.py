"""The choices of loan care: kinds of checks, signals, notices and changes, with their words."""

from models.kinds import choice
from models.text import Text

CHECK_LABELS = {
    "first": Text("首次跟踪检查", "First check of use"),
    "routine": Text("常规检查", "Routine check"),
    "sowing": Text("春播检查", "Sowing check"),
    "growing": Text("苗情检查", "Growing check"),
    "harvest": Text("秋收检查", "Harvest check"),
    "account": Text("账户监测", "Account view"),
    "visit": Text("现场检查", "Site visit"),
    "rating": Text("年度复评", "Yearly rating"),
    "revaluation": Text("押品重估", "Revaluation"),
    "maturity": Text("到期前提示", "Before maturity"),
    "overdue": Text("逾期催收", "Overdue follow-up"),
}
CHECK_KIND = choice(**CHECK_LABELS)
CROP_STAGES = ("sowing", "growing", "harvest")

CHECK_RESULT = choice(
    sound=Text("正常", "Sound"),
    watch=Text("需关注", "To be watched"),
    bad=Text("有风险", "At risk"),
)

SIGNAL_LABELS = {
    "overdue_elsewhere": Text("他行逾期", "Overdue elsewhere"),
    "lawsuit": Text("涉诉", "Lawsuit"),
    "seizure": Text("押品被查封", "Collateral seized"),
    "crop_disaster": Text("农业灾害", "Crop disaster"),
    "rent_unpaid": Text("土地租金拖欠", "Land rent unpaid"),
    "phone_dead": Text("电话失联", "Cannot be reached"),
    "new_guarantee": Text("新增对外担保", "New guarantees given"),
    "price_fall": Text("粮价下跌15%以上", "Grain price down 15 %"),
    "misuse": Text("挪用贷款资金", "Money used otherwise"),
    "impaired": Text("发生信用减值", "Credit-impaired"),
    "evasion": Text("逃废债务", "Evades debts"),
    "bankruptcy": Text("进入破产清算", "Bankruptcy liquidation"),
}
SIGNAL_KIND = choice(**SIGNAL_LABELS)

GRAVITY_LABELS = {
    "low": Text("一般", "Slight"),
    "medium": Text("较重", "Serious"),
    "high": Text("严重", "Grave"),
}
GRAVITY = choice(**GRAVITY_LABELS)

CHANGE_LABELS = {
    "extension": Text("展期", "Extension"),
    "restructuring": Text("重组", "Restructuring"),
}
CHANGE_KIND = choice(**CHANGE_LABELS)
CHANGE_OUTCOME = choice(
    asked=Text("已申请", "Asked for"),
    passed=Text("审查通过", "Reviewed"),
    approved=Text("已批准", "Approved"),
    signed=Text("已签订", "Signed"),
    refused=Text("未同意", "Refused"),
    dropped=Text("已撤回", "Dropped"),
)

NOTICE_LABELS = {
    "reminder": Text("到期通知书", "Reminder of maturity"),
    "call": Text("电话催收", "Call"),
    "visit": Text("上门催收", "Visit"),
    "formal": Text("催收通知书", "Formal demand"),
    "guarantor": Text("担保人履责通知书", "Demand on the guarantor"),
}
NOTICE_KIND = choice(**NOTICE_LABELS)
INTERRUPTING = frozenset({"formal"})
"""The notices that demand performance of the borrower (民法典 195); what a guarantor is told runs apart."""

DELIVERY = choice(
    signed=Text("本人签收", "Signed for"),
    post=Text("邮寄", "By post"),
    notary=Text("公证送达", "By notary"),
    message=Text("短信", "Text message"),
    spoken=Text("口头", "By word of mouth"),
)
PROVEN = frozenset({"signed", "post", "notary"})
"""The ways of delivery that leave a proof of arrival."""
