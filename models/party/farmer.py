"""A farmer's file: who the borrower is, how the household lives and what it farms."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Mapped

from models.base import Record
from models.fields import Privacy, at_least, between, field
from models.kinds import AREA, COUNT, DAY, FLAG, MONEY, REFERENCE, choice, identifier, text
from models.text import Text

IDENTITY = Text("身份", "Identity")
HOUSEHOLD = Text("家庭", "Household")
FARMING = Text("土地与生产", "Land and farming")
MEANS = Text("收支与资产", "Income and assets")
PERMISSION = Text("核实与授权", "Checks and consents")

MARITAL = choice(
    single=Text("未婚", "Single"),
    married=Text("已婚", "Married"),
    divorced=Text("离异", "Divorced"),
    widowed=Text("丧偶", "Widowed"),
)
HOUSEHOLD_TYPE = choice(
    ordinary=Text("一般户", "Ordinary"),
    lifted=Text("脱贫户", "Lifted out of poverty"),
    watched=Text("监测户", "Watched for poverty"),
    veteran=Text("退役军人", "Veteran"),
    returned=Text("返乡创业", "Returned to start a business"),
)
RELATION = choice(
    head=Text("户主", "Head"),
    spouse=Text("配偶", "Spouse"),
    child=Text("子女", "Child"),
    parent=Text("父母", "Parent"),
    sibling=Text("兄弟姐妹", "Sibling"),
    other=Text("其他", "Other"),
)


class Farmer(Record):
    """One farmer 农户, with the household's economy (domain 3.1)."""

    kind = "farmer"
    label = Text("农户", "farmer")

    full_name: Mapped[str] = field(
        Text("姓名", "Full name"), text(50), required=True, privacy=Privacy.C2, mask="name", group=IDENTITY
    )
    id_number: Mapped[str] = field(
        Text("身份证号", "Resident ID"),
        identifier("resident-id", 18),
        required=True,
        privacy=Privacy.C2,
        mask="id",
        guarded=True,
        index=True,
        group=IDENTITY,
    )
    id_valid_until: Mapped[date | None] = field(
        Text("证件有效期至", "ID valid until"), DAY, privacy=Privacy.C2, group=IDENTITY
    )
    id_long_term: Mapped[bool] = field(Text("证件长期有效", "ID valid for life"), FLAG, group=IDENTITY)
    ethnicity: Mapped[str] = field(Text("民族", "Ethnicity"), text(20), privacy=Privacy.C2, group=IDENTITY)
    marital: Mapped[str] = field(
        Text("婚姻状况", "Marital status"), MARITAL, required=True, privacy=Privacy.C2, group=IDENTITY
    )
    phone: Mapped[str] = field(
        Text("手机", "Phone"),
        identifier("phone", 20),
        required=True,
        privacy=Privacy.C2,
        mask="phone",
        group=IDENTITY,
    )
    village: Mapped[str] = field(Text("行政村", "Village"), text(60), required=True, group=HOUSEHOLD)
    address: Mapped[str] = field(
        Text("居住地址", "Address"),
        text(120),
        required=True,
        privacy=Privacy.C2,
        mask="address",
        group=HOUSEHOLD,
    )
    household_type: Mapped[str] = field(Text("农户类型", "Household type"), HOUSEHOLD_TYPE, group=HOUSEHOLD)
    family_size: Mapped[int | None] = field(
        Text("家庭人口", "Family size"),
        COUNT,
        unit=Text("人", "people"),
        rule=between(1, 30),
        group=HOUSEHOLD,
    )
    labour_count: Mapped[int | None] = field(
        Text("劳动力", "Working members"),
        COUNT,
        unit=Text("人", "people"),
        rule=between(0, 30),
        group=HOUSEHOLD,
    )
    contracted_area: Mapped[Decimal | None] = field(
        Text("承包面积", "Contracted land"), AREA, unit=Text("亩", "mu"), rule=at_least(0), group=FARMING
    )
    rented_area: Mapped[Decimal | None] = field(
        Text("流转面积", "Rented land"), AREA, unit=Text("亩", "mu"), rule=at_least(0), group=FARMING
    )
    contractor_code: Mapped[str] = field(
        Text("承包方编码", "Contractor code"), identifier("contractor", 18), group=FARMING
    )
    crops: Mapped[str] = field(Text("主要作物", "Main crops"), text(60), group=FARMING)
    yearly_income: Mapped[int | None] = field(
        Text("家庭年收入", "Yearly income"),
        MONEY,
        unit=Text("元", "yuan"),
        required=True,
        privacy=Privacy.C2,
        rule=at_least(0),
        group=MEANS,
    )
    yearly_expense: Mapped[int | None] = field(
        Text("家庭年支出", "Yearly expense"),
        MONEY,
        unit=Text("元", "yuan"),
        privacy=Privacy.C2,
        rule=at_least(0),
        group=MEANS,
    )
    assets: Mapped[int | None] = field(
        Text("家庭资产", "Assets"),
        MONEY,
        unit=Text("元", "yuan"),
        privacy=Privacy.C2,
        rule=at_least(0),
        group=MEANS,
    )
    liabilities: Mapped[int | None] = field(
        Text("家庭负债", "Liabilities"),
        MONEY,
        unit=Text("元", "yuan"),
        privacy=Privacy.C2,
        rule=at_least(0),
        group=MEANS,
    )
    bank_card: Mapped[str] = field(
        Text("收款卡号", "Bank card"),
        identifier("bank-card", 24),
        privacy=Privacy.C2,
        mask="account",
        guarded=True,
        group=MEANS,
    )
    identity_checked_on: Mapped[date | None] = field(
        Text("身份核实日期", "Identity checked on"), DAY, group=PERMISSION
    )
    bureau_consent_on: Mapped[date | None] = field(
        Text("征信授权日期", "Bureau consent on"), DAY, group=PERMISSION
    )
    privacy_consent_on: Mapped[date | None] = field(
        Text("个人信息授权日期", "Privacy consent on"), DAY, group=PERMISSION
    )
    lists_checked_on: Mapped[date | None] = field(
        Text("名单筛查日期", "Lists screened on"), DAY, group=PERMISSION
    )
    note: Mapped[str] = field(Text("备注", "Note"), text(400, lines=True), group=PERMISSION)


class HouseholdMember(Record):
    """Somebody who lives in a farmer's household, and whether they hold the land in common."""

    kind = "household_member"
    label = Text("家庭成员", "household member")

    farmer_id: Mapped[UUID | None] = field(Text("农户", "Farmer"), REFERENCE, required=True, index=True)
    full_name: Mapped[str] = field(
        Text("姓名", "Full name"), text(50), required=True, privacy=Privacy.C2, mask="name"
    )
    relation: Mapped[str] = field(Text("与户主关系", "Relation to the head"), RELATION, required=True)
    id_number: Mapped[str] = field(
        Text("身份证号", "Resident ID"),
        identifier("resident-id", 18),
        privacy=Privacy.C2,
        mask="id",
        guarded=True,
        index=True,
    )
    occupation: Mapped[str] = field(Text("职业", "Occupation"), text(30))
    yearly_income: Mapped[int | None] = field(
        Text("年收入", "Yearly income"), MONEY, unit=Text("元", "yuan"), privacy=Privacy.C2, rule=at_least(0)
    )
    co_holder: Mapped[bool] = field(Text("承包地共有人", "Holds the land in common"), FLAG)
