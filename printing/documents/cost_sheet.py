"""The sheet of total financing cost 综合融资成本明示表 (D04), signed before the loan contract."""

from functools import partial
from typing import ClassVar

from models.documents.terms import ContingentCost, CostSheetTerms
from models.text import Text
from printing.documents.base import Document, Listing, Story
from printing.figures import percent
from printing.flow import Slice
from printing.page import COLUMN
from printing.tables import Column, table

COSTS = [
    Column("成本项目", 0.2),
    Column("收取方式", 0.17),
    Column("收取标准", 0.25),
    Column("收取主体", 0.22),
    Column("折合年化", 0.16, "right"),
]
CONTINGENT = Listing([Column("成本项目", 0.24), Column("发生情形与收取标准", 0.52), Column("收取主体", 0.24)])
NO_CONTINGENT = (ContingentCost("/", "/", "/"),)


class CostSheet(Document[CostSheetTerms]):
    """All that a loan costs, who charges it, and what it makes in a year."""

    key: ClassVar = "cost_sheet"
    title: ClassVar = Text("综合融资成本明示表", "Sheet of total financing cost")
    code: ClassVar = "D04"
    template: ClassVar = "cost_sheet"
    copies: ClassVar = 2
    copies_split: ClassVar = "贷款人、借款人各执一份"
    terms: ClassVar = CostSheetTerms
    required: ClassVar = frozenset(["apr_simple", "apr_compound", "lender", "principal", "principal_words"])
    signers: ClassVar = (("借款人", "borrower"), ("贷款人", "lender"))

    def story(self, terms: CostSheetTerms) -> Story:
        """Return the costs, added up, and what may come on top."""
        return Story(
            blocks={
                "table:costs": partial(_costs, terms),
                "table:contingent": partial(CONTINGENT.draw, terms.contingent or NO_CONTINGENT),
            }
        )


def _costs(terms: CostSheetTerms) -> list[Slice]:
    rows = [(cost.name, cost.way, cost.standard, cost.charger, percent(cost.yearly)) for cost in terms.costs]
    return table(COSTS, rows, COLUMN, total=("合计", "", "", "", percent(terms.yearly)))
