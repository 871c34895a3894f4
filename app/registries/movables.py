"""The unified movables registry 动产融资统一登记公示系统: the batch that is filed, and the answers that come back.

Source:
    动产和权利担保统一登记办法 (中国人民银行令〔2021〕第7号); 国发〔2020〕18号, article 2 (types).
"""

from app.register.rows import Template
from app.register.verdicts import Verdict
from app.registries.answers import OUR_NUMBER, REGISTERED_ON, REGISTERED_UNTIL, Answers
from app.registries.filing import Batch, Cells, Filing, awaiting, in_yuan, judged, number_of
from models.collateral.receivable import Receivable
from models.collateral.registry_certificate import RegistryCertificate
from models.fields import fields_of
from models.parameters import parameters
from models.text import Text
from printing.workbook import Column

SHEET = "动产登记"
REGISTRY = Receivable.registry
_DEBTS = {"receivable", "revenue_right", "advertising_right"}
_PAPERS = {"deposit_slip", "warehouse_receipt"}
_OTHERS = {"greenhouse", "livestock"}

COLUMNS = {
    "our_number": OUR_NUMBER,
    "number": fields_of(RegistryCertificate)["number"],
    "modification_code": fields_of(RegistryCertificate)["modification_code"],
    "registered_on": REGISTERED_ON,
    "registered_until": REGISTERED_UNTIL,
}
ANSWER = ("number", "modification_code", "registered_on", "registered_until")


def _type(filing: Filing) -> str:
    key = filing.security.collateral.collateral_kind
    if key in _DEBTS:
        return "应收账款质押"
    if key in _PAPERS:
        return "存款单、仓单、提单质押"
    return "其他可以登记的动产和权利担保" if key in _OTHERS else "生产设备、原材料、半成品、产品抵押"


def _months(filing: Filing) -> int:
    allowed = parameters("registries", filing.today)
    wished = (filing.dossier.case.months or 0) + allowed["margin_months"]
    return int(min(max(wished, allowed["shortest_months"]), allowed["longest_months"]))


_CELLS: Cells = (
    (Column("登记类型", 28), _type),
    (Column("登记期限（月）", 10), _months),
    (Column(OUR_NUMBER.label.zh, 26), lambda filing: number_of(filing.contract)),
    (Column("担保人名称", 26), lambda filing: filing.owner.name),
    (Column("担保人类型", 12), lambda filing: filing.owner_type),
    (Column("担保人证件号码", 22), lambda filing: filing.owner.id_number),
    (Column("担保人法定代表人", 14), lambda filing: filing.owner.representative),
    (Column("担保人住所", 36), lambda filing: filing.owner.address),
    (Column("担保权人名称", 36), lambda filing: filing.lender.name),
    (Column("担保权人证件号码", 22), lambda filing: filing.bank["credit_code"]),
    (Column("担保权人负责人", 12), lambda filing: filing.lender.representative),
    (Column("担保权人住所", 36), lambda filing: filing.lender.address),
    (Column("主合同号码", 26), lambda filing: number_of(filing.main_contract)),
    (Column("主合同金额（元）", 16, "#,##0.00"), lambda filing: in_yuan(filing.dossier.case.amount)),
    (Column("主合同币种", 10), lambda _filing: "人民币"),
    (Column("担保合同号码", 26), lambda filing: number_of(filing.contract)),
    (Column("担保金额（元）", 16, "#,##0.00"), lambda filing: in_yuan(filing.pledge.secured)),
    (Column("担保财产描述", 80), lambda filing: filing.description),
    (
        Column("附件", 40),
        lambda filing: f"借款合同{number_of(filing.main_contract)}；担保合同{number_of(filing.contract)}",
    ),
    # The answer is written beside the question, so that one sheet goes out and comes back.
    *((Column(COLUMNS[name].label.zh, 22), lambda _filing: "") for name in ANSWER),
)


def _judged(filing: Filing) -> Verdict:
    verdict = judged(filing)
    longest = parameters("registries", filing.today)["longest_months"]
    if (filing.dossier.case.months or 0) > longest:
        verdict.warn(
            Text(
                "贷款期限超过最长登记期限{months}个月，到期前须展期。",
                "The loan is longer than a registration may be ({months} months); extend it in time.",
            ).fill(months=longest)
        )
    return verdict


BATCH = Batch(SHEET, _CELLS, awaiting(REGISTRY), _judged)
ANSWERS = Answers(
    REGISTRY,
    Template(SHEET, COLUMNS, ("our_number", *ANSWER), "our_number", filled=("our_number",)),
    ANSWER,
    certificates=True,
)
