"""The sheet of total financing cost 综合融资成本明示表 (D04), signed before the loan contract."""

from typing import ClassVar

from models.documents.terms import CostSheetTerms
from models.text import Text
from printing.documents.base import Document, Story
from printing.figures import day, money, percent
from printing.flow import Slice, space
from printing.page import COLUMN
from printing.signatures import Signer, signatures
from printing.tables import Column, form, table


class CostSheet(Document[CostSheetTerms]):
    """All that a loan costs, who charges it, and what it makes in a year."""

    key: ClassVar = "cost_sheet"
    title: ClassVar = Text("综合融资成本明示表", "Sheet of total financing cost")
    code: ClassVar = "D04"
    template: ClassVar = "cost_sheet"
    copies: ClassVar = 2
    copies_split: ClassVar = "贷款人、借款人各执一份"
    terms: ClassVar = CostSheetTerms
    required: ClassVar = frozenset(["apr_simple", "apr_compound", "lender"])

    def story(self, terms: CostSheetTerms) -> Story:
        """Return what *terms* put into the sheet."""
        borrower = terms.borrower
        signers = [
            Signer("借款人", borrower.name, borrower.is_organisation),
            Signer("贷款人", terms.lender.name, organisation=True),
        ]
        return Story(
            words={
                "lender": terms.lender.name,
                "apr_simple": percent(terms.apr_simple),
                "apr_compound": percent(terms.apr_compound),
            },
            blocks={
                "table:loan": form(
                    [
                        ("借款人", borrower.name),
                        (borrower.id_kind, borrower.id_number),
                        ("贷款本金", f"{terms.principal_words}（{money(terms.principal)}）"),
                        ("期限、还款方式", f"{terms.months} 个月，{terms.method}"),
                        ("明示日期", day(terms.issued)),
                    ],
                    COLUMN,
                ),
                "table:costs": _costs(terms),
                "table:contingent": _contingent(terms),
                "signatures": [space(8), *signatures(signers, COLUMN)],
            },
        )


def _costs(terms: CostSheetTerms) -> list[Slice]:
    columns = [
        Column("成本项目", 0.2),
        Column("收取方式", 0.17),
        Column("收取标准", 0.25),
        Column("收取主体", 0.22),
        Column("折合年化", 0.16, "right"),
    ]
    rows = [(cost.name, cost.way, cost.standard, cost.charger, percent(cost.yearly)) for cost in terms.costs]
    return table(columns, rows, COLUMN, total=("合计", "", "", "", percent(terms.yearly)))


def _contingent(terms: CostSheetTerms) -> list[Slice]:
    columns = [Column("成本项目", 0.24), Column("发生情形与收取标准", 0.52), Column("收取主体", 0.24)]
    return table(columns, terms.contingent or [("/", "/", "/")], COLUMN)
