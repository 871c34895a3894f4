"""The guarantee up to a maximum amount 最高额保证合同 (D12)."""

from typing import ClassVar

from models.documents.undertakings import MaximumGuaranteeTerms
from models.text import Text
from printing.clauses import CEILINGS, GUARANTEE
from printing.documents.base import Document
from printing.documents.loan_contract import SECURITIES


class MaximumGuarantee(Document[MaximumGuaranteeTerms]):
    """A third person answers for all claims of a period, up to one amount."""

    key: ClassVar = "maximum_guarantee"
    title: ClassVar = Text("最高额保证合同", "Guarantee up to a maximum")
    code: ClassVar = "D12"
    template: ClassVar = "maximum_guarantee"
    copies: ClassVar = 3
    copies_split: ClassVar = "债权人执两份，保证人执一份"
    terms: ClassVar = MaximumGuaranteeTerms
    required: ClassVar = CEILINGS | {"period_years", "period_end", "court"}
    clauses: ClassVar = GUARANTEE | {"claim_ceiling", "claim_period", "fixing", "breach"}
    signers: ClassVar = (
        ("保证人（甲方）", "guarantor"),
        ("债权人（乙方）", "lender"),
        ("保证人配偶", "spouse"),
    )
    listings: ClassVar = {
        "others": SECURITIES,
    }
