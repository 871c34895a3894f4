"""The notice of refusal 不予受理（否决）告知书 (D31)."""

from typing import ClassVar

from models.documents.application import RejectionTerms
from models.text import Text
from printing.documents.base import Document


class RejectionNotice(Document[RejectionTerms]):
    """Why nothing is lent, and how to be heard."""

    key: ClassVar = "rejection_notice"
    title: ClassVar = Text("不予受理（否决）告知书", "Notice of refusal")
    code: ClassVar = "D31"
    template: ClassVar = "rejection_notice"
    copies: ClassVar = 2
    copies_split: ClassVar = "申请人、贷款人各执一份"
    terms: ClassVar = RejectionTerms
    required: ClassVar = frozenset({"reason_class", "reason", "complaint_phone"})
    signers: ClassVar = (("贷款人", "lender"),)
