"""The form of review and approval 贷款审查审批表 (D06)."""

from functools import partial
from typing import ClassVar

from models.documents.application import ApprovalTerms
from models.text import Text
from printing.documents.base import Document, Listing, Story
from printing.page import COLUMN
from printing.signatures import Signer, signatures
from printing.tables import Column


class ApprovalForm(Document[ApprovalTerms]):
    """What each reviewer and approver said, and the terms that were approved."""

    key: ClassVar = "approval_form"
    title: ClassVar = Text("贷款审查审批表", "Form of approval")
    code: ClassVar = "D06"
    template: ClassVar = "approval_form"
    copies: ClassVar = 1
    copies_split: ClassVar = "贷款人留存"
    terms: ClassVar = ApprovalTerms
    required: ClassVar = frozenset(
        {
            "approved",
            "approved_words",
            "months",
            "annual_rate",
            "method",
            "security",
            "conditions",
            "requirements",
        }
    )

    def story(self, terms: ApprovalTerms) -> Story:
        """Return a line to sign for each who gave an opinion."""
        signing = [Signer(f"{each.duty}人", each.person, officer=True) for each in terms.opinions]
        return Story(blocks={"signatures": partial(signatures, signing, COLUMN)})

    listings: ClassVar = {
        "checks": Listing([Column("审查事项", 0.4), Column("结果", 0.16, "center"), Column("说明", 0.44)]),
        "opinions": Listing(
            [
                Column("环节", 0.15),
                Column("人员", 0.14),
                Column("结论", 0.14),
                Column("意见", 0.4),
                Column("日期", 0.17, "center"),
            ]
        ),
    }
