"""The record of a complaint and its answer 消费投诉受理及答复单 (D28)."""

from typing import ClassVar

from models.documents.servicing import ComplaintTerms
from models.text import Text
from printing.documents.base import Document


class ComplaintAnswer(Document[ComplaintTerms]):
    """What a customer complained of, what was found, and what is done."""

    key: ClassVar = "complaint_answer"
    title: ClassVar = Text("消费投诉受理及答复单", "Answer to a complaint")
    code: ClassVar = "D28"
    template: ClassVar = "complaint_answer"
    copies: ClassVar = 2
    copies_split: ClassVar = "投诉人、贷款人各执一份"
    terms: ClassVar = ComplaintTerms
    required: ClassVar = frozenset(
        {
            "complaint_number",
            "received",
            "claim",
            "facts",
            "result",
            "handler",
            "answer_by",
            "complaint_phone",
        }
    )
    signers: ClassVar = (("贷款人", "lender"),)
