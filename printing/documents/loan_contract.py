"""The loan contract 借款合同 (D07) with its repayment plan."""

from functools import partial
from typing import ClassVar

from models.documents.terms import LoanTerms, SecurityLine
from models.text import Text
from printing.documents.base import Document, Listing, Story
from printing.documents.instalments import COLUMNS, instalments
from printing.tables import Column

UNSECURED = (SecurityLine("/（信用贷款，无担保）", "/", "/"),)
SECURITIES = Listing([Column("担保合同", 0.36), Column("编号", 0.4), Column("担保人", 0.24)])


class LoanContract(Document[LoanTerms]):
    """What bank and borrower owe each other."""

    key: ClassVar = "loan_contract"
    title: ClassVar = Text("借款合同", "Loan contract")
    code: ClassVar = "D07"
    template: ClassVar = "loan_contract"
    copies: ClassVar = 3
    copies_split: ClassVar = "贷款人执两份，借款人执一份"
    terms: ClassVar = LoanTerms
    required: ClassVar = frozenset(
        {"loan_kind", "purpose", "amount", "amount_words", "annual_rate", "months", "start", "end"}
        | {"method", "payment_mode", "apr_simple", "apr_compound", "overdue_rate", "misuse_rate", "court"}
    )
    clauses: ClassVar = frozenset(
        {
            "loan_kind",
            "currency",
            "loan_amount",
            "purpose",
            "term",
            "rate",
            "yearly_cost",
            "payment",
            "repayment",
        }
        | {"no_upfront_interest", "penalty", "acceleration", "breach", "delivery", "disputes", "prompt"}
    )
    columns: ClassVar = (*COLUMNS, *SECURITIES.columns)
    signers: ClassVar = (
        ("借款人（甲方）", "borrower"),
        ("共同借款人", "co_borrowers"),
        ("贷款人（乙方）", "lender"),
    )

    def story(self, terms: LoanTerms) -> Story:
        """Return the plan and the securities, which may be none."""
        return Story(
            blocks={
                "table:plan": partial(instalments, terms.plan),
                "table:securities": partial(SECURITIES.draw, terms.securities or UNSECURED),
            }
        )
