"""The notice before the due day 贷款到期通知书 (D24)."""

from typing import ClassVar

from models.documents.servicing import DueNoticeTerms
from models.text import Text
from printing.documents.base import Document


class DueNotice(Document[DueNoticeTerms]):
    """What has to be paid soon, and where."""

    key: ClassVar = "due_notice"
    title: ClassVar = Text("贷款到期通知书", "Notice of the due day")
    code: ClassVar = "D24"
    template: ClassVar = "due_notice"
    copies: ClassVar = 2
    copies_split: ClassVar = "债务人、贷款人各执一份"
    terms: ClassVar = DueNoticeTerms
    required: ClassVar = frozenset(
        {"contract_number", "due", "principal", "interest", "total", "total_words"}
    )
    signers: ClassVar = (("贷款人", "lender"),)
