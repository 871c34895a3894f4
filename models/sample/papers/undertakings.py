"""Synthetic terms of further contracts and consents."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from models.documents import undertakings as paper
from models.documents.terms import PlanRow, SecurityLine
from models.sample.papers.contracts import CARD, DEBT, FARMER, FIRM, HOUSE, LENDER, NUMBER, PATENT, SPOUSE

GUARANTOR = replace(
    FARMER,
    name="阿依古丽·买买提",
    id_number="239901198507070025",
    phone="19900000005",
    address="黑土镇中央街18号",
)
COURT, PLACE = "债权人住所地人民法院", "黑龙江省黑土市"
OTHERS = (SecurityLine("农村土地经营权抵押合同", "黑土(农抵)字[2026]第0000045号", "王𬭎"),)
REVOLVING = paper.RevolvingTerms(
    borrower=FARMER,
    co_borrowers=(SPOUSE,),
    lender=LENDER,
    loan_kind="农户循环贷款",
    purpose="种植业生产周转",
    ceiling=50_000_000,
    months=36,
    start=date(2026, 3, 10),
    end=date(2029, 3, 9),
    last_due=date(2029, 12, 31),
    annual_rate=Decimal("4.35"),
    rate_rule="支用日前一日最近一期1年期LPR加135个基点，单笔借款期限内固定不变",
    apr_simple=Decimal("4.35"),
    apr_compound=Decimal("4.44"),
    overdue_rate=Decimal("6.525"),
    misuse_rate=Decimal("8.70"),
    method="随借随还，按季付息",
    payment_mode="自主支付",
    loan_account=CARD,
    securities=OTHERS,
    court="贷款人住所地人民法院",
    signing_place=PLACE,
)
MAXIMUM_MORTGAGE = paper.MaximumMortgageTerms(
    mortgagor=FARMER,
    lender=LENDER,
    debtor="王𬭎",
    principal_ceiling=30_000_000,
    claim_ceiling=39_000_000,
    start=date(2026, 3, 10),
    end=date(2029, 3, 9),
    things=(HOUSE,),
    registry="黑土市不动产登记中心",
    co_owners="李䶮",
    insurance="抵押人投保家庭财产险，第一受益人为抵押权人",
    court="抵押权人住所地人民法院",
    signing_place=PLACE,
)
MAXIMUM_PLEDGE = paper.MaximumPledgeTerms(
    pledgor=FIRM,
    lender=LENDER,
    debtor=FIRM.name,
    principal_ceiling=30_000_000,
    claim_ceiling=39_000_000,
    start=date(2026, 3, 10),
    end=date(2029, 3, 9),
    things=(PATENT,),
    registry="国家知识产权局",
    account=CARD,
    court="质权人住所地人民法院",
    signing_place=PLACE,
)
GUARANTEE = paper.GuaranteeTerms(
    guarantor=GUARANTOR,
    lender=LENDER,
    debt=DEBT,
    period_start=date(2027, 3, 11),
    period_end=date(2030, 3, 10),
    spouse=replace(GUARANTOR, name="买买提·吐尔逊", id_number="239901198406060018"),
    others=OTHERS,
    court=COURT,
    signing_place=PLACE,
)
MAXIMUM_GUARANTEE = paper.MaximumGuaranteeTerms(
    guarantor=GUARANTOR,
    lender=LENDER,
    spouse=replace(GUARANTOR, name="买买提·吐尔逊", id_number="239901198406060018"),
    debtor="王𬭎",
    principal_ceiling=50_000_000,
    claim_ceiling=65_000_000,
    start=date(2026, 3, 10),
    end=date(2029, 3, 9),
    period_years=3,
    period_end=date(2032, 12, 31),
    court=COURT,
    signing_place=PLACE,
)
EXTENSION = paper.ExtensionTerms(
    borrower=FARMER,
    lender=LENDER,
    contract_number=NUMBER,
    note_number="JJ-23990100-2026-000123-7",
    amount=30_000_000,
    balance=20_000_000,
    old_due=date(2027, 3, 10),
    new_due=date(2027, 9, 10),
    span="6个月",
    reason="春涝减产",
    annual_rate=Decimal("4.85"),
    rate_basis="在原利率基础上加50个基点",
    apr_simple=Decimal("4.85"),
    apr_compound=Decimal("4.96"),
    overdue_rate=Decimal("7.275"),
    misuse_rate=Decimal("9.70"),
    plan=(
        PlanRow(1, date(2027, 6, 10), 10_000_000, 247_889, 10_247_889, 10_000_000),
        PlanRow(2, date(2027, 9, 10), 10_000_000, 123_944, 10_123_944, 0),
    ),
    sureties=(FARMER, GUARANTOR),
    court="贷款人住所地人民法院",
    signing_place=PLACE,
)
RENEWAL = paper.RenewalTerms(
    borrower=FARMER,
    lender=LENDER,
    way="续贷",
    old_contract=NUMBER,
    old_balance=20_000_000,
    old_due=date(2027, 3, 10),
    new_contract="黑土(农借)字[2027]第0000011号",
    amount=20_000_000,
    start=date(2027, 3, 10),
    end=date(2028, 3, 9),
    annual_rate=Decimal("4.35"),
    sureties=(GUARANTOR,),
)
CONSENT = paper.ConsentTerms(
    consenting=SPOUSE,
    relation="配偶",
    owner=FARMER,
    lender=LENDER,
    debt=DEBT,
    property="黑土镇前进村北大排等三宗地块的土地经营权，合计548.80亩",
)
SINGLE = paper.SingleTerms(
    declarant=GUARANTOR, lender=LENDER, case_number="AJ-23990100-2026-000123-7", status="离异未再婚"
)
CONTRACTOR = paper.ContractorTerms(
    contractor=SPOUSE,
    holder=FIRM,
    lender=LENDER,
    debt=replace(DEBT, debtor=FIRM.name),
    contract_code="239901100201000017J",
    transfer_contract="土地经营权流转合同 LZ-2024-031",
    parcels=("2399011002010000123", "2399011002010000124"),
    area=Decimal("36.50"),
    issuer="黑土镇前进村股份经济合作社",
    transfer_start=date(2024, 1, 1),
    transfer_end=date(2029, 12, 31),
)
RESOLUTION = paper.ResolutionTerms(
    firm=FIRM,
    lender=LENDER,
    body="股东会",
    act="申请借款并以自有财产提供抵押担保",
    held=date(2026, 3, 1),
    place="公司会议室",
    members=3,
    present=3,
    votes=(
        paper.Vote("张㛃", Decimal(60), "同意"),
        paper.Vote("赵堃", Decimal(30), "同意"),
        paper.Vote("陈𣲘", Decimal(10), "弃权"),
    ),
    amount=200_000_000,
    months=12,
    debtor=FIRM.name,
    property="厂房两栋，不动产权证号 黑(2024)黑土市不动产权第0001234号",
    agent="张㛃",
)
REGISTRATION = paper.RegistrationTerms(
    registry="黑土市不动产登记中心",
    kind="抵押权首次登记",
    giver=FARMER,
    lender=LENDER,
    debt=DEBT,
    contract_number="黑土(农抵)字[2026]第0000045号",
    things=(HOUSE,),
    claim_ceiling=39_000_000,
    maximum=True,
    agent=replace(SPOUSE, name="周芳", id_number="239901199005050027"),
)
UNDERTAKINGS: dict[str, object] = {
    "revolving_contract": REVOLVING,
    "maximum_mortgage": MAXIMUM_MORTGAGE,
    "maximum_pledge": MAXIMUM_PLEDGE,
    "guarantee": GUARANTEE,
    "maximum_guarantee": MAXIMUM_GUARANTEE,
    "extension": EXTENSION,
    "renewal": RENEWAL,
    "spouse_consent": CONSENT,
    "single_statement": SINGLE,
    "contractor_consent": CONTRACTOR,
    "resolution": RESOLUTION,
    "registration_application": REGISTRATION,
}
