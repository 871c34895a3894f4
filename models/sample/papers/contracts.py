"""Synthetic terms of the contracts: a farmer and a firm of area 2399, rare names among them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from models.documents.terms import (
    Account,
    ContingentCost,
    CostItem,
    CostSheetTerms,
    ExplainedRow,
    LandRight,
    Lender,
    LoanTerms,
    MortgageTerms,
    NoteTerms,
    ObjectMortgageTerms,
    ObjectPledgeTerms,
    PartyLine,
    PlanRow,
    PlanTerms,
    PledgeTerms,
    Receivable,
    SecuredDebt,
    SecurityLine,
    Thing,
    YearTotal,
)

NUMBER = "黑土(农借)字[2026]第0000123号"
WORDS = "人民币叁拾万元整"
RARE_NAMES = ("王𬭎", "䶮㛃", "𫖯𠅤", "𣲘𬸚", "𪩘堃", "阿依古丽·买买提")

FARMER = PartyLine(
    name="王𬭎",
    id_kind="居民身份证",
    id_number="239901198003150016",
    address="黑龙江省黑土市黑土镇前进村三组12号",
    phone="19900000001",
)
SPOUSE = replace(FARMER, name="李䶮", id_number="239901199211080029", phone="19900000002")
FIRM = PartyLine(
    name="黑土市𪩘山粮食贸易有限公司",
    id_kind="统一社会信用代码",
    id_number="91239901MAT000018P",
    address="黑龙江省黑土市黑土镇工业路8号",
    phone="19900000003",
    representative="张㛃",
)
LENDER = Lender(
    name="黑土农村商业银行股份有限公司黑土镇支行",
    address="黑龙江省黑土市黑土镇中央街1号",
    representative="赵堃",
    phone="19900000099",
)
BANK = "黑土农村商业银行黑土镇支行"
CARD = Account("王𬭎", "6239990000000000018", BANK)


def plan(months: int = 12, principal: int = 30_000_000) -> tuple[PlanRow, ...]:
    """Return a plan with interest each month and the principal at the end."""
    rows = []
    for n in range(1, months + 1):
        due = date(2026 + (2 + n) // 12, (2 + n) % 12 + 1, 10)
        part = principal if n == months else 0
        rows.append(PlanRow(n, due, part, 108_750, part + 108_750, 0 if n == months else principal))
    return tuple(rows)


LOAN = LoanTerms(
    borrower=FARMER,
    co_borrowers=(SPOUSE,),
    lender=LENDER,
    loan_kind="短期农户生产经营贷款",
    purpose="购买春耕所需的玉米种子、化肥、农药和柴油，支付2026年度土地流转费",
    amount=30_000_000,
    annual_rate=Decimal("4.35"),
    rate_basis="以2026年2月20日公布的1年期LPR（3.00%）加135个基点确定，借款期限内固定不变",
    apr_simple=Decimal("4.35"),
    apr_compound=Decimal("4.44"),
    overdue_rate=Decimal("6.525"),
    misuse_rate=Decimal("8.70"),
    months=12,
    start=date(2026, 3, 10),
    end=date(2027, 3, 10),
    method="按月付息，到期一次还本",
    payment_mode="受托支付",
    loan_account=CARD,
    repayment_account=CARD,
    payee=Account("黑土市丰收农资有限公司", "239901000000001234", BANK),
    plan=plan(),
    securities=(SecurityLine("农村土地经营权抵押合同", "黑土(农抵)字[2026]第0000045号", "王𬭎"),),
    court="贷款人住所地人民法院",
    signing_place="黑龙江省黑土市",
)
DEBT = SecuredDebt(
    contract_number=NUMBER,
    debtor="王𬭎",
    kind="短期农户生产经营贷款，人民币借款",
    amount=30_000_000,
    start=date(2026, 3, 10),
    end=date(2027, 3, 10),
)
LAND = LandRight(
    certificate="黑(2016)黑土县农村土地承包经营权证第000123号",
    contract_code="239901100201000017J",
    issuer="黑土镇前进村股份经济合作社",
    parcels=("2399011002010000123", "2399011002010000124"),
    location="黑土镇前进村北大排，东至道、西至沟、南至李某地、北至林带",
    area_mu=Decimal("36.50"),
    use="种植业",
    until=date(2029, 12, 31),
    value=5_694_000,
    co_owners="李䶮",
)
MORTGAGE = MortgageTerms(
    mortgagor=FARMER,
    lender=LENDER,
    debt=DEBT,
    rights=(
        LAND,
        replace(LAND, parcels=("2399011002010000200",), area_mu=Decimal("512.30"), value=79_918_800),
    ),
    filing="黑土镇前进村股份经济合作社",
    registry="黑土市不动产登记中心",
    court="抵押权人住所地人民法院",
    signing_place="黑龙江省黑土市",
    insurance="抵押人投保玉米完全成本保险，第一受益人为抵押权人",
)
PLEDGE = PledgeTerms(
    pledgor=FIRM,
    lender=LENDER,
    debt=replace(DEBT, debtor=FIRM.name, kind="小微企业流动资金贷款，人民币借款"),
    receivables=(
        Receivable(
            debtor="黑土市国家粮食储备库有限公司",
            debtor_code="91239901MAT000018P",
            contract="玉米购销合同 LC-2026-018",
            invoices=("26239900000000000018", "26239900000000000019"),
            balance=45_000_000,
            due=date(2027, 1, 31),
        ),
        Receivable(
            debtor="黑土市兴农饲料有限责任公司",
            debtor_code="91239901MAT000018P",
            contract="玉米购销合同 SL-2026-007",
            invoices=("26239900000000000020",),
            balance=12_345_678,
            due=date(2027, 2, 28),
        ),
    ),
    account=Account(FIRM.name, "239901000000009999", BANK),
    registry_months=24,
    court="质权人住所地人民法院",
    signing_place="黑龙江省黑土市",
)
COSTS = CostSheetTerms(
    borrower=FARMER,
    lender=LENDER,
    principal=30_000_000,
    months=12,
    method="按月付息，到期一次还本",
    costs=(
        CostItem("贷款利息", "按月收取", "年利率 4.35%（单利）", LENDER.name, Decimal("4.35")),
        CostItem("担保费", "一次性收取", "担保金额的 0.50%", "黑土农业融资担保有限公司", Decimal("0.50")),
    ),
    contingent=(
        ContingentCost("逾期罚息", "逾期本金按年利率 6.525% 计收，自逾期之日起至清偿之日止", LENDER.name),
        ContingentCost("挪用罚息", "挪用部分按年利率 8.70% 计收", LENDER.name),
        ContingentCost("提前还款", "不收取违约金或者补偿金", "/"),
    ),
    apr_simple=Decimal("4.85"),
    apr_compound=Decimal("4.96"),
    issued=date(2026, 3, 9),
)
NOTE = NoteTerms(
    borrower=FARMER,
    lender=LENDER,
    contract_number=NUMBER,
    loan_kind="短期农户生产经营贷款",
    purpose="购买春耕农资",
    amount=30_000_000,
    annual_rate=Decimal("4.35"),
    overdue_rate=Decimal("6.525"),
    drawn=date(2026, 3, 10),
    due=date(2027, 3, 10),
    method="按月付息，到期一次还本",
    account=CARD,
    security="农村土地经营权抵押，黑土(农抵)字[2026]第0000045号",
)
REPAYMENT = PlanTerms(
    borrower=FARMER,
    lender=LENDER,
    contract_number=NUMBER,
    amount=30_000_000,
    annual_rate=Decimal("4.35"),
    rate_basis="2026-02-20公布的1年期LPR 3.00%加135个基点，固定利率",
    method="按月付息，到期一次还本",
    start=date(2026, 3, 10),
    end=date(2027, 3, 10),
    rows=tuple(
        ExplainedRow(
            row, f"利息 {row.interest / 100:,.2f} = 300,000.00 × 4.35% × 1/12，四舍五入到分；本行应还合计。"
        )
        for row in plan()
    ),
    years=(YearTotal(2026, 0, 979_020), YearTotal(2027, 30_000_000, 326_340)),
    account=CARD,
)
HOUSE = Thing(
    "黑土镇中央街住宅",
    (
        ("不动产权证号", "黑(2024)黑土市不动产权第0001234号"),
        ("不动产单元号", "239901 100201 JC00017 F00010001"),
        ("坐落", "黑土镇中央街18号2单元301室"),
        ("建筑面积", "96.35平方米"),
    ),
    "李䶮",
    42_000_000,
)
HOUSE_MORTGAGE = ObjectMortgageTerms(
    mortgagor=FARMER,
    lender=LENDER,
    debt=DEBT,
    things=(HOUSE, HOUSE._replace(name="黑土镇中央街车库", value=3_000_000)),
    arises_by="constitutive",
    registry="黑土市不动产登记中心",
    co_owners="李䶮",
    insurance="抵押人投保家庭财产险，第一受益人为抵押权人",
    court="抵押权人住所地人民法院",
    signing_place="黑龙江省黑土市",
)
TRACTOR = Thing(
    "轮式拖拉机",
    (("厂牌型号", "东方红LX2204"), ("号牌", "黑11-12345"), ("发动机号", "LR6M3L-22")),
    "/",
    21_000_000,
)
MOVABLES = replace(
    HOUSE_MORTGAGE,
    things=(TRACTOR,),
    arises_by="opposable",
    registry="动产融资统一登记公示系统",
    co_owners="/",
    floating=True,
    purchase_money=True,
)
PATENT = Thing("一种玉米播种机", (("专利号", "ZL202320567890.9"), ("类型", "实用新型")), "/", 60_000_000)
IP_PLEDGE = ObjectPledgeTerms(
    pledgor=FIRM,
    lender=LENDER,
    debt=replace(DEBT, debtor=FIRM.name),
    things=(PATENT,),
    arises_by="constitutive",
    registry="国家知识产权局",
    court="质权人住所地人民法院",
    signing_place="黑龙江省黑土市",
)
EQUITY_PLEDGE = replace(
    IP_PLEDGE,
    things=(Thing("黑土米业股权", (("出资额", "1,000,000.00元"), ("比例", "20%")), "/", 60_000_000),),
    registry="黑土市市场监督管理局",
    account=Account(FIRM.name, "239901000000009999", BANK),
)
REVENUE_PLEDGE = replace(
    EQUITY_PLEDGE,
    things=(Thing("光伏电站电费收益权", (("收费依据", "购售电合同 GF-2025-01"),), "/", 60_000_000),),
    registry="动产融资统一登记公示系统",
)
DEPOSIT_PLEDGE = replace(
    EQUITY_PLEDGE,
    things=(Thing("一年期定期存单", (("存单号", "CD2399000123"),), "/", 60_000_000),),
    arises_by="delivery",
    registry="/",
    account=None,
)

CONTRACTS: dict[str, object] = {
    "real_property_mortgage": HOUSE_MORTGAGE,
    "movables_mortgage": MOVABLES,
    "ip_pledge": IP_PLEDGE,
    "equity_pledge": EQUITY_PLEDGE,
    "revenue_pledge": REVENUE_PLEDGE,
    "deposit_pledge": DEPOSIT_PLEDGE,
    "loan_contract": LOAN,
    "farmland_mortgage": MORTGAGE,
    "receivable_pledge": PLEDGE,
    "cost_sheet": COSTS,
    "loan_note": NOTE,
    "repayment_plan": REPAYMENT,
}
