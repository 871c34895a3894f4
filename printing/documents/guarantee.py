"""The guarantee with joint liability 保证合同 (D12)."""

from typing import ClassVar

from models.documents.undertakings import GuaranteeTerms
from models.text import Text
from printing.clauses import GUARANTEE
from printing.documents.base import Document
from printing.documents.loan_contract import SECURITIES
from printing.secured import REQUIRED


class Guarantee(Document[GuaranteeTerms]):
    """A third person answers for a debt as the debtor does."""

    key: ClassVar = "guarantee"
    title: ClassVar = Text("保证合同", "Guarantee")
    code: ClassVar = "D12"
    template: ClassVar = "guarantee"
    copies: ClassVar = 3
    copies_split: ClassVar = "债权人执两份，保证人执一份"
    terms: ClassVar = GuaranteeTerms
    required: ClassVar = REQUIRED | {"period_start", "period_end", "court"}
    clauses: ClassVar = GUARANTEE | {"debt", "debt_term", "breach"}
    signers: ClassVar = (
        ("保证人（甲方）", "guarantor"),
        ("债权人（乙方）", "lender"),
        ("保证人配偶", "spouse"),
    )
    listings: ClassVar = {
        "others": SECURITIES,
    }
