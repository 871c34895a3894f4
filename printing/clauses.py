"""The clauses the law wants in a contract: what each must say, and whether it must be prompted in bold.

Source:
    domain 3.8; Civil Code, articles 400, 427, 496, 668, 684; Commercial Bank Law, article 37.
"""

from dataclasses import dataclass
from typing import Final

from models.text import Text


@dataclass(frozen=True)
class Clause:
    """One clause of the checklists.

    Attributes:
        label: What it is called.
        source: Why it must be there.
        words: Words of the case it must hold.
        says: What it must say; one of several wordings parted by ``|``.
        bold: Whether it must be prompted.
    """

    label: Text
    source: str
    words: frozenset[str] = frozenset()
    says: tuple[str, ...] = ()
    bold: bool = False


def _clause(
    zh: str, en: str, source: str, *, words: str = "", says: tuple[str, ...] = (), bold: bool = False
) -> Clause:
    return Clause(Text(zh, en), source, frozenset(words.split()), says, bold)


CLAUSES: Final = {
    "loan_kind": _clause("借款种类", "kind of loan", "民法典668", words="loan_kind"),
    "currency": _clause("借款币种", "currency", "民法典668", says=("人民币",)),
    "loan_amount": _clause("借款金额", "amount", "民法典668", words="amount amount_words"),
    "ceiling": _clause("最高额度", "ceiling", "民法典420", words="ceiling ceiling_words"),
    "purpose": _clause("借款用途", "purpose", "民法典668", words="purpose"),
    "term": _clause("借款期限", "term", "民法典668", words="start end"),
    "rate": _clause("借款利率", "rate", "民法典668", words="annual_rate"),
    "yearly_cost": _clause(
        "年化成本", "yearly cost", "人民银行公告〔2021〕3号", words="apr_simple apr_compound"
    ),
    "payment": _clause("支付方式", "payment mode", "domain 3.8", words="payment_mode"),
    "repayment": _clause("还款方式", "repayment", "民法典668", words="method"),
    "no_upfront_interest": _clause(
        "不预扣利息", "no interest up front", "民法典670", says=("不预先在本金中扣除利息",)
    ),
    "penalty": _clause(
        "罚息",
        "penalty interest",
        "商业银行法37",
        words="overdue_rate misuse_rate",
        says=("复利",),
        bold=True,
    ),
    "acceleration": _clause("提前到期", "acceleration", "民法典496", says=("提前到期",), bold=True),
    "breach": _clause("违约责任", "breach", "商业银行法37", says=("赔偿",)),
    "delivery": _clause("送达地址", "address for service", "domain 6.1 D07", says=("送达",)),
    "disputes": _clause("争议解决", "disputes", "民法典496", words="court", bold=True),
    "prompt": _clause("提示说明", "prompt and explanation", "民法典496", says=("提示", "说明"), bold=True),
    "debt": _clause(
        "主债权",
        "secured debt",
        "民法典400、427、684",
        words="main_contract debt_kind debt_amount debt_words",
    ),
    "debt_term": _clause("履行期限", "term of the debt", "民法典400、427、684", words="debt_start debt_end"),
    "property": _clause("担保财产", "property", "民法典400、427", words="total total_words"),
    "scope": _clause(
        "担保范围",
        "scope",
        "民法典389、691",
        says=("本金", "利息", "违约金", "损害赔偿金", "实现抵押权|实现质权|实现债权"),
    ),
    "arising": _clause(
        "登记或者交付", "registration or delivery", "民法典402、403、427", says=("登记|交付",)
    ),
    "realisation": _clause("担保权实现", "realisation", "民法典410、436", says=("优先受偿",), bold=True),
    "consent": _clause("书面同意", "written consent", "农村土地承包法47", says=("书面同意",)),
    "filing": _clause(
        "发包方备案", "filing with the issuer", "农村土地承包法47", words="filing", says=("备案",)
    ),
    "debtor_notice": _clause("通知债务人", "notice to the debtor", "民法典546、768", says=("通知",)),
    "account": _clause("回款账户", "account", "domain 6.1 D09", words="account_number"),
    "claim_ceiling": _clause(
        "最高债权额",
        "maximum amount",
        "民法典420；担保制度解释15",
        words="principal_ceiling principal_ceiling_words claim_ceiling claim_ceiling_words",
    ),
    "claim_period": _clause("债权发生期间", "period of claims", "民法典420", words="start end"),
    "fixing": _clause("债权确定", "fixing of claims", "民法典423", says=("查封", "确定")),
    "joint_liability": _clause(
        "连带责任", "joint liability", "民法典686、688", says=("连带责任保证",), bold=True
    ),
    "guarantee_period": _clause(
        "保证期间", "guarantee period", "民法典692", words="period_end", says=("保证期间",)
    ),
    "recourse": _clause("追偿", "recourse", "民法典700", says=("追偿",)),
    "sureties_agree": _clause("担保人同意", "sureties agree", "民法典391、695", says=("担保人", "同意")),
}

SECURITY = frozenset({"debt", "debt_term", "scope", "breach", "delivery", "disputes", "prompt"})
MORTGAGE = SECURITY | {"property", "arising", "realisation"}
PLEDGE = MORTGAGE
MAXIMUM = (SECURITY - {"debt", "debt_term"}) | {"claim_ceiling", "claim_period", "fixing"}
CEILINGS = frozenset(
    {"principal_ceiling", "principal_ceiling_words", "claim_ceiling", "claim_ceiling_words", "start", "end"}
)
"""The words of a security up to a maximum: its two amounts and the period in which its claims arise."""
GUARANTEE = frozenset(
    {"scope", "joint_liability", "guarantee_period", "recourse", "delivery", "disputes", "prompt"}
)
