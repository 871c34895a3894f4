"""The demand for payment 逾期贷款催收通知书 (D24)."""

from typing import ClassVar

from models.documents.servicing import DemandTerms
from models.text import Text
from printing.documents.base import Document


class DemandNotice(Document[DemandTerms]):
    """What is overdue, as of which day, and by when it has to be paid."""

    key: ClassVar = "demand_notice"
    title: ClassVar = Text("逾期贷款催收通知书", "Demand for payment")
    code: ClassVar = "D24"
    template: ClassVar = "demand_notice"
    copies: ClassVar = 2
    copies_split: ClassVar = "债务人、贷款人各执一份"
    terms: ClassVar = DemandTerms
    required: ClassVar = frozenset(
        {
            "contract_number",
            "since",
            "overdue_days",
            "principal",
            "interest",
            "penalty",
            "total",
            "total_words",
            "as_of",
            "deadline",
        }
    )
    signers: ClassVar = (("贷款人", "lender"),)
