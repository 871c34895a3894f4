"""The repayment plan 还款计划表 (D15): each figure, the sums of each year, and how each figure is made."""

from functools import partial
from typing import ClassVar

from models.documents.terms import PlanTerms
from models.money import show_yuan
from models.text import Text
from printing.documents.base import Document, Story
from printing.documents.instalments import instalments
from printing.flow import Slice
from printing.page import COLUMN
from printing.tables import Column, table

YEARS = [
    Column("年度", 0.2, "center"),
    Column("本金小计（元）", 0.27, "right"),
    Column("利息小计（元）", 0.26, "right"),
    Column("本息小计（元）", 0.27, "right"),
]
REASONS = [Column("期次", 0.09, "center"), Column("这一期为什么是这个数", 0.91)]


class RepaymentPlan(Document[PlanTerms]):
    """What the borrower pays on which day, and why it is that much."""

    key: ClassVar = "repayment_plan"
    title: ClassVar = Text("还款计划表", "Repayment plan")
    code: ClassVar = "D15"
    template: ClassVar = "repayment_plan"
    copies: ClassVar = 2
    copies_split: ClassVar = "贷款人、借款人各执一份"
    terms: ClassVar = PlanTerms
    required: ClassVar = frozenset(["contract_number", "rate_basis", "amount", "amount_words"])
    signers: ClassVar = (("借款人", "borrower"), ("贷款人", "lender"))

    def story(self, terms: PlanTerms) -> Story:
        """Return the instalments, the years and the reasons."""
        return Story(
            blocks={
                "table:plan": lambda: instalments([each.row for each in terms.rows]),
                "table:years": partial(_years, terms),
                "table:reasons": partial(_reasons, terms),
            },
        )


def _years(terms: PlanTerms) -> list[Slice]:
    rows = [
        (f"{each.year}年", *map(show_yuan, (each.principal, each.interest, each.principal + each.interest)))
        for each in terms.years
    ]
    return table(YEARS, rows, COLUMN)


def _reasons(terms: PlanTerms) -> list[Slice]:
    return table(REASONS, [(str(each.row.n), each.why) for each in terms.rows], COLUMN)
