"""The revolving loan contract 最高额借款合同 (D07)."""

from typing import ClassVar

from models.documents.undertakings import RevolvingTerms
from models.text import Text
from printing.documents.base import Document
from printing.documents.loan_contract import SECURITIES


class RevolvingContract(Document[RevolvingTerms]):
    """A ceiling within which the borrower draws and repays again and again."""

    key: ClassVar = "revolving_contract"
    title: ClassVar = Text("最高额借款合同", "Revolving loan contract")
    code: ClassVar = "D07"
    template: ClassVar = "revolving_contract"
    copies: ClassVar = 3
    copies_split: ClassVar = "贷款人执两份，借款人执一份"
    terms: ClassVar = RevolvingTerms
    required: ClassVar = frozenset(
        {
            "loan_kind",
            "purpose",
            "ceiling",
            "ceiling_words",
            "annual_rate",
            "months",
            "start",
            "end",
            "last_due",
            "rate_rule",
            "method",
            "payment_mode",
            "apr_simple",
            "apr_compound",
            "overdue_rate",
            "misuse_rate",
            "court",
        }
    )
    clauses: ClassVar = frozenset(
        {
            "loan_kind",
            "currency",
            "ceiling",
            "purpose",
            "term",
            "rate",
            "yearly_cost",
            "payment",
            "repayment",
            "no_upfront_interest",
            "penalty",
            "acceleration",
            "breach",
            "delivery",
            "disputes",
            "prompt",
        }
    )
    signers: ClassVar = (
        ("借款人（甲方）", "borrower"),
        ("共同借款人", "co_borrowers"),
        ("贷款人（乙方）", "lender"),
    )
    listings: ClassVar = {
        "securities": SECURITIES,
    }
