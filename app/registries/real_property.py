"""Applications for the registration of mortgages with the real-property registry 不动产登记申请书, and what it answers.

Source:
    不动产登记操作规范 (试行), annex: the form of the application; 不动产登记暂行条例实施细则, articles 65-68.
"""

import re
from decimal import Decimal
from typing import Any

from app.register.rows import Template
from app.register.verdicts import Verdict
from app.registries.answers import OUR_NUMBER, REGISTERED_ON, Answers
from app.registries.filing import Batch, Cells, Filing, awaiting, in_yuan, judged, number_of
from models.collateral.farmland_right import FarmlandRight
from models.collateral.real_property import RealProperty
from models.fields import Field
from models.kinds import text
from models.text import Text
from printing.workbook import Column

SHEET = "不动产抵押登记申请"
REGISTRY = RealProperty.registry
COLUMNS = {
    "our_number": OUR_NUMBER,
    "number": Field(
        label=Text("不动产登记证明号", "Proof of registration"),
        kind=text(60),
        required=True,
    ),
    "registered_on": REGISTERED_ON,
}
ANSWER = ("number", "registered_on")
_LAND_ALONE = {"farmland_right", "construction_land"}


def _fact(filing: Filing, name: str) -> Any:
    return getattr(filing.facts, name, "")


def _location(filing: Filing) -> str:
    return str(_fact(filing, "location") or _fact(filing, "parcel_name")) or (
        filing.security.collateral.description
    )


def _use(filing: Filing) -> str:
    return "种植业" if isinstance(filing.facts, FarmlandRight) else str(_fact(filing, "use"))


def _area(filing: Filing) -> Decimal | None:
    area: Decimal | None = _fact(filing, "area") or None
    return area


def _term(filing: Filing) -> str:
    """Return the time for performance, counted from the day the contract was signed."""
    contract = filing.contract
    start = (contract.signed_on if contract else None) or filing.today
    return f"{start:%Y-%m-%d}起至{filing.dossier.due_on(start):%Y-%m-%d}止"


def _parcels(filing: Filing) -> str:
    facts = filing.facts
    return f"地块编码：{'、'.join(facts.parcels)}" if isinstance(facts, FarmlandRight) else ""


_CELLS: Cells = (
    (Column("申请登记事由", 12), lambda _filing: "抵押权"),
    (Column("登记类型", 12), lambda _filing: "首次登记"),
    (Column("权利人名称", 36), lambda filing: filing.lender.name),
    (Column("权利人身份证件种类", 18), lambda _filing: "统一社会信用代码"),
    (Column("权利人证件号", 22), lambda filing: filing.bank["credit_code"]),
    (Column("权利人通讯地址", 36), lambda filing: filing.lender.address),
    (Column("权利人法定代表人或负责人", 14), lambda filing: filing.lender.representative),
    (Column("权利人联系电话", 14), lambda filing: filing.lender.phone),
    (Column("权利人代理人姓名", 14), lambda _filing: ""),
    (Column("义务人姓名（名称）", 26), lambda filing: filing.owner.name),
    (Column("义务人身份证件种类", 18), lambda filing: filing.owner.id_kind),
    (Column("义务人证件号", 22), lambda filing: filing.owner.id_number),
    (Column("义务人通讯地址", 36), lambda filing: filing.owner.address),
    (Column("义务人法定代表人或负责人", 14), lambda filing: filing.owner.representative),
    (Column("义务人联系电话", 14), lambda filing: filing.owner.phone),
    (Column("义务人代理人姓名", 14), lambda _filing: ""),
    (Column("坐落", 36), _location),
    (Column("不动产单元号", 32), lambda filing: str(_fact(filing, "unit_number"))),
    (
        Column("不动产类型", 14),
        lambda filing: "土地" if filing.security.collateral.collateral_kind in _LAND_ALONE else "土地和房屋",
    ),
    (Column("面积", 12, "#,##0.00"), _area),
    (Column("面积单位", 10), lambda filing: "亩" if isinstance(filing.facts, FarmlandRight) else "平方米"),
    (Column("用途", 16), _use),
    (Column("原不动产权属证书号", 42), lambda filing: str(_fact(filing, "certificate"))),
    (Column("被担保债权数额（元）", 18, "#,##0.00"), lambda filing: in_yuan(filing.pledge.secured)),
    (Column("债务履行期限", 30), _term),
    (Column("在建建筑物抵押范围", 18), lambda _filing: "/"),
    (Column("抵押顺位", 10), lambda filing: filing.pledge.rank or 1),
    (Column("登记原因", 18), lambda _filing: "抵押合同设立"),
    (Column("登记原因证明文件一", 30), lambda filing: f"借款合同 {number_of(filing.main_contract)}"),
    (Column("登记原因证明文件二", 30), lambda filing: f"抵押合同 {number_of(filing.contract)}"),
    (Column("申请证书版式", 12), lambda _filing: "单一版"),
    (Column("申请分别持证", 12), lambda _filing: "否"),
    (Column("备注", 50), _parcels),
    (Column(OUR_NUMBER.label.zh, 26), lambda filing: number_of(filing.contract)),
    # The answer is written beside the question, so that one sheet goes out and comes back.
    *((Column(COLUMNS[name].label.zh, 40), lambda _filing: "") for name in ANSWER),
)


def _judged(filing: Filing) -> Verdict:
    verdict = judged(filing)
    if not _fact(filing, "certificate"):
        verdict.refuse(
            Text(
                "没有权证号，登记机构不受理。",
                "There is no certificate number; the registry would not take it.",
            )
        )
    if not _fact(filing, "unit_number"):
        verdict.warn(
            Text(
                "没有不动产单元号，请在权证或登记簿上查找；登记仍在农业部门的可不填。",
                "There is no real-property unit; look it up, unless the agriculture department still registers.",
            )
        )
    return verdict


def _odd(number: str) -> Text | None:
    """Return that a number is no proof of registration; where the agriculture department registers it has its own."""
    if re.fullmatch(_PROOF, number.replace("（", "(").replace("）", ")")):
        return None
    return Text(
        "不是不动产登记证明号的格式，已按原样登记，请核对。",
        "This is not the form of a proof of registration; it is kept as written, please compare.",
    )


_PROOF = r"[\u4e00-\u9fff]\([0-9]{4}\)[^0-9()]{2,20}不动产证明第[0-9]{7}号"
ANSWERS = Answers(
    REGISTRY,
    Template(SHEET, COLUMNS, ("our_number", *ANSWER), "our_number", filled=("our_number",)),
    ANSWER,
    odd=_odd,
)
APPLICATION = Batch(SHEET, _CELLS, awaiting(REGISTRY), _judged)
