"""Synthetic terms of the papers from payment to the archive."""

from datetime import date
from decimal import Decimal

from models.documents import servicing as paper
from models.documents.application import CheckLine
from models.documents.terms import Account
from models.sample.papers.contracts import BANK, CARD, FARMER, FIRM, LENDER, NUMBER, PLEDGE, SPOUSE

CASE, NOTE = "AJ-23990100-2026-000123-7", "JJ-23990100-2026-000123-7"
AS_OF = date(2027, 4, 20)
PAYMENT_ORDER = paper.PaymentOrderTerms(
    borrower=FARMER,
    lender=LENDER,
    contract_number=NUMBER,
    note_number=NOTE,
    amount=30_000_000,
    purpose="购买春耕农资",
    loan_account=CARD,
    payments=(
        paper.Payment(
            "黑土市丰收农资有限公司", "239901000000001234", BANK, 22_000_000, "购销合同 FS-2026-07"
        ),
        paper.Payment(
            "黑土镇前进村股份经济合作社", "239901000000005678", BANK, 8_000_000, "流转合同 LZ-2024-031"
        ),
    ),
    ordered=date(2026, 3, 10),
)
RELEASE = paper.ReleaseTerms(
    borrower=FARMER,
    lender=LENDER,
    case_number=CASE,
    contract_number=NUMBER,
    amount=30_000_000,
    drawn=date(2026, 3, 10),
    due=date(2027, 3, 10),
    annual_rate=Decimal("4.35"),
    payment_mode="受托支付",
    loan_account=CARD,
    checks=(
        CheckLine("借款合同、担保合同签署完整", "☑ 是", "3 份、4 份"),
        CheckLine("抵押登记已经办妥", "☑ 是", "登记证明已入库"),
        CheckLine("综合融资成本明示表已签", "☑ 是", "2026-03-09"),
        CheckLine("收款人名单筛查", "☑ 通过", "/"),
    ),
    operator="吴浩",
    checker="周芳",
)
DEBTOR_NOTICE = paper.DebtorNoticeTerms(
    debtor="黑土市国家粮食储备库有限公司",
    debtor_code="91239901MAT000018P",
    creditor=FIRM,
    lender=LENDER,
    way="质押",
    contract_number="黑土(应质)字[2026]第0000007号",
    receivables=PLEDGE.receivables[:1],
    account=Account(FIRM.name, "239901000000009999", BANK),
    issued=date(2026, 3, 12),
)
POST_CHECK = paper.PostCheckTerms(
    borrower=FARMER,
    lender=LENDER,
    kind="常规检查（播种季）",
    contract_number=NUMBER,
    balance=30_000_000,
    checked=date(2026, 5, 20),
    place="黑土镇前进村北大排",
    met="借款人王𬭎",
    checks=(
        CheckLine("借款用途", "☑ 相符", "农资发票、流转费收据齐全"),
        CheckLine("生产进度", "☑ 正常", "548.80 亩已播种"),
        CheckLine("担保财产", "☑ 完好", "未转让、未查封"),
        CheckLine("保险", "☑ 有效", "保单至 2026-11-30"),
    ),
    signals="无",
    photos="D-000123-01 至 D-000123-04",
    opinion="按计划生产，还款来源未发生变化，维持正常管理。",
    category="正常",
    next_check=date(2026, 8, 20),
    first_officer="王军",
    second_officer="李雪",
)
DUE_NOTICE = paper.DueNoticeTerms(
    debtor=FARMER,
    lender=LENDER,
    contract_number=NUMBER,
    due=date(2027, 3, 10),
    principal=30_000_000,
    interest=108_750,
    account=CARD,
    issued=date(2027, 2, 8),
)
DEMAND = paper.DemandTerms(
    debtor=FARMER,
    lender=LENDER,
    contract_number=NUMBER,
    since=date(2027, 3, 11),
    overdue_days=41,
    principal=30_000_000,
    interest=108_750,
    penalty=222_938,
    as_of=AS_OF,
    deadline=date(2027, 4, 30),
    account=CARD,
    issued=AS_OF,
)
GUARANTOR_NOTICE = paper.GuarantorNoticeTerms(
    guarantor=FIRM,
    lender=LENDER,
    guarantee_number="黑土(保)字[2026]第0000009号",
    debtor="王𬭎",
    contract_number=NUMBER,
    principal=30_000_000,
    interest=108_750,
    penalty=222_938,
    as_of=AS_OF,
    deadline=date(2027, 4, 30),
    period_end=date(2030, 3, 10),
    account=CARD,
    issued=AS_OF,
)
SETTLEMENT = paper.SettlementTerms(
    borrower=FARMER,
    lender=LENDER,
    contract_number=NUMBER,
    amount=30_000_000,
    drawn=date(2026, 3, 10),
    settled=date(2027, 3, 10),
    issued=date(2027, 3, 11),
)
MORTGAGE_RELEASE = paper.MortgageReleaseTerms(
    registry="黑土市不动产登记中心",
    owner=FARMER,
    lender=LENDER,
    contract_number=NUMBER,
    security_contract="黑土(农抵)字[2026]第0000045号",
    registration_number="黑(2026)黑土市不动产证明第0000456号",
    property="黑土镇中央街18号2单元301室住宅，建筑面积96.35平方米",
    settled=date(2027, 3, 10),
    issued=date(2027, 3, 11),
)
RECEIPT = paper.ReceiptTerms(
    owner=FARMER,
    lender=LENDER,
    contract_number=NUMBER,
    papers=(
        paper.Paper("不动产权证书", "黑(2024)黑土市不动产权第0001234号", "1 本"),
        paper.Paper("不动产登记证明", "黑(2026)黑土市不动产证明第0000456号", "1 份"),
    ),
    agent="/",
    handed=date(2027, 3, 12),
)
FILE_INDEX = paper.FileIndexTerms(
    borrower=FARMER,
    lender=LENDER,
    case_number=CASE,
    box="2026-014",
    volume="03",
    papers=(
        paper.FileLine("借款申请书", date(2026, 2, 24), "2", "原件", "/"),
        paper.FileLine("征信查询及报送授权书", date(2026, 2, 24), "4", "原件", "2 人"),
        paper.FileLine("贷前调查报告", date(2026, 2, 27), "3", "原件", "/"),
        paper.FileLine("借款合同", date(2026, 3, 9), "6", "原件", "/"),
        paper.FileLine("农村土地经营权抵押合同", date(2026, 3, 9), "7", "原件", "/"),
        paper.FileLine("身份证、户口簿", date(2026, 2, 24), "5", "复印件", "核对原件"),
    ),
    pages=27,
    giver="王军",
    archivist="何静",
    handed=date(2026, 3, 20),
    keep_years=15,
)
COMPLAINT = paper.ComplaintTerms(
    customer=FARMER,
    lender=LENDER,
    complaint_number="TS-2026-0007",
    received=date(2026, 6, 1),
    channel="营业网点",
    product="短期农户生产经营贷款",
    claim="认为提前还款被收取费用",
    facts="经核对流水和合同，5 月 20 日提前还款 10,000.00 元，未收取违约金；扣款中 36.25 元为应计利息。",
    handler="消保岗 何静",
    result="已向客户出示流水并说明利息计算，客户表示理解。",
    answer_by=date(2026, 6, 16),
    answered=date(2026, 6, 5),
    complaint_phone="19900000097",
)
RIGHTS = paper.RightsTerms(
    customer=SPOUSE,
    lender=LENDER,
    request_number="QL-2026-0003",
    received=date(2026, 6, 1),
    right="更正",
    content="联系电话变更为 19900000012",
    answer="已核验身份并更正，更正前的记录依法保存。",
    handler="何静",
    answer_by=date(2026, 6, 23),
)
REGISTER = paper.RegisterTerms(
    lender=LENDER,
    start=date(2026, 3, 1),
    end=date(2026, 3, 31),
    lines=(
        paper.RegisterLine(NUMBER, "借款合同", "1/3", "打印", "2026-03-09 09:12", "周芳", ""),
        paper.RegisterLine(NUMBER, "借款合同", "2/3", "作废", "2026-03-09 09:40", "周芳、赵敏", "卡纸破损"),
        paper.RegisterLine(NUMBER, "借款合同", "2/3", "重打 1", "2026-03-09 09:41", "周芳、赵敏", "卡纸破损"),
    ),
    issued=4,
    filed=3,
    voided=1,
    outside=0,
    clerk="周芳",
    checker="赵敏",
)
DAILY_CHECK = paper.DailyCheckTerms(
    lender=LENDER,
    day=date(2026, 3, 9),
    issued=4,
    filed=2,
    handed=1,
    voided=1,
    lost=0,
    outside=0,
    forms=(paper.FormLine("借款借据", 200, 150, 30, 18, 2, 180, "/"),),
    moves=(
        paper.MoveLine("借款借据", "发放", "00000151—00000180", 30, "赵敏", "周芳"),
        paper.MoveLine("借款借据", "作废", "00000152—00000152", 1, "周芳", "周芳，打印错位"),
    ),
    clerk="周芳",
    checker="赵敏",
)
SERVICING: dict[str, object] = {
    "payment_order": PAYMENT_ORDER,
    "release_form": RELEASE,
    "debtor_notice": DEBTOR_NOTICE,
    "post_check": POST_CHECK,
    "due_notice": DUE_NOTICE,
    "demand_notice": DEMAND,
    "guarantor_notice": GUARANTOR_NOTICE,
    "settlement_certificate": SETTLEMENT,
    "mortgage_release": MORTGAGE_RELEASE,
    "certificate_receipt": RECEIPT,
    "file_index": FILE_INDEX,
    "complaint_answer": COMPLAINT,
    "rights_request": RIGHTS,
    "print_register": REGISTER,
    "daily_check": DAILY_CHECK,
}
