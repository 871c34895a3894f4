"""Synthetic terms of the papers before a decision."""

from datetime import date
from decimal import Decimal

from models.documents import application as paper
from models.sample.papers.contracts import FARMER, FIRM, LENDER, SPOUSE

CASE = "AJ-23990100-2026-000123-7"
VISITED = date(2026, 2, 26)
APPLICATION = paper.ApplicationTerms(
    applicant=FARMER,
    lender=LENDER,
    household="家庭 4 人，劳动力 2 人；经营玉米、大豆 548.80 亩，自有拖拉机一台",
    product="短期农户生产经营贷款",
    amount=30_000_000,
    months=12,
    purpose="购买春耕农资，支付土地流转费",
    uses=(
        paper.UseLine("玉米种子", "3,200 公斤", 6_400_000),
        paper.UseLine("化肥、农药", "48 吨", 15_600_000),
        paper.UseLine("土地流转费", "512.30 亩", 8_000_000),
    ),
    income=52_000_000,
    repayment_source="秋粮销售收入",
    method="按月付息，到期一次还本",
    security="农村土地经营权抵押",
    debts=(paper.DebtLine("黑土市邮政储蓄银行", "消费贷款", 3_000_000, date(2027, 6, 30)),),
    applied=date(2026, 2, 24),
    spouse=SPOUSE,
)
BUREAU = paper.BureauTerms(grantor=FARMER, lender=LENDER, part="借款人", case_number=CASE)
PRIVACY = paper.PrivacyTerms(
    subject=FARMER,
    lender=LENDER,
    contact="个人信息保护专员，电话 19900000098",
    retention_years=10,
    recipients=(
        paper.Recipient("黑土市不动产登记中心", "19900000071", "办理抵押登记", "身份、不动产信息"),
        paper.Recipient("黑土农业融资担保有限公司", "19900000072", "担保审查", "身份、收入、信用信息"),
    ),
)
SURVEY = paper.SurveyTerms(
    borrower=FARMER,
    lender=LENDER,
    case_number=CASE,
    visited=VISITED,
    place="黑土镇前进村三组",
    met="借款人王𬭎、配偶李䶮、村委会委员张某",
    lead="王军",
    second="李雪",
    findings=(
        paper.Finding("借款人及家庭", "户籍与实际居住一致，家庭和睦，无不良嗜好；在村信誉良好。"),
        paper.Finding(
            "经营情况", "种植玉米、大豆 548.80 亩，连续种植 6 年，机械自有；地块与承包、流转合同一致。"
        ),
        paper.Finding("用途与收益", "资金用于备春耕，预计亩均纯收益 320 元。"),
        paper.Finding("还款来源", "秋粮销售；与国家粮食储备库签有购销意向。"),
        paper.Finding("信用记录", "经授权查询，近五年无逾期；现有消费贷款 3 万元，还款正常。"),
    ),
    incomes=(
        paper.IncomeCheck("玉米销售", 46_000_000, 44_800_000, "粮库过磅单、银行流水、产量测算"),
        paper.IncomeCheck("种植补贴", 6_000_000, 5_872_000, "补贴公示、一折通流水、面积核对"),
    ),
    cash=(
        paper.CashLine("3 月—5 月", 0, 30_000_000),
        paper.CashLine("6 月—9 月", 5_872_000, 4_200_000),
        paper.CashLine("10 月—次年 2 月", 44_800_000, 6_000_000),
    ),
    covers=(paper.CoverLine("土地经营权 548.80 亩", 85_612_800, Decimal(60), 0, 30_000_000),),
    risks=(
        paper.Risk("玉米价格下跌 15%", "投保完全成本保险；以平均价测算仍可覆盖本息"),
        paper.Risk("春涝影响播种", "地块排水良好，分散在两处"),
    ),
    photos="P-000123-01 至 P-000123-08",
    amount=30_000_000,
    months=12,
    annual_rate=Decimal("4.35"),
    method="按月付息，到期一次还本",
    security="农村土地经营权抵押",
    suggestion="借款人经营稳定、用途真实、还款来源可靠，同意按上述条件发放，放款前办妥抵押登记和发包方备案。",
)
INTERVIEW = paper.InterviewTerms(
    borrower=FARMER,
    lender=LENDER,
    case_number=CASE,
    held=date(2026, 3, 9),
    hours="9:10 至 9:50",
    place="黑土镇支行面签室",
    present="借款人王𬭎、配偶李䶮、主办客户经理王军、协办客户经理李雪",
    identity="核验身份证原件，人证一致，联网核查通过",
    answers=(
        paper.Answer("借款用来做什么？", "买种子、化肥，交土地流转费。"),
        paper.Answer("钱是您自己用吗？有没有替别人借？", "自己用，没有替别人借。"),
        paper.Answer("用什么还？", "秋天卖玉米的钱。"),
        paper.Answer("逾期了会怎样，清楚吗？", "清楚，要加罚息，还会上征信，地可能被拍卖经营权。"),
        paper.Answer("有人收过您的好处费吗？", "没有。"),
    ),
    photos="M-000123-01 至 M-000123-06",
    first_officer="王军",
    second_officer="李雪",
)
APPROVAL = paper.ApprovalTerms(
    borrower=FARMER,
    lender=LENDER,
    case_number=CASE,
    product="短期农户生产经营贷款",
    purpose="购买春耕农资，支付土地流转费",
    asked=30_000_000,
    exposure=33_000_000,
    checks=(
        paper.CheckLine("身份核验、名单筛查", "☑ 通过", "未命中"),
        paper.CheckLine("征信授权与查询", "☑ 齐全", "近五年无逾期"),
        paper.CheckLine("双人调查与面谈", "☑ 完成", "照片 8 张"),
        paper.CheckLine("用途合规、支付方式", "☑ 符合", "受托支付"),
        paper.CheckLine("关联关系", "☒ 不存在", "/"),
    ),
    opinions=(
        paper.Opinion("审查", "赵敏", "通过", "资料齐全，测算合理。", date(2026, 3, 2)),
        paper.Opinion("审批", "孙磊", "同意", "按审查意见办理，放款前办妥登记。", date(2026, 3, 3)),
    ),
    approved=30_000_000,
    months=12,
    annual_rate=Decimal("4.35"),
    method="按月付息，到期一次还本",
    security="农村土地经营权抵押",
    conditions="办妥土地经营权抵押登记和发包方备案；签署综合融资成本明示表",
    requirements="放款后 15 日内检查用途；播种、收获季各检查一次",
    valid_until=date(2026, 6, 3),
)
REJECTION = paper.RejectionTerms(
    applicant=FARMER,
    lender=LENDER,
    case_number=CASE,
    product="短期农户生产经营贷款",
    asked=30_000_000,
    applied=date(2026, 2, 24),
    decided=date(2026, 3, 3),
    reason_class="还款来源不足",
    reason="经核实的年收入扣除家庭支出和现有负债后，不足以覆盖申请金额的本息。",
    complaint_phone="19900000097",
    automated=True,
)
DECISIONS: dict[str, object] = {
    "application": APPLICATION,
    "bureau_person": BUREAU,
    "bureau_firm": paper.BureauTerms(grantor=FIRM, lender=LENDER, part="借款人", case_number=CASE),
    "privacy_consent": PRIVACY,
    "survey_report": SURVEY,
    "interview_record": INTERVIEW,
    "approval_form": APPROVAL,
    "rejection_notice": REJECTION,
}
