"""The call on a guarantor 担保人履行责任通知书 (D24)."""

from typing import ClassVar

from models.documents.servicing import GuarantorNoticeTerms
from models.text import Text
from printing.documents.base import Document


class GuarantorNotice(Document[GuarantorNoticeTerms]):
    """A guarantor is asked to pay within the guarantee period."""

    key: ClassVar = "guarantor_notice"
    title: ClassVar = Text("担保人履行责任通知书", "Call on the guarantor")
    code: ClassVar = "D24"
    template: ClassVar = "guarantor_notice"
    copies: ClassVar = 2
    copies_split: ClassVar = "担保人、贷款人各执一份"
    terms: ClassVar = GuarantorNoticeTerms
    required: ClassVar = frozenset(
        {
            "guarantee_number",
            "contract_number",
            "principal",
            "interest",
            "penalty",
            "total",
            "total_words",
            "as_of",
            "deadline",
            "period_end",
        }
    )
    signers: ClassVar = (("贷款人", "lender"),)
