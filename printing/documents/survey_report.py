"""The survey report 贷前调查报告 (D05)."""

from typing import ClassVar

from models.documents.application import SurveyTerms
from models.text import Text
from printing.documents.base import Document, Listing
from printing.tables import Column


class SurveyReport(Document[SurveyTerms]):
    """What two officers saw, checked and suggest."""

    key: ClassVar = "survey_report"
    title: ClassVar = Text("贷前调查报告", "Survey report")
    code: ClassVar = "D05"
    template: ClassVar = "survey_report"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = SurveyTerms
    required: ClassVar = frozenset(
        {
            "amount",
            "amount_words",
            "months",
            "annual_rate",
            "method",
            "security",
            "suggestion",
            "visited",
            "place",
            "met",
        }
    )
    signers: ClassVar = (("主办客户经理", "lead"), ("协办客户经理", "second"))
    listings: ClassVar = {
        "findings": Listing([Column("调查项目", 0.22), Column("情况", 0.78)]),
        "incomes": Listing(
            [
                Column("收入项目", 0.24),
                Column("自述（元）", 0.2, "right"),
                Column("核实（元）", 0.2, "right"),
                Column("核实依据", 0.36),
            ],
            sums=("stated", "verified"),
        ),
        "cash": Listing(
            [Column("时段", 0.28), Column("流入（元）", 0.36, "right"), Column("流出（元）", 0.36, "right")],
            sums=("inflow", "outflow"),
        ),
        "covers": Listing(
            [
                Column("担保财产", 0.34),
                Column("价值（元）", 0.19, "right"),
                Column("抵押率", 0.12, "right"),
                Column("在先担保（元）", 0.17, "right"),
                Column("本笔担保（元）", 0.18, "right"),
            ],
            sums=("value", "prior", "secured"),
        ),
        "risks": Listing([Column("风险点", 0.4), Column("缓释措施", 0.6)]),
    }
