"""An enterprise's file: companies, co-operatives, family farms and other firms."""

from datetime import date

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import Privacy, at_least, field
from models.kinds import COUNT, DAY, MONEY, choice, identifier, text
from models.text import Text

REGISTRATION = Text("登记信息", "Registration")
BUSINESS = Text("经营与财务", "Business and figures")
PERMISSION = Text("核实与授权", "Checks and consents")

FORM = choice(
    company=Text("公司", "Company"),
    sole_trader=Text("个体工商户", "Sole trader"),
    cooperative=Text("农民专业合作社", "Farmers' co-operative"),
    family_farm=Text("家庭农场", "Family farm"),
    collective=Text("农村集体经济组织", "Rural collective"),
    village_committee=Text("村民（居民）委员会", "Villagers' committee"),
    branch=Text("公司分支机构", "Branch of a company"),
    state_organ=Text("机关法人", "State organ"),
    public_welfare=Text("公益性非营利法人", "Public-welfare non-profit"),
)
TAX_GRADE = choice(
    A=Text("A级", "A"), B=Text("B级", "B"), M=Text("M级", "M"), C=Text("C级", "C"), D=Text("D级", "D")
)


class Enterprise(Record):
    """One firm 企业 that borrows or secures (domain 3.3, 3.4)."""

    kind = "enterprise"
    label = Text("企业", "enterprise")

    full_name: Mapped[str] = field(Text("企业名称", "Name"), text(100), required=True, group=REGISTRATION)
    credit_code: Mapped[str] = field(
        Text("统一社会信用代码", "Credit code"),
        identifier("credit-code", 18),
        required=True,
        guarded=True,
        index=True,
        group=REGISTRATION,
    )
    form: Mapped[str] = field(Text("组织形式", "Legal form"), FORM, required=True, group=REGISTRATION)
    legal_representative: Mapped[str] = field(
        Text("法定代表人", "Legal representative"),
        text(50),
        required=True,
        privacy=Privacy.C2,
        mask="name",
        group=REGISTRATION,
    )
    representative_id: Mapped[str] = field(
        Text("法定代表人身份证号", "Representative's ID"),
        identifier("resident-id", 18),
        privacy=Privacy.C2,
        mask="id",
        guarded=True,
        index=True,
        group=REGISTRATION,
    )
    founded_on: Mapped[date | None] = field(Text("成立日期", "Founded on"), DAY, group=REGISTRATION)
    registered_capital: Mapped[int | None] = field(
        Text("注册资本", "Registered capital"),
        MONEY,
        unit=Text("元", "yuan"),
        rule=at_least(0),
        group=REGISTRATION,
    )
    address: Mapped[str] = field(Text("住所", "Address"), text(120), required=True, group=REGISTRATION)
    phone: Mapped[str] = field(
        Text("联系电话", "Phone"), identifier("phone", 20), required=True, mask="phone", group=REGISTRATION
    )
    industry: Mapped[str] = field(Text("行业", "Industry"), text(40), group=BUSINESS)
    staff: Mapped[int | None] = field(
        Text("职工人数", "Staff"), COUNT, unit=Text("人", "people"), rule=at_least(0), group=BUSINESS
    )
    yearly_sales: Mapped[int | None] = field(
        Text("年销售收入", "Yearly sales"),
        MONEY,
        unit=Text("元", "yuan"),
        required=True,
        rule=at_least(0),
        group=BUSINESS,
    )
    total_assets: Mapped[int | None] = field(
        Text("资产总额", "Total assets"), MONEY, unit=Text("元", "yuan"), rule=at_least(0), group=BUSINESS
    )
    total_liabilities: Mapped[int | None] = field(
        Text("负债总额", "Total liabilities"),
        MONEY,
        unit=Text("元", "yuan"),
        rule=at_least(0),
        group=BUSINESS,
    )
    tax_grade: Mapped[str] = field(Text("纳税信用等级", "Tax grade"), TAX_GRADE, group=BUSINESS)
    account: Mapped[str] = field(
        Text("结算账号", "Account"),
        identifier("bank-account", 24),
        mask="account",
        guarded=True,
        group=BUSINESS,
    )
    identity_checked_on: Mapped[date | None] = field(
        Text("身份核实日期", "Identity checked on"), DAY, group=PERMISSION
    )
    bureau_consent_on: Mapped[date | None] = field(
        Text("征信授权日期", "Bureau consent on"), DAY, group=PERMISSION
    )
    resolution_on: Mapped[date | None] = field(Text("股东会决议日期", "Resolution on"), DAY, group=PERMISSION)
    lists_checked_on: Mapped[date | None] = field(
        Text("名单筛查日期", "Lists screened on"), DAY, group=PERMISSION
    )
    note: Mapped[str] = field(Text("备注", "Note"), text(400, lines=True), group=PERMISSION)
